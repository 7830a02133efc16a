import type { ServiceId } from '../../model/peering.js';
import type { LiqoRelease } from '../release.js';
import type { ClusterWords } from './cluster-words.js';
import { kubectlClusterFlags } from './cluster-words.js';
import { commandLine } from './shell-quote.js';
import { valueNames } from './value-names.js';

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

/** A fixed node port: a value, or a patch of the Service where the release has none. */
export function pinNodePort(pinned: PinnedService): Pinned {
  const { release, service, nodePort } = pinned;
  if (nodePort === undefined) return { values: {}, kubectl: [] };
  const { authNodePort, gatewayNodePort } = valueNames(release);
  const name = service === 'auth' ? authNodePort : gatewayNodePort;
  if (name !== null) return { values: { [name]: String(nodePort) }, kubectl: [] };
  return { values: {}, kubectl: [servicePatch(pinned, '/spec/ports/0/nodePort', nodePort)] };
}

/** A static address of a load balancer: a value, or a patch of the Service where the release has none. */
export function pinLoadBalancerIp(pinned: PinnedService): Pinned {
  const { release, service, address } = pinned;
  if (address === undefined) return { values: {}, kubectl: [] };
  const { authLoadBalancerIp, gatewayLoadBalancerIp } = valueNames(release);
  const name = service === 'auth' ? authLoadBalancerIp : gatewayLoadBalancerIp;
  if (name !== null) return { values: { [name]: address }, kubectl: [] };
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
