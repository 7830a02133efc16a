import type { ClusterRecipe, Recipe } from '../../../src/lab/random/recipe.js';

/** Services of Liqo as they come, at a node port. */
export const own = { type: 'NodePort', override: 'none' } as const;
/** The same at a load balancer. */
export const balanced = { type: 'LoadBalancer', override: 'none' } as const;

const common = {
  isInstalled: true,
  isRouterInCertificate: true,
  forwards: [],
  natPorts: 'kept',
  unforwarded: 'drop',
  firewall: [],
} as const;

/** A managed cluster of which everything is reached. */
export const cloud: ClusterRecipe = {
  ...common,
  place: 'aks',
  apiServerAddress: 'provided',
  loadBalancer: 'address',
  auth: balanced,
  gateway: balanced,
};
/** A cluster on premises with public addresses. */
export const rack: ClusterRecipe = {
  ...common,
  place: 'public',
  apiServerAddress: 'none',
  loadBalancer: 'none',
  auth: own,
  gateway: own,
};
/** The same behind a router. */
export const home: ClusterRecipe = { ...rack, place: 'nat' };

/** Two clusters, and what is not usual of the pair. */
export function between(
  local: ClusterRecipe,
  remote: ClusterRecipe,
  overrides: Partial<Recipe> = {},
): Recipe {
  return {
    version: 'v0.10.3',
    peering: 'out-of-band',
    gatewayFlags: {},
    neighbourhood: 'apart',
    clusters: { local, remote },
    ...overrides,
  };
}
