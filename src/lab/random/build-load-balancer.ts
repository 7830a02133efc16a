import type { LoadBalancerSpec } from '../topology/cluster-spec.js';
import type { LoadBalancerRecipe } from './recipe.js';

/** The addresses that a cluster can have load balancers at. */
export interface Pools {
  readonly publicPool: readonly string[];
  /** Of the network of its nodes. */
  readonly privatePool: readonly string[];
  /** Whether load balancers get public addresses there. */
  readonly isOpen: boolean;
  readonly domain: string;
}

/** The load balancers that a recipe asks for. */
export function loadBalancerOf(recipe: LoadBalancerRecipe, pools: Pools): LoadBalancerSpec {
  const pool = pools.isOpen ? pools.publicPool : pools.privatePool;
  const { domain } = pools;
  const kind = 'address';
  switch (recipe) {
    case 'pending':
    case 'none':
      return { kind: recipe };
    case 'nodes':
      return { kind: 'nodes', taken: [] };
    case 'nodes-taken':
      return { kind: 'nodes', taken: [80, 443] };
    case 'address':
      return { kind, pool };
    case 'hostname':
      return { kind, pool, domain };
    case 'both':
      return { kind, pool, domain, entries: 'both' };
    case 'unnamed':
      return { kind, pool, domain, entries: 'both', isUnnamed: true };
    case 'two':
      return { kind, pool, entries: 'two' };
    case 'private':
      return { kind, pool: pools.privatePool };
    case 'tcp-only':
      return { kind, pool, tcpOnly: pool };
  }
}
