import { isGlobal, isInside, nthAddress } from '../../../src/lab/network/addresses.js';
import type { Site } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { peerOf, sides } from '../../../src/model/peering.js';
import {
  behind,
  type Cable,
  interfaceNames,
  type Machine,
  machineNames,
  type MachineName,
  nextHop,
  nodeResolver,
  privateRanges,
} from './machines.js';
import {
  apiServerSetup,
  carrierSetup,
  hasIpv6,
  internetSetup,
  ipv6Routing,
  nodeSetup,
  routerSetup,
} from './ipv6-plan.js';
import { machineFirewall } from './machine-rules.js';
import { failingServerAddress, hasFailingServer } from './name-servers.js';
import { outerRouterRules, routerRules } from './router-rules.js';
import {
  balancersOf,
  gatewayOf,
  ipv4Of,
  prefixOf,
  routerSide,
  routerSides,
  shareLan,
} from './site-addresses.js';

/** Everything that is to be built before a cluster is started: pods and load balancers come and go later. */
export interface NetworkPlan {
  readonly machines: readonly Machine[];
  readonly cables: readonly Cable[];
}

const { lan, outside, cloud, peer, inside } = interfaceNames;

/** Plans the machines and the cables of a topology. */
export function planNetwork(topology: Topology): NetworkPlan {
  const parts = [
    ...routerSides(topology).flatMap((side) => [
      routerPart(topology, side),
      ...outerRouterPart(topology, side),
    ]),
    ...sides.flatMap((side) => [...nodeParts(topology, side), ...apiServerPart(topology, side)]),
    operatorPart(topology),
    internetPart(topology),
  ];
  return {
    machines: parts.map(({ machine }) => machine),
    cables: parts.flatMap(({ cables }) => cables),
  };
}

interface Part {
  readonly machine: Machine;
  /** Those that begin here. */
  readonly cables: readonly Cable[];
}

function cable(from: MachineName, own: string, [to, other]: readonly [MachineName, string]): Cable {
  return {
    ends: [
      { machine: from, interface: own },
      { machine: to, interface: other },
    ],
  };
}

const up = (name: string): string => `link set dev ${name} up`;
const address = (value: string, name: string): string => `address add ${value} dev ${name}`;

/** The way out through an interface, to whoever stands at its other end. */
function wayOut(name: string, hop = nextHop): string[] {
  return [`route add ${hop} dev ${name} scope link`, `route add default via ${hop} dev ${name} onlink`];
}

/** The same of a machine that stands behind one which has a next hop of its own. */
const innerHop = '169.254.7.1';

/** An address for those in front to send to what stands behind; the last, so that it is nobody's first. */
const findable = (name: string): string => `address add ${behind}/32 dev ${name} scope link`;

function routerPart(topology: Topology, side: Side): Part {
  const site = topology.sites[side];
  const name = machineNames.router(side);
  const { nat } = site;
  const bridged = shareLan(topology) ? sides : [side];
  const machinesInLan = [
    ...bridged.flatMap((one) => topology.sites[one].nodes.map((_, index) => lanPort(one, index))),
    ...(operatorLan(topology) === side ? [operatorPort] : []),
  ];
  const provided = bridged.flatMap((one) => topology.clusters[one].apiServer.address ?? []);
  const isRouted = topology.isRouted === true && !shareLan(topology);
  const mtu = site.mtu === undefined ? [] : [`link set dev ${outside} mtu ${site.mtu}`];
  return {
    machine: {
      name,
      isRouter: true,
      setup: [
        `link add name ${lan} type bridge`,
        ...machinesInLan.flatMap((port) => [`link set dev ${port} master ${lan}`, up(port)]),
        address(`${gatewayOf(site)}/${prefixOf(site.lan.subnet)}`, lan),
        up(lan),
        ...(nat?.publicAddress === undefined ? [] : [address(`${nat.publicAddress}/32`, outside)]),
        findable(outside),
        ...mtu,
        up(outside),
        ...wayOut(outside, nat?.outer === undefined ? nextHop : innerHop),
        ...provided.flatMap((one) => [
          address(`${innerHop}/32`, cloud),
          up(cloud),
          `route add ${one}/32 dev ${cloud}`,
        ]),
        ...(isRouted ? peerSetup(topology, side) : []),
        ...balancersOf(topology, bridged)
          .filter((one) => !isInside(one, site.lan.subnet))
          .map((one) => `route add ${one}/32 dev ${lan}`),
        ...(hasIpv6(topology) ? routerSetup(topology, side) : []),
      ],
      settings: [
        ...(nat?.flowLifetimeMs === undefined
          ? []
          : ['net.netfilter.nf_conntrack_udp_timeout', 'net.netfilter.nf_conntrack_udp_timeout_stream'].map(
              (key) => `${key}=${Math.ceil((nat.flowLifetimeMs ?? 0) / 1000)}`,
            )),
        ...routing(topology),
      ],
      rules: routerRules(site, { hasFirewall: !shareLan(topology) }),
    },
    cables: [
      nat?.outer === undefined
        ? cable(name, outside, [machineNames.internet, side])
        : cable(name, outside, [machineNames.carrier(side), inside]),
      ...(isRouted && side === 'local' ? [cable(name, peer, [machineNames.router('remote'), peer])] : []),
    ],
  };
}

