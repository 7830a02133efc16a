import { setMaxListeners } from 'node:events';

import { onTestFinished } from 'vitest';

import type { Observation } from '../../src/model/observation.js';
import type { ProbeTask } from '../../src/model/agent-plan.js';
import { defaultLimits, type ProbeLimits } from '../../src/probe/limits.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { createProbeContext, type ProbeContext } from '../../src/probe/probe-context.js';
import { runProbe } from '../../src/probe/run-probe.js';
import type { World } from '../../src/probe/world.js';

/** Deadlines short enough for tests that wait them out. */
export const shortLimits: ProbeLimits = {
  ...defaultLimits,
  dnsMs: 300,
  tcpMs: 400,
  dialAtMs: [0, 150],
  refusedAgainAtMs: [20, 60, 120],
  converseAtMs: [0],
  tlsMs: 300,
  httpMs: 300,
  datagrams: {
    ...defaultLimits.datagrams,
    firstRoundMs: [0, 10, 20, 30, 40, 50, 60, 70],
    firstRoundEndMs: 120,
    secondRoundMs: [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55],
    secondRoundEndMs: 120,
    controlMs: 400,
    controlIntervalMs: 70,
  },
  wireGuard: { sendAtMs: Array.from({ length: 13 }, (_, index) => index * 10), endMs: 250, recordMs: 0 },
};

export const testKey = Uint8Array.from({ length: 16 }, (_, index) => index);
export const testIdentity = { runId: 'run-1', key: testKey };

/** A context for one test; `world` replaces parts of Node's own. */
export function testContext(world: Partial<World> = {}, limits: ProbeLimits = shortLimits): ProbeContext {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  onTestFinished(() => controller.abort());
  return createProbeContext({
    world: { ...nodeWorld(), ...world },
    limits,
    from: 'local',
    view: 'pod',
    ...testIdentity,
    signal: controller.signal,
  });
}

type Varying = 'timingsMs' | 'localAddress';

/** An observation without what differs from run to run; of the timings only the names of the phases remain. */
export interface StableObservation extends Omit<Observation, Varying> {
  readonly phases: readonly string[];
}

/** Runs a probe and leaves out what differs from run to run. */
export async function observe(task: ProbeTask, context = testContext()): Promise<StableObservation> {
  const { timingsMs, ...rest } = await runProbe(task, context);
  delete rest.localAddress;
  return { ...rest, phases: Object.keys(timingsMs) };
}

/** What a task and `testContext` put into every observation of it. */
export function given(task: ProbeTask) {
  const { id, purpose, service, target, host, port } = task;
  return { id, purpose, service, target, host, port, from: 'local', view: 'pod' } as const;
}
