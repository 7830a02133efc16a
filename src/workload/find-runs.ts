import type { V1Job } from '@kubernetes/client-node';

import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { Result } from '../model/result.js';
import { success } from '../model/result.js';
import { managedSelector, runLabel } from './run-labels.js';

/** A run that has Jobs in a namespace, whoever started it. */
export interface FoundRun {
  readonly runId: string;
  /** When the server ends the last of its Jobs, in milliseconds since the epoch; absent when all have ended. */
  readonly endsAtMs?: number | undefined;
}

/** A Job that is past its deadline by so much has ended, even where its controller does not say so. */
const graceMs = 60_000;

/**
 * The runs that have Jobs in a namespace. A run is under way while the server has not ended its Jobs; whether anybody
 * still waits for it cannot be seen.
 */
export async function findRuns(
  connection: ClusterConnection,
  namespace: string,
  nowMs: number,
): Promise<Result<readonly FoundRun[], ApiFailure>> {
  const jobs = await connection.call({ verb: 'list', resource: 'jobs.batch', namespace }, () =>
    connection.batch.listNamespacedJob({ namespace, labelSelector: managedSelector }),
  );
  return jobs.ok ? success(runsOf(jobs.value.items, nowMs)) : jobs;
}

/** The runs that these Jobs belong to. */
export function runsOf(jobs: readonly V1Job[], nowMs: number): readonly FoundRun[] {
  const ends = new Map<string, number | undefined>();
  for (const job of jobs) {
    const runId = job.metadata?.labels?.[runLabel];
    if (runId === undefined) continue;
    const endsAtMs = endOf(job, nowMs);
    const known = ends.get(runId);
    ends.set(runId, endsAtMs === undefined ? known : Math.max(endsAtMs, known ?? 0));
  }
  return [...ends].map(([runId, endsAtMs]) => ({ runId, endsAtMs }));
}

/** When the server ends a Job, `undefined` when it has. SOURCE: Kubernetes docs, "Jobs", conditions and deadlines. */
function endOf({ metadata, spec, status }: V1Job, nowMs: number): number | undefined {
  const hasEnded = (status?.conditions ?? []).some(
    (condition) =>
      (condition.type === 'Complete' || condition.type === 'Failed') && condition.status === 'True',
  );
  if (hasEnded) return undefined;
  const startedAt = status?.startTime ?? metadata?.creationTimestamp;
  const startedAtMs = startedAt === undefined ? nowMs : new Date(startedAt).getTime();
  const endsAtMs = startedAtMs + (spec?.activeDeadlineSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  return endsAtMs + graceMs < nowMs ? undefined : endsAtMs;
}
