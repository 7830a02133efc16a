import { spawn } from 'node:child_process';
import type { Socket as DatagramSocket } from 'node:dgram';
import { connect, Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

import { bundleOf } from '../../network-namespaces/bundle.js';

/** A socket to open in another namespace. */
export interface SocketRequest {
  readonly namespace: string;
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

const opener = fileURLToPath(new URL('programs/open-sockets.pl', import.meta.url));

/** Sockets that listen in other namespaces, in the order in which they were asked for. */
export async function openSockets(
  requests: readonly SocketRequest[],
): Promise<readonly (Server | DatagramSocket)[]> {
  const program = await bundleOf('test/e2e/net/programs/hand-over-sockets.ts');
  const lines = requests.map((one) => [one.namespace, one.protocol, one.address, one.port].join(' '));
  const protocols = requests
    .map(({ protocol, address }) => (address.includes(':') ? `${protocol}6` : protocol))
    .join(',');
  const child = spawn('perl', [opener, ...lines, '--', process.execPath, program, protocols], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const opened: (Server | DatagramSocket)[] = [];
  let errors = '';
  child.stderr?.on('data', (text: Buffer) => (errors += text.toString()));
  child.on('message', ({ index }: { index: number }, handle) => {
    opened[index] = handle as Server | DatagramSocket;
    if (opened.filter(Boolean).length === requests.length) child.kill('SIGKILL');
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () =>
      opened.filter(Boolean).length === requests.length
        ? resolve()
        : reject(new Error(`no sockets for ${lines.join('; ')}: ${errors}`)),
    );
  });
  return opened;
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
