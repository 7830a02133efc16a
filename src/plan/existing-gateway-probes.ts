import { existingGateway } from '../liqo/existing-gateway.js';
import type { ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import type { PeeringIntent } from '../model/peering.js';
import { probeId } from './endpoint-probes.js';

/**
 * The probe of the gateway server that a cluster has for its peer already (Liqo v1.x), from that peer. It answers no
 * stranger; only a refusal, or a capture in its pod, tells something.
 */
export function existingGatewayProbes(
  target: ClusterFacts,
  peer: ClusterFacts,
  intent: PeeringIntent,
): ProbeTask[] {
  const endpoint = existingGateway(target, peer, intent)?.endpoint ?? undefined;
  const common = { purpose: 'existing', service: 'gateway', target: target.side } as const;
  return (endpoint?.ports ?? []).map((port, index) => ({
    kind: 'live-gateway',
    id: probeId({ ...common, ordinal: index + 1 }),
    ...common,
    host: endpoint?.host ?? '',
    port,
  }));
}