/** Further settings of machines that pass packets on. */
function routing(topology: Topology): readonly string[] {
  return hasIpv6(topology) ? ipv6Routing : [];
}

/** The other site's LAN, by a cable between the routers. */
function peerSetup(topology: Topology, side: Side): string[] {
  const other = peerOf(side);
  const [own, next] = side === 'local' ? ['169.254.8.1', '169.254.8.2'] : ['169.254.8.2', '169.254.8.1'];
  const { subnet } = topology.sites[other].lan;
  const beyond = [
    subnet,
    ...balancersOf(topology, [other]).filter((one) => !isGlobal(one) && !isInside(one, subnet)),
  ];
  return [
    address(`${own}/32`, peer),
    up(peer),
    ...beyond.map((one) => `route add ${one} via ${next} dev ${peer} onlink`),
  ];
}

function outerRouterPart(topology: Topology, side: Side): Part[] {
  const { nat, mtu } = topology.sites[side];
  if (nat?.outer === undefined) return [];
  const name = machineNames.carrier(side);
  const { publicAddress } = nat.outer;
  return [
    {
      machine: {
        name,
        isRouter: true,
        setup: [
          address(`${innerHop}/32`, inside),
          ...(mtu === undefined ? [] : [`link set dev ${inside} mtu ${mtu}`]),
          up(inside),
          ...(nat.publicAddress === undefined
            ? []
            : [`route add ${nat.publicAddress}/32 via ${behind} dev ${inside} onlink`]),
          address(`${publicAddress}/32`, outside),
          findable(outside),
          up(outside),
          ...wayOut(outside),
          ...(hasIpv6(topology) ? carrierSetup(topology, side) : []),
        ],
        settings: routing(topology),
        rules: outerRouterRules(nat.outer, nat.ports),
      },
      cables: [cable(name, outside, [machineNames.internet, side])],
    },
  ];
}

const lanPort = (side: Side, index: number): string => `${side}${index}`;
const operatorPort = 'operator';

function nodeParts(topology: Topology, side: Side): Part[] {
  const site = topology.sites[side];
  const { podCidr } = topology.clusters[side];
  return site.nodes.map((node, index) => {
    const name = machineNames.node(side, index);
    const others = site.nodes.flatMap((other, position) => {
      const [next] = ipv4Of(other);
      return position === index || next === undefined
        ? []
        : [`route add ${nthAddress(podCidr, position * 256)}/24 via ${next} dev ${lan}`];
    });
    return {
      machine: {
        name,
        isRouter: true,
        setup: [
          ...inLan(site, ipv4Of(node)),
          ...others,
          `address add ${nodeResolver}/32 dev lo`,
          ...nodeSetup(topology, side, node),
        ],
        settings: routing(topology),
        rules: machineFirewall(topology, { side, node }),
      },
      cables: [cable(name, lan, [machineNames.router(routerSide(topology, side)), lanPort(side, index)])],
    };
  });
}

/** The first of several addresses is the one that is used towards the LAN. */
function inLan(site: Site, addresses: readonly string[]): string[] {
  return [
    ...addresses.map((one) =>
      address(`${one}/${isInside(one, site.lan.subnet) ? prefixOf(site.lan.subnet) : 32}`, lan),
    ),
    up(lan),
    `route add default via ${gatewayOf(site)} dev ${lan}`,
  ];
}

