import { readSavedRun } from '../judge/saved/saved-run-document.js';
import { judgeSavedRun, type SavedRun } from '../judge/saved/saved-run.js';
import { readBoundedFile } from '../kubernetes/bounded-file.js';
import { valueOf } from '../model/fact.js';
import { sides } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure } from '../model/result.js';
import { exitCodeOf } from '../report/exit-code.js';
import type { JudgeOptions } from './judge-options.js';
import { renderChanges } from './report-formats.js';
import { redactedFor, textOptions, writeReport } from './run-and-report.js';
import type { Session } from './session.js';

/** Runs of clusters with thousands of nodes take some megabytes. */
const largestBytes = 64 * 1024 * 1024;

/**
 * `liqo-doctor judge`: the report of a run that was kept, or what changed from one to a later one, by the rules of this
 * version. Asks no cluster anything. Gives the exit code, that of the later run.
 */
export async function judge({ run, later, report: view }: JudgeOptions, session: Session): Promise<number> {
  const { writer } = session;
  const fail = (message: string) => writer.failure({ code: 'saved-run', message, exitCode: 2 });
  const shown = { report: view, mentioned: [] };
  const first = await readRun(run);
  if (!first.ok) return fail(first.failure);
  const before = judgeSavedRun(first.value);
  if (later === undefined) {
    await writeReport(before, session, shown);
    return exitCodeOf(before, view.failOn);
  }
  const second = await readRun(later);
  if (!second.ok) return fail(second.failure);
  if (!areOfSameClusters(first.value, second.value)) {
    return fail(
      `${run} and ${later} are not of the same two clusters, of which alone can be told what changed`,
    );
  }
  const after = judgeSavedRun(second.value);
  const pair = { before: await redactedFor(before, shown), after: await redactedFor(after, shown) };
  await writer.result(await renderChanges(pair, view.format, textOptions(session.shell, shown)));
  return exitCodeOf(after, view.failOn);
}

/** By the UIDs of their clusters, and by the names of their contexts where one of these could not be read. */
function areOfSameClusters(one: SavedRun, other: SavedRun): boolean {
  return sides.every((side) => {
    const [own, its] = [one.input[side], other.input[side]];
    const [uid, itsUid] = [valueOf(own.uid), valueOf(its.uid)];
    return uid === undefined || itsUid === undefined ? own.name === its.name : uid === itsUid;
  });
}

async function readRun(file: string): Promise<Result<SavedRun, string>> {
  const text = await readBoundedFile(file, largestBytes);
  if (!text.ok) return failure(`${file} cannot be read (${text.failure})`);
  const run = readSavedRun(text.value.toString('utf8'));
  return run.ok ? run : failure(`${file} ${run.failure}`);
}
