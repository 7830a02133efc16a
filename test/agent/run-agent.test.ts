import { expect, test } from 'vitest';

import { runAgent } from '../../src/agent/run-agent.js';
import { type AgentEvent, agentEventSchema } from '../../src/model/agent-event.js';
import type { ProbeTask, ProberPlan, ResponderPlan } from '../../src/model/agent-plan.js';
import { defaultLimits } from '../../src/probe/limits.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { closedTcpPort, closedUdpPort, startSaturated } from '../helpers/probe-servers.js';
import { shortLimits, testKey } from '../helpers/probe-setup.js';

const world = nodeWorld();

const common = { target: 'remote', host: '127.0.0.1' } as const;
const tcpTask = (port: number, id = 'remote-auth-stand-in-1-nodeport'): ProbeTask => ({
  kind: 'stand-in-tcp',
  id,
  purpose: 'stand-in',
  service: 'auth',
  port,
  ...common,
});
const udpTask = (port: number): ProbeTask => ({
  kind: 'stand-in-udp',
  id: 'remote-gateway-stand-in-2-nodeport',
  purpose: 'stand-in',
  service: 'gateway',
  port,
  ...common,
});

function proberPlan(probes: ProbeTask[], deadlineMs = 10_000): ProberPlan {
  return { role: 'prober', runId: 'x7k2p', from: 'local', view: 'pod', deadlineMs, probes };
}

async function responderPlan(deadlineMs = 10_000): Promise<ResponderPlan> {
  const [udpPort, tcpPort] = await Promise.all([closedUdpPort(), closedTcpPort()]);
  return { role: 'responder', runId: 'x7k2p', side: 'remote', deadlineMs, udpPort, tcpPort };
}

/** Collects events and lets a test wait for one. */
function recorder() {
  const events: AgentEvent[] = [];
  let onEvent = () => {};
  return {
    events,
    emit: (event: AgentEvent) => {
      expect(agentEventSchema.parse(event)).toEqual(event);
      events.push(event);
      onEvent();
    },
    waitFor: (type: AgentEvent['type']) =>
      new Promise<void>((resolve) => {
        onEvent = () => {
          if (events.some((event) => event.type === type)) resolve();
        };
        onEvent();
      }),
  };
}

const settings = { world, key: testKey, node: 'node-1', limits: shortLimits };

test('lets a prober find a responder over UDP and TCP, each telling what it saw', async () => {
  const plan = await responderPlan();
  const responder = recorder();
  const ending = new AbortController();
  const responding = runAgent({ ...settings, plan, emit: responder.emit, signal: ending.signal });
  await responder.waitFor('listening');
  const prober = recorder();
  const probes = [tcpTask(plan.tcpPort), udpTask(plan.udpPort)];
  const digest = await runAgent({
    ...settings,
    plan: proberPlan(probes),
    emit: prober.emit,
    signal: new AbortController().signal,
  });
  ending.abort();

  const { events } = prober;
  const sources = new Map(
    events.flatMap((event) =>
      event.type === 'observation' ? [[event.observation.id, event.observation.observedSource]] : [],
    ),
  );
  expect({ ...digest, outcomes: digest.outcomes.toSorted(byId) }).toEqual({
    runId: 'x7k2p',
    reason: 'done',
    outcomes: [
      { id: probes[0]!.id, outcome: 'open' },
      { id: probes[1]!.id, outcome: 'replied' },
    ],
    truncated: 0,
  });
  expect(events.map(({ type }) => type)).toEqual(['started', 'observation', 'observation', 'finished']);
  const witness = await responding;
  expect({ ...witness, outcomes: witness.outcomes.toSorted(byId) }).toEqual({
    runId: 'x7k2p',
    reason: 'terminated',
    outcomes: probes.map(({ id }) => ({ id, outcome: 'replied' })),
    truncated: 0,
  });
  expect(responder.events.slice(0, 2)).toEqual([
    { type: 'started', runId: 'x7k2p', role: 'responder', node: 'node-1' },
    { type: 'listening', udpPort: plan.udpPort, tcpPort: plan.tcpPort },
  ]);
  const arrivals = responder.events.flatMap((event) => (event.type === 'arrival' ? [event.arrival] : []));
  const [sent] = events.flatMap((event) =>
    event.type === 'observation' ? (event.observation.datagrams?.sent ?? []) : [],
  );
  // The datagrams come from four ports, of which the prober names the first that was answered.
  const told = arrivals.map(({ sources: ports, ...arrival }) => {
    if (ports !== undefined) expect(ports.length).toBe(4);
    return arrival;
  });
  expect(new Map(told.map((arrival) => [arrival.probe, arrival]))).toEqual(
    new Map([
      [probes[0]!.id, { probe: probes[0]!.id, received: 1, source: sources.get(probes[0]!.id) }],
      [probes[1]!.id, { probe: probes[1]!.id, received: sent, source: sources.get(probes[1]!.id) }],
    ]),
  );
});

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}

