import type { CheckEnvironment, CheckOutcome } from '../check/check-request.js';
import type { SavedRun } from '../judge/saved/saved-run.js';
import type { Side } from '../model/peering.js';
import type { Report } from '../model/report.js';
import { answerSentence } from '../report/answer.js';
import { countWarnings, exitCodeOf } from '../report/exit-code.js';
import { rendererOf, renderReport } from '../report/render-report.js';
import type { TextOptions } from '../report/text-style.js';
import { Aftermath } from './aftermath.js';
import type { Attempt } from './attempt.js';
import { leftoverLines } from './failures.js';
import { createProgress } from './progress.js';
import { renderDryRun } from './report-formats.js';
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
  /** Which of several runs it is; absent where there is one. */
  readonly attempt?: Attempt | undefined;
}

type Run = (environment: Omit<CheckEnvironment, 'world'>) => Promise<CheckOutcome>;

/**
 * One run with its progress on stderr and its result on stdout; gives the exit code. The report is written as soon as
 * it is judged, so that the answer does not wait for cleaning up. Of a run that another one follows nothing is written,
 * unless it leaves something behind, which ends the repetition.
 */
export async function runAndReport(run: Run, session: Session, view: RunView): Promise<number> {
  const progress = await createProgress(session.shell, view.names, view.attempt?.isFirst === false);
  const aftermath = new Aftermath();
  let writing: Promise<unknown> | undefined;
  let kept: SavedRun | undefined;
  const write = (report: Report) => {
    writing = Promise.all([keepRun(kept, session, view), writeReport(report, session, view)]).then(() =>
      aftermath.written(),
    );
  };
  try {
    const outcome = await run({
      signal: session.signal,
      onProgress: (event) => {
        // Loaded while pods are waited for: whoever looks at the report waits for nothing else then.
        if (event.stage === 'probe') void rendererOf(view.report.format);
        progress.update(event);
      },
      onJudged: (run) => {
        kept = run;
      },
      onReport: (report) => {
        aftermath.judged();
        progress.stop();
        if (view.attempt?.isLast(report) !== false) write(report);
      },
    });
    aftermath.ended();
    progress.stop();
    if (outcome.kind === 'report' && outcome.leftovers.length > 0 && writing === undefined) {
      view.attempt?.end();
      write(outcome.report);
    }
    await writing;
    if (view.report.verbose) for (const line of aftermath.lines()) session.writer.line(line);
    return await conclude(outcome, session, view);
  } finally {
    progress.stop();
  }
}

async function keepRun(run: SavedRun | undefined, { writer }: Session, { save }: RunView): Promise<void> {
  if (save === undefined || run === undefined) return;
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
      if (view.attempt?.isLastAfter(outcome.failure) === false) return 2;
      return writer.failure({ ...outcome.failure, exitCode: 2 });
    case 'interrupted':
      return concludeInterrupted(leftoverLines(outcome.leftovers, view.names), session);
  }
}

/** Says what interrupted the command and what was left behind, one line for each. Gives the exit code. */
export async function concludeInterrupted(
  leftovers: readonly string[],
  { writer, interruption }: Session,
): Promise<number> {
  const cause = interruption();
  // A crash is told by whoever watches for crashes, with its stack.
  if (cause?.kind !== 'signal') return 1;
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
