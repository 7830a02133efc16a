import { withDeadline } from './deadline.js';

/** What a phase gave, and whether that can be relied on. */
export interface PhaseResult<T> {
  readonly value: T;
  /**
   * True when the end came long after the deadline, be it an answer or the deadline itself: then this process was held
   * up, and who answered or kept silent in time is not known.
   */
  readonly isLate: boolean;
}

/** A busy process serves its timers late by a few milliseconds; more than this and it was standing still. */
const toleranceMs = 150;

/** Runs one phase of a probe under a deadline that holds on completion too. */
export async function runPhase<T>(
  parent: AbortSignal,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<PhaseResult<T>> {
  // Timers go by this clock, whatever clock the world has.
  const startedAt = performance.now();
  const value = await withDeadline(parent, limitMs, work);
  return { value, isLate: performance.now() - startedAt > limitMs + toleranceMs };
}
