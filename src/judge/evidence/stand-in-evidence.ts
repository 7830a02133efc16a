import type { Observation } from '../../model/observation.js';
import type { ReceivedObservation, RunEvidence, StandIn } from '../../model/run-evidence.js';
import type { RunPlan } from '../../model/run-plan.js';

/** After its first reply through a Service, a stand-in's silence counts only this many milliseconds later. */
const settlingMs = 1500;

/** What a run saw, and what it had meant to raise. */
export interface StandInEvidence {
  readonly observations: RunEvidence['observations'];
  readonly plan: RunPlan;
}

/**
 * Whether a probe went to this stand-in.
 *
 * The peer may dial another address than the Service's own (a forward), so the node port or the Service's own port
 * identifies the stand-in where the address does not.
 */
export function isProbeOf(standIn: StandIn, observation: Observation, plan: RunPlan): boolean {
  if (observation.target !== standIn.cluster || observation.service !== standIn.service) return false;
  if (observation.purpose !== 'stand-in' && observation.purpose !== 'control') return false;
  const { endpoint } = standIn;
  if (endpoint?.host === observation.host && endpoint.ports.includes(observation.port)) return true;
  if (observation.purpose === 'stand-in') {
    return standIn.otherHosts?.includes(observation.host) === true && observation.port === standIn.nodePort;
  }
  return standIn.exposure === 'NodePort'
    ? observation.port === standIn.nodePort
    : plan.standIns.some(
        (request) =>
          request.cluster === standIn.cluster &&
          request.service === standIn.service &&
          request.exposure === 'LoadBalancer' &&
          request.port === observation.port,
      );
}

/** The observations of one stand-in for one purpose. */
export function probesOf(
  standIn: StandIn,
  purpose: 'stand-in' | 'control',
  { observations, plan }: StandInEvidence,
): readonly ReceivedObservation[] {
  return observations.filter(
    ({ observation }) => observation.purpose === purpose && isProbeOf(standIn, observation, plan),
  );
}

/** Whether an outcome shows that the other end answered. */
export function isReached(observation: Observation): boolean {
  return observation.outcome === 'replied' || observation.outcome === 'open';
}

/**
 * Whether the stand-in had answered through its own Service long enough before this observation was received: only
 * then does silence say something about the way between the clusters (kube-proxy and load balancers take their time).
 */
export function wasAliveBefore(
  standIn: StandIn,
  received: ReceivedObservation,
  evidence: StandInEvidence,
): boolean {
  return probesOf(standIn, 'control', evidence).some(
    (control) => isReached(control.observation) && control.receivedAtMs + settlingMs <= received.receivedAtMs,
  );
}
