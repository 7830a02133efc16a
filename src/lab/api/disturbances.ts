import type { ApiDisturbances } from '../topology/cluster-spec.js';
import { createRandom, type Random } from '../random/random.js';
import type { ApiAnswer } from './status.js';
import { refuse } from './status.js';

/**
 * What befalls a request: an answer in place of the real one; the end of its connection before anything was done
 * (`reset`) or after everything was (`answer-lost`); no answer for a while, and then the end (`hang`); or, once the answer
 * streams, its end in the middle (`cut`).
 */
export type Disturbance =
  | { readonly kind: 'answer'; readonly answer: ApiAnswer }
  | { readonly kind: 'reset' }
  | { readonly kind: 'answer-lost' }
  | { readonly kind: 'hang'; readonly ms: number }
  | { readonly kind: 'cut'; readonly afterMs: number };

/** What of a request decides what may befall it. */
export interface Disturbed {
  /** A log or a watch that is followed. */
  readonly isStream: boolean;
  /** Probes carry no credentials: what they see of a server is a fact of the network, which is not to change by chance. */
  readonly hasCredentials: boolean;
}

/** Decides what befalls each request in turn, `undefined` for nothing. */
export function disturber(
  disturbances: ApiDisturbances | undefined,
): (request: Disturbed) => Promise<Disturbance | undefined> {
  const { delayMs, everyNth, resetProbes = 0, sometimes } = disturbances ?? {};
  const random = createRandom(sometimes?.seed ?? 0);
  let count = 0;
  let probes = 0;
  return async ({ isStream, hasCredentials }) => {
    if (delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, delayMs));
    count += 1;
    if (!hasCredentials) probes += 1;
    if (!hasCredentials && probes <= resetProbes) return { kind: 'reset' };
    if (everyNth !== undefined && count % everyNth.n === 0) return everyNthKind(everyNth.what);
    if (sometimes === undefined || !hasCredentials || !random.chance(sometimes.share)) return undefined;
    return isStream ? anyOfStream(random, sometimes.hangMs) : any(random, sometimes.hangMs);
  };
}

function everyNthKind(what: 429 | 500 | 'reset'): Disturbance {
  if (what === 'reset') return { kind: 'reset' };
  return { kind: 'answer', answer: what === 429 ? throttled(1) : stumbled() };
}

function any(random: Random, hangMs: number): Disturbance {
  return random.pick<Disturbance>([
    // Servers may ask for no patience at all; waiting a second for each would only make proofs slow.
    { kind: 'answer', answer: throttled(0) },
    { kind: 'answer', answer: stumbled() },
    { kind: 'reset' },
    { kind: 'answer-lost' },
    { kind: 'hang', ms: hangMs },
  ]);
}

function anyOfStream(random: Random, hangMs: number): Disturbance {
  const isCut = random.chance(0.5);
  return isCut ? { kind: 'cut', afterMs: Math.floor(random.next() * hangMs) } : any(random, hangMs);
}

function throttled(retryAfterSeconds: number): ApiAnswer {
  return refuse(429, 'TooManyRequests', {
    message: 'too many requests, please try again later',
    details: { retryAfterSeconds },
  });
}

function stumbled(): ApiAnswer {
  return refuse(500, 'InternalError', {
    message: 'Internal error occurred: etcdserver: request timed out',
  });
}
