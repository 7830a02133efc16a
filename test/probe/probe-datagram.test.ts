import { createSocket } from 'node:dgram';

import { expect, test } from 'vitest';

import type { DatagramProbe } from '../../src/model/agent-plan.js';
import {
  decodeDatagram,
  encodeDatagram,
  type DatagramReply,
  type RunIdentity,
} from '../../src/probe/datagram.js';
import type { OpenUdpResult } from '../../src/probe/world.js';
import { closedUdpPort, startUdp } from '../helpers/probe-servers.js';
import { given, observe, shortLimits, testContext, testIdentity } from '../helpers/probe-setup.js';

const probeOf = (port: number, purpose: DatagramProbe['purpose'] = 'stand-in'): DatagramProbe => ({
  kind: 'stand-in-udp',
  id: 'remote-gateway-stand-in-1-nodeport',
  purpose,
  service: 'gateway',
  target: 'remote',
  host: '127.0.0.1',
  port,
});

const asked = { protocol: 'udp', phase: 'udp', phases: ['udp'] } as const;
const anyNumber: unknown = expect.any(Number);
const rttMs = { min: anyNumber, median: anyNumber, max: anyNumber };

/** Statistics by source port, in the order of the ports: how many were sent and answered. */
const flows = (...counts: readonly (readonly [sent: number, received: number])[]) =>
  counts.map(([sent, received]) => ({
    localAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as unknown,
    sent,
    received,
  }));

/** The authentic reply to a request, changed as a test wishes. */
function replyTo(
  payload: Uint8Array,
  changes: Partial<DatagramReply> = {},
  identity: RunIdentity = testIdentity,
) {
  const request = decodeDatagram(payload, testIdentity);
  if (!request.ok) throw new Error(request.failure);
  return encodeDatagram(
    { ...request.value, type: 'reply', source: '203.0.113.8:40582', ...changes },
    identity,
  );
}

/** After the first datagram of each port, and after the fifteenth, a busy machine has time to read the replies, too. */
const unhurried = () =>
  testContext({}, { ...shortLimits, datagrams: { ...shortLimits.datagrams, ...unhurriedRounds } });
const unhurriedRounds = {
  firstRoundMs: [0, 10, 20, 30, 500, 510, 520, 530],
  firstRoundEndMs: 600,
  secondRoundMs: [0, 5, 10, 15, 20, 25, 30, 500, 505, 510, 515, 520],
  secondRoundEndMs: 600,
};

test('stops when each of its four ports has had a reply and tells where the responder saw it', async () => {
  const port = await startUdp((payload, answer) => answer(replyTo(payload)));
  const task = probeOf(port);
  expect(await observe(task, unhurried())).toEqual({
    ...given(task),
    ...asked,
    outcome: 'replied',
    datagrams: {
      sent: 4,
      received: 4,
      duplicates: 0,
      lost: 0,
      reordered: 0,
      flows: flows([1, 1], [1, 1], [1, 1], [1, 1]),
      rttMs,
    },
    observedSource: '203.0.113.8:40582',
  });
});

test('sends from four ports in turn', async () => {
  const sources: string[] = [];
  const port = await startUdp((payload, answer, source) => {
    sources.push(source);
    answer(replyTo(payload));
  });
  await observe(probeOf(port), unhurried());
  expect(sources.length).toBe(4);
  expect(new Set(sources).size).toBe(4);
});

test('is replied even when a single datagram of the second round comes through', async () => {
  let count = 0;
  const port = await startUdp((payload, answer) => {
    count += 1;
    if (count === 15) answer(replyTo(payload));
  });
  const task = probeOf(port);
  expect(await observe(task, unhurried())).toEqual({
    ...given(task),
    ...asked,
    outcome: 'replied',
    datagrams: {
      sent: 20,
      received: 1,
      duplicates: 0,
      lost: anyNumber,
      reordered: 0,
      // The fifteenth leaves from the third port; those after it go to the three that have had no reply.
      flows: flows([6, 0], [5, 0], [4, 1], [5, 0]),
      rttMs,
    },
    observedSource: '203.0.113.8:40582',
  });
});

test('counts copies of a reply as duplicates', async () => {
  let count = 0;
  const port = await startUdp((payload, answer) => {
    count += 1;
    if (count === 1) for (let copy = 0; copy < 3; copy += 1) answer(replyTo(payload));
  });
  expect(await observe(probeOf(port))).toMatchObject({
    outcome: 'replied',
    datagrams: { sent: 20, received: 1, duplicates: 2 },
  });
});

