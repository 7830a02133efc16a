import { inspectCluster } from '../inspect/inspect-cluster.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';
import { type Side, sides } from '../model/peering.js';
import { sleep } from '../probe/deadline.js';
import type { DiscoveryFacts } from './discovery-release.js';
import type { DiscoveryCluster, DiscoveryRequest } from './discovery-request.js';

/** A discovery does not wait longer for an API server that does not answer. */
const readWithinMs = 8000;

/** Reads the clusters that were named; one that cannot be read is an unknown fact, since a discovery goes on without. */
export async function readDiscoveryFacts(
  { clusters }: Pick<DiscoveryRequest, 'clusters'>,
  signal: AbortSignal,
): Promise<DiscoveryFacts> {
  const entries = await Promise.all(
    sides.map(async (side) => {
      const cluster = clusters[side];
      return cluster === undefined ? [] : [[side, await read(side, cluster, signal)] as const];
    }),
  );
  return Object.fromEntries(entries.flat());
}

async function read(side: Side, cluster: DiscoveryCluster, signal: AbortSignal): Promise<Fact<ClusterFacts>> {
  if (!cluster.ok) return unknown(cluster.reason);
  const { connection, liqoNamespace } = cluster.request;
  const late = new AbortController();
  const tooLate = sleep(readWithinMs, AbortSignal.any([signal, late.signal])).then(() => undefined);
  const inspected = await Promise.race([inspectCluster({ side, connection, liqoNamespace }), tooLate]);
  late.abort();
  if (inspected === undefined)
    return unknown(`the API server at ${connection.server} did not answer in time`);
  return inspected.ok
    ? known(inspected.value, `API server at ${connection.server}`)
    : unknown(`the API server at ${connection.server} cannot be used: ${inspected.failure.message}`);
}
