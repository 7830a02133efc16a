import { formatHostPort } from '../../probe/host-port.js';
import type { Datagram, OpenUdpResult, UdpSocket } from '../../probe/world.js';
import type { AddressAndPort } from '../network/packet.js';
import type { NetworkSession } from '../network/session.js';

/** The UDP sockets that one host has open on the virtual network. */
export class VirtualUdpSockets {
  readonly #session: NetworkSession;
  readonly #open = new Map<string, VirtualUdpSocket>();

  constructor(session: NetworkSession) {
    this.#session = session;
    session.setUdpEvents({
      onDatagram: (id, datagram) => this.#open.get(id)?.receive(datagram),
      onUdpError: (id, code) => this.#open.get(id)?.fail(code),
    });
  }

  async open(port: number, peer?: AddressAndPort): Promise<OpenUdpResult> {
    const opened = await this.#session.openUdp(port, peer);
    if (!opened.ok) return opened;
    const { id, localAddress, localPort } = opened;
    const socket = new VirtualUdpSocket(
      this.#session,
      { id, localAddress: formatHostPort(localAddress, localPort) },
      () => this.#open.delete(id),
    );
    this.#open.set(id, socket);
    return { ok: true, socket };
  }
}

class VirtualUdpSocket implements UdpSocket {
  readonly localAddress: string;
  readonly #id: string;
  readonly #session: NetworkSession;
  readonly #onClose: () => void;
  readonly #datagramListeners: ((datagram: Datagram) => void)[] = [];
  readonly #errorListeners: ((code: string) => void)[] = [];
  #closed = false;

  constructor(session: NetworkSession, socket: { id: string; localAddress: string }, onClose: () => void) {
    this.#session = session;
    this.#id = socket.id;
    this.localAddress = socket.localAddress;
    this.#onClose = onClose;
  }

  async send(payload: Uint8Array, to?: AddressAndPort): Promise<string | undefined> {
    return this.#closed ? 'EBADF' : this.#session.sendUdp(this.#id, payload, to);
  }

  onDatagram(listener: (datagram: Datagram) => void): void {
    this.#datagramListeners.push(listener);
  }

  onError(listener: (code: string) => void): void {
    this.#errorListeners.push(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    this.#session.closeUdp(this.#id);
  }

  receive(datagram: Datagram): void {
    for (const listener of this.#datagramListeners) listener(datagram);
  }

  fail(code: string): void {
    for (const listener of this.#errorListeners) listener(code);
  }
}
