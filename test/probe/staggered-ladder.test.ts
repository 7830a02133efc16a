import type { Socket } from 'node:net';

import { expect, test } from 'vitest';

import type { AuthProbe, StreamProbe } from '../../src/model/agent-plan.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { Responder } from '../../src/probe/responder.js';
import { createAuthority } from '../helpers/probe-certificates.js';
import { httpResponse, startHttps, startTcp } from '../helpers/probe-servers.js';
import { observe, shortLimits, testContext, testIdentity } from '../helpers/probe-setup.js';

const certificate = await (await createAuthority('Some authority')).issue({ names: ['127.0.0.1'] });
const common = { purpose: 'endpoint', service: 'auth', target: 'remote', host: '127.0.0.1' } as const;
const authProbe = (port: number): AuthProbe => ({ kind: 'auth', id: 'a', ...common, port });
const streamProbe = (port: number): StreamProbe => ({ kind: 'stand-in-tcp', id: 's', ...common, port });

const limits = { ...shortLimits, converseAtMs: [0, 40, 80], tlsMs: 1000, httpMs: 1000 };

/** A relay in front of a port that passes nothing on for the first connections, as if all their packets were lost. */
function relayLosing(count: number, passOn: (socket: Socket) => void) {
  let connections = 0;
  return startTcp((socket) => {
    connections += 1;
    if (connections > count) passOn(socket);
  });
}

const toPort = (port: number) => (socket: Socket) => {
  const dial = nodeWorld().dialTcp('127.0.0.1', port, new AbortController().signal);
  void dial.then((dialled) => {
    if (!dialled.ok) return;
    socket.pipe(dialled.socket).pipe(socket);
    socket.on('error', () => dialled.socket.destroy());
  });
};

test.each([1, 2])('gets the answer when the first %i connections stall in TLS', async (stalled) => {
  const server = await startHttps(certificate, () => httpResponse(200, '{"clusterId":"c"}'));
  const port = await relayLosing(stalled, toPort(server));
  expect(await observe(authProbe(port), testContext({}, limits))).toMatchObject({
    outcome: 'open',
    clusterId: 'c',
    connections: stalled + 1,
    phases: ['tcp', 'tls', 'http'],
  });
});

test('gets the answer of a stand-in when the first connection stalls', async () => {
  const responder = new Responder({
    identity: testIdentity,
    clock: nodeWorld().clock,
    onArrival: () => {},
  });
  const serve = (socket: Socket) => void responder.serveConnection(socket, new AbortController().signal);
  const port = await relayLosing(1, serve);
  const seen = await observe(streamProbe(port), testContext({}, limits));
  expect(seen).toMatchObject({ outcome: 'open', connections: 2 });
  expect(responder.arrivals).toEqual([{ probe: 's', received: 1, source: seen.observedSource }]);
});

test('holds one conversation only where the answer comes soon', async () => {
  let connections = 0;
  const server = await startHttps(certificate, () => httpResponse(200, '{"clusterId":"c"}'));
  const port = await relayLosing(0, (socket) => {
    connections += 1;
    toPort(server)(socket);
  });
  const context = testContext({}, { ...limits, converseAtMs: [0, 900] });
  const seen = await observe(authProbe(port), context);
  expect(seen.outcome).toBe('open');
  expect(seen.connections).toBeUndefined();
  expect(connections).toBe(1);
});

test('lets a slow server answer on its first connection, although it turns further ones away', async () => {
  let connections = 0;
  const server = await startHttps(certificate, () => httpResponse(200, '{"clusterId":"c"}'));
  const port = await startTcp((socket) => {
    connections += 1;
    if (connections > 1) socket.resetAndDestroy();
    else setTimeout(() => toPort(server)(socket), 200);
  });
  expect(await observe(authProbe(port), testContext({}, limits))).toMatchObject({ outcome: 'open' });
  expect(connections).toBe(3);
});

/** A server that ends its first connections in the middle of the conversation, as one that is just starting anew. */
async function serverEnding(count: number) {
  const server = await startHttps(certificate, () => httpResponse(200, '{"clusterId":"c"}'));
  let connections = 0;
  const port = await startTcp((socket) => {
    connections += 1;
    if (connections > count) toPort(server)(socket);
    else socket.once('data', () => socket.end());
  });
  return { port, connections: () => connections };
}

test('gets the answer of a server that ended the first connection and what was tried to explain it', async () => {
  const { port } = await serverEnding(2);
  const seen = await observe(authProbe(port), testContext({}, { ...limits, converseAtMs: [0, 300, 10_000] }));
  expect(seen).toMatchObject({ outcome: 'open', clusterId: 'c', connections: 2 });
});

test('believes in a reset once two further connections were reset', async () => {
  const { port } = await serverEnding(Number.POSITIVE_INFINITY);
  const context = testContext({}, { ...limits, tlsMs: 400, converseAtMs: [0, 10, 20, 10_000] });
  const seen = await observe(authProbe(port), context);
  expect(seen).toMatchObject({ outcome: 'reset', cause: 'fin', phases: ['tcp', 'tls'] });
  expect(seen.connections).toBeUndefined();
});

test('waits no longer than for a handshake where what follows a reset is silent', async () => {
  let connections = 0;
  const port = await startTcp((socket) => {
    connections += 1;
    socket.resume();
    if (connections === 1) socket.once('data', () => socket.resetAndDestroy());
  });
  const context = testContext({}, { ...limits, tlsMs: 400, converseAtMs: [0, 300, 350] });
  const startedAt = performance.now();
  expect(await observe(authProbe(port), context)).toMatchObject({ outcome: 'reset', cause: 'rst' });
  expect(performance.now() - startedAt).toBeLessThan(900);
});

test('tells a failure that another connection met rather than the silence of the first', async () => {
  const port = await relayLosing(1, (socket) => void socket.once('data', () => socket.end('garbage\r\n')));
  const context = testContext({}, { ...limits, tlsMs: 300 });
  expect(await observe(authProbe(port), context)).toMatchObject({
    outcome: 'tls-failure',
    cause: 'not-tls',
  });
});

test('takes one deadline when a server accepts every connection and stays silent, and leaves none open', async () => {
  const ended: Promise<unknown>[] = [];
  const port = await startTcp((socket) => {
    socket.resume();
    ended.push(new Promise((resolve) => socket.on('close', resolve)));
  });
  const context = testContext({}, { ...limits, tlsMs: 300 });
  const startedAt = performance.now();
  const seen = await observe(authProbe(port), context);
  expect(performance.now() - startedAt).toBeLessThan(450);
  expect(seen).toMatchObject({ outcome: 'tls-failure', cause: 'accepted-then-silent' });
  expect(ended.length).toBe(3);
  await Promise.all(ended);
});
