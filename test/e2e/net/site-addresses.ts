import { nthAddress } from '../../../src/lab/network/addresses.js';
import { nodeIps } from '../../../src/lab/network/machines.js';
import type { NodeSpec, Site } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';

/** The side whose router stands in front of a side: two sites in one LAN share one. */
export function routerSide({ sites }: Topology, side: Side): Side {
  return sites.local.lan.name === sites.remote.lan.name ? 'local' : side;
}

/** Whether both sites stand in one broadcast domain. */
export function shareLan({ sites }: Topology): boolean {
  return sites.local.lan.name === sites.remote.lan.name;
}

/** The sides that have a router. */
export function routerSides(topology: Topology): readonly Side[] {
  return shareLan(topology) ? ['local'] : sides;
}

/** The address of the router in its LAN: one that nobody else has. */
export function gatewayOf({ lan: { subnet } }: Site): string {
  return nthAddress(subnet, 2 ** (32 - prefixOf(subnet)) - 2);
}

/** The addresses of a node that this network carries. */
export function ipv4Of(node: NodeSpec): readonly string[] {
  return nodeIps(node).filter((address) => address.includes('.'));
}

/** The length of a range's prefix. */
export function prefixOf(cidr: string): number {
  return Number(cidr.split('/')[1] ?? 32);
}

/** Every address that a load balancer of these sides may get. */
export function balancersOf(topology: Topology, of: readonly Side[]): readonly string[] {
  return of.flatMap((side) => {
    const { loadBalancer } = topology.clusters[side];
    return loadBalancer.kind === 'address' ? loadBalancer.pool.filter((one) => one.includes('.')) : [];
  });
}
