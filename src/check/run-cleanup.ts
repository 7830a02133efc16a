import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { CleanedCluster, CleanedRun, Cleanup } from '../model/cleanup.js';
import type { Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { Clock } from '../probe/world.js';
import { findCandidates, findRunObjects, type RunObjects } from '../workload/found-objects.js';
import { annotateNamespace, isClaimedByOthers, withdrawn } from '../workload/namespace-claims.js';
import { removeNamespace } from '../workload/remove-namespace.js';
import { isManaged } from '../workload/run-labels.js';
import { removeObjects } from '../workload/remove-objects.js';
import type { Remaining, RemoveRequest } from '../workload/remove.js';
import { serverTime } from '../workload/server-time.js';
import type { ClusterRequest, StartFailure } from './check-request.js';
import { startFailure } from './inspect-clusters.js';

/** What `liqo-doctor cleanup` was asked to do. */
export interface CleanupRequest {
  readonly clusters: Readonly<Partial<Record<Side, ClusterRequest>>>;
  /** A namespace to look into beside those that can be found. */
  readonly namespace: string;
  /** Only this run, whether its time is over or not. */
  readonly runId?: string | undefined;
  /** Also runs whose time is not over. */
  readonly all: boolean;
  readonly dryRun: boolean;
}

/** The outside of a cleanup. */
export interface CleanupEnvironment {
  readonly clock: Pick<Clock, 'wallTime'>;
  readonly onProgress: (side: Side, text: string) => void;
}

/** How long to wait for what the server is still terminating. */
const withinMs = 60_000;

/**
 * Removes what runs left in the clusters named, and leaves alone what belongs to runs whose time is not over. Fails
 * when a cluster cannot be looked at at all.
 */
export async function runCleanup(
  request: CleanupRequest,
  environment: CleanupEnvironment,
): Promise<Result<Cleanup, StartFailure>> {
  const cleaned: CleanedCluster[] = [];
  for (const side of sides) {
    const cluster = request.clusters[side];
    if (cluster === undefined) continue;
    const result = await cleanCluster({ request, environment, cluster, side });
    if (!result.ok) return failure(startFailure(side, request.clusters, result.failure));
    cleaned.push(result.value);
  }
  return success({ dryRun: request.dryRun, clusters: cleaned });
}

interface Cleaning {
  readonly request: CleanupRequest;
  readonly environment: CleanupEnvironment;
  readonly cluster: ClusterRequest;
  readonly side: Side;
}

async function cleanCluster(cleaning: Cleaning): Promise<Result<CleanedCluster, ApiFailure>> {
  const { request, cluster, side } = cleaning;
  const { namespaces, notSeen } = await findCandidates(cluster.connection, request.namespace);
  const unusable = notSeen.find(({ code }) => code !== 'forbidden');
  if (unusable !== undefined) return failure(unusable);
  const cleaned = await Promise.all(namespaces.map((namespace) => cleanNamespace(cleaning, namespace)));
  return success({
    side,
    name: cluster.connection.contextName,
    namespaces: [...namespaces],
    notSeen: [
      ...notSeen.map(
        ({ target }) => `not permitted to ${target.verb} ${target.resource} in the whole cluster`,
      ),
      ...cleaned.flatMap((each) => each.notSeen),
    ],
    runs: cleaned.flatMap(({ runs }) => runs),
    removedNamespaces: cleaned.flatMap(({ removedNamespace }) => removedNamespace),
    remaining: cleaned.flatMap(({ remaining }) => remaining),
  });
}

interface CleanedNamespace {
  readonly notSeen: string[];
  readonly runs: CleanedRun[];
  readonly removedNamespace: string[];
  readonly remaining: Remaining[];
}

const nothing: CleanedNamespace = { notSeen: [], runs: [], removedNamespace: [], remaining: [] };

async function cleanNamespace(cleaning: Cleaning, namespace: string): Promise<CleanedNamespace> {
  const { request, cluster } = cleaning;
  const removal = removalIn(cleaning, namespace);
  const found = await findRunObjects(cluster.connection, namespace, removal.now());
  if (!found.ok) {
    const { target, message } = found.failure;
    return {
      ...nothing,
      notSeen: [`could not ${target.verb} ${target.resource} in ${namespace}: ${message}`],
    };
  }
  const wanted = found.value.filter(({ runId }) => request.runId === undefined || runId === request.runId);
  const deadline = performance.now() + withinMs;
  const runs = await Promise.all(
    wanted.map((run) => cleanRun(cleaning, run, { ...removal, runId: run.runId, deadline })),
  );
  if (request.dryRun) {
    const isEmpty = runs.every(({ status }) => status === 'found') && wanted.length === found.value.length;
    return { ...nothing, runs, removedNamespace: isEmpty ? await removableNamespace(removal) : [] };
  }
  return { ...nothing, runs, ...(await cleanEmpty(removal, deadline)) };
}

function removalIn({ request, environment, cluster, side }: Cleaning, namespace: string): RemoveRequest {
  const { connection } = cluster;
  return {
    connection,
    namespace,
    runId: '',
    withinMs,
    // At the end of time every run is over.
    now: () =>
      request.all ? Number.POSITIVE_INFINITY : serverTime(connection, environment.clock.wallTime()),
    onProgress: (text) => environment.onProgress(side, text),
  };
}

async function cleanRun(
  { request }: Cleaning,
  { runId, endsAtMs, objects }: RunObjects,
  removal: RemoveRequest & { readonly deadline: number },
): Promise<CleanedRun> {
  const { connection, namespace, deadline } = removal;
  const endsAt =
    endsAtMs === undefined || !Number.isFinite(endsAtMs) ? {} : { endsAt: new Date(endsAtMs).toISOString() };
  const run = { runId, namespace, objects: [...objects], ...endsAt, remaining: [] };
  if (endsAtMs !== undefined && request.runId === undefined) return { ...run, status: 'under-way' };
  if (request.dryRun) return { ...run, status: 'found' };
  removal.onProgress(`removing run ${runId} from namespace ${namespace}`);
  const remaining = await removeObjects(removal, deadline);
  // Without the right to do so the claim ends with the run's time.
  if (request.runId !== undefined) await annotateNamespace(connection, namespace, withdrawn(runId));
  return { ...run, status: remaining.length === 0 ? 'removed' : 'not-removed', remaining };
}

/** The name of the namespace, when liqo-doctor made it and nobody claims it. */
async function removableNamespace({ connection, namespace, now }: RemoveRequest): Promise<string[]> {
  const found = await connection.call({ verb: 'get', resource: 'namespaces' }, () =>
    connection.core.readNamespace({ name: namespace }),
  );
  const isRemovable =
    found.ok && isManaged(found.value) && !isClaimedByOthers(found.value, { runId: '', nowMs: now() });
  return isRemovable ? [namespace] : [];
}

/** The namespace, when liqo-doctor made it and nobody uses it. */
async function cleanEmpty(
  removal: RemoveRequest,
  deadline: number,
): Promise<Pick<CleanedNamespace, 'removedNamespace' | 'remaining'>> {
  const told: string[] = [];
  const onProgress = (text: string): void => {
    told.push(text);
    removal.onProgress(text);
  };
  const remaining = await removeNamespace({ ...removal, onProgress }, deadline);
  return {
    removedNamespace: told.length > 0 && remaining.length === 0 ? [removal.namespace] : [],
    remaining,
  };
}
