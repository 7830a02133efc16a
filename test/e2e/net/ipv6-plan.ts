import { isGlobal, serviceFamily } from '../../../src/lab/network/addresses.js';
import { nodeIps, publishedIps } from '../../../src/lab/network/machines.js';
import type { Host } from '../../../src/lab/network/packet.js';
import type { Backend } from '../../../src/lab/network/services.js';
import type { IpFamily } from '../../../src/lab/topology/cluster-spec.js';
import type { NodeSpec } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { peerOf, sides } from '../../../src/model/peering.js';
import { interfaceNames } from './machines.js';
import type { NodeView } from './node-rules.js';
import { routerSide, routerSides, shareLan } from './site-addresses.js';

type Pod = Extract<Host, { kind: 'pod' }>;

const { lan, outside, cloud, peer, inside, pod: ofPod } = interfaceNames;

/** The address at which whoever stands further in finds the next machine towards the internet, and the other way. */
const nextHop = 'fe80::1';
const behind = 'fe80::2';
/** What the internet does not carry. Source: RFC 4193. */
export const uniqueLocal = 'fc00::/7';

/** The IPv6 addresses of a node. */
export function ipv6Of(node: NodeSpec): readonly string[] {
  return nodeIps(node).filter(isIpv6);
}

/** Whether anything in a topology has an IPv6 address. */
export function hasIpv6({ sites, clusters }: Topology): boolean {
  return sides.some(
    (side) =>
      sites[side].nodes.some((node) => ipv6Of(node).length > 0) ||
      clusters[side].apiServer.ipv6Address !== undefined,
  );
}

/** Kernel settings of machines that pass IPv6 on: every refusal is told, as with IPv4. */
export const ipv6Routing = ['net.ipv6.conf.all.forwarding=1', 'net.ipv6.icmp.ratelimit=0'];

/** The range of the pods of a cluster, which nobody outside knows. */
export function podRange(side: Side): string {
  return `${podPrefix[side]}::/32`;
}

const podPrefix = { local: 'fd0b:1', remote: 'fd0b:2' } as const;

/**
 * The IPv6 address of a pod, made of its IPv4 one; `undefined` for one without. Pods have it where their cluster gives
 * it, and send by their node's.
 */
export function podIpv6(
  { sites, clusters }: Topology,
  { side, node: name, address }: Pod,
): string | undefined {
  const node = sites[side].nodes.find((one) => one.name === name);
  const isGiven = clusters[side].podFamilies?.includes('IPv6') ?? true;
  if (!isGiven || node === undefined || !publishedIps(node).some(isIpv6)) return undefined;
  return `${podPrefix[side]}:0:${sites[side].nodes.indexOf(node)}::${address.split('.').slice(2).join(':')}`;
}

/** The address in a family of whatever has the address of a backend: a pod, or a node for pods in its network. */
export function addressIn(
  family: IpFamily,
  { address: at, node: name }: Backend,
  { topology, side }: { readonly topology: Topology; readonly side: Side },
): string | undefined {
  const { nodes } = topology.sites[side];
  const host = nodes.find((node) => nodeIps(node).includes(at));
  if (host !== undefined) return nodeIps(host).find((one) => serviceFamily(one) === family);
  if (serviceFamily(at) === family) return at;
  return name === undefined ? undefined : podIpv6(topology, { kind: 'pod', side, node: name, address: at });
}

/** What kube-proxy's rules for IPv6 depend on. */
export function ipv6View(topology: Topology, side: Side, node: NodeSpec): NodeView {
  return {
    name: node.name,
    family: 'IPv6',
    addresses: ipv6Of(node),
    podCidr: podRange(side),
    addressOf: (backend) => addressIn('IPv6', backend, { topology, side }),
  };
}

/** Lines for `ip` in the namespace of a pod that has IPv6. */
export function podSetup({ sites }: Topology, pod: Pod, own: string): string[] {
  const node = sites[pod.side].nodes.find(({ name }) => name === pod.node);
  return [address(own, ofPod), ...waysOut(ofPod, node === undefined ? [] : publishedIps(node))];
}

/** What the node of such a pod is told. */
export function podTether(own: string, port: string): string[] {
  return [linkAddress(nextHop, port), `route add ${own}/128 dev ${port}`];
}

