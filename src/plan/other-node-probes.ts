import { gatewayPodAddresses } from '../liqo/gateway-server.js';
import type { LiqoRelease } from '../liqo/release.js';
import type { ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import type { RaisedService } from '../model/raised-service.js';
import { probeId } from './endpoint-probes.js';

/**
 * Liqo v1.x advertises a gateway server of type NodePort at the node that its pod runs on, which may be another one than
 * that of the stand-in: nodes that would be advertised by another type of address, such as a name where the stand-in's
 * node has an IP address, are tried as well, one for each type. None where the client is told an address.
 *
 * Source: wggatewayserver_controller.go and pkg/utils/nodeUtils.go@v1.0.0–v1.2.0.
 */
export function otherNodeProbes(
  target: ClusterFacts,
  { request, nodePort }: RaisedService,
  { release, host }: { readonly release: LiqoRelease; readonly host: string },
): ProbeTask[] {
  const { cluster, service, exposure, dialHost } = request;
  const isWanted = release.generation === 'g3' && service === 'gateway' && exposure === 'NodePort';
  if (!isWanted || dialHost !== undefined || nodePort === undefined) return [];
  const addresses = gatewayPodAddresses(target);
  const own = addresses.find(({ address }) => address === host)?.type;
  return addresses
    .filter(({ type }) => type !== own)
    .filter(({ type }, index, others) => others.findIndex((one) => one.type === type) === index)
    .map(({ address, type }) => ({
      kind: 'stand-in-udp',
      id: `${probeId({ target: cluster, service, purpose: 'stand-in', ordinal: 1 })}-nodeport-${type.toLowerCase()}`,
      purpose: 'stand-in',
      service,
      target: cluster,
      host: address,
      port: nodePort,
    }));
}
