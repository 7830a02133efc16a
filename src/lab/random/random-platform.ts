import type { Distribution } from '../topology/distributions.js';
import type { Random } from './random.js';
import type { LoadBalancerRecipe, NodesRecipe, Place } from './recipe.js';
import { isCloudPlace } from './recipe.js';

/** What runs a cluster of its own; the clusters of one LAN are both of kind or neither. */
export function randomDistribution(
  random: Random,
  place: Place,
  neighbour?: { readonly distribution?: Distribution | undefined },
): Distribution | undefined {
  if (isCloudPlace(place)) return undefined;
  const canBeKind = place === 'nat' && neighbour?.distribution !== undefined;
  if (canBeKind && neighbour.distribution === 'kind') return 'kind';
  return random.weighted<Distribution | undefined>([
    [undefined, 3],
    ['kubeadm', 3],
    ['k3s', 3],
    ['openshift', 1],
    ['rke2', 1],
    ['kind', place === 'nat' && neighbour === undefined ? 1 : 0],
  ]);
}

/** The nodes that a cluster has where they are not the usual two. */
export function randomNodes(random: Random, place: Place): NodesRecipe | undefined {
  const isCloud = isCloudPlace(place);
  return random.weighted<NodesRecipe | undefined>([
    [undefined, 8],
    ['single', 1],
    ['three', 1],
    ['not-ready', 1],
    ['virtual', 1],
    ['internal-dns', 0.7],
    ['external-ip', isCloud ? 2 : 0],
    ['external-dns', isCloud ? 1 : 0],
  ]);
}

/** The load balancers that a cluster of that kind has. */
export function randomLoadBalancer(
  random: Random,
  place: Place,
  distribution: Distribution | undefined,
): LoadBalancerRecipe {
  if (place === 'eks') {
    return random.weighted<LoadBalancerRecipe>([
      ['hostname', 10],
      ['tcp-only', 2],
      ['pending', 1],
    ]);
  }
  if (isCloudPlace(place)) {
    return random.weighted<LoadBalancerRecipe>([
      ['address', 9],
      ['hostname', 2],
      ['both', 1],
      ['unnamed', 0.7],
      ['two', 0.7],
      ['private', 0.7],
      ['tcp-only', 2],
      ['pending', 1],
    ]);
  }
  if (distribution === 'k3s' && random.chance(0.7)) {
    return random.weighted<LoadBalancerRecipe>([
      ['nodes', 2],
      ['nodes-taken', 3],
    ]);
  }
  return random.weighted<LoadBalancerRecipe>([
    ['address', 3],
    ['hostname', 1],
    ['two', 0.5],
    ['pending', 2],
    ['none', 6],
  ]);
}
