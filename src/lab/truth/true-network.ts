import { isIP } from 'node:net';

import type { Side } from '../../model/peering.js';
import { nthAddress } from '../network/addresses.js';
import type { AddressAndPort, Host } from '../network/packet.js';
import { hostKey } from '../network/packet.js';
import type { ServiceEntry } from '../network/services.js';
import { VirtualNetwork } from '../network/virtual-network.js';
import { schedulableNodes } from '../topology/node-roles.js';
import type { NodeSpec } from '../topology/site.js';
import type { NameRecord, Topology } from '../topology/topology.js';
import type { AdvertisedAt } from './advertised.js';

/** A program that listens: where, and nothing else counts. */
export interface TrueServer {
  readonly host: Host;
  readonly port: number;
}

/** The virtual network with the Services that Liqo has made. */
export function trueNetwork(
  topology: Topology,
  services: Readonly<Record<Side, readonly ServiceEntry[]>>,
  names: readonly NameRecord[],
): VirtualNetwork {
  let ports = 0;
  return new VirtualNetwork({
    topology: { ...topology, names: [...topology.names, ...names] },
    services: { local: () => services.local, remote: () => services.remote },
    now: () => 0,
    // Ports of masqueraded flows: any will do.
    random: () => ((ports += 7) % 1000) / 1000,
  });
}

/** Nodes that pods of Liqo may run on. */
export function workers(topology: Topology, side: Side): readonly NodeSpec[] {
  return schedulableNodes(topology.sites[side]);
}

/** A pod on a node, at an address of the node's part of the pod network. */
export function podOn(topology: Topology, side: Side, { node, ordinal }: { node: string; ordinal: number }) {
  const index = topology.sites[side].nodes.findIndex(({ name }) => name === node);
  const address = nthAddress(topology.clusters[side].podCidr, Math.max(0, index) * 256 + 200 + ordinal);
  return { kind: 'pod', side, node, address } as const;
}

/** Where API servers listen. */
export function apiServers(topology: Topology, side: Side): readonly TrueServer[] {
  const { apiServer } = topology.clusters[side];
  if (apiServer.place === 'provided') return [{ host: { kind: 'api-server', side }, port: apiServer.port }];
  return topology.sites[side].nodes
    .filter((node) => node.controlPlane === true)
    .map(({ name }) => ({ host: { kind: 'node', side, node: name }, port: apiServer.port }));
}

function isSame(one: TrueServer, other: TrueServer): boolean {
  return one.port === other.port && hostKey(one.host) === hostKey(other.host);
}

interface Connection {
  readonly network: VirtualNetwork;
  readonly from: Host;
  readonly to: AdvertisedAt;
}

/** Who accepts a connection to a host: as Go's dialer, the first address of the name that somebody accepts at. */
export function connect(
  { network, from, to }: Connection,
  servers: readonly TrueServer[],
): TrueServer | undefined {
  for (const address of resolved(network, from, to.host)) {
    const destination: AddressAndPort = { address, port: to.port };
    const verdict = network.verdict({ from, sourcePort: 40_000, protocol: 'tcp', destination });
    if (verdict.kind !== 'deliver') continue;
    const server = servers.find((one) => isSame(one, verdict));
    if (server) return server;
  }
  return undefined;
}

/** Whether a datagram arrives at a server and an answer comes back: what a handshake of WireGuard takes. */
export function exchangesDatagrams({ network, from, to }: Connection, server: TrueServer): boolean {
  const [address] = resolved(network, from, to.host);
  if (address === undefined) return false;
  let isAnswered = false;
  const clientPort = network.bindUdp(from, 0, () => {
    isAnswered = true;
  });
  const bound = network.bindUdp(server.host, server.port, (request) => {
    network.sendDatagram(server, { address: request.address, port: request.port }, new Uint8Array(1));
  });
  if (clientPort === undefined || bound === undefined) throw new Error('a port of the true network is taken');
  network.sendDatagram({ host: from, port: clientPort }, { address, port: to.port }, new Uint8Array(1));
  network.unbindUdp(from, clientPort);
  network.unbindUdp(server.host, server.port);
  return isAnswered;
}

function resolved(network: VirtualNetwork, from: Host, host: string): readonly string[] {
  if (isIP(host) !== 0) return [host];
  const resolution = network.resolve(from, host);
  return resolution.ok ? resolution.addresses : [];
}