function apiServerPart(topology: Topology, side: Side): Part[] {
  const { address: provided } = topology.clusters[side].apiServer;
  if (provided === undefined) return [];
  const name = machineNames.apiServer(side);
  return [
    {
      machine: {
        name,
        isRouter: false,
        setup: [
          address(`${provided}/32`, outside),
          up(outside),
          ...wayOut(outside, innerHop),
          ...apiServerSetup(topology, side),
        ],
      },
      cables: [cable(name, outside, [machineNames.router(routerSide(topology, side)), cloud])],
    },
  ];
}

/** The side in whose LAN the operator sits, of two that share one that with the router. */
function operatorLan(topology: Topology): Side | undefined {
  const { place } = topology.operator;
  return place === 'internet' ? undefined : routerSide(topology, place);
}

function operatorPart(topology: Topology): Part {
  const { place, address: own } = topology.operator;
  const name = machineNames.operator;
  if (place === 'internet') {
    const setup = [address(`${own}/32`, outside), up(outside), ...wayOut(outside)];
    return {
      machine: { name, isRouter: false, setup },
      cables: [cable(name, outside, [machineNames.internet, operatorPort])],
    };
  }
  return {
    machine: {
      name,
      isRouter: false,
      setup: inLan(topology.sites[place], [own]),
      rules: machineFirewall(topology, { side: place }),
    },
    cables: [cable(name, lan, [machineNames.router(routerSide(topology, place)), operatorPort])],
  };
}

/** Carries what is addressed to somebody, looks in vain for the rest, and loses what is private. */
function internetPart(topology: Topology): Part {
  const { place, address: operator } = topology.operator;
  const links = routerSides(topology).flatMap((side) => {
    const { mtu } = topology.sites[side];
    return [
      address(`${nextHop}/32`, side),
      ...(mtu === undefined || topology.sites[side].nat?.outer ? [] : [`link set dev ${side} mtu ${mtu}`]),
      up(side),
      ...publicAddresses(topology, side).map((one) => `route add ${one} via ${behind} dev ${side} onlink`),
    ];
  });
  return {
    machine: {
      name: machineNames.internet,
      isRouter: true,
      setup: [
        ...links,
        ...(hasFailingServer(topology) ? [`address add ${failingServerAddress}/32 dev lo`] : []),
        ...(place === 'internet'
          ? [
              address(`${nextHop}/32`, operatorPort),
              up(operatorPort),
              `route add ${operator}/32 dev ${operatorPort}`,
            ]
          : []),
        // A cable that leads nowhere, at which one asks in vain who has an address.
        'link add name nowhere type veth peer name nobody',
        'link set dev nobody up',
        'link set dev nowhere up',
        'route add default dev nowhere',
        ...privateRanges.map((range) => `route add blackhole ${range}`),
        ...(hasIpv6(topology) ? internetSetup(topology) : []),
      ],
      settings: routing(topology),
      rules: silentLinks(topology),
    },
    cables: [],
  };
}

/** What is too big for a link that says nothing is told to nobody on the link's other end either. */
function silentLinks(topology: Topology): string {
  const silent = routerSides(topology).filter((side) => topology.sites[side].tooBig === 'dropped');
  if (silent.length === 0) return '';
  return [
    'table inet links {',
    'chain output {',
    'type filter hook output priority filter; policy accept;',
    ...silent.map(
      (side) => `oifname != "${side}" icmp type destination-unreachable icmp code frag-needed drop`,
    ),
    '}',
    '}',
    '',
  ].join('\n');
}

/** Addresses and ranges that the internet leads to a router. */
function publicAddresses(topology: Topology, router: Side): readonly string[] {
  const behindRouter = sides.filter((side) => routerSide(topology, side) === router);
  const found = behindRouter.flatMap((side) => {
    const {
      lan: { subnet },
      nat,
      nodes,
    } = topology.sites[side];
    const outer = nat?.outer?.publicAddress ?? nat?.publicAddress;
    const single = [
      ...(outer === undefined ? [] : [outer]),
      ...(topology.clusters[side].apiServer.address === undefined
        ? []
        : [topology.clusters[side].apiServer.address]),
      ...nodes.flatMap(ipv4Of),
      ...balancersOf(topology, [side]),
    ].filter((one) => isGlobal(one) && !isInside(one, subnet));
    return [...(isGlobal(subnet.split('/')[0] ?? '') ? [subnet] : []), ...single];
  });
  return [...new Set(found)];
}
