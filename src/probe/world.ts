import type { Socket } from 'node:net';

/** Time as the agent sees it. */
export interface Clock {
  /** Monotonic milliseconds, for durations. */
  now(): number;
  /** Milliseconds since the Unix epoch, for certificates. */
  wallTime(): number;
}

/** A name's addresses, or the resolver's error code: `ENOTFOUND`, `ENODATA`, `ESERVFAIL`, `EAI_AGAIN`, `ETIMEOUT`, … */
export type Resolution =
  | { readonly ok: true; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly code: string };

/** An established TCP connection, or the errno that ended the attempt: `ECONNREFUSED`, `EHOSTUNREACH`, … */
export type DialResult =
  | { readonly ok: true; readonly socket: Socket; readonly localAddress: string }
  | { readonly ok: false; readonly code: string };

/** A datagram and where it came from. */
export interface Datagram {
  readonly payload: Uint8Array;
  readonly address: string;
  readonly port: number;
}

/** A UDP socket: connected to one peer when it was opened with one, else bound to a port. */
export interface UdpSocket {
  /** The socket's own address and port, as far as known. */
  readonly localAddress: string;
  /**
   * Sends to the connected peer, or to `to`. When `to` is a datagram that came in here, the answer leaves from the
   * very address that it was sent to. Resolves to an errno when the send itself failed.
   */
  send(
    payload: Uint8Array,
    to?: { readonly address: string; readonly port: number },
  ): Promise<string | undefined>;
  onDatagram(listener: (datagram: Datagram) => void): void;
  /** Asynchronous socket errors by errno: `ECONNREFUSED` when an ICMP port-unreachable came back. */
  onError(listener: (code: string) => void): void;
  close(): void;
}

/** A socket, or the errno that connecting or binding it met. */
export type OpenUdpResult =
  { readonly ok: true; readonly socket: UdpSocket } | { readonly ok: false; readonly code: string };

/** A listening TCP port. */
export interface Listener {
  close(): void;
}

/** Counters of the agent's own network namespace; `undefined` where the system does not publish them. */
export interface Counters {
  /** ICMP destination-unreachable messages received (IPv4 and IPv6 together). */
  readonly destinationUnreachable: number;
  /** Fragments that datagrams larger than a known path MTU were divided into (IPv4 and IPv6 together). */
  readonly fragmentsCreated?: number | undefined;
  /** Fragments that came in (IPv4 and IPv6 together). */
  readonly fragmentsReceived?: number | undefined;
}

/**
 * All that the agent needs of the outside world. Node's own is `nodeWorld`; the lab passes a virtual one.
 *
 * Nothing here throws for what a network may do. An aborted signal ends an attempt with code `ABORTED`.
 */
export interface World {
  readonly clock: Clock;
  /** File descriptors that this process may hold; `undefined` where the system does not tell. */
  readonly descriptorLimit?: number | undefined;
  resolve(host: string, signal: AbortSignal): Promise<Resolution>;
  /** Connects to an IP literal. */
  dialTcp(address: string, port: number, signal: AbortSignal): Promise<DialResult>;
  /** A socket connected to an IP literal and port, which then receives from there only. */
  connectUdp(address: string, port: number): Promise<OpenUdpResult>;
  /** A socket of that address family on a free port, which sends to and receives from anywhere. */
  openUdp(family: 4 | 6): Promise<OpenUdpResult>;
  /** A socket bound to a port on every address. */
  bindUdp(port: number): Promise<OpenUdpResult>;
  listenTcp(port: number, onConnection: (socket: Socket) => void): Promise<Listener>;
  counters(): Promise<Counters | undefined>;
  /**
   * The MTU in bytes of the interface that has the address of a socket's `localAddress`. `undefined` where the system
   * does not tell, or where it lets routers fragment its packets, so that none is ever too big.
   */
  interfaceMtu(localAddress: string): Promise<number | undefined>;
  random(bytes: number): Uint8Array;
}
