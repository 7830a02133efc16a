import { isIPv4 } from 'node:net';

import type { Side } from '../../model/peering.js';
import { sides } from '../../model/peering.js';
import type { MachineAddress, NodeSpec, Site } from '../topology/site.js';
import type { Topology } from '../topology/topology.js';
import { isGlobal, isSameFamily } from './addresses.js';
import { outerAddress } from './nat.js';
import type { Host } from './packet.js';
import type { ServiceEntry, ServiceTable } from './services.js';

/** What an address outside of pod and service networks belongs to. */
export type Owner =
  | { readonly kind: 'host'; readonly side: Side; readonly host: Host }
  | { readonly kind: 'load-balancer'; readonly side: Side }
  | { readonly kind: 'router' | 'outer-router'; readonly side: Side };

/** Everything that decides where packets go. */
export interface Scene {
  readonly topology: Topology;
  readonly services: Readonly<Record<Side, ServiceTable>>;
  /** The pod of a cluster that has this address. */
  pod(side: Side, address: string): Host | undefined;
  /** A port for a masqueraded flow. */
  randomPort(): number;
}

/** IP addresses of a node, in the order in which it publishes them, and then those that it does not. */
export function nodeIps(node: NodeSpec): readonly string[] {
  return [...publishedIps(node), ...(node.hiddenAddresses ?? [])];
}

/** IP addresses that a node publishes, in that order: what its pods send by. */
export function publishedIps({ addresses }: NodeSpec): readonly string[] {
  return addresses
    .filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP')
    .map(({ address }) => address);
}

/** The address that a node uses towards its LAN: its first one, IPv4 where it has both families. */
export function lanAddress(node: NodeSpec): string {
  const all = nodeIps(node);
  return all.find(isIPv4) ?? all[0] ?? '';
}

/**
 * The address of pods in a node's own network: the node's first InternalIP, else its first ExternalIP, of whichever
 * family. Source: Kubernetes pkg/util/node (GetNodeHostIPs) and the kubelet's generateAPIPodStatus.
 */
export function hostNetworkAddress({ addresses }: NodeSpec): string {
  const first = (type: MachineAddress['type']) => addresses.find((one) => one.type === type)?.address;
  return first('InternalIP') ?? first('ExternalIP') ?? '';
}

/** The address from which a node sends to another one on its LAN; `undefined` when it has none of that family. */
export function addressTowards(node: NodeSpec, destination: string): string | undefined {
  return nodeIps(node).find((address) => isSameFamily(address, destination));
}

/**
 * The address under which a node's packets to another one appear in the Internet; `undefined` when they cannot leave the
 * LAN.
 */
export function internetAddress(site: Site, node: NodeSpec, destination: string): string | undefined {
  const own = nodeIps(node).find((address) => isGlobal(address) && isSameFamily(address, destination));
  if (own !== undefined) return own;
  const outer = outerAddress(site);
  return outer !== undefined && isSameFamily(outer, destination) ? outer : undefined;
}

/** The node of that name. */
export function findNode(topology: Topology, side: Side, name: string): NodeSpec | undefined {
  return topology.sites[side].nodes.find((node) => node.name === name);
}

/** Who has an address on one side: a node, the provided API server, a load balancer or the router. */
export function ownerOn(scene: Scene, side: Side, address: string): Owner | undefined {
  const site = scene.topology.sites[side];
  const node = site.nodes.find((candidate) => nodeIps(candidate).includes(address));
  if (node) return { kind: 'host', side, host: { kind: 'node', side, node: node.name } };
  const { address: provided, ipv6Address } = scene.topology.clusters[side].apiServer;
  if (provided === address || ipv6Address === address)
    return { kind: 'host', side, host: { kind: 'api-server', side } };
  if (scene.services[side]().some((service) => hasLoadBalancer(service, address))) {
    return { kind: 'load-balancer', side };
  }
  if (site.nat?.publicAddress === address) return { kind: 'router', side };
  if (site.nat?.outer?.publicAddress === address) return { kind: 'outer-router', side };
  return undefined;
}

/** Who has a public address. */
export function ownerInInternet(scene: Scene, address: string): Owner | undefined {
  for (const side of sides) {
    const owner = ownerOn(scene, side, address);
    if (owner) return owner;
  }
  return undefined;
}

function hasLoadBalancer(service: ServiceEntry, address: string): boolean {
  return service.loadBalancerAddresses.includes(address);
}

/** The LAN address of the node that publishes this name (InternalDNS, ExternalDNS or Hostname). */
export function findNodeByName(topology: Topology, side: Side, name: string): string | undefined {
  const node = topology.sites[side].nodes.find(({ addresses }) =>
    addresses.some(({ type, address }) => !type.endsWith('IP') && address.toLowerCase() === name),
  );
  return node && lanAddress(node);
}
