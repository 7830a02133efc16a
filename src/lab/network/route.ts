import { isIPv6 } from 'node:net';

import type { Side } from '../../model/peering.js';
import { sides } from '../../model/peering.js';
import type { Site } from '../topology/site.js';
import { isGlobal, isInside, isSameFamily, serviceFamily } from './addresses.js';
import { arriveAtOwner, deliverToBackend } from './arrival.js';
import { stoppedAtMachine } from './egress.js';
import { filterRequest } from './firewall.js';
import { firewallsOnWay } from './firewalls-on-way.js';
import { heldAtReceiver, heldAtSender } from './isolation.js';
import { findVirtualPort, forwardInternal, ofFamily } from './kube-proxy.js';
import type { Owner, Scene } from './machines.js';
import {
  addressTowards,
  findNode,
  internetAddress,
  nodeIps,
  ownerInInternet,
  ownerOn,
  publishedIps,
} from './machines.js';
import type { AddressAndPort, Host, Packet, Verdict } from './packet.js';
import { outerAddress, outerPort } from './nat.js';
import { absentHost, noRoute } from './packet.js';

/**
 * Decides what becomes of the first packet of a flow.
 *
 * In order: the sender itself; pods and ClusterIPs of its own cluster; machines on its LAN; then the Internet, through
 * the sender's firewall and NAT and the receiver's firewall and router. A private address beyond the LAN is dropped behind
 * the sender's firewall; an address inside the LAN that nobody has is an absent host.
 */
export function route(packet: Packet, scene: Scene): Verdict {
  const { from, destination } = packet;
  if (isItself(from, destination.address, scene)) {
    return { kind: 'deliver', host: from, port: destination.port, source: sourceInside(packet, scene) };
  }
  return heldAtSender(packet, scene.topology) ?? heldAtReceiver(routeToOther(packet, scene), scene.topology);
}

function routeToOther(packet: Packet, scene: Scene): Verdict {
  const { from, destination } = packet;
  const inside = from.kind === 'operator' ? undefined : routeInCluster(packet, from.side, scene);
  if (inside) return inside;
  if (!hasRoute(from, destination.address, scene)) return noRoute;
  const owner = ownerOnLan(packet, scene);
  if (owner) return cross(packet, scene, { owner, source: sourceOnLan(packet, scene) });
  const lan = lanOf(from, scene);
  if (lan && isInside(destination.address, lan.lan.subnet)) return absentHost;
  return routeThroughInternet(packet, scene);
}

function routeInCluster(packet: Packet, side: Side, scene: Scene): Verdict | undefined {
  const { destination } = packet;
  const cluster = scene.topology.clusters[side];
  const source = sourceInside(packet, scene);
  const services = ofFamily(scene.services[side](), destination.address);
  const virtual = findVirtualPort(services, packet);
  if (virtual) {
    // A load balancer's address is short-cut by kube-proxy and never leaves the cluster.
    const forwarding = forwardInternal({ packet, source, ...virtual });
    return forwarding.kind === 'end'
      ? forwarding.verdict
      : deliverToBackend(scene, side, { ...forwarding, source });
  }
  if (isInside(destination.address, cluster.serviceCidr)) {
    return { kind: 'drop', reason: 'no Service has this address and port' };
  }
  if (!isInside(destination.address, cluster.podCidr)) return undefined;
  const pod = scene.pod(side, destination.address);
  return pod ? { kind: 'deliver', host: pod, port: destination.port, source } : absentHost;
}

function routeThroughInternet(packet: Packet, scene: Scene): Verdict {
  const source = sourceInInternet(packet, scene);
  if (!source) return { kind: 'drop', reason: 'the sender has no way to the Internet' };
  const isPrivate = !isGlobal(packet.destination.address);
  const owner = isPrivate ? undefined : ownerInInternet(scene, packet.destination.address);
  if (owner) return cross(packet, scene, { owner, source });
  const site = siteOf(packet.from, scene);
  const lost = isPrivate ? notRouted : absentHost;
  return (site && filterRequest(site.firewall, 'out', packet)) ?? lost;
}

const notRouted: Verdict = { kind: 'drop', reason: 'a private address is not routed in the Internet' };

/**
 * Whether a host has a route towards an address at all: an address of its family, its own or that of a NAT in front of
 * it, and towards IPv6 addresses of the Internet a global one, since routers announce themselves together with one.
 */
export function hasRoute(host: Host, address: string, scene: Scene): boolean {
  if (host.kind === 'api-server') return true;
  if (host.kind === 'operator') return isSameFamily(scene.topology.operator.address, address);
  const { podFamilies } = scene.topology.clusters[host.side];
  if (host.kind === 'pod' && podFamilies?.includes(serviceFamily(address)) === false) return false;
  const node = findNode(scene.topology, host.side, host.node);
  const outer = outerAddress(scene.topology.sites[host.side]);
  if (node === undefined || (outer !== undefined && isSameFamily(outer, address))) return true;
  const isOfInternet = isIPv6(address) && isGlobal(address);
  const ips = host.kind === 'pod' ? publishedIps(node) : nodeIps(node);
  return ips.some((own) => isSameFamily(own, address) && (!isOfInternet || isGlobal(own)));
}

