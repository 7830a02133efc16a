import type { ActivePeering } from '../model/cluster-facts.js';
import { known, mapFact, type Fact } from '../model/fact.js';
import type { Generation } from '../model/peering.js';
import type { ClusterReadings } from './cluster-readings.js';
import { selectObjects } from './listed-objects.js';
import type { EarlyForeignCluster, ForeignCluster } from './liqo-objects.js';

/** States of a peering of v0.3–v0.10 that a change of exposure would disturb. */
const disturbable: readonly string[] = ['Established', 'Pending', 'Disconnecting'];

/** The active peerings of the ForeignClusters of either API group. */
export function activePeeringsOf(
  { earlyForeignClusters, foreignClusters }: PeeringReadings,
  generation: Fact<Generation>,
): Fact<readonly ActivePeering[]> {
  // Of a known generation only its own kind matters; a user without rights is refused the kind that is not there too.
  const early = mapFact(selectObjects(earlyForeignClusters), (list) => list.flatMap(earlyPeering));
  const recent = mapFact(selectObjects(foreignClusters), (list) => list.flatMap(recentPeering));
  if (generation.known) return generation.value === 'g3' ? recent : early;
  if (!early.known) return early;
  if (!recent.known) return recent;
  const others = recent.value.filter(({ name }) => !early.value.some((peering) => peering.name === name));
  return known([...early.value, ...others], `${early.source} and ${recent.source}`);
}

type PeeringReadings = Pick<ClusterReadings, 'earlyForeignClusters' | 'foreignClusters'>;

/**
 * v0.3–v0.10: active while a condition says that a peering is there, or on its way.
 * SOURCE: Liqo apis/discovery/v1alpha1/foreigncluster_types.go@v0.3.0, @v0.10.3.
 */
function earlyPeering({ metadata, spec, status }: EarlyForeignCluster): readonly ActivePeering[] {
  const has = (wanted: string): boolean =>
    (status?.peeringConditions ?? []).some(
      (condition) => condition.type === wanted && disturbable.includes(condition.status),
    );
  const outgoing = has('OutgoingPeering');
  const incoming = has('IncomingPeering');
  if (!outgoing && !incoming) return [];
  return [{ name: metadata.name, ...clusterIdOf(spec?.clusterIdentity?.clusterID), outgoing, incoming }];
}

/**
 * v1.x: active while a module is enabled. The role is what the other cluster is to this one: a `Consumer` uses
 * resources of this cluster. Two networks alone that are joined have no role.
 * SOURCE: Liqo apis/core/v1beta1/foreigncluster_types.go@v1.2.0, pkg/utils/foreigncluster/roles.go@v1.2.0.
 */
function recentPeering({ metadata, spec, status }: ForeignCluster): readonly ActivePeering[] {
  const { networking, authentication, offloading } = status?.modules ?? {};
  const hasControl = authentication?.enabled === true || offloading?.enabled === true;
  if (!hasControl && networking?.enabled !== true) return [];
  const isRole = (...roles: readonly string[]): boolean => hasControl && roles.includes(status?.role ?? '');
  return [
    {
      name: metadata.name,
      ...clusterIdOf(spec?.clusterID),
      outgoing: isRole('Provider', 'ConsumerAndProvider'),
      incoming: isRole('Consumer', 'ConsumerAndProvider'),
    },
  ];
}

function clusterIdOf(id: string | null | undefined): Pick<ActivePeering, 'clusterId'> {
  return id === undefined || id === null || id === '' ? {} : { clusterId: id };
}