/** Lines for `ip` at a node, which has no way to the internet without an address that is known there. */
export function nodeSetup(topology: Topology, side: Side, node: NodeSpec): string[] {
  const own = ipv6Of(node);
  if (own.length === 0) return [];
  const neighbours = sides
    .filter((one) => one === side || shareLan(topology))
    .flatMap((one) => topology.sites[one].nodes.flatMap(ipv6Of))
    .filter((one) => !own.includes(one));
  const pods = topology.sites[side].nodes.flatMap((other, index) => {
    const [next] = ipv6Of(other);
    return other === node || next === undefined
      ? []
      : [`route add ${podPrefix[side]}:0:${index}::/64 via ${next} dev ${lan}`];
  });
  return [
    ...own.map((one) => address(one, lan)),
    ...neighbours.map((one) => `route add ${one}/128 dev ${lan}`),
    ...waysOut(lan, own),
    ...pods,
  ];
}

/** Lines for `ip` at a router, which hides nobody. */
export function routerSetup(topology: Topology, side: Side): string[] {
  const bridged = shareLan(topology) ? sides : [side];
  const nodes = bridged.flatMap((one) => topology.sites[one].nodes.flatMap(ipv6Of));
  const servers = bridged.flatMap((one) => topology.clusters[one].apiServer.ipv6Address ?? []);
  return [
    linkAddress(nextHop, lan),
    ...nodes.map((one) => `route add ${one}/128 dev ${lan}`),
    linkAddress(behind, outside),
    `route add ::/0 via ${nextHop} dev ${outside}`,
    ...servers.flatMap((one) => [linkAddress(nextHop, cloud), `route add ${one}/128 dev ${cloud}`]),
    ...(topology.isRouted === true && !shareLan(topology) ? peerSetup(topology, side) : []),
  ];
}

/** Private networks route to each other by a cable between their routers. */
function peerSetup({ sites }: Topology, side: Side): string[] {
  const [own, next] = side === 'local' ? [nextHop, behind] : [behind, nextHop];
  const beyond = sites[peerOf(side)].nodes.flatMap(ipv6Of).filter((one) => !isGlobal(one));
  return [linkAddress(own, peer), ...beyond.map((one) => `route add ${one}/128 via ${next} dev ${peer}`)];
}

/** Lines for `ip` at a carrier's NAT, which translates no IPv6. */
export function carrierSetup(topology: Topology, side: Side): string[] {
  return [
    linkAddress(nextHop, inside),
    ...publicAddresses(topology, side).map((one) => `route add ${one}/128 via ${behind} dev ${inside}`),
    linkAddress(behind, outside),
    `route add ::/0 via ${nextHop} dev ${outside}`,
  ];
}

/** Lines for `ip` at the machine of a provided API server. */
export function apiServerSetup({ clusters }: Topology, side: Side): string[] {
  const { ipv6Address } = clusters[side].apiServer;
  return ipv6Address === undefined ? [] : [address(ipv6Address, outside), ...waysOut(outside, [ipv6Address])];
}

/** Lines for `ip` at the internet. */
export function internetSetup(topology: Topology): string[] {
  return [
    ...routerSides(topology).flatMap((side) => [
      linkAddress(nextHop, side),
      ...publicAddresses(topology, side).map((one) => `route add ${one}/128 via ${behind} dev ${side}`),
    ]),
    'route add ::/0 dev nowhere',
    `route add blackhole ${uniqueLocal}`,
  ];
}

/** Addresses that the internet leads to a router. */
function publicAddresses(topology: Topology, router: Side): readonly string[] {
  return sides
    .filter((side) => routerSide(topology, side) === router)
    .flatMap((side) => [
      ...topology.sites[side].nodes.flatMap(ipv6Of),
      ...[topology.clusters[side].apiServer.ipv6Address ?? []].flat(),
    ])
    .filter(isGlobal);
}

/** Routers announce a way to the internet together with an address that is known there. */
function waysOut(name: string, own: readonly string[]): string[] {
  return [
    `route add ${uniqueLocal} via ${nextHop} dev ${name}`,
    ...(own.some((one) => isIpv6(one) && isGlobal(one)) ? [`route add ::/0 via ${nextHop} dev ${name}`] : []),
  ];
}

/** Nobody is asked first whether he has it. */
function address(value: string, name: string): string {
  return `address add ${value}/128 dev ${name} nodad`;
}

function linkAddress(value: string, name: string): string {
  return `address add ${value}/64 dev ${name} nodad`;
}

function isIpv6(one: string): boolean {
  return one.includes(':');
}
