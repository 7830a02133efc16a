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