test('is silent only after twenty datagrams', async () => {
  let count = 0;
  const port = await startUdp(() => {
    count += 1;
  });
  const task = probeOf(port);
  expect(await observe(task)).toEqual({
    ...given(task),
    ...asked,
    outcome: 'silent',
    datagrams: {
      sent: 20,
      received: 0,
      duplicates: 0,
      lost: 20,
      reordered: 0,
      flows: flows([5, 0], [5, 0], [5, 0], [5, 0]),
    },
  });
  expect(count).toBe(20);
});

test.each([
  [
    'signed with another key',
    (payload: Buffer) => replyTo(payload, {}, { ...testIdentity, key: new Uint8Array(16) }),
  ],
  ['of another run', (payload: Buffer) => replyTo(payload, {}, { ...testIdentity, runId: 'run-2' })],
  ['to another probe', (payload: Buffer) => replyTo(payload, { probe: 'remote-gateway-source-1' })],
  [
    'to an earlier probe of the same name',
    (payload: Buffer) => replyTo(payload, { nonce: new Uint8Array(16) }),
  ],
  ['to a datagram that was never sent', (payload: Buffer) => replyTo(payload, { sequence: 4000 })],
  ['that are its own requests, reflected', (payload: Buffer) => payload],
  ['of an echo service', (payload: Buffer) => Buffer.concat([payload, Buffer.from('!')])],
])('ignores replies %s', async (_what, forge) => {
  const port = await startUdp((payload, answer) => answer(forge(payload)));
  expect(await observe(probeOf(port))).toMatchObject({
    outcome: 'silent',
    datagrams: { sent: 20, received: 0, duplicates: 0 },
  });
});

test('shows the flow that something on the way drops', async () => {
  const sources: string[] = [];
  const port = await startUdp((payload, answer, source) => {
    if (!sources.includes(source)) sources.push(source);
    // As an equal-cost route would that leads nowhere, by source and port.
    if (source !== sources[1]) answer(replyTo(payload));
  });
  const { outcome, datagrams } = await observe(probeOf(port), unhurried());
  // All that is sent once the others have been answered goes to the port that has not.
  expect({ outcome, flows: datagrams?.flows }).toEqual({
    outcome: 'replied',
    flows: flows([1, 1], [17, 0], [1, 1], [1, 1]),
  });
});

test('counts replies to earlier datagrams that come late as reordered', async () => {
  const held: (() => void)[] = [];
  const port = await startUdp((payload, answer) => {
    held.push(() => answer(replyTo(payload)));
    if (held.length === 4) for (const release of held.toReversed()) release();
  });
  expect(await observe(probeOf(port), unhurried())).toMatchObject({
    outcome: 'replied',
    datagrams: { sent: 4, received: 4, lost: 0, reordered: 3 },
  });
});

test('takes no reply that comes to another port than the one that asked', async () => {
  const answers = new Map<string, (reply: Uint8Array) => void>();
  const port = await startUdp((payload, answer, source) => {
    answers.set(source, answer);
    for (const [other, answerOther] of answers) if (other !== source) answerOther(replyTo(payload));
  });
  expect(await observe(probeOf(port))).toMatchObject({ outcome: 'silent', datagrams: { received: 0 } });
});

test('sends again what Linux withheld to report an earlier refusal', async () => {
  const attempts = [0, 0, 0, 0];
  let opened = 0;
  const context = testContext({
    connectUdp: () => {
      const index = opened;
      opened += 1;
      const socket = {
        localAddress: `10.0.0.7:${50000 + index}`,
        send: () => {
          attempts[index]! += 1;
          return Promise.resolve(attempts[index] === 1 ? 'ECONNREFUSED' : undefined);
        },
        onDatagram: () => {},
        onError: () => {},
        close: () => {},
      };
      return Promise.resolve({ ok: true, socket });
    },
  });
  expect(await observe(probeOf(51840), context)).toMatchObject({
    outcome: 'refused',
    datagrams: { sent: 8, received: 0 },
  });
  expect(attempts).toEqual([3, 3, 3, 3]);
});

test('is refused when the port is closed', async () => {
  const task = probeOf(await closedUdpPort());
  const { datagrams, ...seen } = await observe(task);
  expect(seen).toEqual({ ...given(task), ...asked, outcome: 'refused' });
  expect(datagrams).toMatchObject({ received: 0, duplicates: 0 });
});

