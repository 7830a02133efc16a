import type { Finding } from '../model/finding.js';
import type { Report, Verdict } from '../model/report.js';

/** Whether a warning makes the exit code that of an unmet requirement (`--fail-on warning`). */
export type FailOn = 'unmet' | 'warning';

const byVerdict: Readonly<Record<Verdict, 0 | 3 | 4>> = { ready: 0, 'not-ready': 3, undetermined: 4 };

/**
 * The exit code of a finished run: 0 ready, 3 not ready or, with `--fail-on warning`, a warning, 4 undetermined.
 * It depends on nothing else, in particular not on the output format.
 */
export function exitCodeOf(report: Pick<Report, 'verdict' | 'findings'>, failOn: FailOn): 0 | 3 | 4 {
  if (failOn === 'warning' && countWarnings(report) > 0) return 3;
  return byVerdict[report.verdict];
}

/** How many findings of a report are a warning or worse. */
export function countWarnings(report: Pick<Report, 'findings'>): number {
  return report.findings.filter(countsAsWarning).length;
}

/** Whether a finding is a warning or worse; notes that only inform are not. */
export function countsAsWarning({ status, severity }: Finding): boolean {
  return severity !== 'info' && (status === 'warn' || status === 'fail');
}
