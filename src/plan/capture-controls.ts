import type { GatewayProbe } from '../model/agent-plan.js';
import { existingGateway } from '../liqo/existing-gateway.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import { captureControlId } from '../model/gateway-capture.js';
import type { PeeringIntent } from '../model/peering.js';

/**
 * The datagrams that a cluster sends to its own live gateway, for `--capture`: a capture that sees them is able to see,
 * so that the absence of the peer's means something. Up to v0.10 they go to the Service's own address inside of the
 * cluster, which exists whatever its type; in v1.x to the advertised one, which leads there from inside too, or the
 * capture is blind and says so.
 */
export function captureControl(
  own: ClusterFacts,
  peer: ClusterFacts,
  intent: PeeringIntent,
): GatewayProbe | undefined {
  const destination = serviceAddress(own) ?? advertisedAddress(own, peer, intent);
  if (destination === undefined) return undefined;
  return {
    kind: 'live-gateway',
    id: captureControlId(own.side),
    purpose: 'contrast',
    service: 'gateway',
    target: own.side,
    ...destination,
  };
}

type Destination = Pick<GatewayProbe, 'host' | 'port'>;

function serviceAddress({ liqo }: ClusterFacts): Destination | undefined {
  const service = valueOf(liqo.gatewayService) ?? undefined;
  const port = service?.ports.find(({ protocol }) => protocol === 'UDP')?.port;
  const host = service?.clusterIp;
  return host === undefined || host === 'None' || port === undefined ? undefined : { host, port };
}

function advertisedAddress(
  own: ClusterFacts,
  peer: ClusterFacts,
  intent: PeeringIntent,
): Destination | undefined {
  const advertised = existingGateway(own, peer, intent)?.advertised ?? undefined;
  const [port] = advertised?.ports ?? [];
  return advertised === undefined || port === undefined ? undefined : { host: advertised.host, port };
}
