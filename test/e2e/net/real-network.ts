import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';

import type { LabNetwork } from '../../../src/lab/network/lab-network.js';
import type { Host } from '../../../src/lab/network/packet.js';
import { nodeIps } from '../../../src/lab/network/machines.js';
import { hostKey } from '../../../src/lab/network/packet.js';
import type { Backend, ServiceEntry, ServiceTable } from '../../../src/lab/network/services.js';
import type { LoopbackListener } from '../../../src/lab/network/session.js';
import type { TopologyChange } from '../../../src/lab/topology/change-topology.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';
import type { Datagram } from '../../../src/probe/world.js';
import { killProcessesIn } from '../../network-namespaces/clean-up.js';
import { socketPorts } from './drawn-ports.js';
import { addressIn, ipv6Of, ipv6View, podIpv6, podSetup, podTether as ipv6Tether } from './ipv6-plan.js';
import { interfaceNames, type MachineName, machineNames } from './machines.js';
import {
  type NameServer,
  nameServers,
  namesIn,
  type ResolverView,
  resolvConf,
  type Zone,
  zones,
} from './name-servers.js';
import { Namespaces } from './namespaces.js';
import { planNetwork } from './network-plan.js';
import { serviceRules } from './node-rules.js';
import { podMachine, podTether, portOf } from './pods.js';
import type { BalancerPlace, TcpLoadBalancers } from './tcp-load-balancers.js';
import { balancersOf, ipv4Of } from './site-addresses.js';
import { ServerSockets, type WantedSocket } from './server-sockets.js';
import { isServer, relay, type SocketRequest } from './sockets.js';

type Pod = Extract<Host, { kind: 'pod' }>;

/** What a real network is built with. */
export interface NetworkOptions {
  /** For files of its own. */
  readonly folder: string;
  /** Asked again whenever they have changed. */
  readonly services: Readonly<Record<Side, ServiceTable>>;
  /** Starts a real program in place of a simulated gateway's UDP socket. */
  readonly gateway?: ((network: RealNetwork, host: Host, port: number) => Promise<void>) | undefined;
  /** Real programs in place of load balancers that carry TCP only, which else are rules of the nodes. */
  readonly balancers?: ((place: BalancerPlace) => TcpLoadBalancers) | undefined;
}

const views: readonly ResolverView[] = [
  'local-pods',
  'remote-pods',
  'local-nodes',
  'remote-nodes',
  'operator',
];

/** A network of the kernel's: the same topology that the virtual one is made from, of namespaces. */
export class RealNetwork implements LabNetwork {
  readonly namespaces = new Namespaces();
  #topology: Topology;
  readonly #services: Readonly<Record<Side, ServiceTable>>;
  readonly #folder: string;
  readonly #gateway: NetworkOptions['gateway'];
  readonly #tcpBalancers: TcpLoadBalancers | undefined;
  readonly #pods = new Map<string, Promise<void>>();
  readonly #sockets = new ServerSockets();
  readonly #connections = new Set<Socket>();
  readonly #loaded = new Map<MachineName, string>();
  readonly #written = new Map<Zone, string>();
  /** Once they listen. */
  #nameServers: readonly NameServer[] = [];
  readonly #balancers = new Map<string, MachineName>();
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  readonly #mistakes: unknown[] = [];

  private constructor(topology: Topology, { services, folder, gateway, balancers }: NetworkOptions) {
    this.#topology = topology;
    this.#services = services;
    this.#folder = folder;
    this.#gateway = gateway;
    this.#tcpBalancers = balancers?.({ topology, namespaces: this.namespaces, folder });
  }

  /** Builds a topology. */
  static async build(topology: Topology, options: NetworkOptions): Promise<RealNetwork> {
    const network = new RealNetwork(topology, options);
    network.#writeResolvers();
    network.#writeNames();
    const { machines, cables } = planNetwork(topology);
    try {
      await network.namespaces.add(machines, cables);
      await network.#startNameServers();
    } catch (error) {
      await network.close();
      throw error;
    }
    return network;
  }

