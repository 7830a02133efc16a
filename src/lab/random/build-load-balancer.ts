import type { Side } from '../../model/peering.js';
import type { LoadBalancerSpec } from '../topology/cluster-spec.js';
import { ingressControllerService } from '../topology/ingress-spec.js';
import { addressPool } from '../topology/managed-cloud.js';
import { plans, prefixOf } from './places.js';
import type { LoadBalancerRecipe, Recipe } from './recipe.js';
import { isCloudPlace } from './recipe.js';

/** The addresses that a cluster can have load balancers at. */
interface Pools {
  readonly publicPool: readonly string[];
  /** Of the network of its nodes. */
  readonly privatePool: readonly string[];
  /** Whether load balancers get public addresses there. */
  readonly isOpen: boolean;
  readonly domain: string;
}

/** Services that have addresses of their own in a pool, so that another load balancer beside takes none away. */
export const reservingServices = ['liqo-gateway', 'liqo-auth', ingressControllerService] as const;

/** The load balancers of a cluster. */
export function loadBalancerAt(side: Side, recipe: Recipe): LoadBalancerSpec {
  const { loadBalancer: kind, place } = recipe.clusters[side];
  const plan = plans[side];
  const isOpen = isCloudPlace(place) || place === 'public';
  return loadBalancerOf(kind, {
    publicPool: addressPool(plan.public),
    privatePool: isCloudPlace(place)
      ? addressPool(`${plan.cloud}.0`)
      : addressPool(prefixOf(side, recipe)).filter((_, index) =>
          side === 'local' ? index < 15 : index >= 15,
        ),
    isOpen,
    domain: `lb.${plan.name}.example.com`,
  });
}

function loadBalancerOf(recipe: LoadBalancerRecipe, pools: Pools): LoadBalancerSpec {
  const pool = pools.isOpen ? pools.publicPool : pools.privatePool;
  const { domain } = pools;
  const common = { kind: 'address', reserves: reservingServices } as const;
  switch (recipe) {
    case 'pending':
    case 'none':
      return { kind: recipe };
    case 'nodes':
      return { kind: 'nodes', taken: [] };
    case 'nodes-taken':
      return { kind: 'nodes', taken: [80, 443] };
    case 'address':
      return { ...common, pool };
    case 'hostname':
      return { ...common, pool, domain };
    case 'both':
      return { ...common, pool, domain, entries: 'both' };
    case 'unnamed':
      return { ...common, pool, domain, entries: 'both', isUnnamed: true };
    case 'two':
      return { ...common, pool, entries: 'two' };
    case 'private':
      return { ...common, pool: pools.privatePool };
    case 'tcp-only':
      return { ...common, pool, tcpOnly: pool };
  }
}
