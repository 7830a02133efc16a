import { inspectCluster } from '../../inspect/inspect-cluster.js';
import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { MissingRight } from '../../model/missing-right.js';
import type { Result } from '../../model/result.js';
import { failure, success } from '../../model/result.js';
import type { StartFailure } from '../check-request.js';
import { rightsFailure, startFailure } from '../inspect-clusters.js';
import { missingRights } from '../run-rights.js';
import { Stopwatch } from '../stopwatch.js';
import type { HalfEnvironment, HalfRequest } from './half-request.js';

/** What is known before the other half. */
export interface HalfBegun {
  readonly facts: ClusterFacts;
  readonly missing: readonly MissingRight[];
  readonly stopwatch: Stopwatch;
}

/** Reads one operator's own cluster, and asks what may be done there. Fails where nothing can begin. */
export async function beginHalf(
  { side, cluster, workload }: HalfRequest,
  { world, onProgress }: HalfEnvironment,
): Promise<Result<HalfBegun, StartFailure>> {
  const { connection, liqoNamespace } = cluster;
  const stopwatch = new Stopwatch(world.clock);
  onProgress({
    stage: 'inspect',
    side,
    text: `reading cluster ${connection.contextName} at ${connection.server}`,
  });
  stopwatch.enter('inspect');
  const [facts, missing] = await Promise.all([
    inspectCluster({ side, connection, liqoNamespace }),
    missingRights(side, connection, workload.namespace),
  ]);
  if (!facts.ok) return failure(startFailure(side, { [side]: cluster }, facts.failure));
  if (missing.some(({ loss }) => loss === undefined))
    return failure(rightsFailure(side, cluster.connection, missing));
  return success({ facts: facts.value, missing, stopwatch });
}
