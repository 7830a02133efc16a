import type { Side } from '../../model/peering.js';
import { sides } from '../../model/peering.js';
import type { ActivePeeringSpec, LiqoServiceSpec, LiqoSpec } from '../topology/cluster-spec.js';
import { isV0, liqo, readsAnnotations } from '../topology/liqo-spec.js';
import type { ManagedProvider } from '../topology/managed-cloud.js';
import { apiNameOf, managedCloud } from '../topology/managed-cloud.js';
import { onPremises } from '../topology/on-premises.js';
import type { Installation } from '../topology/pair.js';
import { pair } from '../topology/pair.js';
import type { NameRecord, Topology } from '../topology/topology.js';
import { authBehind, ingressController, ingressNames, ingressPlace } from './ingress.js';
import {
  apiServerPort,
  authNodePort,
  controlPlaneAddress,
  gatewayNodePort,
  otherPorts,
  plans,
  prefixOf,
  routerAddress,
} from './places.js';
import type { Recipe, ServiceRecipe } from './recipe.js';
import { isCloudPlace } from './recipe.js';
import { withNodes } from './build-nodes.js';
import { type DualCluster, withDualStack } from './dual-stack.js';
import { overrideOf } from './service-override.js';
import { loadBalancerAt } from './build-load-balancer.js';
import { buildRouter } from './build-router.js';

/** The topology that a recipe describes. */
export function buildTopology(recipe: Recipe): Topology {
  const built = { local: buildCluster('local', recipe), remote: buildCluster('remote', recipe) };
  const names = sides.flatMap((side): NameRecord[] => {
    const { installation, names: ofNodes, nameOf } = built[side];
    const { address, certificateNames } = installation.cluster.apiServer;
    const [name] = certificateNames;
    const ofApi = address === undefined || name === undefined ? [] : [{ name, addresses: [address] }];
    const ofIngress = ingressNames(recipe.clusters[side].ingress, ingressPlace(side, recipe));
    return [...ofApi, ...ofNodes, ...ofIngress].map(nameOf);
  });
  return {
    name: 'random',
    ...(recipe.neighbourhood === 'routed' && { isRouted: true }),
    ...pair('local', built.local.installation, built.remote.installation),
    names,
    operator: { place: 'internet', address: '192.0.2.7' },
  };
}

function buildCluster(side: Side, recipe: Recipe): DualCluster {
  const cluster = recipe.clusters[side];
  const { place } = cluster;
  const installation = isCloudPlace(place) ? buildCloud(side, place, recipe) : buildOnPremises(side, recipe);
  const controller = isV0(versionAt(side, recipe)) ? ingressController(cluster.ingress) : undefined;
  const complete = {
    site: { ...installation.site, firewall: cluster.firewall },
    cluster: {
      ...installation.cluster,
      loadBalancer: loadBalancerAt(side, recipe),
      ...(controller && { ingressController: controller }),
    },
  };
  const built =
    cluster.nodes === undefined
      ? { installation: complete, names: [] }
      : withNodes(complete, cluster.nodes, {
          publicPrefix: plans[side].public,
          prefix: isCloudPlace(place) ? `${plans[side].cloud}.0` : prefixOf(side, recipe),
          firstHost: isCloudPlace(place) ? 11 : plans[side].firstHost,
        });
  return withDualStack(built, cluster.dualStack, { side, place, version: recipe.version });
}

function buildCloud(side: Side, provider: ManagedProvider, recipe: Recipe): Installation {
  const plan = plans[side];
  const spec = liqoSpec(side, recipe);
  return managedCloud({
    provider,
    name: plan.name,
    publicPrefix: plan.public,
    privatePrefix: plan.cloud,
    ...(spec && { liqo: spec }),
  });
}

function buildOnPremises(side: Side, recipe: Recipe): Installation {
  const plan = plans[side];
  const cluster = recipe.clusters[side];
  const spec = liqoSpec(side, recipe);
  const nat = buildRouter(side, recipe);
  return onPremises({
    name: plan.name,
    lan: recipe.neighbourhood === 'same-lan' ? 'house' : `${plan.name}-lan`,
    prefix: prefixOf(side, recipe),
    firstHost: plan.firstHost,
    ...(nat && { nat }),
    loadBalancer: { kind: 'none' },
    certificateNames: cluster.isRouterInCertificate ? [routerAddress(side, recipe)] : [],
    podOctet: plan.podOctet,
    distribution: cluster.distribution,
    ...(spec && { liqo: spec }),
  });
}

function liqoSpec(side: Side, recipe: Recipe): LiqoSpec | undefined {
  const cluster = recipe.clusters[side];
  if (!cluster.isInstalled) return undefined;
  const address = apiServerAddress(side, recipe);
  return liqo(versionAt(side, recipe), {
    side,
    clusterName: plans[side].name,
    ...(address !== undefined && { apiServerAddress: address }),
    auth: {
      ...serviceSpec(side, 'auth', recipe),
      ...authBehind(cluster.ingress, ingressPlace(side, recipe).host),
    },
    asksAws: cluster.place === 'eks',
    ...(cluster.peering && { peerings: [peeringOf(cluster.peering)] }),
    gateway: serviceSpec(side, 'gateway', recipe),
  });
}

function versionAt(side: Side, { version, remoteVersion }: Recipe): LiqoSpec['version'] {
  return side === 'remote' ? (remoteVersion ?? version) : version;
}

function peeringOf(direction: 'outgoing' | 'incoming' | 'both'): ActivePeeringSpec {
  return {
    name: 'paris',
    clusterId: '0f9c7a3e-52b1-4d7f-8a64-1d2e3f4a5b03',
    outgoing: direction !== 'incoming',
    incoming: direction !== 'outgoing',
  };
}

function apiServerAddress(side: Side, recipe: Recipe): string | undefined {
  switch (recipe.clusters[side].apiServerAddress) {
    case 'none':
      return undefined;
    case 'provided':
      return `https://${apiNameOf(recipe.clusters[side].place, plans[side].name)}`;
    case 'router':
      return `https://${routerAddress(side, recipe)}:${apiServerPort}`;
    case 'node':
      return `https://${controlPlaneAddress(side, recipe)}:${apiServerPort}`;
  }
}

function serviceSpec(side: Side, service: 'auth' | 'gateway', recipe: Recipe): LiqoServiceSpec {
  const { type, override }: ServiceRecipe = recipe.clusters[side][service];
  const nodePort = service === 'auth' ? authNodePort : gatewayNodePort;
  const version = versionAt(side, recipe);
  // Before v0.6 nothing can be told of a gateway.
  const isTold = service === 'auth' || (isV0(version) && readsAnnotations(version));
  return {
    type,
    ...(type !== 'ClusterIP' && { nodePort }),
    ...overrideOf(
      isTold ? override : 'none',
      { router: routerAddress(side, recipe), node: controlPlaneAddress(side, recipe) },
      {
        own: nodePort,
        other: otherPorts[service],
      },
    ),
  };
}
