import { peerOf, type ScenarioId, type Side } from '../../model/peering.js';
import type { Scenario } from '../../model/report.js';
import type { ClusterPosition, PositionKind } from './cluster-position.js';

/** The higher, the more a cluster reads column A: the NATed one before the on-premises one before the cloud. */
const rank: Readonly<Record<PositionKind, number>> = { nat: 4, private: 3, unknown: 2, public: 1, cloud: 0 };

/**
 * Which cluster reads column A and which column B. A is the NATed or on-premises one, the local one when both are
 * alike; in `cloud-private`, A is the cluster whose API server is private.
 */
export function assignColumns(
  id: ScenarioId,
  { local, remote }: Readonly<Record<Side, ClusterPosition>>,
  privateApis: readonly Side[],
): Pick<Scenario, 'a' | 'b'> {
  const [privateApi] = privateApis;
  if (id === 'cloud-private' && privateApi !== undefined) return { a: privateApi, b: peerOf(privateApi) };
  return rank[remote.kind] > rank[local.kind] ? { a: 'remote', b: 'local' } : { a: 'local', b: 'remote' };
}
