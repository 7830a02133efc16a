import type { ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import type { Observation } from '../model/observation.js';
import type { RaisedResponder } from '../model/raised-service.js';
import { probeId } from './endpoint-probes.js';
import { translatedAddress } from './forward-candidates.js';

/** What is needed to ask a cluster's router for its own public address. */
export interface HairpinEvidence {
  readonly target: ClusterFacts;
  readonly responder: Pick<RaisedResponder, 'sourceNodePorts'>;
  readonly observations: readonly Observation[];
}

/**
 * A probe from a cluster to its own public address, as the peer saw it, at the node port of its own responder: whether
 * the router hands such packets back inside ("hairpin", RFC 4787 §6). Empty when no such address was seen.
 */
export function hairpinProbes({ target, responder, observations }: HairpinEvidence): ProbeTask[] {
  const host = translatedAddress(target, observations);
  const [port] = responder.sourceNodePorts;
  if (host === undefined || port === undefined) return [];
  const common = { purpose: 'hairpin', service: 'gateway', target: target.side } as const;
  return [{ kind: 'stand-in-udp', id: probeId({ ...common, ordinal: 1 }), ...common, host, port }];
}
