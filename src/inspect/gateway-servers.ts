import type { GatewayServerFacts } from '../model/gateway-server-facts.js';
import { known, mapFact, type Fact } from '../model/fact.js';
import type { Generation } from '../model/peering.js';
import type { ClusterReadings } from './cluster-readings.js';
import { selectObjects } from './listed-objects.js';
import type { GatewayServer } from './liqo-objects.js';

/**
 * The gateway servers of v1.x, for whatever other clusters.
 * SOURCE: Liqo pkg/consts/externalnetwork.go@v1.2.0 and pkg/liqo-controller-manager/networking/forge/
 * gatewayserver.go@v1.2.0 (label `liqo.io/remote-cluster-id`).
 */
export function gatewayServersOf(
  { gatewayServers }: Pick<ClusterReadings, 'gatewayServers'>,
  generation: Fact<Generation>,
): Fact<readonly GatewayServerFacts[]> {
  if (generation.known && generation.value !== 'g3') {
    return known([], 'Liqo before v1.0, which has no such objects');
  }
  return mapFact(selectObjects(gatewayServers), (list) => list.map(factsOf));
}

function factsOf({ metadata, spec, status }: GatewayServer): GatewayServerFacts {
  const remoteClusterId = metadata.labels?.['liqo.io/remote-cluster-id'];
  const { port: listenPort, serviceType } = spec?.endpoint ?? {};
  const { addresses, port } = status?.endpoint ?? {};
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ...(remoteClusterId !== undefined && { remoteClusterId }),
    ...(typeof serviceType === 'string' && { serviceType }),
    ...(typeof listenPort === 'number' && { listenPort }),
    // With the node of its pod not Ready, Liqo writes one empty address.
    addresses: (addresses ?? []).filter((address) => address !== ''),
    ...(typeof port === 'number' && { port }),
  };
}
