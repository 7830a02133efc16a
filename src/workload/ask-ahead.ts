import type { ApiFailure } from '../kubernetes/api-failure.js';
import { printable } from '../kubernetes/printable.js';
import type { Result } from '../model/result.js';
import type { StandInRequest } from '../model/run-plan.js';
import { agentJob } from './agent-job.js';
import type { ClusterRun } from './cluster-run.js';
import { barePod } from './host-network.js';
import { codeOfRefusal, type JobRefusal } from './job-refusal.js';
import { isTerminating } from './namespace.js';
import {
  agentConfigMap,
  keySecret,
  objectNames,
  runNamespace,
  sourceService,
  standInService,
} from './run-objects.js';

/** What an API server said to dry runs of the objects of a run. */
export interface AskedAhead {
  /** The refusal that the run would meet, of something that nothing works without; absent when none is known. */
  readonly refusal?: JobRefusal | undefined;
  /** The Services that it would not take, by name, with why: without them a run sees less. */
  readonly refusedServices: ReadonlyMap<string, string>;
  /** True where a LimitRange takes the run's pods only if they ask for all that they may use. */
  readonly asksForItsLimits?: boolean | undefined;
}

/** A Job that does not exist, since none of the run's does yet; policies see that the objects will have an owner. */
const unmadeOwner = { apiVersion: 'batch/v1', kind: 'Job', uid: '00000000-0000-0000-0000-000000000000' };

/**
 * Asks the API server, by dry runs that keep nothing, whether it would take what a run creates: before anything is
 * created, one object of each kind and each Service where the namespace is there already, and the namespace itself
 * where it is not. `undefined` where the objects could not be asked about yet: the namespace has to be made first.
 *
 * A bare Pod is asked about since a Job is accepted whose pods Pod Security or a quota then refuse. Other policies may
 * refuse a Pod just because it has no owner, so nothing follows from their refusal; nor from a dry run that is itself
 * refused, because the user may create no Pods or a webhook cannot do without effects.
 *
 * SOURCE: Kubernetes docs, "Pod Security Admission" (workload resources are only warned about) and "Dry-run".
 */
export async function askAhead(
  run: ClusterRun,
  standIns: readonly StandInRequest[],
): Promise<AskedAhead | undefined> {
  const { connection, settings } = run;
  const { namespace: name } = settings;
  const found = await connection.call({ verb: 'get', resource: 'namespaces' }, () =>
    connection.core.readNamespace({ name }),
  );
  // In one that is on its way out everything is refused; it is waited for, and then made anew.
  if (found.ok) return isTerminating(found.value) ? undefined : askForObjects(run, standIns);
  if (found.failure.code !== 'not-found') return undefined;
  const asked = await connection.call({ verb: 'create', resource: 'namespaces' }, () =>
    connection.core.createNamespace({ body: runNamespace(name), dryRun: 'All' }),
  );
  const refusal = refusalBy(asked);
  return refusal === undefined ? undefined : { refusal, refusedServices: new Map() };
}

/** The same for the objects alone, all at once, in a namespace that is there. */
export async function askForObjects(
  run: ClusterRun,
  standIns: readonly StandInRequest[],
): Promise<AskedAhead> {
  const [pod, others, refusedServices] = await Promise.all([
    askForFittingPod(run),
    Promise.all([askForJob(run), ...askForInputs(run)]),
    askForServices(run, standIns),
  ]);
  const { refusal: refused, asksForItsLimits } = pod;
  const refusal =
    refused !== undefined && refused.code !== 'forbidden' ? refused : others.map(refusalBy).find(isThere);
  return { refusedServices, asksForItsLimits, ...(refusal !== undefined && { refusal }) };
}

type Answer = Result<unknown, ApiFailure>;

/** Where a LimitRange refuses the pod, one is asked about that asks for its limits. */
async function askForFittingPod(run: ClusterRun): Promise<Omit<AskedAhead, 'refusedServices'>> {
  const refusal = refusalBy(await askForPod(run));
  if (refusal?.code !== 'limit-range') return { refusal };
  const even = { ...run, settings: { ...run.settings, asksForItsLimits: true } };
  return (await askForPod(even)).ok ? { asksForItsLimits: true } : { refusal };
}

function askForPod({ connection, settings }: ClusterRun): Promise<Answer> {
  const { namespace } = settings;
  const body = barePod(settings, { suffix: '' });
  return connection.call({ verb: 'create', resource: 'pods', namespace }, () =>
    connection.core.createNamespacedPod({ namespace, body, dryRun: 'All' }),
  );
}

function askForJob({ connection, settings }: ClusterRun): Promise<Answer> {
  const { namespace, runId } = settings;
  const names = objectNames(runId);
  const body = agentJob(
    {
      name: names.responder,
      role: 'responder',
      agentConfigMap: names.agent,
      planConfigMap: names.responderPlan,
      keySecret: names.key,
    },
    settings,
  );
  return connection.call({ verb: 'create', resource: 'jobs.batch', namespace }, () =>
    connection.batch.createNamespacedJob({ namespace, body, dryRun: 'All' }),
  );
}

/** A ConfigMap and a Secret as the run's are, but for what is in them. */
function askForInputs(run: ClusterRun): Promise<Answer>[] {
  const { connection, settings } = run;
  const { namespace } = settings;
  const owner = ownerOf(run);
  return [
    connection.call({ verb: 'create', resource: 'configmaps', namespace }, () =>
      connection.core.createNamespacedConfigMap({
        namespace,
        body: agentConfigMap('', owner, settings),
        dryRun: 'All',
      }),
    ),
    connection.call({ verb: 'create', resource: 'secrets', namespace }, () =>
      connection.core.createNamespacedSecret({
        namespace,
        body: keySecret(new Uint8Array(16), owner, settings),
        dryRun: 'All',
      }),
    ),
  ];
}

async function askForServices(
  run: ClusterRun,
  standIns: readonly StandInRequest[],
): Promise<ReadonlyMap<string, string>> {
  const { connection, settings } = run;
  const { namespace } = settings;
  const owner = ownerOf(run);
  const services = [
    sourceService(owner, settings),
    ...standIns.map((standIn) => standInService(standIn, owner, settings)),
  ];
  const refusals = await Promise.all(
    services.map(async (body) => {
      const asked = await connection.call({ verb: 'create', resource: 'services', namespace }, () =>
        connection.core.createNamespacedService({ namespace, body, dryRun: 'All' }),
      );
      const refusal = refusalBy(asked);
      return refusal === undefined ? [] : [[body.metadata?.name ?? '', refusal.reason] as const];
    }),
  );
  return new Map(refusals.flat());
}

function ownerOf({ settings }: ClusterRun) {
  return { ...unmadeOwner, name: objectNames(settings.runId).responder };
}

/** Only admission's own refusals tell what would become of the real thing. */
function refusalBy(answer: Answer): JobRefusal | undefined {
  if (answer.ok) return undefined;
  const { code, message } = answer.failure;
  // SOURCE: kubernetes/kubernetes staging/src/k8s.io/apiserver pkg/admission/plugin/webhook/errors/statuserror.go.
  const isAboutDryRun = message.includes('does not support dry run');
  if (code !== 'rejected' || isAboutDryRun) return undefined;
  return { code: codeOfRefusal(message), reason: printable(message) };
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
