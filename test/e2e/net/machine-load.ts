import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

import { watchOwnDelay } from '../../../src/probe/own-delay.js';
import type { Report } from '../../../src/model/report.js';

/** A process that was held up for so long may have missed what probes allow 5 seconds for. */
const tolerableMs = 500;
/** So many processes for each processor may wait for one while another lab begins. */
const waitingPerProcessor = 2;
const lookEveryMs = 200;
/** Then the machine is busy with others, and waiting helps no more. */
const longestWaitMs = 30_000;

const clock = { now: () => performance.now(), wallTime: () => Date.now() };
const ownDelay = watchOwnDelay(clock);

let labs = 0;
let lastBegan = -Infinity;

/**
 * Waits until the machine bears one more lab, and takes its place; the first one is always borne. What is measured is to
 * be the network, not how many labs were begun at once. Gives what frees the place.
 */
export async function takePlace(): Promise<() => void> {
  const startedAt = clock.now();
  while (labs > 0 && isBusy() && clock.now() - startedAt < longestWaitMs) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  labs += 1;
  lastBegan = clock.now();
  let isTaken = true;
  return () => {
    if (isTaken) labs -= 1;
    isTaken = false;
  };
}

/** Right after a lab has begun nothing is to be seen of what it takes. */
function isBusy(): boolean {
  return clock.now() - lastBegan < lookEveryMs || running() > waitingPerProcessor * availableParallelism();
}

/** Processes that run or could run now. Source: proc(5), `/proc/loadavg`. */
function running(): number {
  const [, count = '0'] = /(\d+)\/\d+/.exec(readFileSync('/proc/loadavg', 'utf8')) ?? [];
  return Number(count);
}

/** What shows that a check was held up by the machine, and not by what is tested. */
class HeldUp {
  readonly #startedAt = clock.now();
  #told = 0;

  /** Takes note of what a report says of it. */
  readonly note = ({ probes }: Report): void => {
    for (const { cause, ownDelayMs = 0 } of probes) {
      this.#told = Math.max(this.#told, cause === 'prober-overloaded' ? Infinity : ownDelayMs);
    }
  };

  /** In words; `undefined` when nothing was. */
  words(): string | undefined {
    const own = ownDelay.since(this.#startedAt) ?? 0;
    if (own > tolerableMs) return `the servers of the clusters stood still for ${own} ms`;
    if (this.#told === Infinity) return 'a prober was too busy to see what came';
    return this.#told > tolerableMs ? `a prober stood still for ${this.#told} ms` : undefined;
  }
}

/** So often is begun anew what the machine has held up. */
const attempts = 4;

/**
 * Work that is done again where it failed and the machine is known to have held it up: what is seen then shows how busy
 * the machine is. What fails without that has failed.
 */
export async function unlessHeldUp<T>(
  again: string[],
  work: (onReport: HeldUp['note']) => Promise<T>,
): Promise<T> {
  for (;;) {
    const heldUp = new HeldUp();
    try {
      return await work(heldUp.note);
    } catch (error) {
      const why = heldUp.words();
      if (why === undefined || again.length + 1 === attempts) throw error;
      again.push(`again, as ${why}`);
    }
  }
}
