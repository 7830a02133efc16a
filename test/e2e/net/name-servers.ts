import type { ServiceEntry } from '../../../src/lab/network/services.js';
import { lanAddress } from '../../../src/lab/network/machines.js';
import type { NameRecord, Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';
import { machineNames, type MachineName, nextHop, nodeResolver } from './machines.js';
import { gatewayOf, routerSide, routerSides } from './site-addresses.js';

/**
 * What the name servers of a network know: what a site's server tells its LAN, what that of a cluster tells its pods
 * beside, and what is told in the internet.
 */
export type Zone = `site-${Side}` | `cluster-${Side}` | 'internet';

/** A name server: where it runs, and its configuration. */
export interface NameServer {
  readonly program: 'dnsmasq' | 'named';
  readonly machine: MachineName;
  /** What it reads, again whenever it is told to. */
  readonly zones: readonly Zone[];
  readonly lines: readonly string[];
}

/** The zones of a network. */
export const zones: readonly Zone[] = [
  'site-local',
  'site-remote',
  'cluster-local',
  'cluster-remote',
  'internet',
];

/** The names of a zone, as lines of a hosts file. */
export function namesIn(
  zone: Zone,
  topology: Topology,
  services: Readonly<Record<Side, readonly ServiceEntry[]>>,
): string {
  const side = sides.find((one) => zone.endsWith(one));
  const lines =
    zone.startsWith('cluster') && side !== undefined
      ? services[side].flatMap(({ name, namespace, clusterIp }) =>
          clusterIp === undefined ? [] : [`${clusterIp} ${name}.${namespace}.svc.cluster.local`],
        )
      : [...recordsFor(topology, side).flatMap(linesOf), ...(side ? machinesOf(topology, side) : [])];
  return [...lines, ''].join('\n');
}

/**
 * The name servers of a network: one at every router, one at every node for its pods, one in the internet; and one that
 * fails, for those names that have it.
 */
export function nameServers(topology: Topology, folderOf: (zone: Zone) => string): NameServer[] {
  const files = (zones: readonly Zone[]) => zones.map((zone) => `addn-hosts=${folderOf(zone)}/names`);
  return [
    ...working(topology).map(
      ({ lines, ...server }) =>
        ({ program: 'dnsmasq', ...server, lines: [...common, ...lines, ...files(server.zones)] }) as const,
    ),
    ...(hasFailingServer(topology) ? [failingServer(topology, folderOf('internet'))] : []),
  ];
}

function working(topology: Topology): Omit<NameServer, 'program'>[] {
  const { sites } = topology;
  return [
    ...routerSides(topology).map((side) => ({
      machine: machineNames.router(side),
      zones: sides.filter((one) => routerSide(topology, one) === side).map((one) => `site-${one}` as const),
      lines: authority(gatewayOf(sites[side]), recordsFor(topology, side)),
    })),
    ...sides.flatMap((side) =>
      sites[side].nodes.map((_, index) => ({
        machine: machineNames.node(side, index),
        zones: [`cluster-${side}` as const],
        lines: [
          `listen-address=${nodeResolver}`,
          'local=/cluster.local/',
          `server=${gatewayOf(sites[side])}`,
        ],
      })),
    ),
    {
      machine: machineNames.internet,
      zones: ['internet'],
      lines: authority(nextHop, recordsFor(topology, undefined)),
    },
  ];
}

/** Whose resolver: that of pods or nodes of a side, or of the operator. */
export type ResolverView = `${Side}-${'pods' | 'nodes'}` | 'operator';

/** The `/etc/resolv.conf` of whoever is there. */
export function resolvConf({ operator, sites }: Topology, view: ResolverView): string {
  if (view.endsWith('-pods')) {
    // As kubelets write it. Source: Kubernetes docs, "DNS for Services and Pods".
    const search = 'search liqo-doctor.svc.cluster.local svc.cluster.local cluster.local';
    return `nameserver ${nodeResolver}\n${search}\noptions ndots:5\n`;
  }
  const side = sides.find((one) => view.startsWith(one)) ?? operator.place;
  return `nameserver ${side === 'internet' ? nextHop : gatewayOf(sites[side])}\n`;
}

/**
 * None watches its files: Linux lets all processes of a user together watch 128 times by default (inotify(7)), and many
 * networks stand at the same time.
 */
const common = ['no-resolv', 'no-hosts', 'no-negcache', 'user=root', 'bind-interfaces'];

/** A server that knows all there is to be known: any other name does not exist. */
function authority(address: string, records: readonly NameRecord[]): string[] {
  return [`listen-address=${address}`, 'local=/#/', ...records.flatMap(failing)];
}

/** A server of names that nobody has. */
const nobody = '192.0.2.254';

/** The address, in the internet, of a name server that fails. */
export const failingServerAddress = '192.0.2.53';

/** Whether there are names whose server fails. */
export function hasFailingServer({ names }: Topology): boolean {
  return names.some(({ code }) => code === 'ESERVFAIL');
}

/** bind9 with zones that it cannot read, which it answers for with SERVFAIL. */
function failingServer({ names }: Topology, folder: string): NameServer {
  const options = [
    `directory "${folder}"; pid-file none; session-keyfile none; listen-on { ${failingServerAddress}; };`,
    'listen-on-v6 { none; }; recursion no; dnssec-validation no; notify no;',
  ];
  return {
    program: 'named',
    machine: machineNames.internet,
    zones: [],
    lines: [
      `options { ${options.join(' ')} };`,
      'controls { };',
      ...names
        .filter(({ code }) => code === 'ESERVFAIL')
        .map(({ name }) => `zone "${name}" { type primary; file "missing"; };`),
    ],
  };
}

/** A name that cannot be had, since its own name server does not answer. */
function failing({ name, code }: NameRecord): string[] {
  switch (code) {
    case undefined:
      return [];
    case 'ETIMEOUT':
      return [`server=/${name}/${nobody}`];
    case 'ESERVFAIL':
      return [`server=/${name}/${failingServerAddress}`];
    default:
      throw new Error(`no name server fails with ${code}`);
  }
}

/** The first record of each name that holds at a site, or in the internet: a private zone's comes first where it is. */
function recordsFor({ names, sites }: Topology, side: Side | undefined): NameRecord[] {
  const lan = side && sites[side].lan.name;
  const held = names.filter((record) => record.lan === undefined || record.lan === lan);
  return held.filter(({ name }, index) => held.findIndex((one) => one.name === name) === index);
}

function linesOf({ name, addresses, code }: NameRecord): string[] {
  return code !== undefined ? [] : addresses.map((address) => `${address} ${name}`);
}

/** Machines have names in their LAN. */
function machinesOf({ sites }: Topology, side: Side): string[] {
  return sites[side].nodes.flatMap((node) =>
    node.addresses
      .filter(({ type }) => !type.endsWith('IP'))
      .map(({ address: name }) => `${lanAddress(node)} ${name}`),
  );
}
