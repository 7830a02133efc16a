import type { ApiFailure } from '../kubernetes/api-failure.js';
import { printable } from '../kubernetes/printable.js';
import { agentJob } from './agent-job.js';
import type { ClusterRun } from './cluster-run.js';
import { barePod } from './host-network.js';
import { codeOfRefusal, type JobRefusal } from './job-refusal.js';
import { runNamespace, objectNames } from './run-objects.js';

/**
 * Asks the API server, by dry runs that keep nothing, whether it would take what a run creates: before anything is
 * created, a Job and a bare Pod where the namespace is there already, and the namespace itself where it is not.
 *
 * A bare Pod is asked about since a Job is accepted whose pods Pod Security or a quota then refuse. Other policies may
 * refuse a Pod just because it has no owner, so nothing follows from their refusal; nor from a dry run that is itself
 * refused, because the user may create no Pods or a webhook cannot do without effects. Gives the refusal that the run
 * would meet, or `undefined` when none is known.
 *
 * SOURCE: Kubernetes docs, "Pod Security Admission" (workload resources are only warned about) and "Dry-run".
 */
export async function askAhead(run: ClusterRun): Promise<JobRefusal | undefined> {
  const { connection, settings } = run;
  const { namespace: name } = settings;
  const found = await connection.call({ verb: 'get', resource: 'namespaces' }, () =>
    connection.core.readNamespace({ name }),
  );
  if (found.ok) return askForPods(run);
  if (found.failure.code !== 'not-found') return undefined;
  const asked = await connection.call({ verb: 'create', resource: 'namespaces' }, () =>
    connection.core.createNamespace({ body: runNamespace(name), dryRun: 'All' }),
  );
  return asked.ok ? undefined : refusalBy(asked.failure);
}

/** The same for pods alone, in a namespace that has just been made. */
export async function askForPods({ connection, settings }: ClusterRun): Promise<JobRefusal | undefined> {
  const { namespace, runId } = settings;
  const names = objectNames(runId);
  const job = agentJob(
    {
      name: names.responder,
      role: 'responder',
      agentConfigMap: names.agent,
      planConfigMap: names.responderPlan,
      keySecret: names.key,
    },
    settings,
  );
  const [pod, created] = await Promise.all([
    connection.call({ verb: 'create', resource: 'pods', namespace }, () =>
      connection.core.createNamespacedPod({
        namespace,
        body: barePod(settings, { suffix: '' }),
        dryRun: 'All',
      }),
    ),
    connection.call({ verb: 'create', resource: 'jobs.batch', namespace }, () =>
      connection.batch.createNamespacedJob({ namespace, body: job, dryRun: 'All' }),
    ),
  ]);
  const refused = pod.ok ? undefined : refusalBy(pod.failure);
  if (refused !== undefined && refused.code !== 'forbidden') return refused;
  return created.ok ? undefined : refusalBy(created.failure);
}

/** Only admission's own refusals tell what would become of the real thing. */
function refusalBy({ code, message }: ApiFailure): JobRefusal | undefined {
  // SOURCE: kubernetes/kubernetes staging/src/k8s.io/apiserver pkg/admission/plugin/webhook/errors/statuserror.go.
  const isAboutDryRun = message.includes('does not support dry run');
  if (code !== 'rejected' || isAboutDryRun) return undefined;
  return { code: codeOfRefusal(message), reason: printable(message) };
}
