import { randomRecipe } from '../../../src/lab/random/random-recipe.js';
import { buildTopology } from '../../../src/lab/random/build-topology.js';
import { authNodePort, gatewayNodePort } from '../../../src/lab/random/places.js';
import { createRandom } from '../../../src/lab/random/random.js';
import type { ClusterRecipe, Recipe } from '../../../src/lab/random/recipe.js';
import type { ClusterSpec } from '../../../src/lab/topology/cluster-spec.js';
import { labScenarios } from '../../../src/lab/topology/scenarios.js';
import type { FirewallRule, NatGateway, Site } from '../../../src/lab/topology/site.js';
import { lanAddress } from '../../../src/lab/network/machines.js';
import { providedApiName } from '../../../src/lab/topology/managed-cloud.js';
import type { NameRecord, Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import type { Verdict } from '../../../src/model/report.js';
import type { Situation } from '../../lab/prove/expected.js';
import { serversOf } from '../../lab/prove/in-process-check.js';
import { dualStackRecipes } from '../../lab/prove/dual-stack-recipes.js';
import { keptRecipes } from '../../lab/prove/kept-recipes.js';
import { intentOf } from '../../lab/prove/prove-one.js';

/** The releases that each topology is checked with: one with an authentication server, one without. */
export const releases = { g2: 'v0.10.3', g3: 'v1.2.0' } as const;

/** A generation of Liqo. */
export type Generation = keyof typeof releases;

/** A topology of the suite, of either generation. */
export interface NamedTopology {
  readonly name: string;
  readonly situation: (generation: Generation) => Situation;
  /** The verdict where the truth does not know what matters, worked out by hand. */
  readonly verdict?: Verdict;
  /** False where nobody who reads the printed words could carry them out on a network. */
  readonly isCarriedOut?: false;
  /** The one generation that it is run with, unless all are: of the mistake that it is kept for, for one. */
  readonly alone?: Generation;
  /** What the first report has to say, beside what the truth asks of it. */
  readonly says?: readonly string[];
}

const nodePort = { type: 'NodePort', override: 'none' } as const;
const balanced = { type: 'LoadBalancer', override: 'none' } as const;

/** In a managed cloud, with load balancers. */
export const cloud: ClusterRecipe = {
  place: 'aks',
  isInstalled: true,
  apiServerAddress: 'provided',
  isRouterInCertificate: true,
  loadBalancer: 'address',
  auth: balanced,
  gateway: balanced,
  forwards: [],
  natPorts: 'kept',
  unforwarded: 'drop',
  firewall: [],
};
/** On premises, with public addresses and node ports. */
export const rack: ClusterRecipe = {
  ...cloud,
  place: 'public',
  apiServerAddress: 'none',
  loadBalancer: 'none',
  auth: nodePort,
  gateway: nodePort,
};
const home: ClusterRecipe = { ...rack, place: 'nat' };
const allForwards = [
  { service: 'apiServer', port: 'same' },
  { service: 'auth', port: 'same' },
  { service: 'gateway', port: 'same' },
] as const;
const forwarded: ClusterRecipe = {
  ...home,
  apiServerAddress: 'router',
  auth: { type: 'NodePort', override: 'router' },
  gateway: { type: 'NodePort', override: 'router' },
  forwards: allForwards,
};

function firewalled(cluster: ClusterRecipe, ...firewall: readonly FirewallRule[]): ClusterRecipe {
  return { ...cluster, firewall };
}

type Choices = { readonly local: ClusterRecipe; readonly remote: ClusterRecipe } & Partial<Recipe>;

/** A recipe for two clusters, with a release of a generation. */
export function recipeBetween({ local, remote, ...rest }: Choices, generation: Generation): Recipe {
  return {
    version: releases[generation],
    peering: 'out-of-band',
    gatewayFlags: {},
    neighbourhood: 'apart',
    ...rest,
    clusters: { local, remote },
  };
}

function fromRecipe(
  name: string,
  choices: Choices,
  change: (topology: Topology) => Topology = (topology) => topology,
): NamedTopology {
  return { name, situation: (generation) => situationOf(recipeBetween(choices, generation), change) };
}

/** The situation of a recipe, changed in what recipes have no words for. */
export function situationOf(
  recipe: Recipe,
  change: (topology: Topology) => Topology = (topology) => topology,
): Situation {
  const topology = change(buildTopology(recipe));
  return { topology, intent: intentOf(recipe), servers: serversOf(topology, 'loopback'), capture: false };
}

function onSite(side: Side, change: Partial<Site>): (topology: Topology) => Topology {
  return (topology) => ({
    ...topology,
    sites: { ...topology.sites, [side]: { ...topology.sites[side], ...change } },
  });
}

function onNat(side: Side, change: Partial<NatGateway>): (topology: Topology) => Topology {
  return (topology) => {
    const { nat } = topology.sites[side];
    if (nat === undefined) throw new Error(`there is no NAT at the ${side} site`);
    return onSite(side, { nat: { ...nat, ...change } })(topology);
  };
}

/** A private zone that leads a name to the first node. */
function inside({ sites }: Topology, side: Side, name: string): NameRecord[] {
  const { lan, nodes } = sites[side];
  const [node] = nodes;
  return node === undefined ? [] : [{ name, addresses: [lanAddress(node)], lan: lan.name }];
}

const incoming = { direction: 'in' } as const;
const outgoing = { direction: 'out' } as const;

/** What firewalls, routers and links do to packets, one thing at a time. */
export const chosenTopologies: readonly NamedTopology[] = [
  fromRecipe('two racks with public addresses', { local: rack, remote: rack }),
  fromRecipe('every port forwarded at both homes', { local: forwarded, remote: forwarded }),
  fromRecipe('forwards at other public ports', {
    local: cloud,
    remote: {
      ...forwarded,
      auth: { type: 'NodePort', override: 'router-other-port' },
      gateway: { type: 'NodePort', override: 'router-other-port' },
      forwards: allForwards.map(({ service }) => ({
        service,
        port: service === 'apiServer' ? 'same' : 'other',
      })),
    },
  }),
  fromRecipe('a home behind the NAT of its carrier', {
    local: { ...home, place: 'carrier-nat' },
    remote: cloud,
  }),
  fromRecipe('a NAT that draws a port for every flow', {
    local: { ...forwarded, natPorts: 'random' },
    remote: rack,
  }),
  fromRecipe(
    'a NAT that gives every socket another port',
    { local: forwarded, remote: rack },
    onNat('local', { ports: 'changed' }),
  ),
  fromRecipe(
    'a NAT of a carrier that gives every socket another port',
    { local: { ...home, place: 'carrier-nat' }, remote: rack },
    onNat('local', { ports: 'changed' }),
  ),
  fromRecipe('a router that resets what it does not forward', {
    local: cloud,
    remote: { ...home, unforwarded: 'tcp-reset' },
  }),
  fromRecipe('two private networks that route to each other', {
    local: home,
    remote: home,
    neighbourhood: 'routed',
  }),
  fromRecipe('two clusters in one LAN, one of which drops what is sent to it', {
    local: home,
    remote: firewalled(home, { ...incoming, protocol: 'udp', action: 'drop' }),
    neighbourhood: 'same-lan',
  }),
  fromRecipe('TCP refused with ICMP port-unreachable', {
    local: rack,
    remote: firewalled(rack, { ...incoming, protocol: 'tcp', action: 'reject-port-unreachable' }),
  }),
  fromRecipe('TCP refused with ICMP host-unreachable', {
    local: rack,
    remote: firewalled(rack, { ...incoming, protocol: 'tcp', action: 'reject-host-unreachable' }),
  }),
  fromRecipe('TCP reset by a firewall', {
    local: rack,
    remote: firewalled(rack, { ...incoming, protocol: 'tcp', action: 'tcp-reset' }),
  }),
  fromRecipe('UDP refused with ICMP port-unreachable', {
    local: firewalled(rack, { ...incoming, protocol: 'udp', action: 'reject-port-unreachable' }),
    remote: firewalled(rack, { ...incoming, protocol: 'udp', action: 'reject-port-unreachable' }),
  }),
  fromRecipe('UDP refused with ICMP host-unreachable', {
    local: firewalled(rack, { ...incoming, protocol: 'udp', action: 'reject-host-unreachable' }),
    remote: firewalled(rack, { ...incoming, protocol: 'udp', action: 'reject-host-unreachable' }),
  }),
  fromRecipe('UDP dropped on its way out of one site', {
    local: firewalled(rack, { ...outgoing, protocol: 'udp', action: 'drop' }),
    remote: rack,
  }),
  fromRecipe('one port open and all else closed', {
    local: cloud,
    remote: firewalled(
      rack,
      { ...incoming, protocol: 'tcp', port: 6443, action: 'accept' },
      { ...incoming, protocol: 'tcp', action: 'drop' },
      { ...incoming, protocol: 'udp', action: 'drop' },
    ),
  }),
  fromRecipe('replies of UDP lost', {
    local: firewalled(rack, { ...incoming, protocol: 'udp', action: 'drop', replies: true }),
    remote: rack,
  }),
  {
    ...fromRecipe('WireGuard known by its bytes and dropped', {
      local: firewalled(rack, { ...incoming, protocol: 'udp', action: 'drop', payload: 'wireguard' }),
      remote: firewalled(rack, { ...incoming, protocol: 'udp', action: 'drop', payload: 'wireguard' }),
    }),
    // The truth looks at addresses and ports, not into packets.
    verdict: 'not-ready',
    // The words name the port of a stand-in, which the next run has no more.
    isCarriedOut: false,
  },
  fromRecipe('a narrow link that says so', { local: rack, remote: rack }, onSite('remote', { mtu: 1400 })),
  fromRecipe(
    'a narrow link that says nothing',
    { local: rack, remote: rack },
    onSite('remote', { mtu: 1350, tooBig: 'dropped' }),
  ),
  fromRecipe('load balancers that carry TCP only', {
    local: { ...cloud, loadBalancer: 'tcp-only' },
    remote: cloud,
  }),
  fromRecipe('load balancers with names', { local: cloud, remote: { ...cloud, loadBalancer: 'hostname' } }),
  fromRecipe('a load balancer with a name that is in no DNS', {
    local: cloud,
    remote: { ...cloud, loadBalancer: 'unnamed' },
  }),
  fromRecipe('nodes with names of a private DNS that nobody else asks', {
    local: rack,
    remote: { ...cloud, nodes: 'internal-dns', loadBalancer: 'hostname' },
  }),
  fromRecipe(
    'a name that means another address inside of its own site',
    { local: rack, remote: cloud },
    (topology) => ({
      ...topology,
      names: [...inside(topology, 'remote', providedApiName('turin')), ...topology.names],
    }),
  ),
  withFailingApiName('a name whose server does not answer', {
    code: 'ETIMEOUT',
    cause: 'dns-timeout',
    words: 'does not answer in time',
  }),
  withFailingApiName('a name whose server fails', {
    code: 'ESERVFAIL',
    cause: 'servfail',
    words: 'answers that it failed (SERVFAIL)',
  }),
];

interface FailingName {
  readonly code: 'ETIMEOUT' | 'ESERVFAIL';
  readonly cause: string;
  readonly words: string;
}

/** The server of the remote API server's name fails, and is to be repaired. */
function withFailingApiName(title: string, { code, cause, words }: FailingName): NamedTopology {
  const name = providedApiName('turin');
  return {
    ...fromRecipe(title, { local: rack, remote: cloud }, (topology) => ({
      ...topology,
      names: topology.names.map((record) => (record.name === name ? { ...record, code } : record)),
    })),
    says: [
      `the name ${name} does not resolve (${cause})`,
      `Have the name ${name} resolved for the pods of the local cluster: the name server that they ask, or one that it asks in turn, ${words}.`,
    ],
  };
}

/**
 * Whether anything but addresses stands between the clusters: of words alone a kernel has nothing to say. What Liqo v0.x
 * would ask AWS for depends on the server that a kubeconfig names, too.
 */
function hasSomethingOnTheWay({ neighbourhood, clusters: { local, remote } }: Recipe): boolean {
  const both = [local, remote];
  const isBuilt = both.every(
    ({ nodes, distribution, ingress, place, dualStack }) =>
      nodes === undefined &&
      distribution === undefined &&
      ingress === undefined &&
      dualStack === undefined &&
      place !== 'eks',
  );
  return (
    isBuilt &&
    (neighbourhood !== 'apart' ||
      both.some(
        ({ firewall, forwards, unforwarded, loadBalancer }) =>
          firewall.length > 0 || forwards.length > 0 || unforwarded !== 'drop' || loadBalancer === 'tcp-only',
      ))
  );
}

/**
 * Those of the proof's mistakes that firewalls, forwards or neighbourhood had a part in. Where Liqo is to be installed, what is printed depends on the
 * server that a kubeconfig names, which is the operator's tunnel here: these stay with the proof.
 */
export const keptTopologies: readonly NamedTopology[] = distinct(
  keptRecipes
    .filter(({ recipe: { clusters } }) => clusters.local.isInstalled && clusters.remote.isInstalled)
    .filter(({ recipe }) => hasSomethingOnTheWay(recipe))
    .map(({ title, recipe }) => ({
      name: title,
      alone: generationOf(recipe),
      situation: (generation) =>
        situationOf(
          {
            ...recipe,
            version: releases[generation],
            gatewayFlags: generation === 'g3' ? recipe.gatewayFlags : {},
          },
          (topology) => topology,
        ),
    })),
);

function generationOf({ version }: Recipe): Generation {
  return version.startsWith('v1.') ? 'g3' : 'g2';
}

/** Recipes that differ in the release alone are one here. */
function distinct(topologies: readonly NamedTopology[]): readonly NamedTopology[] {
  const built = topologies.map(({ situation }) => JSON.stringify([situation('g2'), situation('g3')]));
  return topologies.filter((_, index) => built.indexOf(built[index] ?? '') === index);
}

/**
 * Those of the proof's mistakes about IPv6. A load balancer that listens at an IPv6 address and leads to IPv4 ones is no
 * rule of a kernel's: these stay with the proof, as do those in which Liqo is to be installed.
 */
export const dualStackTopologies: readonly NamedTopology[] = dualStackRecipes
  .filter(({ recipe: { clusters } }) =>
    [clusters.local, clusters.remote].every(
      ({ isInstalled, dualStack, place }) =>
        isInstalled && place !== 'eks' && (dualStack?.balancers ?? 'none') === 'none',
    ),
  )
  .map(({ title, recipe }) => ({
    name: title,
    situation: (generation) => situationOf({ ...recipe, version: releases[generation] }),
  }));

/**
 * Those of the demo. All but one are made of what chosen topologies have one by one, and run with the newest generation
 * alone; no other has one LAN without a firewall in it.
 */
export const demoTopologies: readonly NamedTopology[] = labScenarios.map(({ name, topology }) => ({
  name: `the demo's ${name}`,
  ...(name !== 'same-lan' && { alone: 'g3' }),
  situation: (generation) => {
    const version = releases[generation];
    const made = withNodePorts(topology(version));
    return {
      topology: made,
      intent: { liqoVersion: version, peering: 'out-of-band', networkingDisabled: false, gateway: {} },
      servers: serversOf(made, 'loopback'),
      capture: false,
    };
  },
}));

/** The truth has to know the node ports that the API server would draw. */
function withNodePorts(topology: Topology): Topology {
  const pinned = (cluster: ClusterSpec): ClusterSpec => {
    const { liqo } = cluster;
    if (liqo === undefined || !('auth' in liqo)) return cluster;
    const auth = { nodePort: authNodePort, ...liqo.auth };
    const gateway = { nodePort: gatewayNodePort, ...liqo.gateway };
    return {
      ...cluster,
      liqo: {
        ...liqo,
        ...(auth.type === 'NodePort' && { auth }),
        ...(gateway.type === 'NodePort' && { gateway }),
      },
    };
  };
  const { local, remote } = topology.clusters;
  return { ...topology, clusters: { local: pinned(local), remote: pinned(remote) } };
}

/** Load balancers that are nothing but addresses on the way. */
const plainLoadBalancers = ['address', 'hostname', 'tcp-only', 'pending', 'none'] as const;

/** As far as packets go: with Liqo installed, of nodes, load balancers and authentication servers the usual kind. */
function asPacketsGo(cluster: ClusterRecipe): ClusterRecipe {
  const { place, apiServerAddress, isRouterInCertificate, gateway, forwards } = cluster;
  const { natPorts, unforwarded, firewall } = cluster;
  return {
    // What Liqo v0.x would ask AWS for depends on the server that a kubeconfig names.
    place: place === 'eks' ? 'aks' : place,
    isInstalled: true,
    apiServerAddress,
    isRouterInCertificate,
    loadBalancer: plainLoadBalancers.find((one) => one === cluster.loadBalancer) ?? 'address',
    auth: cluster.ingress === undefined ? cluster.auth : nodePort,
    gateway,
    forwards: forwards.filter(({ service }) => service !== 'ingress'),
    natPorts,
    unforwarded,
    firewall,
  };
}

/** Random ones of a seed. */
export function randomTopology(seed: number): NamedTopology {
  const { clusters, peering, gatewayFlags, neighbourhood } = randomRecipe(createRandom(seed));
  const recipe = {
    peering,
    gatewayFlags,
    neighbourhood,
    clusters: { local: asPacketsGo(clusters.local), remote: asPacketsGo(clusters.remote) },
  };
  return {
    name: `the random one of seed ${seed}`,
    situation: (generation) =>
      situationOf(
        {
          ...recipe,
          version: releases[generation],
          gatewayFlags: generation === 'g3' ? recipe.gatewayFlags : {},
        },
        (topology) => topology,
      ),
  };
}
