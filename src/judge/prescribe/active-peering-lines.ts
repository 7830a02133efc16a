import { peeringLines, type PeeringLines } from '../../liqo/words/peering-lines.js';
import { valueOf } from '../../model/fact.js';
import { peerOf, type Side } from '../../model/peering.js';
import type { CarryOutContext } from './carry-out.js';

/** How to take the active peerings of a cluster down before its values change, and to restore them afterwards. */
export function activePeeringLines(
  cluster: Side,
  settings: readonly string[],
  { clusters, words, release }: CarryOutContext,
): PeeringLines {
  const other = peerOf(cluster);
  const otherId = valueOf(clusters[other].liqo.clusterId);
  const peerings = (valueOf(clusters[cluster].liqo.activePeerings) ?? []).map((peering) => ({
    ...peering,
    peer: peering.clusterId !== undefined && peering.clusterId === otherId ? words[other] : undefined,
  }));
  return peeringLines({ release, cluster: words[cluster], peerings, settings });
}
