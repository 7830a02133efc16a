import type { DualStackRecipe } from '../../../src/lab/random/dual-stack.js';
import type { ClusterRecipe, IngressRecipe, Recipe } from '../../../src/lab/random/recipe.js';
import { isCloudPlace } from '../../../src/lab/random/recipe.js';
import { sides } from '../../../src/model/peering.js';
import { ipv6 } from './dual-stack-recipes.js';

/** A cluster that nothing is the matter with, at the same place. */
function plain({ place }: ClusterRecipe): ClusterRecipe {
  const isCloud = isCloudPlace(place);
  const type = isCloud ? 'LoadBalancer' : 'NodePort';
  return {
    place,
    distribution: undefined,
    nodes: undefined,
    peering: undefined,
    isInstalled: true,
    apiServerAddress: isCloud ? 'provided' : 'none',
    isRouterInCertificate: true,
    loadBalancer: isCloud ? 'address' : 'none',
    auth: { type, override: 'none' },
    gateway: { type, override: 'none' },
    forwards: [],
    natPorts: 'kept',
    unforwarded: 'drop',
    outerRouter: undefined,
    firewall: [],
    dualStack: undefined,
  };
}

/** Without its Ingress, or with one that is plainer in one thing. */
function plainerIngress({ ingress, ...without }: ClusterRecipe): ClusterRecipe[] {
  if (ingress === undefined) return [];
  const standard: IngressRecipe = {
    controller: without.place === 'aks' || without.place === 'gke' ? 'load-balancer' : 'node-ports',
    isDefaultClass: false,
    passesTlsThrough: false,
    class: 'served',
    host: 'named',
    leadsTo: 'router',
    protocol: 'http',
    authTls: false,
  };
  const changed = (Object.keys(standard) as (keyof IngressRecipe)[]).map((key) => ({
    ...without,
    ingress: { ...ingress, [key]: standard[key] },
  }));
  return [without, ...changed];
}

/** With IPv6 that is plainer in one thing. */
function plainerDualStack({ dualStack }: ClusterRecipe): Partial<ClusterRecipe>[] {
  if (dualStack === undefined) return [];
  return (Object.keys(ipv6) as (keyof DualStackRecipe)[]).map((key) => ({
    dualStack: { ...dualStack, [key]: ipv6[key] },
  }));
}

/** The recipes that are one step plainer. */
function plainer(recipe: Recipe): Recipe[] {
  const clusters = sides.flatMap((side): Recipe[] => {
    const cluster = recipe.clusters[side];
    const standard = plain(cluster);
    const withCluster = (change: Partial<ClusterRecipe>): Recipe => ({
      ...recipe,
      clusters: { ...recipe.clusters, [side]: { ...cluster, ...change } },
    });
    return [
      ...(Object.keys(standard) as (keyof ClusterRecipe)[]).map((key) =>
        withCluster({ [key]: standard[key] }),
      ),
      ...plainerIngress(cluster).map((changed) => ({
        ...recipe,
        clusters: { ...recipe.clusters, [side]: changed },
      })),
      ...plainerDualStack(cluster).map(withCluster),
      ...cluster.firewall.map((_, index) =>
        withCluster({ firewall: cluster.firewall.filter((__, other) => other !== index) }),
      ),
      ...cluster.forwards.map((_, index) =>
        withCluster({ forwards: cluster.forwards.filter((__, other) => other !== index) }),
      ),
    ];
  });
  const withoutCapture = recipe.capture === true ? [{ ...recipe, capture: false }] : [];
  return [
    ...withoutCapture,
    { ...recipe, remoteVersion: undefined },
    { ...recipe, gatewayFlags: {} },
    { ...recipe, peering: 'out-of-band' },
    ...clusters,
  ];
}

/** The plainest recipe that still fails in the same way, found by taking one thing away at a time. */
export async function minimise(recipe: Recipe, fails: (one: Recipe) => Promise<boolean>): Promise<Recipe> {
  let smallest = recipe;
  for (;;) {
    let found: Recipe | undefined;
    for (const candidate of plainer(smallest)) {
      if (JSON.stringify(candidate) === JSON.stringify(smallest)) continue;
      if (await fails(candidate)) {
        found = candidate;
        break;
      }
    }
    if (found === undefined) return smallest;
    smallest = found;
  }
}
