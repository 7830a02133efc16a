import type { TopologyChange } from '../topology/change-topology.js';
import type { Topology } from '../topology/topology.js';
import type { Datagram } from '../../probe/world.js';
import type { AddressAndPort, Host } from './packet.js';
import type { LoopbackListener } from './session.js';

/** A host that belongs to one of the clusters. */
export type ClusterHost = Exclude<Host, { kind: 'operator' }>;

/**
 * What a simulated cluster needs of the network that it stands in: addresses for its pods, and ears for its servers.
 * `VirtualNetwork` is the one without a kernel.
 */
export interface LabNetwork {
  readonly topology: Topology;
  change(change: TopologyChange): void;
  addPod(pod: Extract<Host, { kind: 'pod' }>): void;
  /** Takes a host off, with all that listens there. */
  removeHost(host: Host): void;
  /** The first of a host's own addresses. */
  ownAddress(host: Host): string;
  /** Leads what comes to a TCP port of a host to a server on a loopback port. */
  listenTcp(host: Host, port: number, listener: LoopbackListener): void;
  /** The loopback port of the server that a host of a cluster reaches inside it; `undefined` where nobody listens. */
  loopbackPortBehind(from: ClusterHost, to: AddressAndPort): number | undefined;
  /** Hands over what comes to a UDP port of a host. */
  bindUdp(host: Host, port: number, sink: (datagram: Datagram) => void): void;
}
