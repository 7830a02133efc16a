import type { ClusterConnection } from '../kubernetes/connection.js';
import { findRuns } from './find-runs.js';
import { removeNamespace } from './remove-namespace.js';
import { removeObjects } from './remove-objects.js';

/** Which run to remove from which cluster. */
export interface RemoveRequest {
  readonly connection: ClusterConnection;
  readonly namespace: string;
  /** Empty for a cleanup, which is no run. */
  readonly runId: string;
  /** How long to wait for objects that the server is still terminating. */
  readonly withinMs: number;
  /** The time by the server's clock, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly onProgress: (text: string) => void;
}

/** An object that is still there, and why. */
export interface Remaining {
  readonly object: string;
  readonly reason: string;
}

/**
 * Removes everything that a run created and what earlier runs left in its namespace, and the namespace when liqo-doctor
 * made it and no other run uses it. Returns what is still there of this run after the wait; an empty list means that
 * nothing is.
 */
export async function removeRun(request: RemoveRequest): Promise<Remaining[]> {
  const deadline = performance.now() + request.withinMs;
  const remaining = await removeObjects(request, deadline);
  // What is only slow to end goes with its namespace, once that is being deleted.
  const isOnlySlow = remaining.every(({ reason }) => reason === 'still terminating');
  if (!isOnlySlow) return remaining;
  await removeEndedRuns(request, deadline);
  return [...remaining, ...(await removeNamespace(request, deadline))];
}

/** Removes the namespace alone, for a run that was not permitted to create anything in it. */
export function removeEmptyNamespace(request: RemoveRequest): Promise<Remaining[]> {
  return removeNamespace(request, performance.now() + request.withinMs);
}

/** Earlier runs whose Jobs have all ended, in the run's namespace. What is left of them is not this run's to tell. */
async function removeEndedRuns(request: RemoveRequest, deadline: number): Promise<void> {
  const { connection, namespace, runId, now } = request;
  const runs = await findRuns(connection, namespace, now());
  if (!runs.ok) return;
  const ended = runs.value.filter((run) => run.runId !== runId && run.endsAtMs === undefined);
  await Promise.all(ended.map((run) => removeObjects({ ...request, runId: run.runId }, deadline)));
}
