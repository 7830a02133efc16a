import { judgeSavedRun } from '../judge/saved/saved-run.js';
import { exitCodeOf } from '../report/exit-code.js';
import type { JudgeOptions } from './judge-options.js';
import { changesFormats, renderChanges } from './report-formats.js';
import { redactedFor, textOptions, writeReport } from './run-and-report.js';
import { readSavedRuns } from './saved-runs.js';
import type { Session } from './session.js';

/**
 * `liqo-doctor judge`: the report of a run that was kept, whole or in two halves, or what changed from one to a later
 * one, by the rules of this version. Asks no cluster anything. Gives the exit code, that of the later run.
 */
export async function judge({ run, later, report: view }: JudgeOptions, session: Session): Promise<number> {
  const { writer } = session;
  const fail = (message: string) => writer.failure({ code: 'saved-run', message, exitCode: 2 });
  const shown = { report: view, mentioned: [] };
  const saved = await readSavedRuns(run, later);
  if (!saved.ok) return fail(saved.failure);
  if (saved.value.kind === 'one') {
    const report = judgeSavedRun(saved.value.run);
    await writeReport(report, session, shown);
    return exitCodeOf(report, view.failOn);
  }
  if (!changesFormats.includes(view.format)) {
    return fail(
      `what changed between two runs is told as ${changesFormats.join(' or ')}, not as ${view.format}`,
    );
  }
  const [before, after] = [judgeSavedRun(saved.value.before), judgeSavedRun(saved.value.after)];
  const pair = { before: await redactedFor(before, shown), after: await redactedFor(after, shown) };
  await writer.result(await renderChanges(pair, view.format, textOptions(session.shell, shown)));
  return exitCodeOf(after, view.failOn);
}
