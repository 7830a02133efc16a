import { setMaxListeners } from 'node:events';
import { isIPv6 } from 'node:net';

import type { PathMtuProbe } from '../model/agent-plan.js';
import type { PathMtu } from '../model/observation.js';
import { exchangeDatagrams } from './datagram-exchange.js';
import type { DatagramSession } from './datagram-session.js';
import { datagramStatistics, hasEveryFlowReplied } from './datagram-tally.js';
import { withDeadline } from './deadline.js';
import { findLargestSize, type LargestSize, type SizeFailure } from './largest-size.js';
import type { ProbeContext, Seen } from './probe-context.js';
import { SizeTrial } from './size-trial.js';

/** What a router carries whatever its links are. Source: RFC 791 §3.1, RFC 8200 §5. */
const leastMtu = { 4: 576, 6: 1280 } as const;

/** No tunnel of Liqo's is made for more than Ethernet's packets, so that larger ones need not be tried. */
const mostMtu = 1500;

/** IP and UDP in front of a payload. Source: RFC 791, RFC 8200, RFC 768. */
const headerBytes = { 4: 20 + 8, 6: 40 + 8 } as const;

const leastWaitMs = 200;

/** A reply of a larger packet may take so many times the median round trip of the small ones. */
const patience = 4;

/** Nor does a search with longer waits end in time. */
const mostWaitMs = 2000;

/**
 * What was measured, or why nothing was: `mtu-not-told` this system does not tell its interface's MTU, or not what it
 * fragments; `size-untimely` the search took too long; the others as in `SizeFailure`.
 */
type Measured =
  { readonly pathMtu: PathMtu } | { readonly cause: 'mtu-not-told' | 'size-untimely' | SizeFailure };

/**
 * Measures the largest IP packet that passes to a stand-in responder, and back, up to 1500 bytes.
 *
 * Ordinary datagrams go first: where none is answered, the outcome says why and nothing is known of any size. Where they
 * are answered but a size cannot be told, the outcome is `replied` with a cause, and `pathMtu` is absent.
 */
export async function probePathMtu(task: PathMtuProbe, context: ProbeContext): Promise<Seen> {
  const { id, host, port, endpointChoice } = task;
  const measured = new Map<string, Measured>();
  const converse = async (session: DatagramSession, address: string) => {
    await greet(session, context);
    if (session.tally.received > 0) {
      measured.set(address, await measure(session, { probe: id, address }, context));
    }
    return undefined;
  };
  const seen = await exchangeDatagrams({ probe: id, host, port, endpointChoice, converse }, context);
  return { ...seen, ...measured.get(seen.address ?? host) };
}

async function greet(session: DatagramSession, { limits }: ProbeContext): Promise<void> {
  const { firstRoundMs, firstRoundEndMs, wantedReplies, wantedRefusals } = limits.datagrams;
  await session.run({
    sendAtMs: firstRoundMs,
    endMs: firstRoundEndMs,
    isEnough: (tally) =>
      (tally.received >= wantedReplies && hasEveryFlowReplied(tally)) ||
      (tally.received === 0 && tally.errors.length >= wantedRefusals),
  });
}

interface MeasuredWay {
  readonly probe: string;
  readonly family: 4 | 6;
  /** The MTU of the prober's own interface. */
  readonly ownMtu: number;
}

async function measure(
  session: DatagramSession,
  { probe, address }: { readonly probe: string; readonly address: string },
  context: ProbeContext,
): Promise<Measured> {
  const ownMtu = await context.world.interfaceMtu(session.localAddress);
  const counters = await context.world.counters();
  if (ownMtu === undefined || counters?.fragmentsCreated === undefined) return { cause: 'mtu-not-told' };
  const way: MeasuredWay = { probe, family: isIPv6(address) ? 6 : 4, ownMtu };
  return await withDeadline(context.signal, context.limits.pathMtuMs, (signal) => {
    // Every datagram that waits for its reply listens to it.
    setMaxListeners(0, signal);
    return search(session, way, { ...context, signal });
  });
}

async function search(
  session: DatagramSession,
  { probe, family, ownMtu }: MeasuredWay,
  context: ProbeContext,
): Promise<Measured> {
  const { received, lost = 0, rttMs } = datagramStatistics(session.tally);
  const loss = lost / (lost + received);
  const most = Math.min(ownMtu, mostMtu);
  const least = Math.min(leastMtu[family], most);
  const { median, max } = rttMs ?? { median: 0, max: 0 };
  const waitMs = Math.min(Math.max(leastWaitMs, patience * median, max), mostWaitMs);
  const [socket] = session.sockets;
  const trial = new SizeTrial({ probe, socket, headerBytes: headerBytes[family], waitMs }, context);
  const there = await findLargestSize((bytes, tries) => trial.there(bytes, tries), { least, most, loss });
  // What was tried last had no time to come back.
  if (context.signal.aborted) return { cause: 'size-untimely' };
  if (typeof there === 'string') return { cause: there };
  const bounds = { least: Math.min(least, there.bytes), most: there.bytes, loss };
  // The counter of fragments that came in tells of no probe in particular: one at a time.
  const back = await context.oneAtATime(() =>
    findLargestSize((bytes, tries) => trial.back(bytes, tries), bounds),
  );
  const isBackKnown = typeof back !== 'string' && !context.signal.aborted;
  return { pathMtu: { ...describe(there, trial.wasTold), ...(isBackKnown && { back: describeBack(back) }) } };
}

function describe({ bytes, beyond }: LargestSize, wasTold: boolean): Pick<PathMtu, 'bytes' | 'limitedBy'> {
  switch (beyond) {
    case undefined:
      return { bytes, limitedBy: 'interface' };
    case 'lost':
      return { bytes, limitedBy: 'black-hole' };
    case 'too-big':
    case 'fragmented':
      return { bytes, limitedBy: wasTold ? 'too-big' : 'fragmented' };
  }
}

function describeBack({ bytes, beyond }: LargestSize): NonNullable<PathMtu['back']> {
  if (beyond === undefined) return { bytes };
  return { bytes, limitedBy: beyond === 'lost' ? 'black-hole' : 'fragmented' };
}
