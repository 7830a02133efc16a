import type { CheckEnvironment, CheckOutcome } from '../check/check-request.js';
import type { SavedRun } from '../judge/saved/saved-run.js';
import type { Side } from '../model/peering.js';
import type { Report } from '../model/report.js';
import { answerSentence } from '../report/answer.js';
import { countWarnings, exitCodeOf } from '../report/exit-code.js';
import type { TextOptions } from '../report/text-style.js';
import { leftoverLines } from './failures.js';
import { createProgress } from './progress.js';
import { renderDryRun, renderReport } from './report-formats.js';
import type { ReportOptions } from './report-options.js';
import type { Session } from './session.js';
import { writeStepSummary } from './step-summary.js';
import { decideAscii, decideColour, widthOf } from './terminal-style.js';

/** How a report is shown. */
export interface ReportView {
  readonly report: ReportOptions;
  /** Names from the command line that a report may repeat. */
  readonly mentioned: readonly string[];
}

/** How a run is shown. `names` are the clusters' context names. */
export interface RunView extends ReportView {
  readonly names: Readonly<Record<Side, string>>;
  /** The file in which the run is kept; absent for none. */
  readonly save?: string | undefined;
}

type Run = (environment: Omit<CheckEnvironment, 'world'>) => Promise<CheckOutcome>;

/**
 * One run with its progress on stderr and its result on stdout; gives the exit code. The report is written as soon as
 * it is judged, so that the answer does not wait for cleaning up.
 */
export async function runAndReport(run: Run, session: Session, view: RunView): Promise<number> {
  const progress = await createProgress(session.shell, view.names);
  let writing = Promise.resolve();
  try {
    const outcome = await run({
      signal: session.signal,
      onProgress: progress.update,
      onJudged: (kept) => {
        writing = keepRun(kept, session, view);
      },
      onReport: (report) => {
        progress.stop();
        writing = Promise.all([writing, writeReport(report, session, view)]).then(() => undefined);
      },
    });
    progress.stop();
    await writing;
    return await conclude(outcome, session, view);
  } finally {
    progress.stop();
  }
}

async function keepRun(run: SavedRun, { writer }: Session, { save }: RunView): Promise<void> {
  if (save === undefined) return;
  const { writeSavedRun } = await import('../judge/saved/saved-run-document.js');
  await writer.beside(save, writeSavedRun(run));
}

/** Writes the report where it belongs, and says so where that is a file. */
export async function writeReport(report: Report, session: Session, view: ReportView): Promise<void> {
  const { shell, writer } = session;
  const { format, outputFile } = view.report;
  const { failOn } = view.report;
  const shown = await redactedFor(report, view);
  const text = await renderReport(shown, format, { ...textOptions(shell, view), failOn });
  const place = await writer.result(text);
  if (place === 'file') writer.line(`${answerSentence(shown)} The report is in ${outputFile ?? ''}.`);
  if (format === 'github') await writeStepSummary(shown, session);
}

/** A report as it is to be shown: the same one, or with names and addresses replaced. */
export async function redactedFor(
  report: Report,
  { report: { redact }, mentioned }: ReportView,
): Promise<Report> {
  if (!redact) return report;
  return (await import('../report/redact/redact-report.js')).redactReport(report, mentioned);
}

async function conclude(outcome: CheckOutcome, session: Session, view: RunView): Promise<number> {
  const { writer } = session;
  switch (outcome.kind) {
    case 'report': {
      for (const line of leftoverLines(outcome.leftovers, view.names)) writer.line(line);
      const exitCode = exitCodeOf(outcome.report, view.report.failOn);
      if (exitCode === 3 && outcome.report.verdict !== 'not-ready') {
        writer.line(
          `warnings: ${countWarnings(outcome.report)}; the exit code is 3 because of --fail-on warning`,
        );
      }
      return exitCode;
    }
    case 'dry-run': {
      const { format } = view.report;
      const { dryRun } = outcome;
      const options = { ...textOptions(session.shell, view), names: view.names };
      await writer.result(await renderDryRun(dryRun, format, options));
      return 0;
    }
    case 'could-not-start':
      return writer.failure({ ...outcome.failure, exitCode: 2 });
    case 'interrupted':
      return concludeInterrupted(outcome, session, view);
  }
}

async function concludeInterrupted(
  outcome: Extract<CheckOutcome, { kind: 'interrupted' }>,
  { writer, interruption }: Session,
  view: RunView,
): Promise<number> {
  const cause = interruption();
  // A crash is told by whoever watches for crashes, with its stack.
  if (cause?.kind !== 'signal') return 1;
  const leftovers = leftoverLines(outcome.leftovers, view.names);
  for (const line of leftovers) writer.line(line);
  const message =
    leftovers.length === 0
      ? `interrupted by ${cause.name}; nothing of the run is left`
      : `interrupted by ${cause.name}; not everything could be removed`;
  return writer.failure({ code: 'interrupted', message, exitCode: cause.exitCode });
}

/** How text is to look where the result goes. */
export function textOptions(
  { stdout, env }: Session['shell'],
  { report }: Pick<ReportView, 'report'>,
): TextOptions {
  const target = report.outputFile === undefined ? stdout : {};
  return {
    width: widthOf(target),
    colour: decideColour(target, env, report.colour),
    ascii: decideAscii(env),
    verbose: report.verbose,
  };
}
