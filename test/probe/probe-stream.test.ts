import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

import { expect, test } from 'vitest';

import type { Arrival } from '../../src/model/agent-event.js';
import type { StreamProbe } from '../../src/model/agent-plan.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { Responder } from '../../src/probe/responder.js';
import { startTcp } from '../helpers/probe-servers.js';
import { given, observe, shortLimits, testContext, testIdentity } from '../helpers/probe-setup.js';

const probeOf = (port: number, host = '127.0.0.1'): StreamProbe => ({
  kind: 'stand-in-tcp',
  id: 'remote-auth-stand-in-1-nodeport',
  purpose: 'stand-in',
  service: 'auth',
  target: 'remote',
  host,
  port,
});

const asked = { protocol: 'tcp', phase: 'tcp', phases: ['tcp'] } as const;

function responderFor(key: Uint8Array, arrivals: Arrival[] = []): (socket: Socket) => void {
  const responder = new Responder({
    identity: { ...testIdentity, key },
    clock: nodeWorld().clock,
    onArrival: (arrival) => arrivals.push(arrival),
  });
  return (socket) => void responder.serveConnection(socket, new AbortController().signal);
}

test.each([
  ['127.0.0.1', /^127\.0\.0\.1:\d+$/],
  ['::1', /^\[::1\]:\d+$/],
])('is open when the responder echoes on %s', async (host, source) => {
  const arrivals: Arrival[] = [];
  const task = probeOf(await startTcp(responderFor(testIdentity.key, arrivals), host), host);
  const { observedSource, ...seen } = await observe(task);
  expect(seen).toEqual({ ...given(task), ...asked, outcome: 'open' });
  expect(observedSource).toMatch(source);
  expect(arrivals).toEqual([{ probe: task.id, received: 1, source: observedSource }]);
});

test('is reset when the responder of another run ends the connection without a word', async () => {
  const task = probeOf(await startTcp(responderFor(new Uint8Array(16))));
  expect(await observe(task)).toEqual({ ...given(task), ...asked, outcome: 'reset', cause: 'fin' });
});

test.each([
  ['echoes what it gets', (socket: Socket) => void socket.pipe(socket), 'unexpected-answer'],
  ['sends a line of its own', (socket: Socket) => void socket.write('220 mail\r\n'), 'unexpected-answer'],
  ['never ends its line', (socket: Socket) => void socket.write('x'.repeat(100_000)), 'unexpected-answer'],
  ['says nothing', (socket: Socket) => void socket.resume(), 'accepted-then-silent'],
])('is a wrong service when the server %s', async (_what, behave, cause) => {
  const task = probeOf(await startTcp(behave));
  expect(await observe(task)).toEqual({ ...given(task), ...asked, outcome: 'wrong-service', cause });
});

test('is open when a port that refuses begins to serve within seconds, as that of a new Service does', async () => {
  const reserved = createServer().listen(0, '127.0.0.1');
  await once(reserved, 'listening');
  const { port } = reserved.address() as AddressInfo;
  reserved.close();
  await once(reserved, 'close');
  const task = probeOf(port);
  const dialled: number[] = [];
  const world = nodeWorld();
  const context = testContext({
    dialTcp: async (...given) => {
      const result = await world.dialTcp(...given);
      dialled.push(given[1]);
      // Served from the moment on at which it was refused twice.
      if (dialled.length === 2) await startTcp(responderFor(testIdentity.key), '127.0.0.1', port);
      return result;
    },
  });
  const { observedSource, ...seen } = await observe(task, context);
  expect(seen).toEqual({ ...given(task), ...asked, outcome: 'open' });
  expect(observedSource).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(dialled).toEqual([port, port, port]);
});

test('is refused when a port goes on refusing, after a try at each of the times', async () => {
  const dials: string[] = [];
  const context = testContext({
    dialTcp: (address) => {
      dials.push(address);
      return Promise.resolve({ ok: false, code: 'ECONNREFUSED' });
    },
  });
  expect(await observe(probeOf(9), context)).toMatchObject({ outcome: 'refused' });
  expect(dials.length).toBe(1 + shortLimits.refusedAgainAtMs.length);
});
