import { joinHalves } from '../check/half/join-halves.js';
import { halvesOf } from '../check/half/pair.js';
import type { HalfRun } from '../judge/saved/half-run.js';
import { isHalfRun, readHalfRun } from '../judge/saved/half-run-document.js';
import type { SavedRun } from '../judge/saved/saved-run.js';
import { readSavedRun } from '../judge/saved/saved-run-document.js';
import { readBoundedFile } from '../kubernetes/bounded-file.js';
import { valueOf } from '../model/fact.js';
import { sides } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';

/** Files of runs: those of clusters with thousands of nodes take some megabytes. */
export const largestRunBytes = 64 * 1024 * 1024;

/** What the files that `judge` is called with hold: one run, two to compare, or the halves of one. */
export type SavedRuns =
  | { readonly kind: 'one'; readonly run: SavedRun }
  | { readonly kind: 'two'; readonly before: SavedRun; readonly after: SavedRun };

type Saved = { readonly file: string } & (
  { readonly kind: 'run'; readonly run: SavedRun } | { readonly kind: 'half'; readonly half: HalfRun }
);

/** Reads them; fails with a sentence that names the file. */
export async function readSavedRuns(
  first: string,
  second: string | undefined,
): Promise<Result<SavedRuns, string>> {
  const one = await readSaved(first);
  if (!one.ok) return one;
  if (second === undefined) {
    return one.value.kind === 'run'
      ? success({ kind: 'one', run: one.value.run })
      : failure(`${first} holds one half of a run: give the file of the other half, too`);
  }
  const other = await readSaved(second);
  return other.ok ? together(one.value, other.value) : other;
}

function together(one: Saved, other: Saved): Result<SavedRuns, string> {
  const both = `${one.file} and ${other.file}`;
  if (one.kind === 'half' && other.kind === 'half') {
    const halves = halvesOf(one.half, other.half);
    const run = halves.ok ? joinHalves(halves.value) : halves;
    return run.ok ? success({ kind: 'one', run: run.value }) : failure(`${both}: ${run.failure}`);
  }
  if (one.kind === 'half' || other.kind === 'half') {
    return failure(`${both} are half a run and a whole one: a half is judged together with its other half`);
  }
  return areOfSameClusters(one.run, other.run)
    ? success({ kind: 'two', before: one.run, after: other.run })
    : failure(`${both} are not of the same two clusters, of which alone can be told what changed`);
}

/** By the UIDs of their clusters, and by the names of their contexts where one of these could not be read. */
function areOfSameClusters(one: SavedRun, other: SavedRun): boolean {
  return sides.every((side) => {
    const [own, its] = [one.input[side], other.input[side]];
    const [uid, itsUid] = [valueOf(own.uid), valueOf(its.uid)];
    return uid === undefined || itsUid === undefined ? own.name === its.name : uid === itsUid;
  });
}

async function readSaved(file: string): Promise<Result<Saved, string>> {
  const bytes = await readBoundedFile(file, largestRunBytes);
  if (!bytes.ok) return failure(`${file} cannot be read (${bytes.failure})`);
  const text = bytes.value.toString('utf8');
  if (isHalfRun(text)) {
    const half = readHalfRun(text);
    return half.ok ? success({ file, kind: 'half', half: half.value }) : failure(`${file} ${half.failure}`);
  }
  const run = readSavedRun(text);
  return run.ok ? success({ file, kind: 'run', run: run.value }) : failure(`${file} ${run.failure}`);
}
