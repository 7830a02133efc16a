import { setTimeout as sleep } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { laneSettings, ProbeLanes, socketsOf, type Turn } from '../../src/agent/probe-lanes.js';
import type { ProbeTask } from '../../src/model/agent-plan.js';
import { defaultLimits } from '../../src/probe/limits.js';
import { nodeWorld } from '../../src/probe/node-world.js';

const world = nodeWorld();

test.each([
  {
    what: 'a plan for two clusters: few at a time, each with time to connect',
    plan: { probes: 20, descriptorLimit: 1024 },
    settings: { width: 4, patienceMs: 100, sockets: 960 },
  },
  {
    what: 'a plan of hundreds',
    plan: { probes: 400, descriptorLimit: 1_048_576 },
    settings: { width: 25, patienceMs: 31.25, sockets: 3000 },
  },
  {
    what: 'a plan of thousands: all start within half a second',
    plan: { probes: 5000, descriptorLimit: 1_048_576 },
    settings: { width: 64, patienceMs: 6.4, sockets: 3000 },
  },
  {
    what: 'an unknown limit of descriptors',
    plan: { probes: 1, descriptorLimit: undefined },
    settings: { width: 4, patienceMs: 100, sockets: 200 },
  },
])('settles for $what', ({ plan: { probes, descriptorLimit }, settings }) => {
  expect(laneSettings(probes, { ...world, descriptorLimit })).toEqual(settings);
});

const task = { id: 'p', purpose: 'endpoint', service: 'auth', target: 'remote', port: 443 } as const;

test.each([
  [{ kind: 'auth', host: '192.0.2.7', ...task }, 5],
  [{ kind: 'auth', host: 'auth.example.org', ...task }, 20],
  [{ kind: 'stand-in-udp', host: '2001:db8::7', ...task }, 10],
] satisfies [ProbeTask, number][])('reckons with the sockets that %o may open', (probe, sockets) => {
  const limits = { ...defaultLimits, dialAtMs: [0, 1, 2, 3, 4], converseAtMs: [0, 1] };
  expect(socketsOf(probe, limits)).toBe(sockets);
});

/** Asks for turns one after the other, as long as they come, and counts them. */
function taker(lanes: ProbeLanes, sockets = 1) {
  const turns: Turn[] = [];
  const take = async (count: number) => {
    while (turns.length < count) turns.push(await lanes.turn(sockets));
  };
  return { turns, take };
}

const patient = { width: 2, patienceMs: 60_000, sockets: 100 };

test('lets in as many as the lane is wide, and one more for each that ends', async () => {
  const { turns, take } = taker(new ProbeLanes(patient));
  const all = take(4);
  await sleep(20);
  expect(turns).toHaveLength(2);
  turns[0]!.end();
  await sleep(20);
  expect(turns).toHaveLength(3);
  turns[1]!.end();
  await all;
  expect(turns).toHaveLength(4);
});

test('lets the next one in when a probe gets no connection for a while', async () => {
  const { turns, take } = taker(new ProbeLanes({ ...patient, patienceMs: 5 }));
  await take(6);
  expect(turns).toHaveLength(6);
});

test('counts a probe that got its connection late as work again', async () => {
  const { turns, take } = taker(new ProbeLanes({ ...patient, patienceMs: 5 }));
  await take(2);
  await sleep(20);
  for (const turn of turns) turn.connected();
  const all = take(3);
  await sleep(20);
  expect(turns).toHaveLength(2);
  turns[0]!.end();
  await all;
});

test('takes no notice of a connection that comes after its probe has ended', async () => {
  const { turns, take } = taker(new ProbeLanes({ ...patient, width: 1 }));
  await take(1);
  turns[0]!.end();
  turns[0]!.connected();
  void take(2);
  await sleep(20);
  expect(turns).toHaveLength(2);
});

test('keeps within the sockets, but lets a probe that needs more go alone', async () => {
  const lanes = new ProbeLanes({ width: 9, patienceMs: 1, sockets: 5 });
  const { turns, take } = taker(lanes, 2);
  const all = take(3);
  await sleep(20);
  expect(turns).toHaveLength(2);
  turns[0]!.end();
  await all;
  for (const turn of turns.slice(1)) turn.end();
  (await lanes.turn(50)).end();
});
