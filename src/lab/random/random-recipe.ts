import type { GatewayFlags } from '../../model/peering.js';
import type { LiqoSpec } from '../topology/cluster-spec.js';
import { isV0 } from '../topology/liqo-spec.js';
import type { FirewallRule } from '../topology/site.js';
import { apiServerPort, authNodePort, gatewayNodePort, gatewayServerPort } from './places.js';
import { randomIngress } from './ingress.js';
import type { Random } from './random.js';
import { randomDualStack, randomIpv6Firewall } from './dual-stack.js';
import { randomDistribution, randomLoadBalancer, randomNodes } from './random-platform.js';
import type { ClusterRecipe, ForwardRecipe, Neighbourhood, Place, Recipe, ServiceRecipe } from './recipe.js';
import { isCloudPlace } from './recipe.js';

/** A recipe that the random numbers choose: mostly like clusters that people have, and sometimes odd. */
export function randomRecipe(random: Random): Recipe {
  const version = randomVersion(random);
  const remoteVersion = random.chance(0.15) ? randomVersion(random) : undefined;
  const hasInBand = version !== 'v0.3.2' && version !== 'v0.4.0';
  const neighbourhood = random.weighted<Neighbourhood>([
    ['apart', 5],
    ['same-lan', 1],
    ['routed', 0.7],
  ]);
  const isInstalled = random.chance(0.9);
  const isRemoteInstalled = random.chance(0.95) ? isInstalled : !isInstalled;
  const local = randomCluster(random, { version, neighbourhood, isInstalled });
  const remote = randomCluster(random, {
    version,
    neighbourhood,
    isInstalled: isRemoteInstalled,
    neighbour: local,
  });
  const isOther = isInstalled && isRemoteInstalled && remoteVersion !== undefined;
  const drawn: Recipe = {
    version,
    ...(isOther && { remoteVersion }),
    peering: random.chance(0.8) || !hasInBand ? 'out-of-band' : 'in-band',
    gatewayFlags: version.startsWith('v1') ? randomFlags(random) : {},
    ...(isV0(version) && isInstalled && random.chance(0.35) && { capture: true }),
    neighbourhood,
    clusters: { local, remote },
  };
  // Drawn last, so that all else stays what it is.
  return withRandomOuterRouters(random, withRandomDualStack(random, drawn));
}

function withRandomOuterRouters(random: Random, recipe: Recipe): Recipe {
  const behindTwo = (cluster: ClusterRecipe): ClusterRecipe => {
    if (cluster.place !== 'nat' || recipe.neighbourhood === 'same-lan' || !random.chance(0.2)) return cluster;
    return { ...cluster, outerRouter: random.chance(0.6) ? 'forwards' : 'forwards-nothing' };
  };
  const { local, remote } = recipe.clusters;
  return { ...recipe, clusters: { local: behindTwo(local), remote: behindTwo(remote) } };
}

function withRandomDualStack(random: Random, recipe: Recipe): Recipe {
  if (!random.chance(0.15)) return recipe;
  const dual = (cluster: ClusterRecipe): ClusterRecipe => {
    if (!random.chance(0.7)) return cluster;
    const drawn = randomDualStack(random, cluster.place);
    // What stands behind an Ingress of load balancers with IPv6 is left out.
    const dualStack = cluster.ingress ? ({ ...drawn, balancers: 'none' } as const) : drawn;
    return { ...cluster, dualStack, firewall: [...cluster.firewall, ...randomIpv6Firewall(random)] };
  };
  const { local, remote } = recipe.clusters;
  return { ...recipe, clusters: { local: dual(local), remote: dual(remote) } };
}

function randomVersion(random: Random): LiqoSpec['version'] {
  return random.weighted<LiqoSpec['version']>([
    ['v0.3.2', 1],
    ['v0.4.0', 1],
    ['v0.5.4', 1],
    ['v0.6.0', 0.5],
    ['v0.7.0', 0.5],
    ['v0.8.0', 1],
    ['v0.9.0', 0.5],
    ['v0.10.3', 3],
    ['v1.0.0', 1],
    ['v1.0.1', 0.5],
    ['v1.1.0', 1],
    ['v1.2.0', 3],
  ]);
}

function randomFlags(random: Random): GatewayFlags {
  if (random.chance(0.75)) return {};
  return {
    ...(random.chance(0.6) && { location: random.pick(['Provider', 'Consumer']) }),
    ...(random.chance(0.6) && { type: random.pick(['NodePort', 'LoadBalancer']) }),
  };
}

interface Setting {
  readonly version: LiqoSpec['version'];
  readonly neighbourhood: Neighbourhood;
  readonly isInstalled: boolean;
  /** The other cluster, once it is there. */
  readonly neighbour?: ClusterRecipe;
}

