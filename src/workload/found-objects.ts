import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { type FoundRun, runsOf } from './find-runs.js';
import { managedSelector, runLabel } from './run-labels.js';

/** A run with all that is there of it in one namespace. */
export interface RunObjects extends FoundRun {
  /** As `kind/namespace/name`. */
  readonly objects: readonly string[];
}

interface Listed {
  readonly metadata?: {
    readonly name?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/**
 * Everything in a namespace that runs created, run by run. Jobs are listed last: what belongs to a run that is just
 * starting is never seen without the Job that it belongs to.
 */
export async function findRunObjects(
  connection: ClusterConnection,
  namespace: string,
  nowMs: number,
): Promise<Result<readonly RunObjects[], ApiFailure>> {
  const { core, batch } = connection;
  const query = { namespace, labelSelector: managedSelector };
  const list = <T extends { readonly items: readonly Listed[] }>(
    resource: string,
    request: () => Promise<T>,
  ) => connection.call({ verb: 'list', resource, namespace }, request);
  const pods = await list('pods', () => core.listNamespacedPod(query));
  if (!pods.ok) return pods;
  const services = await list('services', () => core.listNamespacedService(query));
  if (!services.ok) return services;
  const configMaps = await list('configmaps', () => core.listNamespacedConfigMap(query));
  if (!configMaps.ok) return configMaps;
  const secrets = await list('secrets', () => core.listNamespacedSecret(query));
  if (!secrets.ok) return secrets;
  const jobs = await list('jobs.batch', () => batch.listNamespacedJob(query));
  if (!jobs.ok) return jobs;
  const named = (kind: string, items: readonly Listed[]) =>
    items.flatMap(({ metadata }) => {
      const runId = metadata?.labels?.[runLabel];
      return runId === undefined ? [] : [{ runId, object: `${kind}/${namespace}/${metadata?.name ?? ''}` }];
    });
  const objects = [
    ...named('jobs.batch', jobs.value.items),
    ...named('pods', pods.value.items),
    ...named('services', services.value.items),
    ...named('configmaps', configMaps.value.items),
    ...named('secrets', secrets.value.items),
  ];
  const withJobs = new Map(runsOf(jobs.value.items, nowMs).map((run) => [run.runId, run]));
  const runIds = [...new Set(objects.map(({ runId }) => runId))];
  return success(
    runIds.map((runId) => ({
      ...(withJobs.get(runId) ?? { runId }),
      objects: objects.filter((each) => each.runId === runId).map(({ object }) => object),
    })),
  );
}

/** Namespaces where runs may have left something, and what of the cluster could not be looked at for them. */
export interface Candidates {
  readonly namespaces: readonly string[];
  readonly notSeen: readonly ApiFailure[];
}

/** The namespaces that liqo-doctor made and those with its Jobs, beside the one that is named. */
export async function findCandidates(connection: ClusterConnection, named: string): Promise<Candidates> {
  const query = { labelSelector: managedSelector };
  const [namespaces, jobs] = await Promise.all([
    connection.call({ verb: 'list', resource: 'namespaces' }, () => connection.core.listNamespace(query)),
    connection.call({ verb: 'list', resource: 'jobs.batch' }, () =>
      connection.batch.listJobForAllNamespaces(query),
    ),
  ]);
  const made = namespaces.ok ? namespaces.value.items.map(({ metadata }) => metadata?.name ?? '') : [];
  const used = jobs.ok ? jobs.value.items.map(({ metadata }) => metadata?.namespace ?? '') : [];
  return {
    namespaces: [...new Set([named, ...made, ...used])].filter((name) => name !== ''),
    notSeen: [namespaces, jobs].flatMap((result) => (result.ok ? [] : [result.failure])),
  };
}
