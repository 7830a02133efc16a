import type { Arrival } from '../../model/agent-event.js';
import type { Observation, Outcome } from '../../model/observation.js';
import type { ReceivedObservation, RunEvidence } from '../../model/run-evidence.js';
import type { RunPlan } from '../../model/run-plan.js';
import { isProbeOf, wasAliveBefore } from './stand-in-evidence.js';

/**
 * The observations with what the other end knows about a silence.
 *
 * `reply-lost`: the responder saw datagrams, of whichever source port, and answered them. `request-lost`: the responder had answered its own cluster through
 * the same Service before, and saw none of them. A silence that neither explains stays `silent`. Of a WireGuard probe both
 * speak of the handshake alone. Where replies were lost, the responder alone knows the source that it saw.
 */
export function refineObservations(evidence: RunEvidence, plan: RunPlan): readonly ReceivedObservation[] {
  return evidence.observations.map((received) => {
    const { observation } = received;
    const outcome = refinedOutcome(received, evidence, plan);
    const observedSource = observation.observedSource ?? sourceOf(received, evidence);
    return outcome === observation.outcome && observedSource === observation.observedSource
      ? received
      : { ...received, observation: { ...observation, outcome, ...(observedSource && { observedSource }) } };
  });
}

/** Where the datagrams of a probe came from, of which the prober itself was told nothing, since replies were lost. */
function sourceOf({ observation }: ReceivedObservation, { arrivals }: RunEvidence): string | undefined {
  return arrivals.find(({ probe, received }) => probe === observation.id && received > 0)?.source;
}

function refinedOutcome(received: ReceivedObservation, evidence: RunEvidence, plan: RunPlan): Outcome {
  const { observation } = received;
  if (observation.outcome !== 'silent') return observation.outcome;
  const arrival = evidence.arrivals.find(({ probe }) => probe === observation.id);
  if (observation.handshake !== undefined) return tunnelOutcome(observation, arrival);
  if (arrival !== undefined && arrival.received > 0) {
    // What the responder itself held back says nothing of the way back.
    return arrival.received > (arrival.unanswered ?? 0) ? 'reply-lost' : 'silent';
  }
  if (observation.purpose !== 'stand-in') return 'silent';
  const standIn = evidence.standIns.find((candidate) => isProbeOf(candidate, observation, plan));
  const isAlive =
    standIn !== undefined && wasAliveBefore(standIn, received, { observations: evidence.observations, plan });
  return isAlive ? 'request-lost' : 'silent';
}

/**
 * Which half of a dropped handshake was lost. Its ordinary datagrams arrived, so that only the count of handshakes tells;
 * a record that holds more ordinary datagrams than came before the first handshake was made after the last one.
 */
function tunnelOutcome({ cause, datagrams }: Observation, arrival: Arrival | undefined): Outcome {
  if (cause !== 'wireguard-dropped' || arrival === undefined) return 'silent';
  if ((arrival.handshakes ?? 0) > 0) return 'reply-lost';
  return arrival.received > (datagrams?.sent ?? Infinity) ? 'request-lost' : 'silent';
}
