import type {
  ActivePeeringSpec,
  LiqoAuthSpec,
  LiqoServiceSpec,
  LiqoSpec,
  LiqoV0Version,
} from './cluster-spec.js';

/** The releases of Liqo that the demo shows. */
export type LabLiqoVersion = 'v0.10.3' | 'v1.2.0';

/** Every release of Liqo that the demo shows, oldest first. */
export const labLiqoVersions: readonly LabLiqoVersion[] = ['v0.10.3', 'v1.2.0'];

/** How one cluster's Liqo is set up; `auth` and `gateway` exist in v0.x only and are LoadBalancers by default. */
export interface LiqoSetup {
  readonly side: 'local' | 'remote';
  readonly clusterName: string;
  readonly apiServerAddress?: string;
  readonly auth?: LiqoAuthSpec;
  readonly gateway?: LiqoServiceSpec;
  readonly asksAws?: boolean;
  readonly peerings?: readonly ActivePeeringSpec[];
}

const clusterIds = {
  local: '5b0a1c0e-6d2f-4f6e-9a51-0d3f2f1f7a01',
  remote: 'c7d9e3b2-18a4-4c0b-8f37-64be5a9c2d02',
} as const;

/** A version of Kubernetes that a release of Liqo is made for; the newest for none (go.mod at the tags). */
export function kubernetesBeside(liqo: LiqoSpec | undefined): string {
  return liqo !== undefined && isV0(liqo.version) ? 'v1.29.14' : 'v1.34.2';
}

/** Whether a release has an authentication server. */
export function isV0(version: LiqoSpec['version']): version is LiqoV0Version {
  return version.startsWith('v0.');
}

/** Whether two releases understand each other's objects: those of one generation do. */
export function isSameGeneration(one: LiqoSpec['version'], other: LiqoSpec['version']): boolean {
  return generationOf(one) === generationOf(other);
}

/** v0.5 brought in-band peering and new objects for it, v1.0 replaced all of them. */
function generationOf(version: LiqoSpec['version']): number {
  if (!isV0(version)) return 3;
  return version === 'v0.3.2' || version === 'v0.4.0' ? 1 : 2;
}

/** Whether a release reads what it shall advertise from annotations, as from v0.6 on, not from arguments. */
export function readsAnnotations(version: LiqoV0Version): boolean {
  return version !== 'v0.3.2' && version !== 'v0.4.0' && version !== 'v0.5.4';
}

/** Liqo of any release, set up the same way. */
export function liqo(version: LiqoSpec['version'], setup: LiqoSetup): LiqoSpec {
  const address = {
    ...(setup.apiServerAddress !== undefined && { apiServerAddress: setup.apiServerAddress }),
    ...(setup.asksAws === true && { asksAws: true }),
    ...(setup.peerings && { peerings: setup.peerings }),
  };
  if (!isV0(version)) return { version, clusterId: setup.clusterName, ...address };
  return {
    version,
    clusterId: clusterIds[setup.side],
    clusterName: setup.clusterName,
    ...address,
    auth: setup.auth ?? { type: 'LoadBalancer' },
    gateway: setup.gateway ?? { type: 'LoadBalancer' },
  };
}