function randomCluster(random: Random, setting: Setting): ClusterRecipe {
  const { version, neighbourhood, isInstalled, neighbour } = setting;
  const place: Place = neighbourhood === 'same-lan' ? 'nat' : randomPlace(random);
  const isCloud = isCloudPlace(place);
  const distribution = randomDistribution(
    random,
    place,
    neighbourhood === 'same-lan' ? neighbour : undefined,
  );
  // Neighbours in a LAN have one router, and nothing of theirs is behind it for each other.
  const isNat = place === 'nat' && neighbourhood === 'apart';
  const hasIngress = isV0(version) && isInstalled && random.chance(0.2);
  const drawn = randomLoadBalancer(random, place, distribution);
  const ingress = hasIngress ? randomIngress(random, { place, loadBalancer: drawn }) : undefined;
  return {
    place,
    distribution,
    nodes: randomNodes(random, place),
    peering: isInstalled && random.chance(0.25) ? random.pick(['outgoing', 'incoming', 'both']) : undefined,
    isInstalled,
    apiServerAddress: isCloud
      ? random.weighted([
          ['provided', 8],
          ['none', 1],
        ] as const)
      : isNat
        ? random.weighted([
            ['none', 4],
            ['router', 4],
            ['node', 1],
          ] as const)
        : random.weighted([
            ['none', 6],
            ['node', 1],
          ] as const),
    isRouterInCertificate: random.chance(0.8),
    // A controller on the nodes has their port 443.
    loadBalancer: drawn === 'nodes' && ingress?.controller === 'node-ports' ? 'nodes-taken' : drawn,
    auth: ingress
      ? { type: random.chance(0.75) ? 'ClusterIP' : isCloud ? 'LoadBalancer' : 'NodePort', override: 'none' }
      : randomService(random, { isCloud, isNat }),
    gateway: randomService(random, { isCloud, isNat }),
    ...(ingress && { ingress }),
    forwards: isNat ? randomForwards(random, ingress !== undefined) : [],
    natPorts: random.chance(0.5) ? 'kept' : 'random',
    unforwarded: random.chance(0.7) ? 'drop' : 'tcp-reset',
    firewall: randomFirewall(random),
  };
}

function randomPlace(random: Random): Place {
  return random.weighted<Place>([
    ['aks', 3],
    ['gke', 2],
    ['eks', 2],
    ['public', 4],
    ['nat', 5],
    ['carrier-nat', 1],
  ]);
}

function randomService(
  random: Random,
  { isCloud, isNat }: { readonly isCloud: boolean; readonly isNat: boolean },
): ServiceRecipe {
  return {
    type: isCloud
      ? random.weighted([
          ['LoadBalancer', 8],
          ['NodePort', 2],
          ['ClusterIP', 0.5],
        ] as const)
      : random.weighted([
          ['NodePort', 7],
          ['LoadBalancer', 3],
          ['ClusterIP', 0.5],
        ] as const),
    override: isNat
      ? random.weighted([
          ['none', 5],
          ['router', 4],
          ['router-other-port', 1],
          ['node', 0.3],
          ['empty', 0.2],
        ] as const)
      : random.weighted([
          ['none', 20],
          ['node', 1],
          ['empty', 0.5],
        ] as const),
  };
}

function randomForwards(random: Random, isBehindIngress: boolean): ForwardRecipe[] {
  const auth = isBehindIngress ? 'ingress' : 'auth';
  return (['apiServer', auth, 'gateway'] as const).flatMap((service) =>
    random.chance(0.55) ? [{ service, port: random.chance(0.85) ? 'same' : 'other' } as const] : [],
  );
}

const tcpPorts = [443, apiServerPort, authNodePort] as const;
const udpPorts = [gatewayNodePort, gatewayServerPort, 5871] as const;

function randomFirewall(random: Random): FirewallRule[] {
  if (random.chance(0.55)) return [];
  if (random.chance(0.25)) return closedFirewall(random);
  const count = random.weighted([
    [1, 5],
    [2, 2],
    [3, 1],
  ] as const);
  return Array.from({ length: count }, () => randomRule(random));
}

function randomRule(random: Random): FirewallRule {
  const protocol = random.pick(['tcp', 'udp']);
  const port = random.chance(0.5) ? undefined : random.pick(protocol === 'tcp' ? tcpPorts : udpPorts);
  const isReply = protocol === 'udp' && random.chance(0.1);
  return {
    direction: random.weighted([
      ['in', 3],
      ['out', 2],
    ] as const),
    protocol,
    ...(port !== undefined && { port }),
    action: isReply
      ? 'drop'
      : random.weighted([
          ['drop', 6],
          ['reject-port-unreachable', 1],
          ['reject-host-unreachable', 1],
          ['tcp-reset', protocol === 'tcp' ? 1 : 0],
          ['accept', 1],
        ] as const),
    ...(isReply && { replies: true }),
  };
}

/** Some ports pass, everything else does not. */
function closedFirewall(random: Random): FirewallRule[] {
  const direction = random.pick(['in', 'out']);
  const open = (['tcp', 'udp'] as const).flatMap((protocol) =>
    (protocol === 'tcp' ? tcpPorts : udpPorts)
      .filter(() => random.chance(0.6))
      .map((port) => ({ direction, protocol, port, action: 'accept' }) as const),
  );
  const closed = (['tcp', 'udp'] as const).map(
    (protocol) => ({ direction, protocol, action: 'drop' }) as const,
  );
  return [...open, ...closed];
}