test('does not answer the probers of another run', async () => {
  const plan = await responderPlan();
  const responder = recorder();
  const ending = new AbortController();
  const responding = runAgent({ ...settings, plan, emit: responder.emit, signal: ending.signal });
  await responder.waitFor('listening');
  const { outcomes } = await runAgent({
    ...settings,
    key: new Uint8Array(16),
    plan: proberPlan([tcpTask(plan.tcpPort), udpTask(plan.udpPort)]),
    emit: () => {},
    signal: new AbortController().signal,
  });
  ending.abort();
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['reset', 'silent']);
  expect((await responding).outcomes).toEqual([]);
});

test('ends on its deadline and says which probes it cut short', async () => {
  const port = await startSaturated();
  const { events, emit } = recorder();
  const startedAt = performance.now();
  const digest = await runAgent({
    ...settings,
    limits: defaultLimits,
    plan: proberPlan([tcpTask(port)], 150),
    emit,
    signal: new AbortController().signal,
  });
  expect(performance.now() - startedAt).toBeLessThan(1000);
  expect(digest).toEqual({
    runId: 'x7k2p',
    reason: 'deadline',
    outcomes: [{ id: tcpTask(0).id, outcome: 'error', cause: 'interrupted' }],
    truncated: 0,
  });
  expect(events.at(-1)).toEqual({ type: 'finished', reason: 'deadline' });
});

test('ends a responder on its deadline', async () => {
  const { events, emit } = recorder();
  const plan = await responderPlan(50);
  const digest = await runAgent({ ...settings, plan, emit, signal: new AbortController().signal });
  expect(digest).toEqual({ runId: 'x7k2p', reason: 'deadline', outcomes: [], truncated: 0 });
  expect(events.at(-1)).toEqual({ type: 'finished', reason: 'deadline' });
});

test('carries out more probes than it runs at a time', async () => {
  const port = await closedTcpPort();
  const probes = Array.from({ length: 150 }, (_, index) => tcpTask(port, `probe-${index}`));
  const { events, emit } = recorder();
  await runAgent({ ...settings, plan: proberPlan(probes), emit, signal: new AbortController().signal });
  const seen = events.flatMap((event) => (event.type === 'observation' ? [event.observation.outcome] : []));
  expect(seen).toEqual(probes.map(() => 'refused'));
});

test('says which port it cannot have', async () => {
  const plan = await responderPlan();
  const listener = await world.listenTcp(plan.tcpPort, () => {});
  const { events, emit } = recorder();
  const digest = await runAgent({ ...settings, plan, emit, signal: new AbortController().signal });
  listener.close();
  expect(digest.reason).toBe('crashed');
  expect(events.at(-1)).toEqual({ type: 'crashed', message: `cannot listen on TCP port ${plan.tcpPort}` });
});
