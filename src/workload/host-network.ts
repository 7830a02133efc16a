import type { V1Pod } from '@kubernetes/client-node';

import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { type AgentJob, agentPod, type Placement } from './agent-job.js';
import type { ClusterRun } from './cluster-run.js';
import { meshAnnotations, runLabels } from './run-labels.js';
import { objectNames } from './run-objects.js';
import type { WorkloadSettings } from './workload-settings.js';

/**
 * Asks the API server, by a dry run that keeps nothing, whether a prober in a node's own network would be admitted. A
 * bare Pod is asked about: Pod Security and the like look at Pods, and let every Job pass whose Pods they then refuse
 * (Kubernetes docs, "Pod Security Admission": workload resources are only warned about).
 */
export async function askForHostNetwork(
  run: ClusterRun,
  node: string | undefined,
): Promise<Result<undefined, ApiFailure>> {
  const { connection, settings } = run;
  const { namespace } = settings;
  const body = hostNetworkPod(node, settings);
  const asked = await connection.call({ verb: 'create', resource: 'pods', namespace }, () =>
    connection.core.createNamespacedPod({ namespace, body, dryRun: 'All' }),
  );
  return asked.ok ? success(undefined) : asked;
}

function hostNetworkPod(node: string | undefined, settings: WorkloadSettings): V1Pod {
  return barePod(settings, { suffix: '-host', placement: { node, hostNetwork: true } });
}

/** A prober's pod without its Job, to ask about; it is never created. */
export function barePod(
  settings: WorkloadSettings,
  { suffix, placement }: { readonly suffix: string; readonly placement?: Placement },
): V1Pod {
  const names = objectNames(settings.runId);
  const job: AgentJob = {
    name: names.prober(1, suffix),
    role: 'prober',
    agentConfigMap: names.agent,
    planConfigMap: names.proberPlan(1, suffix),
    keySecret: names.key,
    placement,
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: job.name,
      namespace: settings.namespace,
      labels: { ...settings.labels, ...runLabels(settings.runId, 'prober') },
      annotations: { ...meshAnnotations, ...settings.annotations },
    },
    spec: agentPod(job, settings),
  };
}
