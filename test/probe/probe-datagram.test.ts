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

test('stops after three replies and tells where the responder saw it', async () => {
  const port = await startUdp((payload, answer) => answer(replyTo(payload)));
  const task = probeOf(port);
  expect(await observe(task)).toEqual({
    ...given(task),
    ...asked,
    outcome: 'replied',
    datagrams: { sent: 3, received: 3, duplicates: 0, rttMs },
    observedSource: '203.0.113.8:40582',
  });
});

test('sends from two ports in turn', async () => {
  const sources: string[] = [];
  const port = await startUdp((payload, answer, source) => {
    sources.push(source);
    answer(replyTo(payload));
  });
  await observe(probeOf(port));
  expect(sources).toEqual([sources[0], sources[1], sources[0]]);
  expect(new Set(sources).size).toBe(2);
});

test('is replied even when a single datagram of the second round comes through', async () => {
  let count = 0;
  const port = await startUdp((payload, answer) => {
    count += 1;
    if (count === 15) answer(replyTo(payload));
  });
  const task = probeOf(port);
  expect(await observe(task)).toEqual({
    ...given(task),
    ...asked,
    outcome: 'replied',
    datagrams: { sent: 20, received: 1, duplicates: 0, rttMs },
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
    datagrams: { sent: 8, received: 1, duplicates: 2 },
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
    datagrams: { sent: 20, received: 0, duplicates: 0 },
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
