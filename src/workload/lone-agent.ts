import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { AgentPlan } from '../model/agent-plan.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import { agentJob, type Placement } from './agent-job.js';
import type { ClusterRun } from './cluster-run.js';
import { createConfigMap, createJob, createSecret } from './create-object.js';
import { ensureNamespace } from './namespace.js';
import { ownedBy } from './owner-reference.js';
import { agentConfigMap, keySecret, objectNames, planConfigMap } from './run-objects.js';

/** An agent that needs no responder. */
export interface LoneAgentRequest {
  readonly plan: AgentPlan;
  readonly placement?: Placement | undefined;
  readonly agentSource: string;
  readonly key: Uint8Array;
}

/**
 * Creates the one Job of a run that raises nothing else, with what it reads; the Job owns that. Gives the Job's name.
 */
export async function startLoneAgent(
  run: ClusterRun,
  { plan, placement, agentSource, key }: LoneAgentRequest,
): Promise<Result<string, ApiFailure>> {
  const { settings } = run;
  const { runId } = settings;
  const names = objectNames(runId);
  const [name, planName] = [names.prober(1), names.proberPlan(1)];
  const ensured = await ensureNamespace(run);
  if (!ensured.ok) return ensured;
  const body = agentJob(
    {
      name,
      role: 'prober',
      agentConfigMap: names.agent,
      planConfigMap: planName,
      keySecret: names.key,
      placement,
    },
    settings,
  );
  const job = await createJob(run, body);
  if (!job.ok) return job;
  const owner = ownedBy(job.value);
  const created = await Promise.all([
    createConfigMap(run, agentConfigMap(agentSource, owner, settings)),
    createConfigMap(run, planConfigMap({ name: planName, content: plan }, owner, settings)),
    createSecret(run, keySecret(key, owner, settings)),
  ]);
  const refused = created.find((each) => !each.ok);
  return refused?.ok === false ? failure(refused.failure) : success(name);
}
