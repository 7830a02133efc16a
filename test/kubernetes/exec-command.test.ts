import { createServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { test as base, expect } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';

import { connect } from '../../src/kubernetes/connect.js';
import type { ClusterConnection } from '../../src/kubernetes/connection.js';
import type { ExecTarget } from '../../src/kubernetes/exec-session.js';
import { startConnectProxy } from '../helpers/connect-proxy.js';
import { makeCertificate } from '../helpers/kubernetes-certificate.js';
import { forbidden, kubeconfigFor } from '../helpers/kubernetes-server.js';

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server that takes WebSockets as an API server does, and the requests that opened them. */
async function startExecServer(onUpgrade: OnUpgrade) {
  const certificate = await makeCertificate();
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer({ cert: certificate.certificate, key: certificate.key });
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    requests.push(request);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    onUpgrade(request, socket, head);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    certificate,
    requests,
    openSockets: () => sockets.size,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Accepts `v4.channel.k8s.io` and lets `serve` play the kubelet. */
function kubelet(serve: (socket: WebSocket) => void): OnUpgrade {
  const server = new WebSocketServer({ noServer: true, handleProtocols: () => 'v4.channel.k8s.io' });
  return (request, socket, head) => server.handleUpgrade(request, socket, head, serve);
}

const say = (socket: WebSocket, channel: number, text: string) =>
  socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)]));

function target(output: string[] = []): ExecTarget {
  return {
    namespace: 'liqo',
    pod: 'liqo-gateway-x',
    container: 'gateway',
    command: ['sh', '-c', 'echo "a b" && exit 3'],
    onStdout: (chunk) => output.push(`out ${Buffer.from(chunk).toString()}`),
    onStderr: (chunk) => output.push(`err ${Buffer.from(chunk).toString()}`),
  };
}

const never = new AbortController().signal;

const test = base.extend('open', ({}, { onCleanup }) => {
  const closers: (() => Promise<void> | void)[] = [];
  onCleanup(async () => {
    for (const close of closers.toReversed()) await close();
  });
  return async (onUpgrade: OnUpgrade, options: { timeoutMs?: number; throughProxy?: boolean } = {}) => {
    const server = await startExecServer(onUpgrade);
    closers.push(() => server.close());
    const proxy = options.throughProxy === true ? await startConnectProxy(server.port) : undefined;
    if (proxy !== undefined) closers.push(() => proxy.close());
    const loaded = kubeconfigFor(server);
    const cluster = { ...loaded.cluster, ...(proxy !== undefined && { proxyUrl: proxy.url }) };
    const connection: ClusterConnection = connect(
      { ...loaded, cluster },
      { timeoutMs: options.timeoutMs ?? 5000 },
    );
    closers.push(() => connection.close());
    return { server, connection, proxy };
  };
});

test('runs a command, hands on what it writes, takes its input and tells its exit code', async ({ open }) => {
  const { server, connection } = await open(
    kubelet((socket) => {
      for (const channel of [0, 1, 2, 3]) say(socket, channel, '');
      say(socket, 1, 'hello\n');
      say(socket, 2, 'a warning\n');
      socket.on('message', (data: Buffer) => {
        say(socket, 1, `got ${data.toString('latin1', 1)}`);
        const details = { causes: [{ reason: 'ExitCode', message: '3' }] };
        say(
          socket,
          3,
          JSON.stringify({ status: 'Failure', reason: 'NonZeroExitCode', message: 'exit 3', details }),
        );
        socket.close(1000);
      });
    }),
  );
  const output: string[] = [];
  const started = await connection.exec(target(output), never);
  if (!started.ok) throw new Error(started.failure.message);
  started.value.write('go\n');
  expect(await started.value.ended).toEqual({ kind: 'exited', code: 3 });
  expect(output.filter((line) => line.length > 4)).toEqual([
    'out hello\n',
    'err a warning\n',
    'out got go\n',
  ]);
  expect(server.requests.map(({ url, headers }) => ({ url, who: headers.authorization }))).toEqual([
    {
      url: '/api/v1/namespaces/liqo/pods/liqo-gateway-x/exec?container=gateway&stdin=true&stdout=true&stderr=true&command=sh&command=-c&command=echo+%22a+b%22+%26%26+exit+3',
      who: 'Bearer not-a-secret',
    },
  ]);
});

test('goes through the proxy of the kubeconfig, and trusts its authority alone', async ({ open }) => {
  const { connection, proxy, server } = await open(
    kubelet((socket) => {
      say(socket, 3, JSON.stringify({ status: 'Success' }));
      socket.close(1000);
    }),
    { throughProxy: true },
  );
  const started = await connection.exec(target(), never);
  expect(started.ok && (await started.value.ended)).toEqual({ kind: 'exited', code: 0 });
  expect(proxy?.tunnels).toEqual([`127.0.0.1:${server.port}`]);
});

test('a refusal is told with its status, by its words', async ({ open }) => {
  const { connection } = await open((_request, socket) => {
    const body = JSON.stringify(forbidden('create', 'pods/exec'));
    socket.end(
      `HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
  });
  const started = await connection.exec(target(), never);
  expect(started).toMatchObject({ ok: false, failure: { code: 'forbidden', httpStatus: 403 } });
});

test('a server that never answers costs the time of one call', async ({ open }) => {
  const { connection } = await open(() => undefined, { timeoutMs: 200 });
  const started = await connection.exec(target(), never);
  expect(started).toMatchObject({ ok: false, failure: { code: 'timeout' } });
});

test('a command that floods is cut off', async ({ open }) => {
  const { connection } = await open(
    kubelet((socket) => {
      for (let index = 0; index < 80; index += 1) say(socket, 1, 'x'.repeat(64 * 1024));
    }),
  );
  const started = await connection.exec(target(), never);
  expect(started.ok && (await started.value.ended)).toEqual({
    kind: 'failed',
    reason: 'it wrote more than 4 MiB',
  });
});

test.for([['the signal aborts'], ['the connection is closed']] as const)(
  'the command loses its connection when %s',
  async ([how], { open }) => {
    const { connection, server } = await open(kubelet(() => undefined));
    const controller = new AbortController();
    const started = await connection.exec(target(), controller.signal);
    if (how === 'the signal aborts') controller.abort();
    else connection.close();
    expect(started.ok && (await started.value.ended)).toEqual({ kind: 'lost' });
    await expect.poll(() => server.openSockets()).toBe(0);
  },
);

test('a container that cannot run the command says why', async ({ open }) => {
  const message = 'OCI runtime exec failed: exec: "timeout": executable file not found in $PATH';
  const { connection } = await open(
    kubelet((socket) => {
      say(socket, 3, JSON.stringify({ status: 'Failure', reason: 'InternalError', message }));
      socket.close(1000);
    }),
  );
  const started = await connection.exec(target(), never);
  expect(started.ok && (await started.value.ended)).toEqual({ kind: 'failed', reason: message });
});
