import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { Result } from '../model/result.js';
import { pause } from './pause.js';
import type { Remaining, RemoveRequest } from './remove.js';
import { runSelector } from './run-labels.js';
import { isTransient } from './transient.js';

const pollIntervalMs = 300;

/** Cleaning up is not cancelled by the signal that ended the run. */
const never = new AbortController().signal;

/**
 * Deletes everything with a run's label from a namespace and waits until it is gone. What the server does for want of
 * a moment's rest (busy, stumbling, out of reach) is asked for again until then; what it refuses is not.
 */
export async function removeObjects(request: RemoveRequest, deadline: number): Promise<Remaining[]> {
  for (;;) {
    const refusals = await deleteObjects(request);
    const found = await waitUntilGone(request, deadline, refusals.some(isTransient));
    const { names, unreadable } = found;
    const isGone = names.length === 0 && unreadable.length === 0;
    const mayHelp =
      refusals.some(isTransient) ||
      unreadable.some(({ failure }) => isTransient(failure)) ||
      names.length > 0;
    if (isGone || !mayHelp || performance.now() > deadline || refusals.some((one) => !isTransient(one))) {
      return remainingOf(found, refusals);
    }
    await pause(pollIntervalMs, never);
  }
}

/** What is still there, as `kind/namespace/name`, and the kinds of which that could not be read. */
interface Found {
  readonly names: readonly string[];
  readonly unreadable: readonly { readonly object: string; readonly failure: ApiFailure }[];
}

function remainingOf({ names, unreadable }: Found, refusals: readonly ApiFailure[]): Remaining[] {
  const reason = refusals[0]?.message ?? 'still terminating';
  return [
    ...names.map((object) => ({ object, reason })),
    ...unreadable.map(({ object, failure }) => ({ object, reason: failure.message })),
  ];
}

/** Deletes by label, kind by kind; gives the refusals, since the rest may still be possible. */
async function deleteObjects(request: RemoveRequest): Promise<ApiFailure[]> {
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
  return results.flatMap(refusalOf);
}

function refusalOf(result: Result<unknown, ApiFailure>): ApiFailure[] {
  return !result.ok && result.failure.code !== 'not-found' ? [result.failure] : [];
}

/** What is there of a run by now. */
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
    const { failure } = found;
    const unreadable = failure.code === 'not-found' ? [] : [{ object: `${resource}/${namespace}`, failure }];
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

/** What may not be read is not waited for: a permission that is missing does not come by itself. */
async function waitUntilGone(request: RemoveRequest, deadline: number, isOnce: boolean): Promise<Found> {
  for (;;) {
    const found = await listObjects(request);
    const isUnread = found.unreadable.some(({ failure }) => isTransient(failure));
    if ((found.names.length === 0 && !isUnread) || isOnce || performance.now() > deadline) return found;
    await pause(pollIntervalMs, never);
  }
}
