import type { V1Namespace } from '@kubernetes/client-node';

import type { ApiFailure } from '../kubernetes/api-failure.js';
import { findRuns } from './find-runs.js';
import { annotateNamespace, isClaimedByOthers, withdrawn } from './namespace-claims.js';
import { isTerminating } from './namespace.js';
import { pause } from './pause.js';
import type { Remaining, RemoveRequest } from './remove.js';
import { isManaged } from './run-labels.js';
import { isTransient } from './transient.js';

const pollIntervalMs = 300;

/** Cleaning up is not cancelled by the signal that ended the run. */
const never = new AbortController().signal;

/**
 * Removes the run's namespace, if liqo-doctor made it and no other run uses it, and waits until it is gone. It is
 * deleted only as it was read (`resourceVersion`): a run that has claimed it since keeps it.
 *
 * SOURCE: Kubernetes API reference, DeleteOptions, `preconditions`.
 */
export async function removeNamespace(request: RemoveRequest, deadline: number): Promise<Remaining[]> {
  const object = `namespaces/${request.namespace}`;
  let isBeingRemoved = false;
  for (;;) {
    const step = await attemptRemoval(request, isBeingRemoved);
    if (step === 'gone' || step === 'kept') return [];
    if (step === 'removing') isBeingRemoved = true;
    if (typeof step === 'object' && !isTransient(step) && step.code !== 'conflict') {
      return [{ object, reason: step.message }];
    }
    if (performance.now() > deadline) {
      return [{ object, reason: typeof step === 'object' ? step.message : 'still terminating' }];
    }
    await pause(pollIntervalMs, never);
  }
}

type Step = 'gone' | 'kept' | 'removing' | ApiFailure;

async function attemptRemoval(request: RemoveRequest, isBeingRemoved: boolean): Promise<Step> {
  const { connection, namespace: name } = request;
  const found = await connection.call({ verb: 'get', resource: 'namespaces' }, () =>
    connection.core.readNamespace({ name }),
  );
  if (!found.ok) return found.failure.code === 'not-found' ? 'gone' : found.failure;
  if (!isManaged(found.value)) return 'kept';
  if (isTerminating(found.value)) return 'removing';
  // Another run has made it anew.
  if (isBeingRemoved) return 'gone';
  const used = await isUsedByOthers(request, found.value);
  if (typeof used !== 'boolean') return used;
  return used ? leaveNamespace(request) : deleteNamespace(request, found.value);
}

async function isUsedByOthers(request: RemoveRequest, found: V1Namespace): Promise<boolean | ApiFailure> {
  const { connection, namespace, runId, now } = request;
  if (isClaimedByOthers(found, { runId, nowMs: now() })) return true;
  const runs = await findRuns(connection, namespace, now());
  if (!runs.ok) return runs.failure;
  return runs.value.some((run) => run.runId !== runId && run.endsAtMs !== undefined);
}

/**
 * The last run to end removes it. Where this one may not withdraw its claim, that ends with its deadline. Of runs that
 * end at the same moment each may have seen the claim of the other: whoever withdraws last sees none.
 */
async function leaveNamespace(request: RemoveRequest): Promise<Step> {
  const { connection, namespace, runId } = request;
  if (runId === '') return 'kept';
  const left = await annotateNamespace(connection, namespace, withdrawn(runId));
  if (!left.ok) return isTransient(left.failure) ? left.failure : 'kept';
  const used = await isUsedByOthers(request, left.value);
  if (typeof used !== 'boolean') return used;
  return used ? 'kept' : deleteNamespace(request, left.value);
}

async function deleteNamespace(
  { connection, namespace: name, onProgress }: RemoveRequest,
  { metadata }: V1Namespace,
): Promise<Step> {
  onProgress(`removing namespace ${name}`);
  const { uid = '', resourceVersion = '' } = metadata ?? {};
  const deleted = await connection.call({ verb: 'delete', resource: 'namespaces' }, () =>
    connection.core.deleteNamespace({ name, body: { preconditions: { uid, resourceVersion } } }),
  );
  if (deleted.ok) return 'removing';
  return deleted.failure.code === 'not-found' ? 'gone' : deleted.failure;
}
