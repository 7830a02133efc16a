import { isIP } from 'node:net';

import type { Side } from '../../model/peering.js';
import { nthAddress } from '../network/addresses.js';
import type { Host } from '../network/packet.js';
import type { VirtualNetwork } from '../network/virtual-network.js';
import type { Topology } from '../topology/topology.js';
import { apiServerAddress } from './advertised.js';
import { apiServers, connect } from './true-network.js';

/** Where a connection to an API server starts. */
export interface ApiServerCaller {
  readonly network: VirtualNetwork;
  readonly topology: Topology;
  readonly from: Host;
}

/** Whether a pod of the peer reaches an API server where Liqo says it is, and may believe its certificate. */
export function apiServerWorks(side: Side, { network, topology, from }: ApiServerCaller): boolean {
  const to = apiServerAddress(side, topology);
  if (to === undefined || !isNamed(topology, side, to.host)) return false;
  const all = [...apiServers(topology, 'local'), ...apiServers(topology, 'remote')];
  const server = connect({ network, from, to }, all);
  return server !== undefined && server.host.kind !== 'operator' && server.host.side === side;
}

/** Go's rule for a host and the names of a certificate (crypto/x509, VerifyHostname). */
function isNamed({ clusters }: Topology, side: Side, host: string): boolean {
  const { apiServer, serviceCidr } = clusters[side];
  const names = ['127.0.0.1', 'localhost', nthAddress(serviceCidr, 1), ...apiServer.certificateNames];
  if (isIP(host) !== 0) return names.includes(host);
  return names.some((name) => name.toLowerCase() === host.toLowerCase());
}
