import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket as DatagramSocket } from 'node:dgram';
import { connect, Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A socket to open in another namespace. */
export interface SocketRequest {
  readonly namespace: string;
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

const program = fileURLToPath(new URL('programs/open-sockets.pl', import.meta.url));

interface Waiting {
  readonly resolve: (socket: Server | DatagramSocket) => void;
  readonly reject: (error: Error) => void;
}

/** The one process that opens sockets for all networks of this one. */
class SocketOpener {
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | undefined;
  #count = 0;

  open({ namespace, protocol, address, port }: SocketRequest): Promise<Server | DatagramSocket> {
    const id = (this.#count += 1);
    const child = (this.#child ??= this.#start());
    const type = `${protocol}${address.includes(':') ? 6 : 4}`;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child.stdin?.write(`${[id, namespace, type, address, port].join(' ')}\n`);
    });
  }

  #start(): ChildProcess {
    const child = spawn('perl', [program], { stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
    child.on('message', ({ id }: { id: number }, handle) => {
      this.#take(id)?.resolve(handle as Server | DatagramSocket);
    });
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [, id = '', why = ''] = /^(\d+) (.*)$/u.exec(line) ?? [];
        this.#take(Number(id))?.reject(new Error(`no socket: ${why}`));
      });
    }
    const end = (): void => {
      this.#child = undefined;
      for (const { reject } of this.#waiting.values()) reject(new Error('what opens sockets has ended'));
      this.#waiting.clear();
    };
    child.once('error', end);
    child.once('close', end);
    // It ends with this process, and keeps it from ending no more than its channels do.
    child.unref();
    child.channel?.unref();
    for (const stream of [child.stdin, child.stdout]) {
      if (stream && 'unref' in stream) (stream.unref as () => void)();
    }
    return child;
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

const opener = new SocketOpener();

/** Sockets that listen in other namespaces, in the order in which they were asked for. */
export function openSockets(
  requests: readonly SocketRequest[],
): Promise<readonly (Server | DatagramSocket)[]> {
  return Promise.all(requests.map((request) => opener.open(request)));
}

/** Leads every connection on to a server on a loopback port of this process's own namespace. */
export function relay(server: Server, loopbackPort: number, open: Set<Socket>): void {
  server.on('connection', (outer: Socket) => {
    const inner = connect({ host: '127.0.0.1', port: loopbackPort, allowHalfOpen: true });
    for (const [socket, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.end();
      });
      socket.pipe(other);
    }
  });
}

/** Whether a socket is one of streams. */
export function isServer(socket: Server | DatagramSocket): socket is Server {
  return socket instanceof Server;
}
