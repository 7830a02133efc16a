import { expect, test } from 'vitest';

import type { WireGuardProbe } from '../../src/model/agent-plan.js';
import { defaultLimits } from '../../src/probe/limits.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { runProbe } from '../../src/probe/run-probe.js';
import { Responder } from '../../src/probe/responder.js';
import type { UdpSocket } from '../../src/probe/world.js';
import { Fuzz } from '../helpers/fuzz.js';
import { startUdp } from '../helpers/probe-servers.js';
import { given, observe, shortLimits, testContext, testIdentity } from '../helpers/probe-setup.js';

/*
 * Over loopback; `probe-wireguard.namespaces.test.ts` has real firewalls, and `wireguard/real-wireguard.namespaces.test.ts`
 * the word of another implementation.
 */

type Direction = 'request' | 'reply';

/** A responder behind something that loses datagrams by what they are. */
async function startResponder(isLost: (payload: Uint8Array, direction: Direction) => boolean = () => false) {
  let record: Responder['arrivals'] = [];
  const { clock } = nodeWorld();
  const responder = new Responder({
    identity: testIdentity,
    clock,
    onArrival: () => (record = responder.arrivals),
  });
  const port = await startUdp((payload, answer, source) => {
    if (isLost(payload, 'request')) return;
    const [address = '', from = ''] = source.split(':');
    const socket: UdpSocket = {
      localAddress: '127.0.0.1:0',
      send: (reply) => {
        if (!isLost(reply, 'reply')) answer(reply);
        return Promise.resolve(undefined);
      },
      onDatagram: (listener) => listener({ payload, address, port: Number(from) }),
      onError: () => {},
      close: () => {},
    };
    responder.serveDatagrams(socket);
  });
  return { port, arrivals: () => record };
}

function taskOf(port: number, { id = 'tunnel', packetBytes = 1340 } = {}): WireGuardProbe {
  return {
    kind: 'stand-in-wireguard',
    id,
    purpose: 'tunnel',
    service: 'gateway',
    target: 'remote',
    host: '127.0.0.1',
    port,
    packetBytes,
  };
}

const isOrdinary = (payload: Uint8Array) => payload[0] === 0x4c;

test('makes a tunnel with the sizes of the real one', async () => {
  const sizes: number[] = [];
  const { port, arrivals } = await startResponder((payload) => {
    if (!isOrdinary(payload)) sizes.push(payload.length);
    return false;
  });
  const task = taskOf(port);
  const seen = await runProbe(task, testContext({}, defaultLimits));
  const { handshake, datagrams } = seen;
  expect([...sizes].toSorted((one, other) => one - other)).toEqual([32, 32, 92, 148, 1372, 1372]);
  expect(seen).toMatchObject({ ...given(task), protocol: 'udp', outcome: 'replied', phase: 'udp' });
  expect(handshake).toEqual({
    initiations: 1,
    responses: 1,
    dataSent: 2,
    dataReceived: 2,
    dataBytes: 1372,
    rttMs: expect.any(Number) as number,
  });
  expect(datagrams?.received).toBe(1);
  expect(arrivals().map(({ probe, handshakes }) => [probe, handshakes])).toEqual([['tunnel', 1]]);
});

test('tries packets of the size that the tunnel will have', async () => {
  const { port } = await startResponder((payload) => !isOrdinary(payload) && payload.length > 1400);
  const tasks = [1368, 1369].map((packetBytes) => taskOf(port, { id: `p${packetBytes}`, packetBytes }));
  const seen = await Promise.all(tasks.map((task) => observe(task)));
  // Header, counter and tag make 32 bytes.
  expect(seen.map(({ outcome, cause, handshake }) => [outcome, cause, handshake?.dataBytes])).toEqual([
    ['replied', undefined, 1400],
    ['silent', 'wireguard-full-size-dropped', 1401],
  ]);
});

test('takes less than 200 ms where everything is answered', async () => {
  const { port } = await startResponder();
  const tookMs: number[] = [];
  // The quickest, because this machine may be busy with other tests.
  for (let count = 0; count < 5; count += 1) {
    const { timingsMs } = await runProbe(taskOf(port, { id: `p${count}` }), testContext({}, defaultLimits));
    tookMs.push(timingsMs['udp']!);
  }
  expect(Math.min(...tookMs)).toBeLessThan(200);
});

/** The types of a message by its first byte, and which of them are lost. */
const rows: readonly (readonly [string, (payload: Uint8Array, direction: Direction) => boolean, string])[] = [
  ['initiations', ([type]) => type === 1, 'wireguard-dropped'],
  ['responses', ([type]) => type === 2, 'wireguard-dropped'],
  ['all data', ([type]) => type === 4, 'wireguard-data-dropped'],
  ['data on their way back', ([type], way) => type === 4 && way === 'reply', 'wireguard-data-dropped'],
  ['keepalives', ({ length }) => length === 32, 'wireguard-data-dropped'],
  ['large data', (payload) => payload[0] === 4 && payload.length > 1000, 'wireguard-full-size-dropped'],
  ['whatever is large', ({ length }) => length > 1000, 'full-size-dropped'],
];

