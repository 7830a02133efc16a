import type { ProberPlan } from '../model/agent-plan.js';
import type { Observation } from '../model/observation.js';
import type { ProbeContext } from '../probe/probe-context.js';
import { runProbe } from '../probe/run-probe.js';

/** Probes under way at the same time. */
const concurrencyLimit = 64;

/** Carries out all probes of a plan, many at a time, and tells each observation as it comes. */
export async function probeAll(
  plan: ProberPlan,
  context: ProbeContext,
  onObservation: (observation: Observation) => void,
): Promise<void> {
  const waiting = [...plan.probes];
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      onObservation(await runProbe(task, context));
    }
  };
  await Promise.all(Array.from({ length: concurrencyLimit }, work));
}
