import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Exposure } from '../model/peering.js';
import { addressKind } from './address-kind.js';
import { hasPublicAddress, machinesOf } from './node-address.js';

/** The host that is advertised for an API server; `isOverride` when it was configured and not taken from a node. */
export interface ApiServerHost {
  readonly facts: ClusterFacts;
  readonly host: string;
  readonly isOverride: boolean;
}

/**
 * How an API server that is advertised at a host is exposed: by the cloud; at an address or name of the Internet;
 * through a forwarded port, which is assumed when a public address or a name is configured that no node has while all
 * nodes are private; or on its own network. A loopback address exposes nothing.
 */
export function apiServerExposure({ facts, host, isOverride }: ApiServerHost): Exposure {
  if (valueOf(facts.platform.cloud) === true) return 'Provided';
  const kind = addressKind(host);
  if (kind === 'loopback' || kind === 'unspecified') return 'ClusterIP';
  if (kind !== 'global' && kind !== 'name') return 'Exposed';
  const nodes = machinesOf(facts);
  const own = nodes.flatMap(({ addresses }) => addresses).find(({ address }) => address === host);
  if (own !== undefined) return kind === 'global' || own.type === 'ExternalDNS' ? 'PublicAddress' : 'Exposed';
  return isOverride && nodes.length > 0 && !nodes.some(hasPublicAddress) ? 'PortForwarding' : 'PublicAddress';
}
