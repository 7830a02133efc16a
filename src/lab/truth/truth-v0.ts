import type { Side } from '../../model/peering.js';
import { peerOf } from '../../model/peering.js';
import { lanAddress } from '../network/machines.js';
import type { Host } from '../network/packet.js';
import type { ServiceEntry } from '../network/services.js';
import type { VirtualNetwork } from '../network/virtual-network.js';
import type { LiqoServiceSpec } from '../topology/cluster-spec.js';
import { nodeOfLiqo } from '../topology/node-roles.js';
import type { NameRecord, Topology } from '../topology/topology.js';
import type { AdvertisedAt, LiqoV0 } from './advertised.js';
import { authAddress, gatewayAddress, wireGuardPort } from './advertised.js';
import { apiServerWorks } from './api-server.js';
import type { LoadBalancerEntry } from './load-balancers.js';
import { loadBalancerFor, loadBalancerNames } from './load-balancers.js';
import type { TrueServer } from './true-network.js';
import { connect, exchangesDatagrams, podOn, trueNetwork, workers } from './true-network.js';

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
  readonly services: readonly ServiceEntry[];
  readonly names: readonly NameRecord[];
}

const authPodPort = 8443;

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
  for (const { auth } of [local, remote])
    if (auth.server.host.kind === 'pod') network.addPod(auth.server.host);
  const both = { local, remote };
  return {
    local: whatWorks('local', { network, topology, both }),
    remote: whatWorks('remote', { network, topology, both }),
  };
}

interface World {
  readonly network: VirtualNetwork;
  readonly topology: Topology;
  readonly both: Readonly<Record<Side, Installed>>;
}

function whatWorks(side: Side, { network, topology, both }: World): ServicesThatWork {
  const from = peerOf(side);
  const { auth, gateway } = both[side];
  const pods = workers(topology, from).map(({ name }) => podOn(topology, from, { node: name, ordinal: 9 }));
  for (const pod of pods) network.addPod(pod);
  const servers = [both.local.auth.server, both.remote.auth.server];
  const { at } = auth;
  return {
    auth:
      at !== undefined &&
      pods.every((pod) => connect({ network, from: pod, to: at }, servers) === auth.server),
    apiServer: pods.every((pod) => apiServerWorks(side, { network, topology, from: pod })),
    gateway:
      gateway.at !== undefined &&
      exchangesDatagrams({ network, from: both[from].gateway.server.host, to: gateway.at }, gateway.server),
  };
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
  // Addresses of a pool are given in the order in which the Services are made.
  const { nodes } = topology.sites[side];
  const gatewayPort = {
    service: 'liqo-gateway',
    protocol: 'udp',
    port: wireGuardPort,
    takenOn: node.name,
  } as const;
  const isSecond = isBalanced(liqo.gateway);
  const authPort = { service: 'liqo-auth', isSecond, protocol: 'tcp', port: 443 } as const;
  const forGateway = isBalanced(liqo.gateway) ? loadBalancerFor(loadBalancer, nodes, gatewayPort) : [];
  const forAuth = isBalanced(liqo.auth) ? loadBalancerFor(loadBalancer, nodes, authPort) : [];
  return {
    liqo,
    auth: { server: { host: pod, port: authPodPort }, at: authAddress(nodes, liqo, forAuth) },
    gateway: {
      server: { host: gatewayHost, port: wireGuardPort },
      at: gatewayAddress(liqo, lanAddress(node), forGateway),
    },
    services: [
      entry('liqo-auth', liqo.auth, {
        protocol: 'tcp',
        port: 443,
        backend: { address: pod.address, port: authPodPort, node: node.name },
        entries: forAuth,
      }),
      entry('liqo-gateway', liqo.gateway, {
        protocol: 'udp',
        port: wireGuardPort,
        backend: { address: lanAddress(node), port: wireGuardPort, node: node.name },
        entries: forGateway,
      }),
    ],
    names: loadBalancerNames(loadBalancer, [...forGateway, ...forAuth]),
  };
}

interface Behind {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly backend: { readonly address: string; readonly port: number; readonly node: string };
  readonly entries: readonly LoadBalancerEntry[];
}

function entry(name: string, spec: LiqoServiceSpec, behind: Behind): ServiceEntry {
  const { protocol, port, backend, entries } = behind;
  return {
    namespace: 'liqo',
    name,
    externalTrafficPolicy: 'Cluster',
    loadBalancerAddresses: entries.map(({ address }) => address),
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
