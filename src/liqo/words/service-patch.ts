import type { ServiceId } from '../../model/peering.js';
import { isAtLeast } from '../release.js';
import type { LiqoRelease } from '../release.js';
import type { ClusterWords } from './cluster-words.js';
import { kubectlClusterFlags } from './cluster-words.js';
import { commandLine } from './shell-quote.js';

/** What to pin on the Service liqo-auth or liqo-gateway of v0.3–v0.10. */
export interface PinnedService {
  readonly release: LiqoRelease;
  readonly cluster: ClusterWords;
  readonly service: ServiceId;
  readonly address?: string | undefined;
  readonly nodePort?: number | undefined;
}

/** Helm values, or lines where the release has no value. */
export interface Pinned {
  readonly values: Readonly<Record<string, string>>;
  readonly kubectl: readonly string[];
}

/** A fixed node port: a value from v0.10.0 (commit 722bdd3ad), before that a patch of the Service. */
export function pinNodePort(pinned: PinnedService): Pinned {
  const { release, service, nodePort } = pinned;
  if (nodePort === undefined) return { values: {}, kubectl: [] };
  if (isAtLeast(release, 'v0.10.0')) {
    return { values: { [`${service}.service.nodePort.port`]: String(nodePort) }, kubectl: [] };
  }
  return { values: {}, kubectl: [servicePatch(pinned, '/spec/ports/0/nodePort', nodePort)] };
}

/** A static address of a load balancer: a value from v0.9.4 (commit f0449d65f), before that a patch of the Service. */
export function pinLoadBalancerIp(pinned: PinnedService): Pinned {
  const { release, service, address } = pinned;
  if (address === undefined) return { values: {}, kubectl: [] };
  if (isAtLeast(release, 'v0.9.4'))
    return { values: { [`${service}.service.loadBalancer.ip`]: address }, kubectl: [] };
  return { values: {}, kubectl: [servicePatch(pinned, '/spec/loadBalancerIP', address)] };
}

function servicePatch({ cluster, service }: PinnedService, path: string, value: string | number): string {
  const patch = JSON.stringify([{ op: 'add', path, value }]);
  return commandLine([
    'kubectl',
    ...kubectlClusterFlags(cluster),
    '--namespace',
    cluster.liqoNamespace,
    'patch',
    'service',
    `liqo-${service}`,
    '--type',
    'json',
    '--patch',
    patch,
  ]);
}