/** Passes both firewalls, unless the packet stays on its own site, and arrives. */
function cross(packet: Packet, scene: Scene, way: { owner: Owner; source: AddressAndPort }): Verdict {
  const { owner, source } = way;
  const home = siteSide(packet.from, scene);
  if (home === owner.side) return arriveAtOwner({ packet, owner, source, fromInside: true }, scene);
  const stopped = stoppedAtMachine(packet, owner, scene.topology);
  if (stopped) return stopped;
  for (const { direction, rules } of firewallsOnWay({ from: home, to: owner.side }, scene.topology)) {
    const blocked = filterRequest(rules, direction, packet);
    if (blocked) return blocked;
  }
  return arriveAtOwner({ packet, owner, source, fromInside: false }, scene);
}

function ownerOnLan(packet: Packet, scene: Scene): Owner | undefined {
  const lan = lanOf(packet.from, scene);
  if (!lan) return undefined;
  const { isRouted, sites } = scene.topology;
  const isRoutedTo = ({ lan: { subnet } }: Site): boolean =>
    isRouted === true &&
    (!isGlobal(packet.destination.address) || isInside(packet.destination.address, subnet));
  const neighbours = sides.filter((side) => sites[side].lan.name === lan.lan.name || isRoutedTo(sites[side]));
  const owners = neighbours.map((side) => ownerOn(scene, side, packet.destination.address));
  return owners.find((owner) => owner !== undefined);
}

/** The side whose site a host stands on; `undefined` in the Internet. */
export function siteSide(host: Host, scene: Scene): Side | undefined {
  if (host.kind !== 'operator') return host.side;
  const { place } = scene.topology.operator;
  return place === 'internet' ? undefined : place;
}

function siteOf(host: Host, scene: Scene): Site | undefined {
  const side = siteSide(host, scene);
  return side && scene.topology.sites[side];
}

/** A provided API server stands in the cloud's own network, not on the LAN of the nodes. */
function lanOf(host: Host, scene: Scene): Site | undefined {
  return host.kind === 'api-server' ? undefined : siteOf(host, scene);
}

/** A node's own addresses are no short cut: its node ports answer there as well. */
function isItself(host: Host, address: string, scene: Scene): boolean {
  return (
    address === '::1' ||
    address.startsWith('127.') ||
    (host.kind !== 'node' && ownAddresses(host, scene).includes(address))
  );
}

function ownAddresses(host: Host, scene: Scene): readonly string[] {
  switch (host.kind) {
    case 'pod':
      return [host.address];
    case 'node': {
      const node = findNode(scene.topology, host.side, host.node);
      return node ? nodeIps(node) : [];
    }
    case 'api-server':
      return [scene.topology.clusters[host.side].apiServer.address ?? ''];
    case 'operator':
      return [scene.topology.operator.address];
  }
}

/** The first of a host's own addresses: what its sockets are bound to. */
export function ownAddress(host: Host, scene: Scene): string {
  return ownAddresses(host, scene)[0] ?? '0.0.0.0';
}

function sourceInside(packet: Packet, scene: Scene): AddressAndPort {
  return { address: ownAddress(packet.from, scene), port: packet.sourcePort };
}

/** Pods leave their cluster masqueraded to their node. */
function sourceOnLan(packet: Packet, scene: Scene): AddressAndPort {
  const { from, sourcePort } = packet;
  if (from.kind !== 'pod') return sourceInside(packet, scene);
  const node = findNode(scene.topology, from.side, from.node);
  const address = node && addressTowards(node, packet.destination.address);
  return { address: address ?? from.address, port: sourcePort };
}

function sourceInInternet(packet: Packet, scene: Scene): AddressAndPort | undefined {
  const { from, sourcePort } = packet;
  if (from.kind === 'api-server') return sourceInside(packet, scene);
  const site = siteOf(from, scene);
  if (!site) return sourceInside(packet, scene);
  const node = from.kind === 'operator' ? undefined : findNode(scene.topology, from.side, from.node);
  const { address: destination } = packet.destination;
  const own = (node ? nodeIps(node) : [scene.topology.operator.address]).find(
    (candidate) => isGlobal(candidate) && isSameFamily(candidate, destination),
  );
  if (own !== undefined) return { address: own, port: sourcePort };
  const address = node ? internetAddress(site, node, destination) : outerAddress(site);
  if (address === undefined || !isSameFamily(address, destination)) return undefined;
  return { address, port: outerPort(site.nat, sourcePort, () => scene.randomPort()) };
}