test.each(rows)('says so where %s are lost', async (_what, isLost, cause) => {
  const { port } = await startResponder(isLost);
  const { outcome, cause: seen } = await observe(taskOf(port));
  expect([outcome, seen]).toEqual(['silent', cause]);
});

test('says nothing of WireGuard to a stranger that never answers', async () => {
  const port = await startUdp(() => {});
  const { outcome, cause, handshake } = await observe(taskOf(port));
  expect([outcome, cause, handshake]).toEqual(['silent', undefined, undefined]);
});

test('blames nobody where ordinary datagrams pass before and not afterwards', async () => {
  let ordinary = 0;
  const { port } = await startResponder((payload, way) => {
    if (way === 'request' && isOrdinary(payload)) ordinary += 1;
    return !isOrdinary(payload) || ordinary > 1;
  });
  const { outcome, cause, handshake } = await observe(taskOf(port));
  expect([outcome, cause, handshake?.initiations]).toEqual(['silent', undefined, 13]);
});

test('believes no forged response: bytes of the right size and index', async () => {
  const { port: honest } = await startResponder();
  expect((await observe(taskOf(honest))).outcome).toBe('replied');
  const { clock } = nodeWorld();
  const responder = new Responder({ identity: testIdentity, clock, onArrival: () => {} });
  const port = await startUdp((payload, answer, source) => {
    const [address = '', from = ''] = source.split(':');
    if (payload[0] === 1) {
      const forged = Buffer.alloc(92, 5);
      forged.set([2, 0, 0, 0], 0);
      payload.copy(forged, 8, 4, 8);
      answer(forged);
      return;
    }
    responder.serveDatagrams({
      localAddress: '127.0.0.1:0',
      send: (reply) => {
        answer(reply);
        return Promise.resolve(undefined);
      },
      onDatagram: (listener) => listener({ payload, address, port: Number(from) }),
      onError: () => {},
      close: () => {},
    });
  });
  const { cause, handshake } = await observe(taskOf(port));
  expect([cause, handshake?.responses]).toEqual(['wireguard-dropped', 0]);
});

test('is wrong at most once in 100,000 probes where 20 % are lost in each direction', () => {
  const { sendAtMs, endMs } = defaultLimits.wireGuard;
  const exchangeLost = 1 - 0.8 ** 2;
  // An initiation, an empty packet or a full one: whichever is never answered makes the word wrong.
  expect(3 * exchangeLost ** sendAtMs.length).toBeLessThan(1e-5);
  const gaps = sendAtMs.slice(1).map((atMs, index) => atMs - sendAtMs[index]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
  expect(endMs - sendAtMs.at(-1)!).toBeGreaterThanOrEqual(1000);
});

test.each([1, 2, 3])('makes its tunnel through a path that loses packets by seed %i', async (seed) => {
  const fuzz = new Fuzz(seed);
  const { port } = await startResponder(() => fuzz.below(100) < 20);
  // The responder is this very process, which needs some time for all.
  const limits = {
    ...shortLimits,
    datagrams: { ...shortLimits.datagrams, firstRoundEndMs: 3000, secondRoundEndMs: 3000 },
    wireGuard: { sendAtMs: Array.from({ length: 13 }, (_, index) => index * 50), endMs: 6000, recordMs: 0 },
  };
  const context = testContext({}, limits);
  const seen = await Promise.all(
    Array.from({ length: 8 }, (_, index) => observe(taskOf(port, { id: `p${index}` }), context)),
  );
  expect(seen.filter(({ outcome }) => outcome !== 'replied')).toEqual([]);
  const [asked, answered] = seen.reduce(
    ([all, back], { handshake: counts }) => [
      all + (counts?.initiations ?? 0) + (counts?.dataSent ?? 0),
      back + (counts?.responses ?? 0) + (counts?.dataReceived ?? 0),
    ],
    [0, 0],
  );
  // Some were lost: of 24 exchanges all succeed at the first try once in 45,000 times.
  expect(answered).toBeLessThan(asked);
});

test('keeps its tries apart when it was held up itself', async () => {
  const sentAt: number[] = [];
  const { port } = await startResponder((payload) => payload[0] === 1);
  const world = nodeWorld();
  const wireGuard = { sendAtMs: [0, 60, 120, 180, 240], endMs: 300, recordMs: 0 };
  const context = testContext(
    {
      connectUdp: async (address, to) => {
        const opened = await world.connectUdp(address, to);
        if (!opened.ok) return opened;
        const send: UdpSocket['send'] = async (payload) => {
          if (payload[0] === 1) {
            sentAt.push(performance.now());
            // Longer than the whole schedule.
            if (sentAt.length === 1) while (performance.now() - sentAt[0]! < 400);
          }
          return opened.socket.send(payload);
        };
        return { ok: true, socket: { ...opened.socket, send } };
      },
    },
    { ...shortLimits, wireGuard },
  );
  await observe(taskOf(port), context);
  const gaps = sentAt.slice(2).map((at, index) => at - sentAt[index + 1]!);
  expect(gaps).toHaveLength(3);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
});
