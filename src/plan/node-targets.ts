import { advertisedGateway } from '../liqo/advertised-gateway.js';
import { preferredNodeAddress } from '../liqo/gateway-server.js';
import type { LiqoRelease } from '../liqo/release.js';
import { releaseOf } from '../liqo/release.js';
import type { ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { RaisedService } from '../model/raised-service.js';
import { probeId } from './endpoint-probes.js';
import { asGatewayDials } from './gateway-dials.js';
import { nodesForPods } from './sending-nodes.js';

/** So many nodes of one cluster are tried at most. */
const mostTargets = 50;

/** Stand-ins behind node ports of one cluster. */
export interface NodeTargets {
  readonly target: ClusterFacts;
  readonly services: readonly RaisedService[];
  readonly release: LiqoRelease;
  /** Hosts that are probed already, by node port. */
  readonly isProbed: (host: string, port: number) => boolean;
}

/**
 * The address that Liqo may take of each node: for a gateway of those on which its pod may run, for the authentication
 * server of any ready machine. Source: as `gatewayServerAddresses` and `advertisedAuth`.
 */
function advertisableAddresses(target: ClusterFacts, service: 'auth' | 'gateway'): readonly string[] {
  const machines = (valueOf(target.nodes) ?? []).filter(({ ready, virtual }) => ready && !virtual);
  const nodes = service === 'gateway' ? nodesForPods(target) : machines;
  return [...new Set(nodes.flatMap((node) => preferredNodeAddress(node) ?? []))];
}

/**
 * Probes of the stand-ins behind node ports at every other address that Liqo may advertise: that of the node on which its
 * pod lands, which changes when the pod moves, or of any node.
 */
export function nodeTargetProbes({ target, services, release, isProbed }: NodeTargets): ProbeTask[] {
  const probes = services
    .filter(({ request }) => request.exposure === 'NodePort' && request.dialHost === undefined)
    .filter(({ request }) => !isAdvertisedElsewhere(target, request.service, releaseOf(target, release)))
    .flatMap(({ request: { service, cluster }, nodePort: port }) =>
      port === undefined
        ? []
        : advertisableAddresses(target, service)
            .slice(0, mostTargets)
            .filter((host) => !isProbed(host, port))
            .map((host, index): ProbeTask => ({
              kind: service === 'gateway' ? 'stand-in-udp' : 'stand-in-tcp',
              id: `${probeId({ target: cluster, service, purpose: 'contrast', ordinal: index + 1 })}-nodeport`,
              purpose: 'contrast',
              service,
              target: cluster,
              host,
              port,
            })),
    );
  return asGatewayDials(probes, release);
}

/** With an override or a forward it does not matter on which node the pod is. */
function isAdvertisedElsewhere(
  target: ClusterFacts,
  service: RaisedService['request']['service'],
  release: LiqoRelease,
): boolean {
  return (
    service === 'gateway' &&
    release.generation !== 'g3' &&
    advertisedGateway(target, release).exposure === 'PortForwarding'
  );
}
