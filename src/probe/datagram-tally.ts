import type { DatagramFlow, DatagramStatistics } from '../model/observation.js';
import type { UdpSocket } from './world.js';

/** What has happened to a probe's datagrams so far. */
export interface DatagramTally {
  readonly sent: number;
  /** Distinct datagrams that were answered. */
  readonly received: number;
  readonly duplicates: number;
  /** Replies to an earlier datagram that came after the reply to a later one. */
  readonly reordered: number;
  /** Errnos that sending and ICMP messages gave, in order. */
  readonly errors: readonly string[];
  readonly rttsMs: readonly number[];
  /** How long ago those datagrams were sent that no reply has come to. */
  readonly unansweredForMs: readonly number[];
  /** What each source port met, those included that have sent nothing. */
  readonly flows: readonly DatagramFlow[];
  /** The first reply's word on where it saw us, and the socket that it came to. */
  readonly witness: { readonly observedSource: string; readonly localAddress: string } | undefined;
}

/** One socket of a probe, hence one flow on the network, with its counts. */
export class SocketTally {
  readonly socket: UdpSocket;
  sent = 0;
  received = 0;

  constructor(socket: UdpSocket) {
    this.socket = socket;
  }

  /** The lower, the sooner a datagram ought to leave from here. */
  get urgency(): number {
    return this.received === 0 ? this.sent : this.sent + 1_000_000;
  }

  get counts(): DatagramFlow {
    return { localAddress: this.socket.localAddress, sent: this.sent, received: this.received };
  }
}

/** A reply may take so many times the longest round trip seen before it counts as lost. */
const patience = 4;

/** The least time after which an unanswered datagram counts as lost, once others were answered. */
const leastPatienceMs = 250;

/** The statistics of a tally as an observation carries them; the median of an even count is the lower middle. */
export function datagramStatistics(tally: DatagramTally): DatagramStatistics {
  const { sent, received, duplicates, reordered, unansweredForMs } = tally;
  const sorted = tally.rttsMs.toSorted((one, other) => one - other);
  const [min] = sorted;
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  const max = sorted.at(-1);
  const isMeasured = min !== undefined && median !== undefined && max !== undefined;
  const waitMs = max === undefined ? 0 : Math.max(leastPatienceMs, patience * max);
  return {
    sent,
    received,
    duplicates,
    lost: unansweredForMs.filter((ms) => ms >= waitMs).length,
    reordered,
    flows: tally.flows.filter((flow) => flow.sent > 0),
    ...(isMeasured && { rttMs: { min, median, max } }),
  };
}

/** Whether every source port has had a reply. */
export function hasEveryFlowReplied({ flows }: DatagramTally): boolean {
  return flows.every(({ received }) => received > 0);
}