test('believes a reply more than the refusals before it', async () => {
  const port = await closedUdpPort();
  const observation = observe(probeOf(port, 'control'));
  const late = createSocket('udp4');
  late.on('message', (payload, from) => late.send(replyTo(payload), from.port, from.address));
  setTimeout(() => late.bind(port, '127.0.0.1'), 100);
  expect(await observation).toMatchObject({ outcome: 'replied' });
  late.close();
});

test('goes on for the whole time of a control probe when nothing answers', async () => {
  const port = await startUdp(() => {});
  // Eight datagrams in the first 120 ms, then one every 70 ms until 400 ms.
  expect(await observe(probeOf(port, 'control'))).toMatchObject({
    outcome: 'silent',
    datagrams: { sent: 12, received: 0, duplicates: 0 },
  });
});

test('reports the address that replied when a name has several', async () => {
  const port = await startUdp((payload, answer) => answer(replyTo(payload)));
  const context = testContext({
    resolve: () => Promise.resolve({ ok: true, addresses: ['127.0.0.9', '127.0.0.1'] }),
  });
  expect(await observe({ ...probeOf(port), host: 'gw.example.org' }, context)).toMatchObject({
    outcome: 'replied',
    address: '127.0.0.1',
    phases: ['dns', 'udp'],
  });
});

test.each([
  ['ENETUNREACH', { outcome: 'unreachable', cause: 'network-unreachable' }],
  ['EHOSTUNREACH', { outcome: 'unreachable', cause: 'host-unreachable' }],
  ['EACCES', { outcome: 'unreachable', cause: 'prohibited' }],
  ['EINVAL', { outcome: 'unreachable', cause: 'own-route' }],
])('is unreachable when connecting already fails with %s', async (code, seen) => {
  const task = probeOf(51840);
  const context = testContext({ connectUdp: () => Promise.resolve({ ok: false, code }) });
  expect(await observe(task, context)).toEqual({ ...given(task), ...asked, ...seen });
});

test('says that this machine lets nothing out when sending is not permitted', async () => {
  const silentSocket: OpenUdpResult = {
    ok: true,
    socket: {
      localAddress: '10.0.0.7:50000',
      send: () => Promise.resolve('EPERM'),
      onDatagram: () => {},
      onError: () => {},
      close: () => {},
    },
  };
  const context = testContext({ connectUdp: () => Promise.resolve(silentSocket) });
  expect(await observe(probeOf(51840), context)).toMatchObject({
    outcome: 'unreachable',
    cause: 'own-firewall',
  });
});

test('takes over from TCP that no route leads there, which UDP is not told', async () => {
  const port = await startUdp(() => {});
  const context = testContext({ dialTcp: () => Promise.resolve({ ok: false, code: 'ENETUNREACH' }) });
  expect(await observe(probeOf(port), context)).toMatchObject({
    outcome: 'unreachable',
    cause: 'network-unreachable',
    datagrams: { sent: 20, received: 0, duplicates: 0 },
  });
});

test('does not take a quick refusal of TCP for a word on UDP', async () => {
  const port = await startUdp(() => {});
  for (const code of ['EHOSTUNREACH', 'ECONNREFUSED', 'EACCES']) {
    const context = testContext({ dialTcp: () => Promise.resolve({ ok: false, code }) });
    expect((await observe(probeOf(port), context)).outcome).toBe('silent');
  }
});

test('counts ICMP messages that the socket is not told of as the cause of a silence', async () => {
  const port = await startUdp(() => {});
  let destinationUnreachable = 40;
  const context = testContext({
    dialTcp: (_address, _port, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ ok: false, code: 'ABORTED' }));
      }),
    counters: () => {
      destinationUnreachable += 2;
      return Promise.resolve({ destinationUnreachable });
    },
  });
  expect(await observe(probeOf(port), context)).toMatchObject({
    outcome: 'silent',
    cause: 'icmp-unreachable',
  });
});

test('lasts no longer than its two rounds', async () => {
  const port = await startUdp(() => {});
  const startedAt = performance.now();
  await observe(probeOf(port));
  const { firstRoundEndMs, secondRoundEndMs } = shortLimits.datagrams;
  expect(performance.now() - startedAt).toBeLessThan(firstRoundEndMs + secondRoundEndMs + 300);
});
