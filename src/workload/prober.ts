import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ProberPlan } from '../model/agent-plan.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { agentJob } from './agent-job.js';
import type { RaisedRun } from './cluster-run.js';
import { createConfigMap, createJob } from './create-object.js';
import { objectNames, planConfigMap } from './run-objects.js';

/** What a prober does, and which of the run's probers it is. */
export interface ProberRequest {
  /** Counts from 1. */
  readonly wave: number;
  /** Tells the probers of one wave apart; empty for the first. */
  readonly suffix?: string | undefined;
  /** It runs on the plan's node, when that names one, and in the node's network when its view is the node's. */
  readonly plan: ProberPlan;
}

/** Creates a prober Job with its plan; returns the Job's name. */
export async function startProber(
  run: RaisedRun,
  { wave, suffix, plan }: ProberRequest,
): Promise<Result<string, ApiFailure>> {
  const { settings, owner } = run;
  const names = objectNames(settings.runId);
  const name = names.prober(wave, suffix);
  const planName = names.proberPlan(wave, suffix);
  const job = agentJob(
    {
      name,
      role: 'prober',
      agentConfigMap: names.agent,
      planConfigMap: planName,
      keySecret: names.key,
      owner,
      placement: { node: plan.node, hostNetwork: plan.view === 'node' },
    },
    settings,
  );
  const [configMap, created] = await Promise.all([
    createConfigMap(run, planConfigMap({ name: planName, content: plan }, owner, settings)),
    createJob(run, job),
  ]);
  if (!configMap.ok) return configMap;
  return created.ok ? success(name) : created;
}
