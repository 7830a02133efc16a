import type { ClusterConnection } from '../kubernetes/connection.js';
import type { Side } from '../model/peering.js';
import { removeEmptyNamespace, removeRun } from '../workload/remove.js';
import { serverTime } from '../workload/server-time.js';
import type { CheckEnvironment, Leftover } from './check-request.js';
import { removeWithinMs } from './pod-limits.js';
import type { Forbidden } from './probe-with-pods.js';

/** What a run may have left in one cluster. */
export interface CleanUpRequest {
  readonly side: Side;
  readonly connection: ClusterConnection;
  readonly namespace: string;
  readonly runId: string;
  /** The creation that was not permitted, in whichever cluster: what may not be created is not there to remove. */
  readonly refused?: Forbidden | undefined;
}

/** Removes what a run created in one cluster; gives what is still there after the wait. */
export async function cleanUp(
  { side, connection, namespace, runId, refused }: CleanUpRequest,
  { world, onProgress }: Pick<CheckEnvironment, 'world' | 'onProgress'>,
): Promise<Leftover[]> {
  const tell = (text: string) => onProgress({ stage: 'clean-up', side, text });
  const now = () => serverTime(connection, world.clock.wallTime());
  const removal = { connection, namespace, runId, withinMs: removeWithinMs, now, onProgress: tell };
  const refusedResource = refused?.side === side ? refused.apiFailure.target.resource : undefined;
  if (refusedResource === 'namespaces') return [];
  tell('removing what the run created');
  const remaining =
    refusedResource === 'jobs.batch' ? await removeEmptyNamespace(removal) : await removeRun(removal);
  return remaining.map(({ object, reason }) => ({ side, object, reason }));
}
