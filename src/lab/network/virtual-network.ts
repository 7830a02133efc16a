import type { ClusterHost } from './lab-network.js';
import type { Side } from '../../model/peering.js';
import type { Counters, Datagram, Resolution } from '../../probe/world.js';
import type { TopologyChange } from '../topology/change-topology.js';
import type { Site } from '../topology/site.js';
import type { Topology } from '../topology/topology.js';
import { type FlowDatagram, isStoppedOnWay } from './firewalls-on-way.js';
import type { Flow } from './flows.js';
import { FlowTable } from './flows.js';
import type { Scene } from './machines.js';
import { findNode, nodeIps } from './machines.js';
import { flowLifetimeMs } from './nat.js';
import { resolveName } from './names.js';
import { PacketSizes } from './packet-sizes.js';
import type { AddressAndPort, Host, Packet, Verdict } from './packet.js';
import { hostKey } from './packet.js';
import { hasRoute, ownAddress, route, siteSide } from './route.js';
import type { ServiceTable } from './services.js';
import type { LoopbackListener } from './session.js';

/** Receives datagrams that arrive at a port. */
export type DatagramSink = (datagram: Datagram) => void;

/** What became of a datagram; `refused`: an ICMP port-unreachable comes back; `too-big`: such a one. */
export type DatagramFate =
  | { readonly kind: 'delivered' | 'dropped' | 'refused' | 'too-big' }
  | { readonly kind: 'host-unreachable'; readonly afterMs: number };

interface Options {
  readonly topology: Topology;
  readonly services: Readonly<Record<Side, ServiceTable>>;
  /** Milliseconds, for the lifetime of mappings. */
  readonly now: () => number;
  /** A number from 0 up to 1, for masqueraded ports. */
  readonly random: () => number;
}

/** The network between the two clusters: it moves no bytes of TCP, but decides about every packet. */
export class VirtualNetwork {
  #topology: Topology;
  readonly #options: Options;
  readonly #pods = new Map<string, Host>();
  readonly #listeners = new Map<string, LoopbackListener>();
  readonly #sinks = new Map<string, DatagramSink>();
  readonly #unreachables = new Map<string, number>();
  readonly #sizes = new PacketSizes();
  readonly #flows: FlowTable;

  constructor(options: Options) {
    this.#options = options;
    this.#topology = options.topology;
    this.#flows = new FlowTable(options.now);
  }

  get topology(): Topology {
    return this.#topology;
  }

  /** Changes firewalls, forwards, names or machines; flows that were let through stay, as connection tracking keeps them. */
  change(change: TopologyChange): void {
    this.#topology = change(this.#topology);
  }

  addPod(pod: Extract<Host, { kind: 'pod' }>): void {
    this.#pods.set(hostKey(pod), pod);
  }

