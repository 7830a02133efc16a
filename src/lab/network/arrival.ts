import type { Side } from '../../model/peering.js';
import type { Forwarding } from './kube-proxy.js';
import { findNodePort, findVirtualPort, forwardExternal } from './kube-proxy.js';
import type { Owner, Scene } from './machines.js';
import { addressTowards, findNode, nodeIps, ownerOn } from './machines.js';
import { forwardOf, hairpinSource } from './nat.js';
import type { AddressAndPort, Host, Packet, Verdict } from './packet.js';
import { absentHost } from './packet.js';

/** A packet in front of the machine that has its destination address. */
export interface Arrival {
  readonly packet: Packet;
  readonly owner: Owner;
  /** The sender as seen here. */
  readonly source: AddressAndPort;
  /** True when it was sent on the same site. */
  readonly fromInside: boolean;
}

/** What a machine does with a packet that reached it: hand it to a listener, to a Service, or on to another machine. */
export function arriveAtOwner(arrival: Arrival, scene: Scene): Verdict {
  switch (arrival.owner.kind) {
    case 'host':
      return arriveAtHost(arrival, arrival.owner.host, scene);
    case 'load-balancer':
      return arriveAtLoadBalancer(arrival, scene);
    case 'router':
      return arriveAtRouter(arrival, scene);
    case 'outer-router':
      return arriveAtOuterRouter(arrival, scene);
  }
}

function arriveAtHost({ packet, source, owner }: Arrival, host: Host, scene: Scene): Verdict {
  const { port } = packet.destination;
  if (host.kind !== 'node') return { kind: 'deliver', host, port, source };
  const services = scene.services[owner.side]();
  // Where load balancers are had at nodes, kube-proxy takes their ports there as well.
  const nodePort = findNodePort(services, packet) ?? findVirtualPort(services, packet);
  if (!nodePort) return { kind: 'deliver', host, port, source };
  const forwarding = forwardExternal({ packet, source, ...nodePort }, host.node);
  return finish(scene, owner.side, { forwarding, source, node: host.node });
}

function arriveAtLoadBalancer({ packet, source, owner }: Arrival, scene: Scene): Verdict {
  const { loadBalancer } = scene.topology.clusters[owner.side];
  const tcpOnly = loadBalancer.kind === 'address' ? (loadBalancer.tcpOnly ?? []) : [];
  if (packet.protocol === 'udp' && tcpOnly.includes(packet.destination.address)) {
    return { kind: 'drop', reason: 'the load balancer carries TCP only' };
  }
  const service = findVirtualPort(scene.services[owner.side](), packet);
  if (!service) return { kind: 'drop', reason: 'the load balancer does not listen on this port' };
  const forwarding = forwardExternal({ packet, source, ...service }, undefined);
  return finish(scene, owner.side, { forwarding, source });
}

/** Another router in front of the site's own, which forwards to that alone. */
function arriveAtOuterRouter(arrival: Arrival, scene: Scene): Verdict {
  const { packet, owner } = arrival;
  const { outer, publicAddress } = scene.topology.sites[owner.side].nat ?? {};
  if (outer?.forwards === undefined) return { kind: 'drop', reason: "the carrier's NAT forwards nothing" };
  const row = forwardOf({ forwards: outer.forwards }, packet);
  if (row === undefined || row.targetAddress !== publicAddress) {
    return { kind: 'drop', reason: 'the outer router does not forward this port' };
  }
  const destination = { address: row.targetAddress, port: row.targetPort };
  const router = { kind: 'router', side: owner.side } as const;
  return arriveAtRouter({ ...arrival, owner: router, packet: { ...packet, destination } }, scene);
}

/** A router forwards what its table names; what came from its own LAN only where it knows hairpins. */
function arriveAtRouter({ packet, source, owner, fromInside }: Arrival, scene: Scene): Verdict {
  const nat = scene.topology.sites[owner.side].nat;
  const forward = forwardOf(nat, packet);
  if (!nat || !forward) {
    return nat?.unforwarded === 'tcp-reset' && packet.protocol === 'tcp'
      ? { kind: 'tcp-reset', reason: 'the router does not forward this port' }
      : { kind: 'drop', reason: 'the router does not forward this port' };
  }
  if (fromInside && nat.hairpin !== true) return { kind: 'drop', reason: 'the router has no hairpin rule' };
  const target = ownerOn(scene, owner.side, forward.targetAddress);
  if (!target || target.kind === 'router' || target.kind === 'outer-router') return absentHost;
  const translated = {
    ...packet,
    destination: { address: forward.targetAddress, port: forward.targetPort },
  };
  const shown = fromInside ? hairpinSource(nat, source) : source;
  return arriveAtOwner({ packet: translated, owner: target, source: shown, fromInside }, scene);
}

interface Forwarded {
  readonly forwarding: Forwarding;
  readonly source: AddressAndPort;
  /** The node that forwards; absent when a load balancer chose it, next to the endpoint. */
  readonly node?: string;
}

function finish(scene: Scene, side: Side, { forwarding, source, node }: Forwarded): Verdict {
  if (forwarding.kind === 'end') return forwarding.verdict;
  const { backend, masqueraded } = forwarding;
  if (!masqueraded) return deliverToBackend(scene, side, { backend, source });
  const receiving = findNode(scene.topology, side, node ?? backend.node ?? '');
  const address = (receiving && addressTowards(receiving, backend.address)) ?? source.address;
  // kube-proxy masquerades with fully random ports.
  return deliverToBackend(scene, side, { backend, source: { address, port: scene.randomPort() } });
}

/** Hands a packet to an endpoint of a Service: a pod, or a machine of the cluster for pods in its network. */
export function deliverToBackend(
  scene: Scene,
  side: Side,
  to: { readonly backend: AddressAndPort; readonly source: AddressAndPort },
): Verdict {
  const { backend, source } = to;
  const pod = scene.pod(side, backend.address);
  if (pod) return { kind: 'deliver', host: pod, port: backend.port, source };
  const node = scene.topology.sites[side].nodes.find((one) => nodeIps(one).includes(backend.address));
  if (node)
    return { kind: 'deliver', host: { kind: 'node', side, node: node.name }, port: backend.port, source };
  if (scene.topology.clusters[side].apiServer.address === backend.address) {
    return { kind: 'deliver', host: { kind: 'api-server', side }, port: backend.port, source };
  }
  return absentHost;
}
