import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ProberPlan } from '../model/agent-plan.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { agentJob } from './agent-job.js';
import type { RaisedRun } from './cluster-run.js';
import { objectNames, planConfigMap } from './run-objects.js';

/** Creates a prober Job with its plan; returns the Job's name. `wave` counts from 1. */
export async function startProber(
  run: RaisedRun,
  wave: number,
  plan: ProberPlan,
): Promise<Result<string, ApiFailure>> {
  const { connection, settings, owner } = run;
  const { namespace } = settings;
  const names = objectNames(settings.runId);
  const name = names.prober(wave);
  const planName = names.proberPlan(wave);
  const job = agentJob(
    {
      name,
      role: 'prober',
      agentConfigMap: names.agent,
      planConfigMap: planName,
      keySecret: names.key,
      owner,
    },
    settings,
  );
  const [configMap, created] = await Promise.all([
    connection.call({ verb: 'create', resource: 'configmaps', namespace }, () =>
      connection.core.createNamespacedConfigMap({
        namespace,
        body: planConfigMap({ name: planName, content: plan }, owner, settings),
      }),
    ),
    connection.call({ verb: 'create', resource: 'jobs.batch', namespace }, () =>
      connection.batch.createNamespacedJob({ namespace, body: job }),
    ),
  ]);
  if (!configMap.ok) return configMap;
  return created.ok ? success(name) : created;
}
