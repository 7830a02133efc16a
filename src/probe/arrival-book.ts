import type { Arrival } from '../model/agent-event.js';
import type { DatagramRequest } from './datagram.js';

const probesKept = 512;
const sourcesKept = 16;

/** Requests remembered; the oldest goes when one more comes, as a copy that late harms nobody. */
const requestsKept = 65_536;

/** One authentic request. */
export interface ArrivalEntry {
  readonly probe: string;
  /** Address and port it came from. */
  readonly source: string;
  /** False for a copy of one that was seen before. */
  readonly isNew: boolean;
  readonly isAnswered: boolean;
}

/** What a responder knows of the requests that arrived: counts by probe, and which requests it has seen. Bounded. */
export class ArrivalBook {
  readonly #arrivals = new Map<string, Arrival>();
  readonly #seen = new Set<string>();

  /** By probe, in order of first arrival. */
  get arrivals(): readonly Arrival[] {
    return [...this.#arrivals.values()];
  }

  /** Whether this request was seen before; from now on it was. */
  isCopy({ probe, nonce, sequence }: DatagramRequest): boolean {
    const name = `${Buffer.from(nonce).toString('latin1')}${sequence}:${probe}`;
    if (this.#seen.has(name)) return true;
    this.#seen.add(name);
    if (this.#seen.size > requestsKept) {
      const [oldest] = this.#seen;
      if (oldest !== undefined) this.#seen.delete(oldest);
    }
    return false;
  }

  /** Counts a request and gives its probe's record; `undefined` when there are too many probes to keep one. */
  enter({ probe, source, isNew, isAnswered }: ArrivalEntry): Arrival | undefined {
    const known = this.#arrivals.get(probe);
    if (known === undefined && this.#arrivals.size >= probesKept) return undefined;
    const { received, ...rest } = known ?? { probe, received: 0, source };
    const copies = (known?.copies ?? 0) + (isNew ? 0 : 1);
    const unanswered = (known?.unanswered ?? 0) + (isNew && !isAnswered ? 1 : 0);
    const arrival: Arrival = {
      ...rest,
      received: received + (isNew ? 1 : 0),
      ...(isNew && sourcesWith(source, known)),
      ...(copies > 0 && { copies }),
      ...(unanswered > 0 && { unanswered }),
    };
    this.#arrivals.set(probe, arrival);
    return arrival;
  }

  /** Counts a late reply that was sent and gives the probe's record; `undefined` when none is kept of it. */
  enterLateReply(probe: string): Arrival | undefined {
    const known = this.#arrivals.get(probe);
    if (known === undefined) return undefined;
    const arrival: Arrival = { ...known, lateReplies: (known.lateReplies ?? 0) + 1 };
    this.#arrivals.set(probe, arrival);
    return arrival;
  }

  /** Counts an answered WireGuard handshake and gives the record of the probe that sends from this source, if any. */
  enterHandshake(source: string): Arrival | undefined {
    const known = this.arrivals.find(
      (arrival) =>
        arrival.source === source || arrival.sources?.some((each) => each.source === source) === true,
    );
    if (known === undefined) return undefined;
    const arrival: Arrival = { ...known, handshakes: (known.handshakes ?? 0) + 1 };
    this.#arrivals.set(known.probe, arrival);
    return arrival;
  }
}

/** The list of sources with one more arrival; nothing while there is but one source. */
function sourcesWith(source: string, known: Arrival | undefined): Pick<Arrival, 'sources'> {
  if (known === undefined || (known.sources === undefined && known.source === source)) return {};
  const sources = known.sources ?? [{ source: known.source, received: known.received }];
  const isListed = sources.some((each) => each.source === source);
  if (!isListed)
    return sources.length < sourcesKept ? { sources: [...sources, { source, received: 1 }] } : {};
  return {
    sources: sources.map((each) => (each.source === source ? { source, received: each.received + 1 } : each)),
  };
}
