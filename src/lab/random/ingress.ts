import type { LiqoAuthSpec, LoadBalancerSpec } from '../topology/cluster-spec.js';
import type { IngressControllerSpec } from '../topology/ingress-spec.js';
import { controllerInPool } from '../topology/ingress-spec.js';
import type { NameRecord } from '../topology/topology.js';
import type { Side } from '../../model/peering.js';
import { loadBalancerAt } from './build-load-balancer.js';
import { controlPlaneAddress, plans, routerAddress } from './places.js';
import type { Random } from './random.js';
import type { IngressRecipe, LoadBalancerRecipe, Place, Recipe } from './recipe.js';
import { isCloudPlace } from './recipe.js';

const className = 'nginx';

/** The controller of a recipe. */
export function ingressController(recipe: IngressRecipe | undefined): IngressControllerSpec | undefined {
  if (recipe === undefined || recipe.controller === 'none') return undefined;
  const { controller: exposure, isDefaultClass, passesTlsThrough } = recipe;
  return { className, isDefaultClass, exposure, passesTlsThrough };
}

const annotations = {
  http: {},
  https: { 'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS' },
  passthrough: { 'nginx.ingress.kubernetes.io/ssl-passthrough': 'true' },
} as const;

/** What the recipe of an Ingress sets of the authentication server. */
export function authBehind(recipe: IngressRecipe | undefined, host: string): Partial<LiqoAuthSpec> {
  if (recipe === undefined) return {};
  return {
    ...(!recipe.authTls && { tls: false }),
    ingress: {
      host: recipe.host === 'empty' ? '' : host,
      ...(recipe.class !== 'absent' && { class: recipe.class === 'served' ? className : 'nobody' }),
      annotations: annotations[recipe.protocol],
    },
  };
}

/** The addresses that the host of an Ingress may have. */
export interface IngressPlace {
  readonly host: string;
  readonly loadBalancer: LoadBalancerSpec;
  readonly node: string;
  /** The public address of a router in front of the cluster; absent where there is none. */
  readonly router: string | undefined;
}

/** Where the Ingress of a cluster is. */
export function ingressPlace(side: Side, recipe: Recipe): IngressPlace {
  const isRouted = recipe.clusters[side].place === 'nat' && recipe.neighbourhood === 'apart';
  return {
    host: `auth.${plans[side].name}.example.com`,
    loadBalancer: loadBalancerAt(side, recipe),
    node: controlPlaneAddress(side, recipe),
    router: isRouted ? routerAddress(side, recipe) : undefined,
  };
}

/** The controller's own address; `undefined` where it has none. */
export function controllerAddress(
  { controller }: IngressRecipe,
  { loadBalancer, node }: Pick<IngressPlace, 'loadBalancer' | 'node'>,
): string | undefined {
  if (controller === 'node-ports') return node;
  return controller === 'load-balancer' ? controllerInPool(loadBalancer) : undefined;
}

/** The host's entry in the DNS. */
export function ingressNames(recipe: IngressRecipe | undefined, place: IngressPlace): NameRecord[] {
  if (recipe === undefined || recipe.host === 'empty' || recipe.leadsTo === 'nowhere') return [];
  const own = controllerAddress(recipe, place);
  const address = recipe.leadsTo === 'router' ? (place.router ?? own) : own;
  return address === undefined ? [] : [{ name: place.host, addresses: [address] }];
}

/** An Ingress as people set it up, and sometimes wrongly. */
export function randomIngress(
  random: Random,
  { place, loadBalancer }: { readonly place: Place; readonly loadBalancer: LoadBalancerRecipe },
): IngressRecipe {
  const isCloud = isCloudPlace(place);
  // Load balancers at the nodes have their ports too: a controller is there either way.
  const isAtNodes = loadBalancer === 'nodes' || loadBalancer === 'nodes-taken';
  return {
    controller: random.weighted([
      ['load-balancer', isAtNodes ? 0 : isCloud ? 12 : 4],
      ['node-ports', isCloud ? 1 : 6],
      ['none', 1],
    ] as const),
    isDefaultClass: random.chance(0.3),
    passesTlsThrough: random.chance(0.6),
    class: random.weighted([
      ['served', 8],
      ['unserved', 1],
      ['absent', 2],
    ] as const),
    host: random.chance(0.93) ? 'named' : 'empty',
    leadsTo: random.weighted([
      ['router', 9],
      ['controller', 1.5],
      ['nowhere', 1],
    ] as const),
    protocol: random.weighted([
      ['http', 4],
      ['https', 3],
      ['passthrough', 3],
    ] as const),
    authTls: random.chance(0.6),
  };
}
