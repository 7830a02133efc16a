import type { ClusterConnection } from '../kubernetes/connection.js';
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
  const remaining = await waitUntilGone(() => listObjects(request), deadline);
  if (remaining.length > 0) {
    return remaining.map((object) => ({ object, reason: refused ?? 'still terminating' }));
  }
  return removeNamespace(request, deadline);
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

/** What of the run the API server still has, as `kind/namespace/name`. */
async function listObjects(request: RemoveRequest): Promise<string[]> {
  const { connection, namespace, runId } = request;
  const { core, batch } = connection;
  const query = { namespace, labelSelector: runSelector(runId) };
  const listKind = async (
    resource: string,
    list: () => Promise<{ readonly items: readonly { readonly metadata?: { readonly name?: string } }[] }>,
  ) => {
    const found = await connection.call({ verb: 'list', resource, namespace }, list);
    if (found.ok)
      return found.value.items.map(({ metadata }) => `${resource}/${namespace}/${metadata?.name ?? ''}`);
    return found.failure.code === 'not-found' ? [] : [`${resource}/${namespace} (${found.failure.message})`];
  };
  const kinds = await Promise.all([
    listKind('pods', () => core.listNamespacedPod(query)),
    listKind('jobs.batch', () => batch.listNamespacedJob(query)),
    listKind('services', () => core.listNamespacedService(query)),
    listKind('configmaps', () => core.listNamespacedConfigMap(query)),
    listKind('secrets', () => core.listNamespacedSecret(query)),
  ]);
  return kinds.flat();
}

async function waitUntilGone(list: () => Promise<string[]>, deadline: number): Promise<string[]> {
  // Cleaning up is not cancelled by the signal that ended the run.
  const never = new AbortController().signal;
  for (;;) {
    const remaining = await list();
    if (remaining.length === 0 || performance.now() > deadline) return remaining;
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
  if (!madeByUs || (await isUsedByAnotherRun(request))) return [];
  onProgress(`removing namespace ${name}`);
  const deleted = await connection.call({ verb: 'delete', resource: 'namespaces' }, () =>
    connection.core.deleteNamespace({ name }),
  );
  if (!deleted.ok && deleted.failure.code !== 'not-found')
    return [{ object, reason: deleted.failure.message }];
  const remaining = await waitUntilGone(async () => {
    const still = await read();
    return !still.ok && still.failure.code === 'not-found' ? [] : [object];
  }, deadline);
  return remaining.map((still) => ({ object: still, reason: 'still terminating' }));
}

async function isUsedByAnotherRun({ connection, namespace, runId }: RemoveRequest): Promise<boolean> {
  const jobs = await connection.call({ verb: 'list', resource: 'jobs.batch', namespace }, () =>
    connection.batch.listNamespacedJob({ namespace, labelSelector: managedSelector }),
  );
  if (!jobs.ok) return true;
  return jobs.value.items.some((job) => job.metadata?.labels?.['app.kubernetes.io/instance'] !== runId);
}
