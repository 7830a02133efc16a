import type { V1ConfigMap, V1Job, V1Secret, V1Service } from '@kubernetes/client-node';

import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import type { ClusterRun } from './cluster-run.js';
import { pause } from './pause.js';
import { runSelector } from './run-labels.js';
import { isTransient } from './transient.js';

/** Creates a Job of the run. */
export function createJob(run: ClusterRun, body: V1Job): Promise<Result<V1Job, ApiFailure>> {
  const { batch } = run.connection;
  return createObject(run, body, {
    resource: 'jobs.batch',
    create: (request) => batch.createNamespacedJob(request),
    list: (query) => batch.listNamespacedJob(query),
  });
}

/** Creates a Service of the run. */
export function createService(run: ClusterRun, body: V1Service): Promise<Result<V1Service, ApiFailure>> {
  const { core } = run.connection;
  return createObject(run, body, {
    resource: 'services',
    create: (request) => core.createNamespacedService(request),
    list: (query) => core.listNamespacedService(query),
  });
}

/** Creates a ConfigMap of the run. */
export function createConfigMap(
  run: ClusterRun,
  body: V1ConfigMap,
): Promise<Result<V1ConfigMap, ApiFailure>> {
  const { core } = run.connection;
  return createObject(run, body, {
    resource: 'configmaps',
    create: (request) => core.createNamespacedConfigMap(request),
    list: (query) => core.listNamespacedConfigMap(query),
  });
}

/** Creates a Secret of the run. */
export function createSecret(run: ClusterRun, body: V1Secret): Promise<Result<V1Secret, ApiFailure>> {
  const { core } = run.connection;
  return createObject(run, body, {
    resource: 'secrets',
    create: (request) => core.createNamespacedSecret(request),
    list: (query) => core.listNamespacedSecret(query),
  });
}

/** How objects of one kind are created and found. */
interface Kind<T> {
  /** Such as `jobs.batch`. */
  readonly resource: string;
  readonly create: (request: { readonly namespace: string; readonly body: T }) => Promise<T>;
  readonly list: (query: {
    readonly namespace: string;
    readonly labelSelector: string;
  }) => Promise<{ readonly items: readonly T[] }>;
}

interface Named {
  readonly metadata?: { readonly name?: string };
}

const pausesMs = [200, 500, 1_000];

/**
 * Creates an object, again where the server was busy, stumbled or was not reached. The first attempt may have succeeded
 * although its answer was lost: then the name is taken, by an object with the label of this very run, which is what was
 * wanted.
 */
async function createObject<T extends Named>(
  { connection, settings, signal }: ClusterRun,
  body: T,
  { resource, create, list }: Kind<T>,
): Promise<Result<T, ApiFailure>> {
  const { namespace, runId } = settings;
  const target = { resource, namespace };
  for (let attempt = 0; ; attempt += 1) {
    const created = await connection.call({ ...target, verb: 'create' }, () => create({ namespace, body }));
    if (created.ok) return created;
    const mayBeOurs = created.failure.code === 'conflict' && attempt > 0;
    if (mayBeOurs) {
      const found = await findOwn(connection, () => list({ namespace, labelSelector: runSelector(runId) }), {
        target,
        name: body.metadata?.name,
      });
      if (found !== undefined) return success(found);
    }
    const pauseMs = pausesMs[attempt];
    if (pauseMs === undefined || !(mayBeOurs || isTransient(created.failure)) || signal.aborted)
      return created;
    await pause(pauseMs, signal);
  }
}

/** By a list with the run's label, which takes no right that a run does not need anyway. */
async function findOwn<T extends Named>(
  connection: ClusterConnection,
  list: () => Promise<{ readonly items: readonly T[] }>,
  {
    target,
    name,
  }: {
    readonly target: { readonly resource: string; readonly namespace: string };
    readonly name: string | undefined;
  },
): Promise<T | undefined> {
  const found = await connection.call({ ...target, verb: 'list' }, list);
  return found.ok ? found.value.items.find(({ metadata }) => metadata?.name === name) : undefined;
}
