import { expect, onTestFinished, test } from 'vitest';

import { probeAll } from '../../src/agent/probe-all.js';
import type { ProbeTask, ProberPlan } from '../../src/model/agent-plan.js';
import type { Observation } from '../../src/model/observation.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { createProbeContext } from '../../src/probe/probe-context.js';
import type { World } from '../../src/probe/world.js';
import { closedTcpPort, startSaturated } from '../helpers/probe-servers.js';
import { shortLimits, testIdentity } from '../helpers/probe-setup.js';

function planOf(count: number, port: number): ProberPlan {
  const probes = Array.from({ length: count }, (_, index): ProbeTask => ({
    kind: 'stand-in-tcp',
    id: `p-${index}`,
    purpose: 'stand-in',
    service: 'auth',
    target: 'remote',
    host: '127.0.0.1',
    port,
  }));
  return {
    role: 'prober',
    runId: testIdentity.runId,
    from: 'local',
    view: 'pod',
    deadlineMs: 60_000,
    probes,
  };
}

async function probe(plan: ProberPlan, world: World, signal = new AbortController().signal) {
  const context = createProbeContext({ world, limits: shortLimits, ...plan, ...testIdentity, signal });
  const observations: Observation[] = [];
  await probeAll(plan, context, (observation) => observations.push(observation));
  return observations;
}

test('lets blocked endpoints wait together: a hundred cost little more than one', async () => {
  const port = await startSaturated();
  const startedAt = performance.now();
  const observations = await probe(planOf(100, port), nodeWorld());
  const elapsed = performance.now() - startedAt;
  expect(observations.map(({ outcome }) => outcome)).toEqual(Array(100).fill('filtered'));
  // One deadline of 400 ms and half a second to start them all; one after the other would be 40 s.
  expect(elapsed).toBeLessThan(4000);
});

test('has only few conversations at a time where the plan is small', async () => {
  const port = await closedTcpPort();
  const real = nodeWorld();
  const listener = await real.listenTcp(port, (socket) => void setTimeout(() => socket.end('x\n'), 20));
  onTestFinished(() => listener.close());
  let open = 0;
  let most = 0;
  const world: World = {
    ...real,
    dialTcp: async (...destination) => {
      const dialled = await real.dialTcp(...destination);
      if (!dialled.ok) return dialled;
      most = Math.max(most, (open += 1));
      dialled.socket.once('close', () => (open -= 1));
      return dialled;
    },
  };
  const observations = await probe(planOf(12, port), world);
  expect(observations.map(({ outcome }) => outcome)).toEqual(Array(12).fill('wrong-service'));
  expect(most).toBeLessThanOrEqual(5);
});

test('tells of every probe, begun or not, when the run ends', async () => {
  const port = await startSaturated();
  const observations = await probe(planOf(50, port), nodeWorld(), AbortSignal.timeout(30));
  expect(observations.map(({ outcome, cause }) => [outcome, cause])).toEqual(
    Array(50).fill(['error', 'interrupted']),
  );
});
