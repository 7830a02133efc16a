import type { StartFailure } from '../check/check-request.js';
import type { Report } from '../model/report.js';

/**
 * One of several runs (`--wait`). It is asked as soon as its outcome is known whether it is the last one: nothing is
 * written of any other.
 */
export interface Attempt {
  /** Progress of later runs is the same as that of the first. */
  readonly isFirst: boolean;
  /** Whether no run follows the one that gave this report. */
  readonly isLast: (report: Report) => boolean;
  /** Whether no run follows the one that could not start. */
  readonly isLastAfter: (failure: StartFailure) => boolean;
  /** No run follows, whatever was said before: something was left behind. */
  readonly end: () => void;
}
