import type { Side } from '../../model/peering.js';
import { peerOf } from '../../model/peering.js';
import { hostNetworkAddress, lanAddress } from '../network/machines.js';
import type { Host } from '../network/packet.js';
import type { ServiceEntry } from '../network/services.js';
import type { VirtualNetwork } from '../network/virtual-network.js';
import type { IpFamily, LiqoServiceSpec } from '../topology/cluster-spec.js';
import { nodeOfLiqo } from '../topology/node-roles.js';
import type { NameRecord, Topology } from '../topology/topology.js';
import type { AdvertisedAt, LiqoV0 } from './advertised.js';
import { authAddress, gatewayAddress, servicePortOf, wireGuardPort } from './advertised.js';
import { apiServerWorks } from './api-server.js';
import type { TrueController } from './ingress.js';
import { controllerOf, leadsToAuth } from './ingress.js';
import type { LoadBalancerEntry } from './load-balancers.js';
import { loadBalancerFor, loadBalancerNames } from './load-balancers.js';
import type { TrueServer } from './true-network.js';
import { connect, exchangesDatagrams, familiesOf, podOn, trueNetwork, workers } from './true-network.js';

/** What of a cluster its peer can use. */
export interface ServicesThatWork {
  readonly auth: boolean;
  readonly apiServer: boolean;
  readonly gateway: boolean;
}

/** One cluster as Liqo v0.x has set it up. */
interface Installed {
  readonly liqo: LiqoV0;
  readonly auth: { readonly server: TrueServer; readonly at: AdvertisedAt | undefined };
  readonly gateway: { readonly server: TrueServer; readonly at: AdvertisedAt | undefined };
  readonly controller: TrueController | undefined;
  readonly services: readonly ServiceEntry[];
  readonly names: readonly NameRecord[];
}

/**
 * Which services of either cluster the other one's Liqo v0.x would reach. `undefined` for a cluster without it.
 *
 * Source: see `shared` rules in docs of Liqo: out-of-band peering needs auth and API server both ways, in-band neither;
 * a tunnel comes up when one of the gateways is reached, since both are configured as each other's peer.
 */
export function truthOfV0(topology: Topology): Readonly<Record<Side, ServicesThatWork>> | undefined {
  const local = install(topology, 'local');
  const remote = install(topology, 'remote');
  if (local === undefined || remote === undefined) return undefined;
  const network = trueNetwork(topology, { local: local.services, remote: remote.services }, [
    ...local.names,
    ...remote.names,
  ]);
  for (const { auth, controller } of [local, remote])
    for (const { host } of [auth.server, ...(controller?.servers ?? [])])
      if (host.kind === 'pod') network.addPod(host);
  const both = { local, remote };
  return {
    local: whatWorks('local', { network, topology, both }),
    remote: whatWorks('remote', { network, topology, both }),
  };
}

/**
 * Whether the peer's Liqo can use the authentication server through the tunnel: liqoctl has it connect with https
 * whatever `auth.tls` says (pkg/liqoctl/inbound/endpoint.go@v0.5.4, pkg/liqoctl/inband/endpoint.go@v0.10.3).
 */
export function authWorksInBand({ clusters }: Topology, side: Side): boolean {
  const { liqo } = clusters[side];
  return liqo === undefined || !('auth' in liqo) || liqo.auth.tls !== false;
}

interface World {
  readonly network: VirtualNetwork;
  readonly topology: Topology;
  readonly both: Readonly<Record<Side, Installed>>;
}

function whatWorks(side: Side, { network, topology, both }: World): ServicesThatWork {
  const from = peerOf(side);
  const { gateway } = both[side];
  const pods = workers(topology, from).map(({ name }) => podOn(topology, from, { node: name, ordinal: 9 }));
  for (const pod of pods) network.addPod(pod);
  return {
    auth: pods.every((pod) => authWorks(side, pod, { network, topology, both })),
    apiServer: pods.every((pod) => apiServerWorks(side, { network, topology, from: pod })),
    gateway:
      gateway.at !== undefined &&
      exchangesDatagrams(
        { network, from: both[from].gateway.server.host, to: gateway.at },
        gateway.server,
        both[from].liqo.version,
      ),
  };
}

