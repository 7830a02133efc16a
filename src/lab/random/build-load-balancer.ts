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

const controllerService = 'ingress-nginx-controller';

/** Services that have addresses of their own in a pool, so that another load balancer beside takes none away. */
export const reservingServices = ['liqo-gateway', 'liqo-auth', controllerService] as const;

/** The address of a pool at which an Ingress controller is; `undefined` where there is no pool. */
export function ofController(spec: LoadBalancerSpec): string | undefined {
  return spec.kind === 'address' ? spec.pool[spec.reserves?.indexOf(controllerService) ?? 0] : undefined;
}

/** The load balancers that a recipe asks for. */
export function loadBalancerOf(recipe: LoadBalancerRecipe, pools: Pools): LoadBalancerSpec {
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
