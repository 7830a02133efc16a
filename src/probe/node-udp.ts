import { createSocket, type Socket, type SocketType } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

import { errorCode } from './error-code.js';
import { formatHostPort } from './host-port.js';
import type { Datagram, OpenUdpResult, UdpSocket } from './world.js';

/** A burst must not overflow the receive buffer and pass for loss. */
const receiveBufferBytes = 1_048_576;

/** Opens a socket connected to an IP literal, which thereby hears of ICMP errors. */
export async function connectUdp(address: string, port: number): Promise<OpenUdpResult> {
  const connected = await openOne(address, (socket, done) => socket.connect(port, address, done));
  if (!connected.ok) return connected;
  return { ok: true, socket: wrap([connected.socket], localAddressOf(connected.socket)) };
}

/**
 * Opens a socket bound to the unspecified address, hence with no destination of its own: what it sends leaves from the
 * same port wherever it goes. It is told of no ICMP error.
 */
export async function openUdp(family: 4 | 6): Promise<OpenUdpResult> {
  const bound = await bindOne(family === 6 ? '::' : '0.0.0.0', 0);
  if (!bound.ok) return bound;
  return { ok: true, socket: wrap([bound.socket], localAddressOf(bound.socket)) };
}

/**
 * Opens one socket per address of this machine, all on the same port, and makes them look like one.
 *
 * A socket bound to the unspecified address would reply from whatever address the routing table prefers, which a
 * connected peer that wrote to another address never sees.
 */
export async function bindUdp(port: number): Promise<OpenUdpResult> {
  const sockets: Socket[] = [];
  let code = 'EADDRNOTAVAIL';
  let commonPort = port;
  for (const address of ownAddresses()) {
    const bound = await bindOne(address, commonPort);
    if (bound.ok) {
      sockets.push(bound.socket);
      commonPort = bound.socket.address().port;
    } else {
      code = bound.code;
      if (code === 'EADDRNOTAVAIL') continue;
      sockets.forEach(closeQuietly);
      return { ok: false, code };
    }
  }
  if (sockets.length === 0) return { ok: false, code };
  return { ok: true, socket: wrap(sockets, formatHostPort('::', commonPort)) };
}

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  // Link-local addresses need a scope and no Service leads to them.
  return all.filter(({ scopeid }) => scopeid === undefined || scopeid === 0).map(({ address }) => address);
}

type Opened = { readonly ok: true; readonly socket: Socket } | { readonly ok: false; readonly code: string };

function bindOne(address: string, port: number): Promise<Opened> {
  return openOne(address, (socket, done) => socket.bind({ address, port, exclusive: true }, () => done()));
}

/** A socket of the address's family once it is bound or connected, whichever `start` does; closed if that fails. */
function openOne(
  address: string,
  start: (socket: Socket, done: (error?: unknown) => void) => void,
): Promise<Opened> {
  const socket = createUdp(isIPv6(address) ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    const fail = (error: unknown) => {
      resolve({ ok: false, code: errorCode(error) });
      closeQuietly(socket);
    };
    socket.once('error', fail);
    start(socket, (error) => {
      // On failure Node reports to the callback of `connect`, although its types say it takes nothing.
      if (error instanceof Error) {
        fail(error);
        return;
      }
      socket.off('error', fail);
      resolve({ ok: true, socket });
    });
  });
}

function createUdp(type: SocketType): Socket {
  return createSocket({ type, recvBufferSize: receiveBufferBytes, ipv6Only: type === 'udp6' });
}

type Peer = { readonly address: string; readonly port: number };

function wrap(sockets: readonly Socket[], localAddress: string): UdpSocket {
  /** Which socket a datagram came in on, so that the answer leaves through the same. */
  const arrivedOn = new WeakMap<Peer, Socket>();
  return {
    localAddress,
    send: async (payload, to) => {
      const socket = (to === undefined ? undefined : arrivedOn.get(to)) ?? socketFor(sockets, to);
      return socket === undefined ? 'EADDRNOTAVAIL' : await send(socket, payload, to);
    },
    onDatagram: (listener) => {
      for (const socket of sockets) {
        socket.on('message', (payload, { address, port }) => {
          const datagram: Datagram = { payload, address, port };
          arrivedOn.set(datagram, socket);
          listener(datagram);
        });
      }
    },
    onError: (listener) => {
      for (const socket of sockets) socket.on('error', (error) => listener(errorCode(error)));
    },
    close: () => sockets.forEach(closeQuietly),
  };
}

function socketFor(sockets: readonly Socket[], to: Peer | undefined): Socket | undefined {
  if (to === undefined) return sockets[0];
  const family = isIPv6(to.address) ? 'IPv6' : 'IPv4';
  return sockets.find((socket) => socket.address().family === family);
}

function send(socket: Socket, payload: Uint8Array, to: Peer | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    const done = (error: Error | null) => resolve(error === null ? undefined : errorCode(error));
    try {
      if (to === undefined) socket.send(payload, done);
      else socket.send(payload, to.port, to.address, done);
    } catch (error) {
      // Thrown when the socket was closed meanwhile.
      resolve(errorCode(error));
    }
  });
}

function localAddressOf(socket: Socket): string {
  const { address, port } = socket.address();
  return formatHostPort(address, port);
}

function closeQuietly(socket: Socket): void {
  // Late errors of a socket that nobody waits for must not end the process.
  socket.on('error', () => {});
  try {
    socket.close();
  } catch {
    // It was closed already.
  }
}
