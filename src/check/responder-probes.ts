import type { Observation, Purpose } from '../model/observation.js';

/** What probes of a responder are for. */
const ofResponder: ReadonlySet<Purpose> = new Set([
  'stand-in',
  'control',
  'source',
  'path-mtu',
  'tunnel',
  'mapping',
  'hairpin',
]);

/** Whether it is the run's own responder that was to answer. */
export function isOfResponder({ purpose, protocol }: Pick<Observation, 'purpose' | 'protocol'>): boolean {
  return ofResponder.has(purpose) || (purpose === 'contrast' && protocol !== 'https');
}

/** Whether such a probe met no answer, which says nothing of the way unless the responder was there to answer. */
export function isUnansweredOfResponder(observation: Observation): boolean {
  const { outcome } = observation;
  return isOfResponder(observation) && outcome !== 'replied' && outcome !== 'open';
}
