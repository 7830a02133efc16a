import { setMaxListeners } from 'node:events';

import type { ProbeTask, ProberPlan } from '../model/agent-plan.js';
import type { Observation } from '../model/observation.js';
import type { ProbeContext } from '../probe/probe-context.js';
import { runProbe } from '../probe/run-probe.js';
import type { World } from '../probe/world.js';
import { watchOwnDelay } from '../probe/own-delay.js';
import { isConversation, laneSettings, ProbeLanes, socketsOf, type Turn } from './probe-lanes.js';

/**
 * Carries out all probes of a plan, as many at a time as `laneSettings` says, and tells each observation as it comes.
 * An observation whose timings this process itself delayed says so in `ownDelayMs`.
 */
export async function probeAll(
  plan: ProberPlan,
  context: ProbeContext,
  onObservation: (observation: Observation) => void,
): Promise<void> {
  const { world } = context;
  const lanes = new ProbeLanes(laneSettings(plan.probes.length, world));
  const ending = fanOut(context.signal);
  const ownDelay = watchOwnDelay(world.clock);
  const probe = async (task: ProbeTask, turn: Turn) => {
    const startedAt = world.clock.now();
    const { signal, dispose } = ending.branch();
    const told = isConversation(task) ? tellConnections(world, turn) : world;
    const observation = await runProbe(task, { ...context, signal, world: told });
    dispose();
    turn.end();
    const ownDelayMs = ownDelay.since(startedAt);
    onObservation({ ...observation, ...(ownDelayMs !== undefined && { ownDelayMs }) });
  };
  const underWay: Promise<void>[] = [];
  for (const task of plan.probes) {
    underWay.push(probe(task, await lanes.turn(socketsOf(task, context.limits))));
    // One start per turn of the event loop: the more the others have to do, the fewer join them.
    await new Promise(setImmediate);
  }
  await Promise.all(underWay);
  ownDelay.stop();
  ending.dispose();
}

function tellConnections(world: World, turn: Turn): World {
  return {
    ...world,
    dialTcp: async (address, port, signal) => {
      const dialled = await world.dialTcp(address, port, signal);
      if (dialled.ok) turn.connected();
      return dialled;
    },
  };
}

/**
 * A signal for each probe that aborts with their common one. A thousand probes that listen to the same signal would
 * have Node walk a list of thousands for each of them.
 */
function fanOut(parent: AbortSignal) {
  const branches = new Set<AbortController>();
  const abortAll = () => branches.forEach((branch) => branch.abort());
  parent.addEventListener('abort', abortAll);
  return {
    branch: () => {
      const branch = new AbortController();
      // All phases and attempts of the probe listen to it.
      setMaxListeners(0, branch.signal);
      if (parent.aborted) branch.abort();
      branches.add(branch);
      return { signal: branch.signal, dispose: () => branches.delete(branch) };
    },
    dispose: () => parent.removeEventListener('abort', abortAll),
  };
}
