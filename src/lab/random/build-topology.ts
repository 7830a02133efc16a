import type { Side } from '../../model/peering.js';
import { sides } from '../../model/peering.js';
import type {
  ActivePeeringSpec,
  LiqoServiceSpec,
  LiqoSpec,
  LoadBalancerSpec,
} from '../topology/cluster-spec.js';
import { isV0, liqo, readsAnnotations } from '../topology/liqo-spec.js';
import type { ManagedProvider } from '../topology/managed-cloud.js';
import { addressPool, apiNameOf, managedCloud } from '../topology/managed-cloud.js';
import { onPremises } from '../topology/on-premises.js';
import type { Installation } from '../topology/pair.js';
import { pair } from '../topology/pair.js';
import type { ForwardRule, NatGateway } from '../topology/site.js';
import type { NameRecord, Topology } from '../topology/topology.js';
import type { IngressPlace } from './ingress.js';
import { authBehind, controllerAddress, ingressController, ingressNames } from './ingress.js';
import type { ForwardRecipe, Recipe, ServiceRecipe } from './recipe.js';
import { isCloudPlace } from './recipe.js';
import { withNodes } from './build-nodes.js';
import { type DualCluster, withDualStack } from './dual-stack.js';
import { overrideOf } from './service-override.js';
import { loadBalancerOf } from './build-load-balancer.js';

/** Node ports of Liqo's Services, which forwards lead to. */
export const authNodePort = 30_443;
export const gatewayNodePort = 30_742;
export const apiServerPort = 6443;
/** The port of a gateway server's Service in Liqo v1.x. */
export const gatewayServerPort = 51_840;

/** The public ports of forwards that are not at the service's own port. */
const otherPorts = { apiServer: 16_443, auth: 443, gateway: 40_582 } as const;

/** The addresses that a cluster on a side has, wherever it is. */
const plans = {
  local: {
    name: 'milan',
    public: '203.0.113',
    carrier: '100.64.1.8',
    cloud: '10.10',
    lan: '192.168.1',
    firstHost: 10,
    podOctet: 50,
  },
  remote: {
    name: 'turin',
    public: '198.51.100',
    carrier: '100.64.2.8',
    cloud: '10.20',
    lan: '192.168.2',
    firstHost: 20,
    podOctet: 60,
  },
} as const;

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
      loadBalancer: loadBalancer(side, recipe),
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

function ingressPlace(side: Side, recipe: Recipe): IngressPlace {
  const isRouted = recipe.clusters[side].place === 'nat' && recipe.neighbourhood === 'apart';
  return {
    host: `auth.${plans[side].name}.example.com`,
    loadBalancer: loadBalancer(side, recipe),
    node: controlPlaneAddress(side, recipe),
    router: isRouted ? routerAddress(side, recipe) : undefined,
  };
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
  const nat = natOf(side, recipe);
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

function prefixOf(side: Side, { neighbourhood, clusters }: Recipe): string {
  const isLan = neighbourhood === 'same-lan';
  // Nodes of kind are containers in the network of Docker, which is the same on every machine.
  if (clusters[isLan ? 'local' : side].distribution === 'kind') return '172.18.0';
  if (isLan) return '192.168.50';
  const plan = plans[side];
  return clusters[side].place === 'public' ? plan.public : plan.lan;
}

/** Neighbours in one LAN share its router. */
function routerAddress(side: Side, { neighbourhood }: Recipe): string {
  return `${plans[neighbourhood === 'same-lan' ? 'local' : side].public}.8`;
}

function natOf(side: Side, recipe: Recipe): NatGateway | undefined {
  const cluster = recipe.clusters[side];
  const common = { ports: cluster.natPorts, unforwarded: cluster.unforwarded };
  if (cluster.place === 'carrier-nat') {
    const carrier = { publicAddress: `${plans[side].public}.9` };
    return { ...common, publicAddress: plans[side].carrier, carrier, forwards: [] };
  }
  if (cluster.place !== 'nat') return undefined;
  // One router has one table: neighbours in a LAN do not forward here.
  const forwards =
    recipe.neighbourhood === 'same-lan'
      ? []
      : cluster.forwards.flatMap((forward) => forwardRow(side, forward, recipe));
  return { ...common, publicAddress: routerAddress(side, recipe), forwards };
}

function forwardRow(side: Side, { service, port }: ForwardRecipe, recipe: Recipe): ForwardRule[] {
  if (service === 'ingress') return ingressRow(side, recipe);
  const targetPort = { apiServer: apiServerPort, auth: authNodePort, gateway: gatewayNodePort }[service];
  return [
    {
      protocol: service === 'gateway' ? 'udp' : 'tcp',
      publicPort: port === 'same' ? targetPort : otherPorts[service],
      targetAddress: controlPlaneAddress(side, recipe),
      targetPort,
    },
  ];
}

function ingressRow(side: Side, recipe: Recipe): ForwardRule[] {
  const { ingress } = recipe.clusters[side];
  const targetAddress = ingress && controllerAddress(ingress, ingressPlace(side, recipe));
  return targetAddress === undefined
    ? []
    : [{ protocol: 'tcp', publicPort: 443, targetAddress, targetPort: 443 }];
}

/** Of a cloud, whose control plane is nobody's node, the first worker. */
function controlPlaneAddress(side: Side, recipe: Recipe): string {
  const { place } = recipe.clusters[side];
  if (isCloudPlace(place)) return `${plans[side].cloud}.0.11`;
  return `${prefixOf(side, recipe)}.${plans[side].firstHost}`;
}

function loadBalancer(side: Side, recipe: Recipe): LoadBalancerSpec {
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
