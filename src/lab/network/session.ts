import type { Counters, Datagram, Resolution } from '../../probe/world.js';

/**
 * The answer to a TCP connect: a loopback port that stands for the endpoint, and what to write there first (a line
 * that tells the listener's runner who calls; empty for servers that do without); or the errno that arrives after some
 * milliseconds; or silence.
 */
export type DialAnswer =
  | {
      readonly kind: 'connect';
      readonly loopbackPort: number;
      readonly greeting: string;
      /** The caller's own port. */
      readonly localPort: number;
    }
  | { readonly kind: 'error'; readonly code: string; readonly afterMs: number }
  | { readonly kind: 'silence' };

/** A UDP socket of the virtual network, or the errno that binding it met. */
export type OpenedUdp =
  | { readonly ok: true; readonly id: string; readonly localAddress: string; readonly localPort: number }
  | { readonly ok: false; readonly code: string };

/** Where a listening runner is found, and the secret that greetings to it begin with. */
export interface LoopbackListener {
  readonly loopbackPort: number;
  readonly secret: string;
}

/** What happens to UDP sockets without being asked. */
export interface UdpEvents {
  onDatagram(id: string, datagram: Datagram): void;
  onUdpError(id: string, code: string): void;
}

/** The virtual network as one host sees it: in this process, or over a loopback connection from a runner. */
export interface NetworkSession {
  readonly localAddress: string;
  resolve(name: string): Promise<Resolution>;
  dial(address: string, port: number): Promise<DialAnswer>;
  /** Resolves to an errno when the port is taken. */
  listen(port: number, listener: LoopbackListener): Promise<string | undefined>;
  unlisten(port: number): void;
  /** Opens a socket on `port`, 0 for any; with `peer` it is connected. */
  openUdp(port: number, peer?: { readonly address: string; readonly port: number }): Promise<OpenedUdp>;
  sendUdp(
    id: string,
    payload: Uint8Array,
    to?: { readonly address: string; readonly port: number },
  ): Promise<string | undefined>;
  closeUdp(id: string): void;
  counters(): Promise<Counters>;
  setUdpEvents(events: UdpEvents): void;
  /** Takes the host's sockets off the network. */
  close(): void;
}
