import { known, mapFact, type Fact } from '../model/fact.js';
import type { Generation } from '../model/peering.js';
import type { ClusterReadings } from './cluster-readings.js';
import type { EarlyForeignCluster, ForeignCluster } from './liqo-objects.js';

/** States of a peering of v0.3–v0.10 that a change of exposure would disturb. */
const disturbable: readonly string[] = ['Established', 'Pending', 'Disconnecting'];

/**
 * Names of the ForeignClusters, of either API group, with an active peering.
 *
 * v0.3–v0.10: condition OutgoingPeering or IncomingPeering is established or about to be; v1.x: a module is enabled.
 */
export function activePeeringsOf(
  { earlyForeignClusters: early, foreignClusters: recent }: PeeringReadings,
  generation: Fact<Generation>,
): Fact<readonly string[]> {
  // Of a known generation only its own kind matters; a user without rights is refused the kind that is not there too.
  const earlyNames = mapFact(early, (list) => (list ?? []).filter(isEarlyActive).map(nameOf));
  const recentNames = mapFact(recent, (list) => (list ?? []).filter(isRecentActive).map(nameOf));
  if (generation.known) return generation.value === 'g3' ? recentNames : earlyNames;
  if (!earlyNames.known) return earlyNames;
  if (!recentNames.known) return recentNames;
  return known(
    [...new Set([...earlyNames.value, ...recentNames.value])],
    `${earlyNames.source} and ${recentNames.source}`,
  );
}

type PeeringReadings = Pick<ClusterReadings, 'earlyForeignClusters' | 'foreignClusters'>;

function nameOf({ metadata }: EarlyForeignCluster | ForeignCluster): string {
  return metadata.name;
}

function isEarlyActive({ status }: EarlyForeignCluster): boolean {
  return (status?.peeringConditions ?? []).some(
    (condition) =>
      (condition.type === 'OutgoingPeering' || condition.type === 'IncomingPeering') &&
      disturbable.includes(condition.status),
  );
}

function isRecentActive({ status }: ForeignCluster): boolean {
  const { networking, authentication, offloading } = status?.modules ?? {};
  return [networking, authentication, offloading].some((module) => module?.enabled === true);
}
