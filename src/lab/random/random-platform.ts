import type { Distribution } from '../topology/distributions.js';
import type { Random } from './random.js';
import type { LoadBalancerRecipe, Place } from './recipe.js';
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
