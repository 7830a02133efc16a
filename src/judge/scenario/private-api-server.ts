import type { ClusterFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import { sides, type Side } from '../../model/peering.js';
import { isInternalAddress } from '../evidence/address-scope.js';
import { isReached } from '../evidence/stand-in-evidence.js';

/**
 * The cloud clusters whose API server was found at private addresses only, and was not reached: by the kubeconfig's
 * own URL, or by what its name resolved to for the other cluster.
 */
export function privateApiServerSides(
  clusters: Readonly<Record<Side, ClusterFacts>>,
  observations: readonly Observation[],
): readonly Side[] {
  return sides.filter((side) => {
    if (valueOf(clusters[side].platform.cloud) !== true) return false;
    const seen = observations.filter(
      ({ target, service, from, purpose }) =>
        target === side && service === 'apiServer' && from !== side && purpose !== 'contrast',
    );
    if (seen.some(isReached)) return false;
    const addresses = seen.flatMap(({ address }) => (address === undefined ? [] : [address]));
    const declared = URL.canParse(clusters[side].apiServer.kubeconfigUrl)
      ? [new URL(clusters[side].apiServer.kubeconfigUrl).hostname.replace(/^\[(.*)\]$/, '$1')]
      : [];
    return [...addresses, ...declared].some(isInternalAddress);
  });
}