  /** Takes a host off: its listeners, its sockets and, for a pod, its address. */
  removeHost(host: Host): void {
    const prefix = `${hostKey(host)}|`;
    for (const table of [this.#listeners, this.#sinks]) {
      for (const key of table.keys()) if (key.startsWith(prefix)) table.delete(key);
    }
    this.#pods.delete(hostKey(host));
    this.#unreachables.delete(hostKey(host));
  }

  /** What would become of a packet now. */
  verdict(packet: Packet): Verdict {
    return route(packet, this.#scene());
  }

  /** Whether a host has a route towards an address at all. */
  hasRoute(host: Host, address: string): boolean {
    return hasRoute(host, address, this.#scene());
  }

  ownAddress(host: Host): string {
    return ownAddress(host, this.#scene());
  }

  resolve(host: Host, name: string): Resolution {
    return resolveName(host, name, this.#scene());
  }

  /** The listener at the end of a delivered TCP packet. */
  tcpListener(host: Host, port: number): LoopbackListener | undefined {
    return this.#listeners.get(socketKey(host, port));
  }

  loopbackPortBehind(from: ClusterHost, destination: AddressAndPort): number | undefined {
    const verdict = this.verdict({ from, sourcePort: this.ephemeralPort(), protocol: 'tcp', destination });
    return verdict.kind === 'deliver'
      ? this.tcpListener(verdict.host, verdict.port)?.loopbackPort
      : undefined;
  }

  /** Puts a listener on a TCP port; false when the port is taken. */
  listenTcp(host: Host, port: number, listener: LoopbackListener): boolean {
    const key = socketKey(host, port);
    if (this.#listeners.has(key)) return false;
    this.#listeners.set(key, listener);
    return true;
  }

  unlistenTcp(host: Host, port: number): void {
    this.#listeners.delete(socketKey(host, port));
  }

  /** Binds a UDP port, any free one for 0; `undefined` when it is taken. */
  bindUdp(host: Host, port: number, sink: DatagramSink): number | undefined {
    const chosen = port === 0 ? this.#freeUdpPort(host) : port;
    const key = socketKey(host, chosen);
    if (this.#sinks.has(key)) return undefined;
    this.#sinks.set(key, sink);
    return chosen;
  }

  unbindUdp(host: Host, port: number): void {
    this.#sinks.delete(socketKey(host, port));
  }

  counters(host: Host): Counters {
    return {
      destinationUnreachable: this.#unreachables.get(hostKey(host)) ?? 0,
      ...this.#sizes.counts(host),
    };
  }

  /** Counts an ICMP error that a host got back. */
  countUnreachable(host: Host): void {
    this.#unreachables.set(hostKey(host), (this.#unreachables.get(hostKey(host)) ?? 0) + 1);
  }

  /** Sends a datagram from a bound port: as a reply, within a flow, or as the first of a new one. */
  sendDatagram(from: Flow['opener'], to: AddressAndPort, payload: Uint8Array): DatagramFate {
    const replied = this.#flows.reply(from, to);
    if (replied) return this.#deliver(replied, { reply: true, payload });
    const known = this.#flows.outbound(from, to);
    if (known) return this.#deliver(known, { reply: false, payload });
    const packet: Packet = { from: from.host, sourcePort: from.port, protocol: 'udp', destination: to };
    const verdict = this.verdict(packet);
    if (verdict.kind !== 'deliver') return fateOf(verdict);
    const receiver = { host: verdict.host, port: verdict.port };
    const source = this.#unclash(receiver, verdict.source);
    const flow = {
      opener: from,
      destination: to,
      receiver,
      source,
      lifetimeMs: this.#lifetimeMs(from.host, receiver.host),
    };
    if (!this.#sinks.has(socketKey(receiver.host, receiver.port))) return { kind: 'refused' };
    this.#flows.open(flow);
    return this.#deliver(flow, { reply: false, payload });
  }

  /** Moves a datagram of an open flow, from its opener or as a reply. */
  #deliver(
    { opener, destination, receiver, source }: Flow,
    datagram: Omit<FlowDatagram, 'destination'>,
  ): DatagramFate {
    const { reply, payload } = datagram;
    const [from, to] = reply ? [receiver, opener] : [opener, receiver];
    const [sentTo, seenFrom] = reply ? [source, destination] : [destination, source];
    const scene = this.#scene();
    const way = { from: siteSide(from.host, scene), to: siteSide(to.host, scene) };
    if (isStoppedOnWay({ destination, reply, payload }, way, this.#topology)) return { kind: 'dropped' };
    const fate = this.#sizes.pass({
      from: from.host,
      to: to.host,
      address: sentTo.address,
      payloadBytes: payload.length,
      sides: [way.from, way.to],
      sites: [this.#siteAt(way.from), this.#siteAt(way.to)],
    });
    if (fate !== 'passes') return { kind: fate };
    const sink = this.#sinks.get(socketKey(to.host, to.port));
    if (!sink) return { kind: 'refused' };
    sink({ payload, ...seenFrom });
    return { kind: 'delivered' };
  }

  #siteAt(side: Side | undefined): Site | undefined {
    return side && this.#topology.sites[side];
  }

  /** A flow that stays on one site meets no NAT. */
  #lifetimeMs(opener: Host, receiver: Host): number | undefined {
    const home = siteSide(opener, this.#scene());
    if (home === undefined || home === siteSide(receiver, this.#scene())) return undefined;
    const node = findNode(this.#topology, home, 'node' in opener ? opener.node : '');
    return flowLifetimeMs(this.#topology.sites[home], node === undefined ? [] : nodeIps(node));
  }

  /** A masquerade keeps the sender's port unless another flow to the same receiver has it. */
  #unclash(receiver: Flow['receiver'], source: AddressAndPort): AddressAndPort {
    let candidate = source;
    while (this.#flows.isTaken(receiver, candidate)) candidate = { ...source, port: this.#randomPort() };
    return candidate;
  }

  #freeUdpPort(host: Host): number {
    let port = this.#randomPort();
    while (this.#sinks.has(socketKey(host, port))) port = this.#randomPort();
    return port;
  }

  /** A port of Linux's default range (`net.ipv4.ip_local_port_range`). */
  #randomPort(): number {
    return 32_768 + Math.floor(this.#options.random() * (60_999 - 32_768 + 1));
  }

  /** An ephemeral source port for a TCP connection. */
  ephemeralPort(): number {
    return this.#randomPort();
  }

  #scene(): Scene {
    return {
      topology: this.#topology,
      services: this.#options.services,
      pod: (side, address) => this.#pods.get(`pod/${side}/${address}`),
      randomPort: () => this.#randomPort(),
    };
  }
}

function socketKey(host: Host, port: number): string {
  return `${hostKey(host)}|${port}`;
}

function fateOf(verdict: Exclude<Verdict, { kind: 'deliver' }>): DatagramFate {
  switch (verdict.kind) {
    case 'host-unreachable':
      return { kind: 'host-unreachable', afterMs: verdict.afterMs };
    case 'port-unreachable':
      return { kind: 'refused' };
    case 'network-unreachable':
    case 'drop':
    case 'tcp-reset':
      return { kind: 'dropped' };
  }
}
