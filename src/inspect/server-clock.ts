import type { ClockReading } from '../kubernetes/server-observer.js';
import type { ClockFacts } from '../model/cluster-facts.js';
import { known, unknown, type Fact } from '../model/fact.js';

/** The header is cut to whole seconds: on average the truth is half a second later, and at most that much away. */
const halfSecondMs = 500;

/** The clock of an API server against this machine's; the answer was written at some time between request and receipt. */
export function clockOf(reading: ClockReading | undefined): Fact<ClockFacts> {
  if (reading === undefined) return unknown('no answer of the API server had a usable header Date');
  const { dateMs, receivedAtMs, roundTripMs } = reading;
  const writtenAtMs = receivedAtMs - roundTripMs / 2;
  return known(
    {
      aheadMs: Math.round(dateMs + halfSecondMs - writtenAtMs),
      withinMs: Math.ceil(halfSecondMs + roundTripMs / 2),
    },
    'header Date of the API server',
  );
}
