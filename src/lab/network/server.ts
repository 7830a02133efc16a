import { randomBytes } from 'node:crypto';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

import { LocalSession } from './local-session.js';
import type { NetworkNotification, NetworkRequest } from './messages.js';
import { requestSchema } from './messages.js';
import type { Host } from './packet.js';
import type { VirtualNetwork } from './virtual-network.js';

/** The loopback door through which runner processes use the virtual network. */
export class NetworkServer {
  readonly #network: VirtualNetwork;
  readonly #hosts = new Map<string, Host>();
  readonly #connections = new Set<Socket>();
  readonly #server: Server;

  private constructor(network: VirtualNetwork) {
    this.#network = network;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(network: VirtualNetwork): Promise<NetworkServer> {
    const server = new NetworkServer(network);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** The TCP port on 127.0.0.1. */
  get port(): number {
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  /** A token with which one runner speaks for `host`. */
  admit(host: Host): string {
    const token = randomBytes(16).toString('hex');
    this.#hosts.set(token, host);
    return token;
  }

  /** Makes a token worthless. */
  dismiss(token: string): void {
    this.#hosts.delete(token);
  }

  async close(): Promise<void> {
    for (const socket of this.#connections) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.#connections.add(socket);
    socket.setNoDelay(true);
    let session: LocalSession | undefined;
    const tell = (notification: NetworkNotification) => {
      if (!socket.destroyed) socket.write(`${JSON.stringify(notification)}\n`);
    };
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      session?.close();
      this.#connections.delete(socket);
    });
    const lines = createInterface({ input: socket });
    // readline hands the socket's errors on as its own.
    lines.on('error', () => socket.destroy());
    lines.on('line', (line) => {
      const request = parseRequest(line);
      const host = request?.op === 'hello' ? this.#hosts.get(request.token) : undefined;
      if (request && host) {
        session = this.#open(host, tell);
        tell({ type: 'answer', id: request.id, value: { localAddress: session.localAddress } });
      } else if (request && session) {
        const { id } = request;
        void answer(session, request).then((value) => tell({ type: 'answer', id, value }));
      } else {
        socket.destroy();
      }
    });
  }

  #open(host: Host, tell: (notification: NetworkNotification) => void): LocalSession {
    const session = new LocalSession(this.#network, host);
    session.setUdpEvents({
      onDatagram: (socket, { payload, address, port }) =>
        tell({
          type: 'datagram',
          socket,
          payload: Buffer.from(payload).toString('base64'),
          from: { address, port },
        }),
      onUdpError: (socket, code) => tell({ type: 'udp-error', socket, code }),
    });
    return session;
  }
}

function parseRequest(line: string): NetworkRequest | undefined {
  try {
    const parsed = requestSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

async function answer(session: LocalSession, request: NetworkRequest): Promise<unknown> {
  switch (request.op) {
    case 'hello':
      return { localAddress: session.localAddress };
    case 'resolve':
      return session.resolve(request.name);
    case 'dial':
      return session.dial(request.to.address, request.to.port);
    case 'listen':
      return (await session.listen(request.port, request.listener)) ?? null;
    case 'unlisten':
      session.unlisten(request.port);
      return null;
    case 'open-udp':
      return session.openUdp(request.port, request.peer);
    case 'send-udp':
      return (
        (await session.sendUdp(request.socket, Buffer.from(request.payload, 'base64'), request.to)) ?? null
      );
    case 'close-udp':
      session.closeUdp(request.socket);
      return null;
    case 'counters':
      return session.counters();
  }
}
