import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { pause } from './pause.js';
import { managedBy, managedSelector, runSelector } from './run-labels.js';

/** Which run to remove from which cluster. */
export interface RemoveRequest {
  readonly connection: ClusterConnection;
  readonly namespace: string;
  readonly runId: string;
  /** How long to wait for objects that the server is still terminating. */
  readonly withinMs: number;
  readonly onProgress: (text: string) => void;
}

/** An object that is still there, and why. */
export interface Remaining {
  readonly object: string;
  readonly reason: string;
}

const pollIntervalMs = 300;

/**
 * Removes everything that a run created, and the namespace when liqo-doctor made it and no other run uses it.
 * Returns what is still there after the wait; an empty list means that nothing is.
 */
export async function removeRun(request: RemoveRequest): Promise<Remaining[]> {
  const deadline = performance.now() + request.withinMs;
  const refused = await deleteObjects(request);
  const { names, unreadable } = await waitUntilGone(() => listObjects(request), deadline);
  const remaining = [
    ...names.map((object) => ({ object, reason: refused ?? 'still terminating' })),
    ...unreadable,
  ];
  // What is only slow to end goes with its namespace, once that is being deleted.
  const isOnlySlow = refused === undefined && unreadable.length === 0;
  return isOnlySlow ? [...remaining, ...(await removeNamespace(request, deadline))] : remaining;
}

/** Removes the namespace alone, for a run that was not permitted to create anything in it. */
export function removeEmptyNamespace(request: RemoveRequest): Promise<Remaining[]> {
  return removeNamespace(request, performance.now() + request.withinMs);
}

/** What is still there, as `kind/namespace/name`, and the kinds of which that could not be read. */
interface Found {
  readonly names: readonly string[];
  readonly unreadable: readonly Remaining[];
}

/** Deletes by label, kind by kind; the first refusal is returned, since the rest may still be possible. */
async function deleteObjects(request: RemoveRequest): Promise<string | undefined> {
  const { connection, namespace, runId } = request;
  const { core, batch } = connection;
  const query = { namespace, labelSelector: runSelector(runId), propagationPolicy: 'Background' };
  const deleteKind = (resource: string, deletion: () => Promise<unknown>) =>
    connection.call({ verb: 'delete', resource, namespace }, deletion);
  const results = await Promise.all([
    deleteKind('jobs.batch', () => batch.deleteCollectionNamespacedJob(query)),
    deleteKind('services', () => core.deleteCollectionNamespacedService(query)),
    deleteKind('configmaps', () => core.deleteCollectionNamespacedConfigMap(query)),
    deleteKind('secrets', () => core.deleteCollectionNamespacedSecret(query)),
  ]);
  const refused = results.find((result) => !result.ok && result.failure.code !== 'not-found');
  return refused?.ok === false ? refused.failure.message : undefined;
}

async function listObjects(request: RemoveRequest): Promise<Found> {
  const { connection, namespace, runId } = request;
  const { core, batch } = connection;
  const query = { namespace, labelSelector: runSelector(runId) };
  const listKind = async (
    resource: string,
    list: () => Promise<{ readonly items: readonly { readonly metadata?: { readonly name?: string } }[] }>,
  ): Promise<Found> => {
    const found = await connection.call({ verb: 'list', resource, namespace }, list);
    if (found.ok) {
      const names = found.value.items.map(
        ({ metadata }) => `${resource}/${namespace}/${metadata?.name ?? ''}`,
      );
      return { names, unreadable: [] };
    }
    const { code, message } = found.failure;
    const unreadable = code === 'not-found' ? [] : [{ object: `${resource}/${namespace}`, reason: message }];
    return { names: [], unreadable };
  };
  const kinds = await Promise.all([
    listKind('pods', () => core.listNamespacedPod(query)),
    listKind('jobs.batch', () => batch.listNamespacedJob(query)),
    listKind('services', () => core.listNamespacedService(query)),
    listKind('configmaps', () => core.listNamespacedConfigMap(query)),
    listKind('secrets', () => core.listNamespacedSecret(query)),
  ]);
  return {
    names: kinds.flatMap(({ names }) => names),
    unreadable: kinds.flatMap(({ unreadable }) => unreadable),
  };
}

/** What could not be read is not waited for: a permission that is missing does not come by itself. */
async function waitUntilGone(list: () => Promise<Found>, deadline: number): Promise<Found> {
  // Cleaning up is not cancelled by the signal that ended the run.
  const never = new AbortController().signal;
  for (;;) {
    const found = await list();
    if (found.names.length === 0 || performance.now() > deadline) return found;
    await pause(pollIntervalMs, never);
  }
}

async function removeNamespace(request: RemoveRequest, deadline: number): Promise<Remaining[]> {
  const { connection, namespace: name, onProgress } = request;
  const object = `namespaces/${name}`;
  const read = () =>
    connection.call({ verb: 'get', resource: 'namespaces' }, () => connection.core.readNamespace({ name }));
  const found = await read();
  if (!found.ok) return found.failure.code === 'not-found' ? [] : [{ object, reason: found.failure.message }];
  const madeByUs = found.value.metadata?.labels?.['app.kubernetes.io/managed-by'] === managedBy;
  if (!madeByUs) return [];
  const others = await otherRuns(request);
  if (!others.ok) return [{ object, reason: others.failure.message }];
  if (others.value) return [];
  onProgress(`removing namespace ${name}`);
  const deleted = await connection.call({ verb: 'delete', resource: 'namespaces' }, () =>
    connection.core.deleteNamespace({ name }),
  );
  if (!deleted.ok && deleted.failure.code !== 'not-found')
    return [{ object, reason: deleted.failure.message }];
  const { names } = await waitUntilGone(async () => {
    const still = await read();
    return { names: !still.ok && still.failure.code === 'not-found' ? [] : [object], unreadable: [] };
  }, deadline);
  return names.map((still) => ({ object: still, reason: 'still terminating' }));
}

/** Whether another run has Jobs in the namespace. */
async function otherRuns({
  connection,
  namespace,
  runId,
}: RemoveRequest): Promise<Result<boolean, ApiFailure>> {
  const jobs = await connection.call({ verb: 'list', resource: 'jobs.batch', namespace }, () =>
    connection.batch.listNamespacedJob({ namespace, labelSelector: managedSelector }),
  );
  if (!jobs.ok) return jobs;
  return success(
    jobs.value.items.some((job) => job.metadata?.labels?.['app.kubernetes.io/instance'] !== runId),
  );
}
