import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { nthAddress } from '../../../src/lab/network/addresses.js';
import type { ServiceEntry } from '../../../src/lab/network/services.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { type BalancedPort, balancerConfiguration } from './haproxy-configuration.js';
import { listens } from './listening.js';
import { interfaceNames, type MachineName, machineNames } from './machines.js';
import type { Namespaces } from './namespaces.js';
import { gatewayOf, ipv4Of, prefixOf, routerSide } from './site-addresses.js';

/** What plays the load balancers of a network that carry TCP only. */
export interface TcpLoadBalancers {
  /** Leads TCP of these addresses to what the Services are now; resolves when it does. */
  lead(side: Side, addresses: readonly string[], services: readonly ServiceEntry[]): Promise<void>;
}

/** What is needed of the network that they stand in. */
export interface BalancerPlace {
  readonly topology: Topology;
  readonly namespaces: Namespaces;
  /** For files of its own. */
  readonly folder: string;
}

interface Running {
  readonly configuration: string;
  readonly child: ChildProcess;
}

const { lan } = interfaceNames;

/**
 * haproxy on a machine of its own in the LAN of the nodes, in front of their node ports. What is not a TCP port of a
 * Service is dropped there, UDP with it, as a cloud's load balancer does.
 */
export class HaproxyBalancers implements TcpLoadBalancers {
  readonly #place: BalancerPlace;
  readonly #machines = new Map<Side, Promise<MachineName>>();
  readonly #running = new Map<Side, Running>();
  #last: Promise<void> = Promise.resolve();

  constructor(place: BalancerPlace) {
    this.#place = place;
  }

  lead(side: Side, addresses: readonly string[], services: readonly ServiceEntry[]): Promise<void> {
    const ports = portsOf(this.#place.topology, { side, addresses, services });
    this.#last = this.#last.then(() => this.#run(side, addresses, ports));
    return this.#last;
  }

  async #run(side: Side, addresses: readonly string[], ports: readonly BalancedPort[]): Promise<void> {
    if (addresses.length === 0) return;
    const machine = await (this.#machines.get(side) ?? this.#build(side, addresses));
    const configuration = balancerConfiguration(ports);
    const before = this.#running.get(side);
    if (ports.length === 0 || before?.configuration === configuration) return;
    const path = join(this.#place.folder, `${machine}.cfg`);
    writeFileSync(path, configuration);
    // The new one takes over; the old one ends when its last connection does.
    const successor = before?.child.pid === undefined ? [] : ['-sf', `${before.child.pid}`];
    const { namespaces } = this.#place;
    const child = namespaces.start(machine, ['haproxy', '-q', '-db', '-f', path, ...successor]);
    this.#running.set(side, { configuration, child });
    await listens(namespaces, { machine, child, ports: ports.map(({ port }) => port) });
    await namespaces.load(machine, rulesOf(ports));
  }

  #build(side: Side, addresses: readonly string[]): Promise<MachineName> {
    const built = addMachine(this.#place, side, addresses);
    this.#machines.set(side, built);
    return built;
  }
}

/** The node ports that stand behind these addresses. */
function portsOf(
  { sites }: Topology,
  {
    side,
    addresses,
    services,
  }: {
    readonly side: Side;
    readonly addresses: readonly string[];
    readonly services: readonly ServiceEntry[];
  },
): BalancedPort[] {
  const nodes = sites[side].nodes.flatMap((node) => ipv4Of(node).slice(0, 1));
  return services.flatMap(({ loadBalancerAddresses, ports }) =>
    loadBalancerAddresses
      .filter((address) => addresses.includes(address))
      .flatMap((address) =>
        ports.flatMap(({ protocol, port, nodePort }) =>
          protocol === 'udp' || nodePort === undefined ? [] : [{ address, port, nodes, nodePort }],
        ),
      ),
  );
}

async function addMachine(
  { topology, namespaces }: BalancerPlace,
  side: Side,
  addresses: readonly string[],
): Promise<MachineName> {
  const name = `${side}-balancer`;
  const port = `${side}lb`;
  const site = topology.sites[side];
  const router = machineNames.router(routerSide(topology, side));
  const prefix = prefixOf(site.lan.subnet);
  // Next to the router's, which is the last.
  const own = nthAddress(site.lan.subnet, 2 ** (32 - prefix) - 3);
  const machine = {
    name,
    isRouter: false,
    setup: [
      `address add ${own}/${prefix} dev ${lan}`,
      ...addresses.map((one) => `address add ${one}/32 dev ${lan}`),
      `link set dev ${lan} up`,
      `route add default via ${gatewayOf(site)} dev ${lan}`,
    ],
    rules: rulesOf([]),
  };
  const ends = [
    { machine: name, interface: lan },
    { machine: router, interface: port },
  ] as const;
  await namespaces.add([machine], [{ ends }]);
  await namespaces.ip(router, [`link set dev ${port} master ${lan}`, `link set dev ${port} up`]);
  return name;
}

function rulesOf(ports: readonly BalancedPort[]): string {
  return [
    'table inet balancer {}',
    'delete table inet balancer',
    'table inet balancer {',
    'chain input {',
    'type filter hook input priority filter; policy drop;',
    'ct state established,related accept',
    'meta l4proto icmp accept',
    ...ports.map(({ address, port }) => `ip daddr ${address} tcp dport ${port} accept`),
    '}',
    '}',
    '',
  ].join('\n');
}