/** Liqo's clients always speak TLS; what an Ingress controller makes of that is its own affair. */
function authWorks(side: Side, from: Host, { network, topology, both }: World): boolean {
  const { auth, liqo, controller } = both[side];
  const { at } = auth;
  if (at === undefined) return false;
  const controllers = [both.local, both.remote].flatMap((one) => one.controller?.servers ?? []);
  const servers = [both.local.auth.server, both.remote.auth.server, ...controllers];
  const server = connect({ network, from, to: at }, servers);
  if (server === undefined) return false;
  if (server === auth.server) return liqo.auth.tls !== false;
  return controller?.servers.includes(server) === true && leadsToAuth(topology, side, at);
}

function install(topology: Topology, side: Side): Installed | undefined {
  const { liqo, loadBalancer } = topology.clusters[side];
  if (liqo === undefined || !('auth' in liqo)) return undefined;
  // The gateway's pod is in its node's network.
  const node = nodeOfLiqo(topology.sites[side]);
  if (node === undefined) return undefined;
  const pod = podOn(topology, side, { node: node.name, ordinal: 1 });
  const gatewayHost: Host = { kind: 'node', side, node: node.name };
  const isBalanced = ({ type }: LiqoServiceSpec): boolean => type === 'LoadBalancer';
  const controller = controllerOf(topology, side, node.name);
  // Addresses of a pool are given in the order in which the Services are made.
  const { nodes } = topology.sites[side];
  const gatewayPort = {
    service: 'liqo-gateway',
    protocol: 'udp',
    before: controller?.balanced === true ? 1 : 0,
    port: wireGuardPort,
    takenOn: node.name,
    families: familiesOf(topology, side, liqo.gateway),
  } as const;
  const authPort = {
    service: 'liqo-auth',
    before: gatewayPort.before + (isBalanced(liqo.gateway) ? 1 : 0),
    protocol: 'tcp',
    port: servicePortOf(liqo.auth),
    families: familiesOf(topology, side, liqo.auth),
  } as const;
  const authPodPort = liqo.auth.tls === false ? 5000 : 8443;
  const forGateway = isBalanced(liqo.gateway) ? loadBalancerFor(loadBalancer, nodes, gatewayPort) : [];
  const forAuth = isBalanced(liqo.auth) ? loadBalancerFor(loadBalancer, nodes, authPort) : [];
  return {
    liqo,
    auth: { server: { host: pod, port: authPodPort }, at: authAddress(nodes, liqo, forAuth) },
    gateway: {
      server: { host: gatewayHost, port: wireGuardPort },
      at: gatewayAddress(liqo, hostNetworkAddress(node), forGateway),
    },
    services: [
      entry('liqo-auth', liqo.auth, {
        protocol: 'tcp',
        port: servicePortOf(liqo.auth),
        backend: { address: pod.address, port: authPodPort, node: node.name },
        entries: forAuth,
        families: authPort.families,
      }),
      ...(controller?.servers ?? []).flatMap(({ host, port }) =>
        host.kind === 'pod'
          ? [
              entry(
                'ingress-nginx-controller',
                { type: 'LoadBalancer' },
                {
                  protocol: 'tcp',
                  port,
                  backend: { address: host.address, port, node: host.node },
                  entries: controller?.entries ?? [],
                  families: familiesOf(topology, side, {}),
                },
              ),
            ]
          : [],
      ),
      entry('liqo-gateway', liqo.gateway, {
        protocol: 'udp',
        port: wireGuardPort,
        backend: { address: lanAddress(node), port: wireGuardPort, node: node.name },
        entries: forGateway,
        families: gatewayPort.families,
      }),
    ],
    controller,
    names: loadBalancerNames(loadBalancer, [...(controller?.entries ?? []), ...forGateway, ...forAuth]),
  };
}

interface Behind {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly backend: { readonly address: string; readonly port: number; readonly node: string };
  readonly entries: readonly LoadBalancerEntry[];
  readonly families: readonly IpFamily[];
}

function entry(name: string, spec: LiqoServiceSpec, behind: Behind): ServiceEntry {
  const { protocol, port, backend, entries, families } = behind;
  return {
    namespace: 'liqo',
    name,
    externalTrafficPolicy: 'Cluster',
    families,
    loadBalancerAddresses: entries.flatMap(({ addresses }) => addresses),
    ports: [
      {
        protocol,
        port,
        nodePort: spec.type === 'ClusterIP' ? undefined : spec.nodePort,
        backends: [backend],
      },
    ],
  };
}