  get topology(): Topology {
    return this.#topology;
  }

  change(change: TopologyChange): void {
    this.#topology = change(this.#topology);
    this.#writeNames();
  }

  addPod(pod: Pod): void {
    const nodes = this.#topology.sites[pod.side].nodes;
    const index = nodes.findIndex(({ name }) => name === pod.node);
    const node = nodes[index];
    if (node === undefined) throw new Error(`there is no node ${pod.node}`);
    const at = machineNames.node(pod.side, index);
    const own = podIpv6(this.#topology, pod);
    const { machine, cable } = podMachine(
      pod,
      at,
      own === undefined ? [] : podSetup(this.#topology, pod, own),
    );
    const tether = [
      ...podTether(pod, ipv4Of(node)[0] ?? ''),
      ...(own === undefined ? [] : ipv6Tether(own, portOf(pod))),
    ];
    const made = this.namespaces.add([machine], [cable]).then(() => this.namespaces.ip(at, tether));
    this.#pods.set(hostKey(pod), this.#track(made));
  }

  removeHost(host: Host): void {
    const machine = this.machineOf(host);
    this.#sockets.closeAt(machine);
    const made = this.#pods.get(hostKey(host));
    this.#pods.delete(hostKey(host));
    if (made) void this.#track(made.then(() => this.namespaces.drop(machine)));
  }

  ownAddress(host: Host): string {
    switch (host.kind) {
      case 'pod':
        return host.address;
      case 'node': {
        const node = this.#topology.sites[host.side].nodes.find(({ name }) => name === host.node);
        return (node && nodeIps(node)[0]) ?? '';
      }
      case 'api-server':
        return this.#topology.clusters[host.side].apiServer.address ?? '';
      case 'operator':
        return this.#topology.operator.address;
    }
  }

  listenTcp(host: Host, port: number, { loopbackPort }: LoopbackListener): void {
    for (const address of this.#addressesOf(host)) {
      this.#want(host, {
        socket: { protocol: 'tcp', address, port },
        use: (server) => isServer(server) && relay(server, loopbackPort, this.#connections),
      });
    }
  }

  /** Nothing here takes a way without packets: Ingress controllers are programs of their own. */
  loopbackPortBehind(): undefined {
    return undefined;
  }

  bindUdp(host: Host, port: number, sink: (datagram: Datagram) => void): void {
    if (this.#gateway) {
      void this.#track(this.#gateway(this, host, port));
      return;
    }
    for (const at of this.#addressesOf(host)) {
      this.#want(host, {
        socket: { protocol: 'udp', address: at, port },
        use: (socket) => {
          if (isServer(socket)) return;
          socket.on('message', (payload, { address, port: from }) => sink({ payload, address, port: from }));
          socket.on('error', () => undefined);
        },
      });
    }
  }

  /** Where servers of a host listen: at its IPv4 address and at each IPv6 one. */
  #addressesOf(host: Host): readonly string[] {
    switch (host.kind) {
      case 'pod':
        return [host.address, ...[podIpv6(this.#topology, host) ?? []].flat()];
      case 'node': {
        const node = this.#topology.sites[host.side].nodes.find(({ name }) => name === host.node);
        return node === undefined ? [] : [...ipv4Of(node).slice(0, 1), ...ipv6Of(node)];
      }
      case 'api-server': {
        const { address, ipv6Address } = this.#topology.clusters[host.side].apiServer;
        return [address ?? [], ipv6Address ?? []].flat();
      }
      case 'operator':
        return [this.#topology.operator.address];
    }
  }

  /** Lets the operator reach servers on loopback ports of this process at the same ports, as through a tunnel. */
  tunnelToOperator(ports: readonly number[]): void {
    for (const port of ports) {
      this.#want(
        { kind: 'operator' },
        {
          socket: { protocol: 'tcp', address: '127.0.0.1', port },
          use: (server) => isServer(server) && relay(server, port, this.#connections),
        },
      );
    }
  }

  /** Resolves when a host is there, and everything listens that was asked for. */
  async isReady(host?: Host): Promise<void> {
    if (host) {
      await this.#pods.get(hostKey(host));
      return;
    }
    this.#sockets.release();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  machineOf(host: Host): MachineName {
    switch (host.kind) {
      case 'pod':
        return machineNames.pod(host.side, host.address);
      case 'node':
        return machineNames.node(
          host.side,
          this.#topology.sites[host.side].nodes.findIndex(({ name }) => name === host.node),
        );
      case 'api-server':
        return machineNames.apiServer(host.side);
      case 'operator':
        return machineNames.operator;
    }
  }

  /** The command line that runs a program as a host's own, with that host's names. */
  commandOn(host: Host, command: readonly string[]): string[] {
    const view: ResolverView =
      host.kind === 'operator' ? 'operator' : `${host.side}-${host.kind === 'pod' ? 'pods' : 'nodes'}`;
    // What `ip netns exec` starts has mounts of its own.
    const script =
      `echo '${socketPorts}' >/proc/sys/net/ipv4/ip_local_port_range && ` +
      'mount --bind "$1/hosts" /etc/hosts && mount --bind "$1/resolv.conf" /etc/resolv.conf && shift && exec "$@"';
    const enter = ['ip', 'netns', 'exec', this.namespaces.of(this.machineOf(host))];
    return [...enter, 'sh', '-c', script, 'sh', this.nameFolder(view), ...command];
  }

  /** Ends what runs at a host. */
  kill(host: Host): void {
    killProcessesIn([this.namespaces.of(this.machineOf(host))]);
  }

  /** Cuts every connection to a server of the simulated clusters: requests, watches, logs. */
  cutConnections(): void {
    for (const connection of this.#connections) connection.resetAndDestroy();
  }

  /** Services, their endpoints or their load balancers have changed: kube-proxy will take notice. */
  servicesChanged(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writeNames();
      void this.#track(this.#loadServices());
    }, 15);
  }

  /** Removes everything; throws when something has failed that nobody waited for. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#sockets.close();
    await Promise.allSettled([...this.#underWay]);
    // As well what was being opened.
    this.#sockets.close();
    for (const connection of this.#connections) connection.destroy();
    await this.namespaces.removeAll();
    if (this.#mistakes.length > 0) throw this.#mistakes[0];
  }

  private nameFolder(of: ResolverView | Zone): string {
    return join(this.#folder, of);
  }

  /** What `/etc/hosts` and `/etc/resolv.conf` are to be. */
  #writeResolvers(): void {
    for (const view of views) {
      const folder = this.nameFolder(view);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'hosts'), '127.0.0.1 localhost\n');
      writeFileSync(join(folder, 'resolv.conf'), resolvConf(this.#topology, view));
    }
    for (const zone of zones) mkdirSync(this.nameFolder(zone), { recursive: true });
  }

  /** Name servers are told to read again what has changed. */
  #writeNames(): void {
    const services = { local: this.#services.local(), remote: this.#services.remote() };
    const changed = zones.filter((zone) => {
      const names = namesIn(zone, this.#topology, services);
      if (this.#written.get(zone) === names) return false;
      this.#written.set(zone, names);
      writeFileSync(join(this.nameFolder(zone), 'names'), names);
      return true;
    });
    for (const server of this.#isClosed ? [] : this.#nameServers) {
      if (server.zones.some((zone) => changed.includes(zone))) this.#reload(server);
    }
  }

  #reload({ machine }: NameServer): void {
    process.kill(Number(readFileSync(this.#pidFile(machine), 'utf8')), 'SIGHUP');
  }

  #pidFile(machine: MachineName): string {
    return join(this.#folder, `dnsmasq-${machine}.pid`);
  }

  /** Each goes to the background when it listens. */
  async #startNameServers(): Promise<void> {
    const servers = nameServers(this.#topology, (zone) => this.nameFolder(zone));
    await this.namespaces.runAt(
      servers.map(({ program, machine, lines }) => {
        const file = join(this.#folder, `${program}-${machine}.conf`);
        const own = program === 'dnsmasq' ? [`pid-file=${this.#pidFile(machine)}`] : [];
        writeFileSync(file, [...lines, ...own, ''].join('\n'));
        return {
          machine,
          words: program === 'named' ? ['named', '-c', file] : ['dnsmasq', `--conf-file=${file}`],
        };
      }),
    );
    this.#nameServers = servers;
  }

  async #loadServices(): Promise<void> {
    await Promise.all(sides.map((side) => this.#loadServicesOf(side)));
  }

  async #loadServicesOf(side: Side): Promise<void> {
    const { nodes } = this.#topology.sites[side];
    const { podCidr, serviceCidr, loadBalancer } = this.#topology.clusters[side];
    const services = this.#services[side]();
    const tcpOnly = loadBalancer.kind === 'address' ? (loadBalancer.tcpOnly ?? []) : [];
    const ofPrograms = this.#tcpBalancers === undefined ? [] : tcpOnly;
    await this.#leadBalancers(side, services, ofPrograms);
    await this.#tcpBalancers?.lead(side, ofPrograms, services);
    await Promise.all(
      nodes.map(async (node, index) => {
        const machine = machineNames.node(side, index);
        const view = {
          name: node.name,
          family: 'IPv4',
          addresses: ipv4Of(node),
          podCidr,
          serviceCidr,
          addressOf: (backend: Backend) => addressIn('IPv4', backend, { topology: this.#topology, side }),
        } as const;
        const rules = [
          serviceRules(view, services, tcpOnly),
          ...(ipv6Of(node).length === 0
            ? []
            : [serviceRules(ipv6View(this.#topology, side, node), services, tcpOnly)]),
        ].join('');
        if (this.#isClosed || this.#loaded.get(machine) === rules) return;
        this.#loaded.set(machine, rules);
        await this.namespaces.load(machine, rules);
      }),
    );
  }

  /** A load balancer's address is at a node that has an endpoint of its Service, or at the first. */
  async #leadBalancers(
    side: Side,
    services: readonly ServiceEntry[],
    ofPrograms: readonly string[],
  ): Promise<void> {
    const { nodes } = this.#topology.sites[side];
    const pool = balancersOf(this.#topology, [side]).filter((one) => !ofPrograms.includes(one));
    for (const { loadBalancerAddresses, ports } of services) {
      for (const address of loadBalancerAddresses.filter((one) => pool.includes(one))) {
        const endpoint = ports.flatMap(({ backends }) => backends).find(({ node }) => node !== undefined);
        const index = Math.max(
          0,
          nodes.findIndex(({ name }) => name === endpoint?.node),
        );
        const machine = machineNames.node(side, index);
        const before = this.#balancers.get(address);
        if (before === machine || this.#isClosed) continue;
        this.#balancers.set(address, machine);
        if (before) await this.namespaces.ip(before, [`address del ${address}/32 dev ${interfaceNames.lan}`]);
        await this.namespaces.ip(machine, [`address add ${address}/32 dev ${interfaceNames.lan}`]);
      }
    }
  }

  #want(
    host: Host,
    { socket, use }: Pick<WantedSocket, 'use'> & { readonly socket: Omit<SocketRequest, 'namespace'> },
  ): void {
    const machine = this.machineOf(host);
    const request = { ...socket, namespace: this.namespaces.of(machine) };
    const machineIsThere = this.#pods.get(hostKey(host)) ?? Promise.resolve();
    void this.#track(this.#sockets.open({ machine, request, machineIsThere, use }));
  }

  #track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    // Told by `close`, as nobody may be waiting.
    tracked.catch((error: unknown) => this.#mistakes.push(error));
    return tracked;
  }
}
