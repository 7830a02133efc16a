import type { Socket } from 'node:net';

import { sleep } from './deadline.js';
import type { ProbeContext } from './probe-context.js';
import type { DialResult } from './world.js';

/** Where to connect to. */
export interface Destination {
  /** An IP literal. */
  readonly address: string;
  readonly port: number;
}

/** The kernel's own deadline, or ours: nothing was heard, which a dial that goes on may still hear. */
const silenceCodes: ReadonlySet<string> = new Set(['ABORTED', 'ETIMEDOUT']);

/** What this machine lacked for a dial: it says nothing of the other side, and the next dial may be luckier. */
const shortageCodes: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN']);

/**
 * Dials one address several times, staggered by `limits.dialAtMs`, each dial from a port of its own, until the first
 * connects or the first is told a failure; all others are then reset. The signal is the deadline of all.
 *
 * A SYN or the answer to it may be lost, and Linux before 6.5 repeats it only after 1, 3 and 7 s.
 */
export async function dialStaggered(
  { address, port }: Destination,
  { world, limits }: ProbeContext,
  signal: AbortSignal,
): Promise<DialResult> {
  const startedAt = world.clock.now();
  const settled = new AbortController();
  const stop = () => settled.abort();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const dials = limits.dialAtMs.map(async (atMs): Promise<DialResult> => {
    await sleep(startedAt + atMs - world.clock.now(), settled.signal);
    if (settled.signal.aborted) return { ok: false, code: 'ABORTED' };
    return world.dialTcp(address, port, settled.signal);
  });
  const result = await firstConclusive(dials);
  stop();
  signal.removeEventListener('abort', stop);
  return result;
}

/**
 * The first connection or the first word of the network. Without either: a shortage of this machine's own if there was
 * one, since dials that were never made are no evidence of silence; else the silence.
 */
function firstConclusive(dials: readonly Promise<DialResult>[]): Promise<DialResult> {
  return new Promise((resolve, reject) => {
    const inconclusive: (DialResult & { readonly ok: false })[] = [];
    let isSettled = false;
    const settle = (result: DialResult) => {
      isSettled = true;
      resolve(result);
    };
    const take = (result: DialResult) => {
      if (isSettled) {
        if (result.ok) discard(result.socket);
        return;
      }
      if (result.ok || (!silenceCodes.has(result.code) && !shortageCodes.has(result.code))) {
        settle(result);
        return;
      }
      inconclusive.push(result);
      if (inconclusive.length < dials.length) return;
      settle(inconclusive.find(({ code }) => shortageCodes.has(code)) ?? result);
    };
    for (const dial of dials) dial.then(take, reject);
  });
}

/** Ends a connection that nobody needs by a reset, which leaves no TIME_WAIT behind. */
function discard(socket: Socket): void {
  socket.resetAndDestroy();
}
