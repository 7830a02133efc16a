import { isIPv6 } from 'node:net';

import { isMachine } from '../topology/node-roles.js';
import type { IpFamily, LoadBalancerIpv6, LoadBalancerSpec } from '../topology/cluster-spec.js';
import type { NodeSpec } from '../topology/site.js';
import type { NameRecord } from '../topology/topology.js';

/** An entry that a load balancer publishes in the status of its Service. */
export interface LoadBalancerEntry {
  readonly ip?: string;
  readonly hostname?: string;
  /** Where packets to it go to: the IP, and what the name has in the DNS. */
  readonly addresses: readonly string[];
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
  /** Of the Service. */
  readonly families: readonly IpFamily[];
}

/** The entries of the load balancer for a Service; none while it has none. */
export function loadBalancerFor(
  spec: LoadBalancerSpec,
  nodes: readonly NodeSpec[],
  { service, before = 0, protocol, port, takenOn, families }: Balanced,
): readonly LoadBalancerEntry[] {
  if (spec.kind === 'nodes') {
    if (protocol === 'tcp' && spec.taken.includes(port)) return [];
    const free = nodes.filter(({ name }) => name !== takenOn);
    return addressesOfNodes(free, families).map((ip) => ({ ip, addresses: [ip] }));
  }
  if (spec.kind !== 'address') return [];
  const { pool, domain, entries = 'one', reserves, ipv6 } = spec;
  const ordinal = reserves === undefined ? before : ordinalAmong(reserves, service);
  const used = entries === 'two' ? [pool[ordinal], pool.at(-1 - ordinal)] : [pool[ordinal]];
  return used.flatMap((address): LoadBalancerEntry[] => {
    if (address === undefined) return [];
    const addresses = besideIpv6(address, ipv6?.pool[pool.indexOf(address)], ipv6?.place);
    if (domain === undefined) return addresses.map((ip) => ({ ip, addresses: [ip] }));
    const hostname = `lb-${pool.indexOf(address) + 1}.${domain}`;
    if (entries !== 'both') return [{ hostname, addresses }];
    return [{ ip: address, hostname, addresses: [...new Set([address, ...addresses])] }];
  });
}

/** The addresses of one load balancer, in the order of its entries. */
function besideIpv6(
  address: string,
  ipv6: string | undefined,
  place: LoadBalancerIpv6['place'] | undefined,
): readonly string[] {
  if (ipv6 === undefined || place === undefined) return [address];
  if (place === 'alone') return [ipv6];
  return place === 'first' ? [ipv6, address] : [address, ipv6];
}

function ordinalAmong(reserves: readonly string[], service: Balanced['service']): number {
  const at = reserves.indexOf(service);
  return at === -1 ? reserves.length : at;
}

/**
 * k3s's own, by the families of the Service and in the order of their text: ExternalIPs of the ready nodes where any has
 * one, else their InternalIPs.
 */
function addressesOfNodes(nodes: readonly NodeSpec[], families: readonly IpFamily[]): readonly string[] {
  const ready = nodes.filter((node) => isMachine(node) && node.ready !== false);
  const external = ready.flatMap(({ addresses }) =>
    addresses.flatMap(({ type, address }) => (type === 'ExternalIP' ? [address] : [])),
  );
  const own =
    external.length > 0
      ? external
      : ready.flatMap(({ addresses }) =>
          addresses.flatMap(({ type, address }) => (type === 'InternalIP' ? [address] : [])),
        );
  return families.flatMap((family) =>
    own.filter((address) => isIPv6(address) === (family === 'IPv6')).toSorted(),
  );
}

/** The names that load balancers have in the DNS. */
export function loadBalancerNames(
  spec: LoadBalancerSpec,
  entries: readonly LoadBalancerEntry[],
): NameRecord[] {
  if (spec.kind === 'address' && spec.isUnnamed === true) return [];
  const { ipv6 } = spec.kind === 'address' ? spec : {};
  return entries.flatMap(({ ip, hostname, addresses }) => {
    if (hostname === undefined) return [];
    const named = ipv6?.place === 'alone' ? addresses.filter((address) => address !== ip) : addresses;
    return [{ name: hostname, addresses: named }];
  });
}
