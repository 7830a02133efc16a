import type { Leftover, StartFailure } from '../check/check-request.js';
import type { KubeconfigFailureCode } from '../kubernetes/kubeconfig-failure.js';
import type { Report } from '../model/report.js';

/** Why there is no report. */
export interface CheckFailure {
  /** `usage` for options that cannot be followed; else what is wrong with a kubeconfig or with a cluster. */
  readonly code: StartFailure['code'] | KubeconfigFailureCode;
  /** One line, without credentials. */
  readonly message: string;
  /** A second line that says what to do. */
  readonly hint?: string | undefined;
}

/** How a check ended. */
export type CheckResult =
  | {
      readonly kind: 'report';
      readonly report: Report;
      /** What was read and seen, as `liqo-doctor check --save` keeps it in a file, for `judge`. It holds no credentials. */
      readonly savedRun: string;
      /** What could not be removed; empty as a rule. */
      readonly leftovers: readonly Leftover[];
    }
  | { readonly kind: 'could-not-start'; readonly failure: CheckFailure }
  | {
      /** The signal aborted before there was a report. */
      readonly kind: 'interrupted';
      /** What could not be removed; empty as a rule. */
      readonly leftovers: readonly Leftover[];
    };

/** What came of a kept run: its report, or why the text is none. */
export type JudgeResult =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'unreadable'; readonly message: string };
