import { isIP, isIPv4, isIPv6 } from 'node:net';

import type { Side } from '../../model/peering.js';
import { nthAddress } from '../network/addresses.js';
import type { AddressAndPort, Host } from '../network/packet.js';
import { hostKey } from '../network/packet.js';
import type { ServiceEntry } from '../network/services.js';
import { VirtualNetwork } from '../network/virtual-network.js';
import type { IpFamily, LiqoServiceSpec, LiqoSpec } from '../topology/cluster-spec.js';
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

/**
 * The families of a Service that Liqo makes: the cluster's first, since it asks for no policy, unless somebody else asked
 * for both (Kubernetes docs, "IPv4/IPv6 dual-stack"; deployments/liqo/templates@v0.3.2–v1.2.0).
 */
export function familiesOf(
  topology: Topology,
  side: Side,
  { isDualStack }: Pick<LiqoServiceSpec, 'isDualStack'>,
): readonly IpFamily[] {
  const { podCidr, podFamilies } = topology.clusters[side];
  const first = podCidr.includes(':') ? 'IPv6' : 'IPv4';
  return isDualStack === true && podFamilies !== undefined ? podFamilies : [first];
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

/**
 * Whether a datagram arrives at a server and an answer comes back: what a handshake of WireGuard takes, whichever of a
 * name's addresses a release may choose for its endpoint.
 */
export function exchangesDatagrams(
  { network, from, to }: Connection,
  server: TrueServer,
  version: LiqoSpec['version'],
): boolean {
  const isRouted = (address: string): boolean => network.hasRoute(from, address);
  const addresses = endpointsOf(version, resolved(network, from, to.host), isRouted);
  return (
    addresses.length > 0 &&
    addresses.every((address) => isAnsweredAt({ network, from, to: { address, port: to.port } }, server))
  );
}

/**
 * The addresses of a name at which WireGuard may look for its peer. v0.3 and v0.4 ask for one family and then the other,
 * in an order that chance decides; v0.5–v0.10 take an IPv4 address where there is one; v1.x takes the first, which Go's
 * resolver ranks: a global IPv6 address that the pod has a route to comes before IPv4, a unique local one after it.
 *
 * Source: getTunnelAddressFromTep in pkg/liqonet/tunnel/wireguard/driver.go@v0.3.2,@v0.4.0;
 * pkg/liqonet/tunnel/resolver/resolver.go@v0.5.0–v0.10.3; pkg/gateway/tunnel/wireguard/dns.go@v1.0.0–v1.2.0; RFC 6724 §6.
 */
function endpointsOf(
  version: LiqoSpec['version'],
  addresses: readonly string[],
  isRouted: (address: string) => boolean,
): readonly string[] {
  const [ipv4, ipv6] = [addresses.find(isIPv4), addresses.find(isIPv6)];
  if (ipv4 === undefined || ipv6 === undefined) return [ipv4 ?? ipv6].filter((one) => one !== undefined);
  if (version.startsWith('v0.3.') || version === 'v0.4.0') return [ipv4, ipv6];
  const isIpv6First = version.startsWith('v1.') && isRouted(ipv6) && !/^f[cd]/.test(ipv6);
  return [isIpv6First ? ipv6 : ipv4];
}

interface Exchange {
  readonly network: VirtualNetwork;
  readonly from: Host;
  readonly to: AddressAndPort;
}

function isAnsweredAt({ network, from, to }: Exchange, server: TrueServer): boolean {
  let isAnswered = false;
  const clientPort = network.bindUdp(from, 0, () => {
    isAnswered = true;
  });
  const bound = network.bindUdp(server.host, server.port, (request) => {
    network.sendDatagram(server, { address: request.address, port: request.port }, new Uint8Array(1));
  });
  if (clientPort === undefined || bound === undefined) throw new Error('a port of the true network is taken');
  network.sendDatagram({ host: from, port: clientPort }, to, new Uint8Array(1));
  network.unbindUdp(from, clientPort);
  network.unbindUdp(server.host, server.port);
  return isAnswered;
}

function resolved(network: VirtualNetwork, from: Host, host: string): readonly string[] {
  if (isIP(host) !== 0) return [host];
  const resolution = network.resolve(from, host);
  return resolution.ok ? resolution.addresses : [];
}
