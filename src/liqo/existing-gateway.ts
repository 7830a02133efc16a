import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { GatewayServerFacts } from '../model/gateway-server-facts.js';
import type { Endpoint, PeeringIntent } from '../model/peering.js';

/** The gateway server that a cluster has for its peer already (Liqo v1.x). */
export interface ExistingGateway {
  readonly server: GatewayServerFacts;
  /** What its status advertises; `null` while its Service has no address. */
  readonly advertised: Endpoint | null;
  /** What the peer dials: the same, unless `--gw-client-address` or `--gw-client-port` say otherwise. */
  readonly endpoint: Endpoint | null;
}

/**
 * The gateway server of one cluster for the other, as `liqoctl peer` or `liqoctl network connect` left it; `undefined`
 * when there is none, when it is not known, and when networking is not wanted. Its client dials the first address alone.
 *
 * Source: Liqo pkg/liqoctl/network/cluster.go and pkg/utils/getters/k8sGetters.go (GetGatewayServerByClusterID)@v1.2.0;
 * templates/liqo-wireguard-gateway-client-template.yaml@v1.2.0 (`index .Spec.Endpoint.Addresses 0`).
 */
export function existingGateway(
  { side, liqo }: Pick<ClusterFacts, 'side' | 'liqo'>,
  peer: Pick<ClusterFacts, 'liqo'>,
  { gateway, networkingDisabled }: Pick<PeeringIntent, 'gateway' | 'networkingDisabled'>,
): ExistingGateway | undefined {
  const peerId = valueOf(peer.liqo.clusterId);
  if (peerId === undefined || networkingDisabled) return undefined;
  const server = valueOf(liqo.gatewayServers)?.find(({ remoteClusterId }) => remoteClusterId === peerId);
  if (server === undefined) return undefined;
  const isServer =
    gateway.location === undefined || gateway.location === (side === 'remote' ? 'Provider' : 'Consumer');
  const { clientAddress, clientPort } = isServer ? gateway : {};
  const [address] = server.addresses;
  return {
    server,
    advertised: endpointAt(address, server.port),
    endpoint: endpointAt(clientAddress ?? address, clientPort ?? server.port),
  };
}

function endpointAt(host: string | undefined, port: number | undefined): Endpoint | null {
  return host === undefined || port === undefined ? null : { protocol: 'udp', host, ports: [port] };
}
