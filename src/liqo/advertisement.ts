import type { Advertised, Quirk } from '../model/advertised.js';
import type { Endpoint, Exposure } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure } from '../model/result.js';

/** A step of the computation that gave something: the text, where it comes from, and the rules that bite. */
export interface Derived {
  readonly text: string;
  /** A noun phrase, such as `the load balancer of Service liqo-auth`. */
  readonly origin: string;
  readonly quirks: readonly Quirk[];
}

/** Why a step gave nothing: Liqo itself would give nothing, or (`determinate` false) facts are missing. */
export interface Refusal {
  readonly determinate: boolean;
  /** One sentence. */
  readonly reason: string;
}

export type Step = Result<Derived, Refusal>;

/** Liqo itself would fail here. */
export function refused(reason: string): { readonly ok: false; readonly failure: Refusal } {
  return failure({ determinate: true, reason });
}

/** Not enough was read to tell what Liqo would do. */
export function unread(what: string, reason: string): { readonly ok: false; readonly failure: Refusal } {
  return failure({ determinate: false, reason: `${what} could not be read: ${reason}.` });
}

/** What is known of a service for which Liqo would advertise nothing. */
export interface Unadvertised extends Refusal {
  readonly exposure?: Exposure | null;
  readonly candidates?: readonly Endpoint[];
  readonly quirks?: readonly Quirk[];
}

/** The advertisement of a service that has none. */
export function notAdvertised({
  determinate,
  reason,
  exposure,
  candidates,
  quirks,
}: Unadvertised): Advertised {
  return {
    determinate,
    endpoint: null,
    exposure: exposure ?? null,
    reason,
    candidates: candidates ?? [],
    quirks: quirks ?? [],
  };
}

/** Candidates without the endpoint itself and without repetitions, in their order. */
export function otherEndpoints(candidates: readonly Endpoint[], endpoint: Endpoint | null): Endpoint[] {
  const seen = new Set(endpoint === null ? [] : [keyOf(endpoint)]);
  return candidates.filter((candidate) => {
    const key = keyOf(candidate);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function keyOf({ host, ports }: Endpoint): string {
  return `${host} ${ports.join(' ')}`;
}
