import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { Worker } from 'node:worker_threads';

import { onTestFinished } from 'vitest';

/** Starts a TCP server for the length of the test, on a free loopback port unless one is given, and tells the port. */
export async function startTcp(
  onConnection: (socket: Socket) => void,
  host = '127.0.0.1',
  port = 0,
): Promise<number> {
  const server = createServer({ allowHalfOpen: false }, onConnection);
  return await start(server, host, port);
}

/** Starts a TLS server likewise. */
export async function startTls(
  options: TlsOptions,
  onConnection: (socket: TLSSocket) => void,
  host = '127.0.0.1',
): Promise<number> {
  const server = createTlsServer(options, onConnection);
  server.on('tlsClientError', () => {});
  return await start(server, host);
}

async function start(server: Server, host: string, port = 0): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(port, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

/** A TLS server that answers every request with the same bytes, then ends the connection. */
export async function startHttps(
  options: TlsOptions,
  respond: (path: string) => string,
  host = '127.0.0.1',
): Promise<number> {
  return await startTls(
    options,
    (socket) => {
      socket.on('error', () => {});
      socket.once('data', (chunk: Buffer) => {
        const path = chunk.toString('latin1').split(' ')[1] ?? '';
        socket.end(respond(path));
      });
    },
    host,
  );
}

/** An HTTP/1.1 answer with a body and its length. */
export function httpResponse(status: number, body: string, headers: readonly string[] = []): string {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return [`HTTP/1.1 ${status} Whatever`, length, 'Connection: close', ...headers, '', body].join('\r\n');
}

/** A loopback TCP port that nothing listens on. */
export async function closedTcpPort(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A loopback UDP port that nothing is bound to. */
export async function closedUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** A bound UDP port for the length of the test; `onMessage` may answer. */
export async function startUdp(
  onMessage: (payload: Buffer, answer: (reply: Uint8Array) => void, source: string) => void,
): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (payload, { address, port }) => {
    onMessage(payload, (reply) => socket.send(reply, port, address), `${address}:${port}`);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return socket.address().port;
}

const saturatedListener = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  // Never returns to the event loop, hence never accepts.
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});`;

/** A port whose listen queue is full: new connection attempts get no answer, as behind a filtering firewall. */
export async function startSaturated(): Promise<number> {
  const worker = new Worker(saturatedListener, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  const fillers: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of fillers) socket.destroy();
    await worker.terminate();
  });
  for (let hanging = 0; hanging < 2;) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    fillers.push(socket);
    const isConnected = await Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 150)),
    ]);
    hanging = isConnected ? 0 : hanging + 1;
  }
  return port;
}
