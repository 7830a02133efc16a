import type { Report } from '../model/report.js';
import { exitCodeOf as exitCode, type FailOn } from '../report/exit-code.js';
import type { RenderOptions, ReportFormat } from '../report/render-report.js';
import type { CheckOptions } from './check-options.js';
import type { CheckResult, JudgeResult } from './check-result.js';

export type { ClusterAccess, GivenSettings, IntentSettings, PodSettings } from '../check/check-settings.js';
export type { KubeconfigSource } from '../check/check-between.js';
export type { Leftover } from '../check/check-request.js';
export type { ProgressEvent } from '../check/progress.js';
export type { Finding, FindingStatus, Severity } from '../model/finding.js';
export type { NodeCount } from '../model/node-count.js';
export type {
  AddressResult,
  Certificate,
  DatagramFlow,
  DatagramStatistics,
  Handshake,
  Idle,
  Mapping,
  Observation,
  Outcome,
  PassedProxy,
  PathMtu,
  Phase,
  Purpose,
} from '../model/observation.js';
export type {
  Endpoint,
  Exposure,
  GatewayFlags,
  Generation,
  ScenarioId,
  ServiceId,
  Side,
} from '../model/peering.js';
export type { Action, Alternative, PortForward, Prescription } from '../model/prescription.js';
export type { ClusterSummary, Next, Report, RunPods, Scenario, Verdict } from '../model/report.js';
export type {
  Assurance,
  Blocker,
  BlockingPlace,
  Requirement,
  RequirementStatus,
} from '../model/requirement.js';
export type { Toleration } from '../model/toleration.js';
export type { FailOn } from '../report/exit-code.js';
export type { RenderOptions, ReportFormat } from '../report/render-report.js';
export type { CheckOptions } from './check-options.js';
export type { CheckFailure, CheckResult, JudgeResult } from './check-result.js';

/**
 * Checks whether two clusters can be peered, as `liqo-doctor check` does, and resolves when nothing of the run is left.
 *
 * What the clusters, the network or the kubeconfigs do is in the result, and so are options that cannot be followed. It
 * rejects with what a callback threw, after cleaning up.
 */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const { runForProgram } = await import('./run-for-program.js');
  // This file is the bundle's entry, beside which the agent lies.
  return runForProgram(options, new URL('.', import.meta.url));
}

/** The report of a run that was kept, by the rules of this version: of `savedRun`, or of a file of `--save`. */
export async function judge(savedRun: string): Promise<JudgeResult> {
  const { readSavedRun } = await import('../judge/saved/saved-run-document.js');
  const { judgeSavedRun } = await import('../judge/saved/saved-run.js');
  const run = readSavedRun(savedRun);
  return run.ok
    ? { kind: 'report', report: judgeSavedRun(run.value) }
    : { kind: 'unreadable', message: `the text ${run.failure}` };
}

/** A report as text to show or to store; `text` is 100 columns wide, without colour, unless asked otherwise. */
export async function render(
  report: Report,
  format: ReportFormat,
  options?: Partial<RenderOptions>,
): Promise<string> {
  const { maximumWidth, renderReport } = await import('../report/render-report.js');
  const plain = {
    width: maximumWidth,
    colour: false,
    ascii: false,
    verbose: false,
    failOn: 'unmet',
  } as const;
  return renderReport(report, format, { ...plain, ...options });
}

/**
 * The report with names, addresses and IDs replaced, each by the same everywhere, so that it can be shown to anybody.
 * `names` are further words to replace, such as that of a registry which images come from.
 */
export async function redact(report: Report, names?: readonly string[]): Promise<Report> {
  const { redactReport } = await import('../report/redact/redact-report.js');
  return redactReport(report, names);
}

/** What `liqo-doctor check` exits with: 0 ready, 3 not ready or, with `warning`, a warning, 4 undetermined. */
export function exitCodeOf(report: Report, failOn?: FailOn): 0 | 3 | 4 {
  return exitCode(report, failOn ?? 'unmet');
}
