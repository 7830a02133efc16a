import { addressKind, isIpv6 } from '../liqo/address-kind.js';
import { advertisedGateway } from '../liqo/advertised-gateway.js';
import { loadBalancerAddress, preferredNodeAddress } from '../liqo/gateway-server.js';
import { addressOfHostNetwork } from '../liqo/node-address.js';
import type { LiqoRelease } from '../liqo/release.js';
import { releaseOf } from '../liqo/release.js';
import type { ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts, NodeFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Purpose } from '../model/observation.js';
import type { Endpoint } from '../model/peering.js';
import type { RaisedResponder, RaisedService } from '../model/raised-service.js';
import type { StandIn } from '../model/run-evidence.js';
import { probeId } from './endpoint-probes.js';
import { asGatewayDials } from './gateway-dials.js';
import { otherNodeProbes } from './other-node-probes.js';

/** The stand-ins of one cluster with their addresses, and the probes that go to them. */
export interface StandInProbes {
  readonly standIns: readonly StandIn[];
  /** From the other cluster. */
  readonly fromPeer: readonly ProbeTask[];
  /** Through the same Services from the stand-ins' own cluster. */
  readonly fromOwn: readonly ProbeTask[];
}

/** Where a stand-in is dialled by the peer, and from its own cluster. */
interface Dialled {
  readonly raised: RaisedService;
  readonly peer: Endpoint;
  readonly own: Endpoint;
}

/** What is peered. */
export interface StandInOptions {
  readonly release: LiqoRelease;
  /** The size of the largest packet to try through a tunnel, in bytes; see `tunnelPacketBytes`. */
  readonly packetBytes: number;
}

/** What to probe of one cluster's stand-ins, once their Services have addresses. */
export function standInProbes(
  target: ClusterFacts,
  responder: RaisedResponder,
  { release: inEffect, packetBytes }: StandInOptions,
): StandInProbes {
  const release = releaseOf(target, inEffect);
  const node = responderNode(target, responder);
  const dialled = responder.services.map((raised) => ({
    raised,
    at: addresses({ target, raised, node, release }),
  }));
  const reached = dialled.flatMap(({ raised, at }) => (at === undefined ? [] : [{ raised, ...at }]));
  const others = reached.flatMap(({ raised, own }) =>
    otherNodeProbes(target, raised, { release, host: own.host }),
  );
  return {
    standIns: dialled.map(({ raised, at }) => standInOf(raised, at?.peer, others)),
    fromPeer: asGatewayDials(
      [
        ...reached.map((stand) => standInTask(stand, 'stand-in')),
        ...others,
        ...reached.flatMap((stand) => pathMtuTasks(stand)),
        ...reached.flatMap((stand) => wireGuardTask(stand, packetBytes)),
        ...sourceTasks(target, responder, node),
      ],
      release,
    ),
    fromOwn: reached.map((stand) => standInTask(stand, 'control')),
  };
}

function responderNode(target: ClusterFacts, responder: RaisedResponder): NodeFacts | undefined {
  const nodes = (valueOf(target.nodes) ?? []).filter((node) => !node.virtual);
  return nodes.find((node) => node.name === responder.nodeName) ?? nodes.find((node) => node.ready);
}

interface AddressInput {
  readonly target: ClusterFacts;
  readonly raised: RaisedService;
  readonly node: NodeFacts | undefined;
  readonly release: LiqoRelease;
}

function addresses({
  target,
  raised,
  node,
  release,
}: AddressInput): Pick<Dialled, 'peer' | 'own'> | undefined {
  const { request } = raised;
  const protocol = request.service === 'gateway' ? 'udp' : 'https';
  const own = ownAddress({ target, raised, node, release });
  if (own === undefined) return undefined;
  const host = request.dialHost ?? own.host;
  return {
    own: { protocol, host: own.host, ports: [own.port] },
    peer: { protocol, host, ports: [request.dialPort ?? own.port] },
  };
}

function ownAddress({
  target,
  raised,
  node,
  release,
}: AddressInput): { host: string; port: number } | undefined {
  const { request, nodePort } = raised;
  if (request.exposure === 'LoadBalancer') {
    const host = loadBalancerAddress(raised.loadBalancer, request.service, release);
    return host === undefined ? undefined : { host, port: request.port };
  }
  const host =
    siblingAddress(target, release) ?? nodeAddress({ target, node, service: request.service, release });
  return host === undefined || nodePort === undefined ? undefined : { host, port: nodePort };
}

/**
 * Up to v0.10 a gateway is in the network of its node, and the authentication server is advertised at the first node by
 * name, whichever its pod runs on.
 */
