import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { TLSSocket } from 'node:tls';

import { expect, test } from 'vitest';

import type { ApiServerProbe } from '../../src/model/agent-plan.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { createAuthority } from '../helpers/probe-certificates.js';
import { startTcp, startTls } from '../helpers/probe-servers.js';
import { observe, shortLimits, testContext, type StableObservation } from '../helpers/probe-setup.js';

const authority = await createAuthority('kubernetes');
const server = await authority.issue({ names: ['127.0.0.1', '::1'] });

const probeOf = (port: number, host: string): ApiServerProbe => ({
  kind: 'api-server',
  id: 'remote-apiServer-endpoint-1',
  purpose: 'endpoint',
  service: 'apiServer',
  target: 'remote',
  host,
  port,
  certificateAuthority: authority.cert,
});

/** All phases of the longest way, a second look and a scheduler that has other things to do. */
const boundMs = 2 * (shortLimits.tcpMs + shortLimits.tlsMs + shortLimits.httpMs) + shortLimits.tcpMs + 1000;

/** What the tap lets through on one connection, and what one read of a socket may bring beyond it. */
const boundBytes = 1_048_576 + 65_536;

/** Five conversations at once, as by default, in the time that the short deadlines leave. */
const limits = { ...shortLimits, converseAtMs: [0, 40, 80, 120, 160] };

interface Cost {
  readonly seen: StableObservation;
  readonly tookMs: number;
  /** The most that was read on one connection. */
  readonly bytesRead: number;
  /** Connections of the probe that outlive it. */
  readonly openSockets: number;
}

async function costOf(port: number, host: string): Promise<Cost> {
  const sockets: Socket[] = [];
  const context = testContext(
    {
      dialTcp: async (address, dialled, signal) => {
        const result = await nodeWorld().dialTcp(address, dialled, signal);
        if (result.ok) sockets.push(result.socket);
        return result;
      },
    },
    limits,
  );
  const startedAt = performance.now();
  const seen = await observe(probeOf(port, host), context);
  const tookMs = performance.now() - startedAt;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    seen,
    tookMs,
    bytesRead: Math.max(0, ...sockets.map((socket) => socket.bytesRead)),
    openSockets: sockets.filter((socket) => !socket.destroyed).length,
  };
}

/** Writes the bytes of a generator's making as fast as the other side takes them. */
function pour(socket: Socket | TLSSocket, chunk: string | Buffer): void {
  const go = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('error', () => {});
  socket.on('drain', go);
  go();
}

/** One byte of a text at a time, faster than once a second, so that a test sees many of them. */
function drip(socket: Socket | TLSSocket, text: string | Buffer): void {
  const bytes = Buffer.from(text);
  let offset = 0;
  socket.on('error', () => {});
  const timer = setInterval(() => {
    if (socket.destroyed || offset >= bytes.length) clearInterval(timer);
    else socket.write(bytes.subarray(offset, (offset += 1)));
  }, 20);
  socket.on('close', () => clearInterval(timer));
}

const serverHelloBegins = Buffer.concat([
  Buffer.from([22, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc]),
  Buffer.alloc(500),
]);

const plain: readonly (readonly [string, (socket: Socket) => void, object])[] = [
  ['never reads', (socket) => void socket.pause(), { outcome: 'tls-failure', cause: 'accepted-then-silent' }],
  [
    'never answers',
    (socket) => void socket.resume(),
    { outcome: 'tls-failure', cause: 'accepted-then-silent' },
  ],
  [
    'sends half a ServerHello',
    (socket) => void socket.write(serverHelloBegins.subarray(0, 60)),
    { outcome: 'tls-failure', cause: 'stalled-handshake' },
  ],
  [
    'sends a handshake byte by byte',
    (socket) => drip(socket, serverHelloBegins),
    { outcome: 'tls-failure', cause: 'stalled-handshake' },
  ],
  [
    'pours garbage that looks like TLS',
    (socket) => pour(socket, Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(16_384, 7)])),
    { outcome: 'tls-failure' },
  ],
  [
    'pours garbage that does not',
    (socket) => pour(socket, Buffer.alloc(65_536, 0xff)),
    { outcome: 'tls-failure', cause: 'not-tls' },
  ],
  [
    'pours plain HTTP',
    (socket) => pour(socket, `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(65_536)}`),
    { outcome: 'tls-failure', cause: 'not-tls', httpStatus: 200 },
  ],
  [
    'sends empty records without end',
    // Many at a time: the peer shares this process with the probe, and must not starve it.
    (socket) => pour(socket, Buffer.from('1603030000'.repeat(5000), 'hex')),
    { outcome: 'tls-failure' },
  ],
];

test.each(plain)('a peer that %s costs bounded time and memory', async (_what, behave, seen) => {
  const cost = await costOf(await startTcp(behave), '127.0.0.1');
  expect(cost.seen).toMatchObject({ phase: 'tls', ...seen });
  expect(cost.tookMs).toBeLessThan(boundMs);
  expect(cost.bytesRead).toBeLessThanOrEqual(boundBytes);
  expect(cost.openSockets).toBe(0);
});

const encrypted: readonly (readonly [string, (socket: TLSSocket) => void, object])[] = [
  [
    'never answers inside TLS',
    (socket) => void socket.resume(),
    { outcome: 'wrong-service', cause: 'accepted-then-silent' },
  ],
  [
    'never reads inside TLS',
    (socket) => void socket.pause(),
    { outcome: 'wrong-service', cause: 'accepted-then-silent' },
  ],
  [
    'answers byte by byte',
    (socket) => drip(socket, `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(9000)}`),
    { outcome: 'wrong-service', cause: 'stalled-answer' },
  ],
  [
    'sends a body byte by byte',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      drip(socket, 'x'.repeat(9000));
    },
    { outcome: 'wrong-service', cause: 'stalled-answer' },
  ],
  [
    'sends a header of 10 MB',
    (socket) => {
      socket.on('error', () => {});
      socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(10_000_000)}\r\n\r\n`);
    },
    { outcome: 'wrong-service', cause: 'oversized-header' },
  ],
  [
    'sends a header without end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      pour(socket, 'X-Y: z\r\n');
    },
    { outcome: 'wrong-service', cause: 'oversized-header' },
  ],
  [
    'sends a body without end',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      pour(socket, Buffer.alloc(65_536, 'x'));
    },
    { outcome: 'wrong-service', cause: 'not-kubernetes', httpStatus: 200 },
  ],
  [
    'asks for patience without end',
    (socket) => pour(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)),
    { outcome: 'wrong-service', cause: 'flooded' },
  ],
];

test.each(encrypted)('a peer that %s costs bounded time and memory', async (_what, behave, seen) => {
  const cost = await costOf(await startTls(server, behave), '127.0.0.1');
  expect(cost.seen).toMatchObject({ phase: 'http', ...seen });
  expect(cost.tookMs).toBeLessThan(boundMs);
  expect(cost.bytesRead).toBeLessThanOrEqual(boundBytes);
  expect(cost.openSockets).toBe(0);
});

test('a hostile peer at an IPv6 address costs no more', async () => {
  const cost = await costOf(await startTls(server, (socket) => void socket.resume(), '::1'), '::1');
  expect(cost.seen).toMatchObject({ outcome: 'wrong-service', cause: 'accepted-then-silent', phase: 'http' });
  expect(cost.tookMs).toBeLessThan(boundMs);
  expect(cost.openSockets).toBe(0);
});
