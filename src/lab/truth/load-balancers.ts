import { nodeIps } from '../network/machines.js';
import { isMachine } from '../topology/node-roles.js';
import type { LoadBalancerSpec } from '../topology/cluster-spec.js';
import type { NodeSpec } from '../topology/site.js';
import type { NameRecord } from '../topology/topology.js';

/** An entry that a load balancer publishes in the status of its Service. */
export interface LoadBalancerEntry {
  readonly ip?: string;
  readonly hostname?: string;
  /** Where its packets go to. */
  readonly address: string;
}

/** What a Service asks a load balancer for. */
export interface Balanced {
  readonly service: 'liqo-auth' | 'liqo-gateway' | 'ingress-nginx-controller' | 'gw-peer';
  /** How many Services of the cluster were given a load balancer before it. */
  readonly before?: number;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** A node on which a program has that port already. */
  readonly takenOn?: string | undefined;
}

/** The entries of the load balancer for a Service; none while it has none. */
export function loadBalancerFor(
  spec: LoadBalancerSpec,
  nodes: readonly NodeSpec[],
  { service, before = 0, protocol, port, takenOn }: Balanced,
): readonly LoadBalancerEntry[] {
  if (spec.kind === 'nodes') {
    if (protocol === 'tcp' && spec.taken.includes(port)) return [];
    return addressesOfNodes(nodes.filter(({ name }) => name !== takenOn)).map((ip) => ({ ip, address: ip }));
  }
  if (spec.kind !== 'address') return [];
  const { pool, domain, entries = 'one', reserves } = spec;
  const ordinal = reserves === undefined ? before : ordinalAmong(reserves, service);
  const used = entries === 'two' ? [pool[ordinal], pool.at(-1 - ordinal)] : [pool[ordinal]];
  return used.flatMap((address): LoadBalancerEntry[] => {
    if (address === undefined) return [];
    if (domain === undefined) return [{ ip: address, address }];
    const hostname = `lb-${pool.indexOf(address) + 1}.${domain}`;
    return [entries === 'both' ? { ip: address, hostname, address } : { hostname, address }];
  });
}

function ordinalAmong(reserves: readonly string[], service: Balanced['service']): number {
  const at = reserves.indexOf(service);
  return at === -1 ? reserves.length : at;
}

/** k3s's own, in the order of their text: ExternalIPs of the ready nodes where any has one, else their InternalIPs. */
function addressesOfNodes(nodes: readonly NodeSpec[]): readonly string[] {
  const ready = nodes.filter((node) => isMachine(node) && node.ready !== false);
  const external = ready.flatMap(({ addresses }) =>
    addresses.flatMap(({ type, address }) => (type === 'ExternalIP' ? [address] : [])),
  );
  const own = external.length > 0 ? external : ready.flatMap((node) => nodeIps(node).slice(0, 1));
  return own.toSorted();
}

/** The names that load balancers have in the DNS. */
export function loadBalancerNames(
  spec: LoadBalancerSpec,
  entries: readonly LoadBalancerEntry[],
): NameRecord[] {
  if (spec.kind === 'address' && spec.isUnnamed === true) return [];
  return entries.flatMap(({ hostname, address }) =>
    hostname === undefined ? [] : [{ name: hostname, addresses: [address] }],
  );
}