function nodeAddress({
  target,
  node,
  service,
  release,
}: Omit<AddressInput, 'raised'> & { readonly service: 'auth' | 'gateway' }): string | undefined {
  const first = (valueOf(target.nodes) ?? []).find(({ virtual }) => !virtual);
  const own = service === 'auth' ? (first ?? node) : node;
  if (own === undefined) return undefined;
  const isInNodeNetwork = service === 'gateway' && release.generation !== 'g3';
  return (isInNodeNetwork ? addressOfHostNetwork(own) : undefined) ?? preferredNodeAddress(own);
}

/** Beside a live NodePort gateway the stand-in answers on that gateway's own node address, to be its sibling. */
function siblingAddress(target: ClusterFacts, release: LiqoRelease): string | undefined {
  if (release.generation === 'g3') return undefined;
  const advertised = advertisedGateway(target, release);
  return advertised.exposure === 'NodePort' ? advertised.endpoint?.host : undefined;
}

function standInOf(
  { request, nodePort, families }: RaisedService,
  endpoint: Endpoint | undefined,
  others: readonly ProbeTask[],
): StandIn {
  const { cluster, service, exposure } = request;
  const common = { cluster, service, exposure, nodePort, ...(families !== undefined && { families }) };
  const isElsewhere = exposure === 'NodePort' && service === 'gateway' && others.length > 0;
  const elsewhere = isElsewhere && {
    otherHosts: others.flatMap((task) => ('host' in task ? [task.host] : [])),
  };
  if (endpoint !== undefined) return { ...common, status: 'raised', endpoint, ...elsewhere };
  const reason =
    exposure === 'LoadBalancer'
      ? 'its LoadBalancer Service got no address in time'
      : 'no node of the cluster has an address that Liqo would advertise';
  return { ...common, status: 'pending', reason };
}

/** A service has one stand-in for each way of exposing it, so that its probe has one ID, whenever its address is known. */
function standInId({ raised }: Dialled, purpose: Purpose): string {
  const { cluster, service, exposure } = raised.request;
  return `${probeId({ target: cluster, service, purpose, ordinal: 1 })}-${exposure.toLowerCase()}`;
}

function standInTask(stand: Dialled, purpose: Purpose): ProbeTask {
  const { cluster, service } = stand.raised.request;
  const { host, ports } = purpose === 'control' ? stand.own : stand.peer;
  return {
    kind: service === 'gateway' ? 'stand-in-udp' : 'stand-in-tcp',
    id: standInId(stand, purpose),
    purpose,
    service,
    target: cluster,
    host,
    port: ports[0] ?? 0,
  };
}

/** What the way to a gateway carries decides how large the tunnel's packets may be. */
function pathMtuTasks(stand: Dialled): ProbeTask[] {
  if (stand.raised.request.service !== 'gateway') return [];
  return [{ ...standInTask(stand, 'path-mtu'), kind: 'path-mtu' }];
}

/** A tunnel to a gateway's stand-in, with packets as large as Liqo's own will have. */
function wireGuardTask(stand: Dialled, packetBytes: number): ProbeTask[] {
  const { cluster, service } = stand.raised.request;
  if (service !== 'gateway') return [];
  const purpose = 'tunnel';
  return [
    {
      kind: 'stand-in-wireguard',
      id: standInId(stand, purpose),
      purpose,
      service,
      target: cluster,
      host: stand.peer.host,
      port: stand.peer.ports[0] ?? 0,
      packetBytes,
    },
  ];
}

/** A node with those of its addresses at which Services of the cluster answer: others tell nothing. */
function servedAt(node: NodeFacts, { services }: RaisedResponder): NodeFacts {
  const [families] =
    services.flatMap((service) => service.families ?? []).length === 0
      ? []
      : services.map((service) => service.families ?? []);
  if (families === undefined) return node;
  const isServed = (address: string): boolean =>
    addressKind(address) === 'name' || families.includes(isIpv6(address) ? 'IPv6' : 'IPv4');
  const addresses = node.addresses.filter(({ address }) => isServed(address));
  return addresses.length === 0 ? node : { ...node, addresses };
}

/** Datagrams that arrive with their sender's address kept tell what NAT made of it on the way. */
function sourceTasks(
  target: ClusterFacts,
  responder: RaisedResponder,
  node: NodeFacts | undefined,
): ProbeTask[] {
  const host = node === undefined ? undefined : preferredNodeAddress(servedAt(node, responder));
  const [port, secondPort] = responder.sourceNodePorts;
  if (host === undefined || port === undefined) return [];
  const common = { service: 'gateway', target: target.side, host, port } as const;
  const id = (purpose: Purpose) => probeId({ ...common, purpose, ordinal: 1 });
  return [
    { kind: 'stand-in-udp', id: id('source'), purpose: 'source', ...common },
    ...(secondPort === undefined
      ? []
      : [{ kind: 'mapping', id: id('mapping'), purpose: 'mapping', ...common, secondPort } as const]),
  ];
}
