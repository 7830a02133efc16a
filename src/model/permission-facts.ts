import type { Fact } from './fact.js';

/** Something that liqoctl will have to do, and whether the kubeconfig's user may. */
export interface PermissionFacts {
  readonly verb: string;
  /** Plural name with its group, such as `gatewayservers.networking.liqo.io`; `*` for everything. */
  readonly resource: string;
  /** `undefined` for the whole cluster. */
  readonly namespace?: string | undefined;
  /** What it is for, such as `to create the gateway server`. */
  readonly purpose: string;
  readonly allowed: Fact<boolean>;
}

/** A read that the kubeconfig's user was refused. */
export interface RefusedRead {
  readonly verb: string;
  /** Plural name with its group, or with the object's name after a slash. */
  readonly resource: string;
  readonly namespace?: string | undefined;
}
