import { answerSentence } from '../report/answer.js';
import { exitCodeOf, type FailOn } from '../report/exit-code.js';
import type { Attempt } from './attempt.js';
import { formatDuration } from './duration.js';
import { concludeInterrupted } from './run-and-report.js';
import type { Session } from './session.js';

/** Between the end of a run and the next: clusters get time to change, and their API servers to do something else. */
const pauseMs = 15_000;

/** How long is waited, and for what. */
export interface WaitLimits {
  readonly waitMs: number;
  readonly failOn: FailOn;
  readonly clock: { readonly now: () => number };
  /** Waits so many milliseconds, or until the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Runs again and again until a run is ready (exit code 0), or until no other could begin in time: one that has begun is
 * carried to its end. Says on stderr after each run why another one follows. Gives the exit code of the last run.
 *
 * Whatever keeps the first run from starting ends it at once: more often than not it is a mistake in the command line.
 * Later an API server that cannot be reached is waited for as well.
 */
export async function waitUntilReady(
  run: (attempt: Attempt, session: Session) => Promise<number>,
  { clock, sleep, waitMs, failOn }: WaitLimits,
  session: Session,
): Promise<number> {
  const endsAt = clock.now() + waitMs;
  const isInTime = () => clock.now() + pauseMs <= endsAt;
  for (let isFirst = true; ; isFirst = false) {
    let reason: string | undefined;
    const attempt: Attempt = {
      isFirst,
      isLast: (report) => {
        const isLast = exitCodeOf(report, failOn) === 0 || !isInTime();
        reason = isLast ? undefined : answerSentence(report);
        return isLast;
      },
      isLastAfter: ({ code, message }) => {
        const isLast = isFirst || code !== 'api-unreachable' || !isInTime();
        reason = isLast ? undefined : `Not checked: ${message}.`;
        return isLast;
      },
      end: () => {
        reason = undefined;
      },
    };
    const exitCode = await withOwnSignal(session, (own) => run(attempt, own));
    if (reason === undefined) return exitCode;
    session.tellHowToCleanUp([]);
    if (!session.signal.aborted) {
      const left = formatDuration(Math.max(0, endsAt - clock.now()));
      session.writer.line(`${reason} Checking again in ${formatDuration(pauseMs)}; ${left} left.`);
      await sleep(pauseMs, session.signal);
    }
    if (session.signal.aborted) return concludeInterrupted([], session);
  }
}

/** A signal for each run: what one leaves listening would else gather over hundreds of them. */
async function withOwnSignal(session: Session, run: (own: Session) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  session.signal.addEventListener('abort', abort);
  if (session.signal.aborted) abort();
  try {
    return await run({ ...session, signal: controller.signal });
  } finally {
    session.signal.removeEventListener('abort', abort);
  }
}
