import type { Counters, Resolution } from '../../probe/world.js';
import type { AddressAndPort, Host, Verdict } from './packet.js';
import type { DialAnswer, LoopbackListener, NetworkSession, OpenedUdp, UdpEvents } from './session.js';
import type { VirtualNetwork } from './virtual-network.js';

interface VirtualUdpSocket {
  readonly port: number;
  readonly peer: AddressAndPort | undefined;
}

/** A host's access to the virtual network, in the network's own process. */
export class LocalSession implements NetworkSession {
  readonly #network: VirtualNetwork;
  readonly #host: Host;
  readonly #sockets = new Map<string, VirtualUdpSocket>();
  readonly #ports = new Set<number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #events: UdpEvents | undefined;
  #opened = 0;

  constructor(network: VirtualNetwork, host: Host) {
    this.#network = network;
    this.#host = host;
  }

  get localAddress(): string {
    return this.#network.ownAddress(this.#host);
  }

  setUdpEvents(events: UdpEvents): void {
    this.#events = events;
  }

  resolve(name: string): Promise<Resolution> {
    return Promise.resolve(this.#network.resolve(this.#host, name));
  }

  dial(address: string, port: number): Promise<DialAnswer> {
    const packet = {
      from: this.#host,
      sourcePort: this.#network.ephemeralPort(),
      protocol: 'tcp',
      destination: { address, port },
    } as const;
    return Promise.resolve(this.#dialAnswer(packet.sourcePort, this.#network.verdict(packet)));
  }

  #dialAnswer(localPort: number, verdict: Verdict): DialAnswer {
    switch (verdict.kind) {
      case 'deliver': {
        const listener = this.#network.tcpListener(verdict.host, verdict.port);
        if (!listener) return { kind: 'error', code: 'ECONNREFUSED', afterMs: 0 };
        const { loopbackPort, secret } = listener;
        const { address, port } = verdict.source;
        const greeting = secret && `${secret} ${address} ${port}\n`;
        return { kind: 'connect', loopbackPort, greeting, localPort };
      }
      case 'port-unreachable':
      case 'tcp-reset':
        return { kind: 'error', code: 'ECONNREFUSED', afterMs: 0 };
      case 'host-unreachable':
        return { kind: 'error', code: 'EHOSTUNREACH', afterMs: verdict.afterMs };
      case 'network-unreachable':
        return { kind: 'error', code: 'ENETUNREACH', afterMs: 0 };
      case 'drop':
        return { kind: 'silence' };
    }
  }

  listen(port: number, listener: LoopbackListener): Promise<string | undefined> {
    if (!this.#network.listenTcp(this.#host, port, listener)) return Promise.resolve('EADDRINUSE');
    this.#ports.add(port);
    return Promise.resolve(undefined);
  }

  unlisten(port: number): void {
    if (this.#ports.delete(port)) this.#network.unlistenTcp(this.#host, port);
  }

  openUdp(port: number, peer?: AddressAndPort): Promise<OpenedUdp> {
    // connect(2) looks for a route, and sends nothing.
    if (peer && !this.#network.hasRoute(this.#host, peer.address)) {
      return Promise.resolve({ ok: false, code: 'ENETUNREACH' });
    }
    this.#opened += 1;
    const id = `udp-${this.#opened}`;
    const bound = this.#network.bindUdp(this.#host, port, (datagram) => {
      // A connected socket hears its peer only.
      if (peer && (peer.address !== datagram.address || peer.port !== datagram.port)) return;
      setImmediate(() => this.#events?.onDatagram(id, datagram));
    });
    if (bound === undefined) return Promise.resolve({ ok: false, code: 'EADDRINUSE' });
    this.#sockets.set(id, { port: bound, peer });
    return Promise.resolve({ ok: true, id, localAddress: this.localAddress, localPort: bound });
  }

  sendUdp(id: string, payload: Uint8Array, to?: AddressAndPort): Promise<string | undefined> {
    const socket = this.#sockets.get(id);
    if (!socket) return Promise.resolve('EBADF');
    const destination = socket.peer ?? to;
    if (!destination) return Promise.resolve('EDESTADDRREQ');
    const opener = { host: this.#host, port: socket.port };
    const fate = this.#network.sendDatagram(opener, destination, payload);
    if (fate.kind === 'refused') {
      this.#network.countUnreachable(this.#host);
      // Linux tells connected sockets only.
      if (socket.peer) setImmediate(() => this.#events?.onUdpError(id, 'ECONNREFUSED'));
    }
    if (fate.kind === 'too-big' && socket.peer) {
      setImmediate(() => this.#events?.onUdpError(id, 'EMSGSIZE'));
    }
    if (fate.kind === 'host-unreachable') this.#countLater(fate.afterMs);
    return Promise.resolve(undefined);
  }

  /** Host-unreachable never reaches a UDP socket; only the counter of ICMP messages tells. */
  #countLater(afterMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#network.countUnreachable(this.#host);
    }, afterMs);
    timer.unref();
    this.#timers.add(timer);
  }

  closeUdp(id: string): void {
    const socket = this.#sockets.get(id);
    if (socket && this.#sockets.delete(id)) this.#network.unbindUdp(this.#host, socket.port);
  }

  counters(): Promise<Counters> {
    return Promise.resolve(this.#network.counters(this.#host));
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const port of [...this.#ports]) this.unlisten(port);
    for (const id of [...this.#sockets.keys()]) this.closeUdp(id);
    this.#events = undefined;
  }
}
