import type { ClusterFacts } from '../model/cluster-facts.js';
import type { ClusterRun } from '../workload/cluster-run.js';
import { serverTime } from '../workload/server-time.js';
import type { CheckEnvironment, ClusterRequest, WorkloadOptions } from './check-request.js';
import { podStartsWithinMs, serverReserveSeconds, unprivilegedUser } from './pod-limits.js';

/** What a run does in one of its clusters. */
export interface RunInCluster {
  readonly cluster: ClusterRequest;
  readonly workload: WorkloadOptions;
  /** Milliseconds for the whole run; the server ends what is left of it a little later. */
  readonly timeoutMs: number;
  readonly runId: string;
  /** Aborts when the evidence is complete, or the run ends some other way. */
  readonly signal: AbortSignal;
}

/** A run in the cluster that these facts are of. */
export function clusterRunOf(
  { side, platform }: Pick<ClusterFacts, 'side' | 'platform'>,
  { cluster, workload, timeoutMs, runId, signal }: RunInCluster,
  { world, onProgress }: Pick<CheckEnvironment, 'world' | 'onProgress'>,
): ClusterRun {
  const { connection } = cluster;
  const { namespace, image, imagePullSecret, labels, annotations, tolerations } = workload;
  return {
    side,
    connection,
    settings: {
      runId,
      namespace,
      image,
      imagePullSecret,
      labels,
      annotations,
      tolerations,
      runAsUser: platform.provider === 'openshift' ? undefined : unprivilegedUser,
      activeDeadlineSeconds: Math.ceil(timeoutMs / 1000) + serverReserveSeconds,
    },
    startWithinMs: Math.min(podStartsWithinMs, timeoutMs / 2),
    now: () => serverTime(connection, world.clock.wallTime()),
    onProgress: (text) => onProgress({ stage: 'probe', side, text }),
    signal,
  };
}
