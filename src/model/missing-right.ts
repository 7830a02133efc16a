import type { Side } from './peering.js';

/** A right that the run could have made use of and the kubeconfig's user does not have. */
export interface MissingRight {
  readonly cluster: Side;
  readonly verb: string;
  /** Plural name with its group. */
  readonly resource: string;
  readonly namespace: string;
  /** What the run is without it; absent for one without which it cannot begin. Completes "without it …". */
  readonly loss?: string | undefined;
}
