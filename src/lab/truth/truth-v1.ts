import type { GatewayFlags, Side } from '../../model/peering.js';
import { peerOf } from '../../model/peering.js';
import type { ServiceEntry } from '../network/services.js';
import type { LiqoSpec } from '../topology/cluster-spec.js';
import type { Topology } from '../topology/topology.js';
import { addressOfNodes } from './advertised.js';
import { apiServerWorks } from './api-server.js';
import type { LoadBalancerEntry } from './load-balancers.js';
import { loadBalancerFor, loadBalancerNames } from './load-balancers.js';
import { exchangesDatagrams, familiesOf, podOn, trueNetwork, workers } from './true-network.js';

/** How `liqoctl peer` of v1.x is told to make the gateway server: its flags with their defaults filled in. */
export interface GatewayServerChoice {
  readonly side: Side;
  readonly type: 'LoadBalancer' | 'NodePort';
  readonly port: number;
  readonly nodePort: number;
  readonly clientAddress?: string | undefined;
  readonly clientPort?: number | undefined;
}

/** A node port that the API server might give when none is asked for; no rule of any topology knows it. */
const anyNodePort = 31_999;

/** The server that the flags of `liqoctl peer` ask for. */
export function serverOfFlags(flags: GatewayFlags): GatewayServerChoice {
  return {
    side: flags.location === 'Consumer' ? 'local' : 'remote',
    type: flags.type === 'NodePort' ? 'NodePort' : 'LoadBalancer',
    port: flags.port ?? 51_840,
    nodePort: flags.nodePort ?? anyNodePort,
    clientAddress: flags.clientAddress,
    clientPort: flags.clientPort,
  };
}

/** Whether the gateway client of the other cluster would get an answer from this gateway server. */
export function gatewayServerWorks(topology: Topology, choice: GatewayServerChoice): boolean {
  const { side } = choice;
  // The pods may land on any worker.
  return workers(topology, side).every(({ name: node }) =>
    workers(topology, peerOf(side)).every(({ name: client }) =>
      worksBetween(topology, choice, { node, client }),
    ),
  );
}

interface Nodes {
  /** Of the server. */
  readonly node: string;
  readonly client: string;
}

function worksBetween(topology: Topology, choice: GatewayServerChoice, { node, client }: Nodes): boolean {
  const { side, type, port, nodePort } = choice;
  const pod = podOn(topology, side, { node, ordinal: 1 });
  const { loadBalancer, liqo } = topology.clusters[side];
  const families = familiesOf(topology, side, {});
  const entries =
    type === 'LoadBalancer'
      ? loadBalancerFor(loadBalancer, topology.sites[side].nodes, {
          service: 'gw-peer',
          protocol: 'udp',
          port,
          families,
        })
      : [];
  const service: ServiceEntry = {
    namespace: 'liqo-tenant',
    name: 'gw-peer',
    externalTrafficPolicy: 'Cluster',
    families,
    loadBalancerAddresses: entries.flatMap(({ addresses }) => addresses),
    ports: [{ protocol: 'udp', port, nodePort, backends: [{ address: pod.address, port, node }] }],
  };
  const services = { local: [], remote: [], [side]: [service] };
  const network = trueNetwork(topology, services, loadBalancerNames(loadBalancer, entries));
  const from = podOn(topology, peerOf(side), { node: client, ordinal: 2 });
  network.addPod(pod);
  network.addPod(from);
  const machine = topology.sites[side].nodes.find(({ name }) => name === node);
  const own =
    type === 'LoadBalancer'
      ? entries[0] && { host: addressOfEntry(entries[0], liqo?.version), port }
      : machine && { host: addressOfNodes([machine]) ?? '', port: nodePort };
  // liqoctl waits for the server's own address first; the flags for the client do not spare that (RunConnect).
  if (own === undefined || own.host === '') return false;
  const to = { host: choice.clientAddress ?? own.host, port: choice.clientPort ?? own.port };
  const dialling = topology.clusters[peerOf(side)].liqo?.version ?? liqo?.version ?? 'v1.2.0';
  return exchangesDatagrams({ network, from, to }, { host: pod, port }, dialling);
}

/**
 * A client dials the first address: of an entry with both the name up to v1.1, the IP from v1.2.0 on
 * (wggatewayserver_controller.go@v1.0.0, CollectLoadBalancerAddresses@v1.2.0).
 */
function addressOfEntry(
  { ip, hostname }: LoadBalancerEntry,
  version: LiqoSpec['version'] | undefined,
): string {
  const isByName = version !== undefined && version !== 'v1.2.0';
  return (isByName ? (hostname ?? ip) : (ip ?? hostname)) ?? '';
}

/** Whether a consumer's pods would reach the provider's API server (v1.x, out-of-band); the side is the one reached. */
export function apiServerOfV1Works(topology: Topology, side: Side): boolean {
  const network = trueNetwork(topology, { local: [], remote: [] }, []);
  return workers(topology, peerOf(side)).every(({ name: node }) => {
    const from = podOn(topology, peerOf(side), { node, ordinal: 3 });
    network.addPod(from);
    return apiServerWorks(side, { network, topology, from });
  });
}
