import type { Side } from '../../../src/model/peering.js';
import type { Step } from './carry-out.js';
import { carriedOut, stepsOf } from './carry-out.js';
import { isOfOtherPeering, shellWords } from './command-lines.js';
import type { Situation } from './expected.js';
import type { InProcessResult } from './in-process-check.js';
import type { Print } from './printed-report.js';
import { readReport, wayOf } from './printed-report.js';
import { NotUnderstood } from './printed-words.js';
import { NotCarriedOut } from './situation-changes.js';

interface Reading {
  readonly preferred: Side;
  readonly print: Print;
}

/** Everything that a report prescribes, carried out; a sentence where that cannot be done or changes nothing. */
export function carryOutReport(
  checked: Pick<InProcessResult, 'report'>,
  before: Situation,
  { preferred, print }: Reading,
): { readonly steps: readonly Step[]; readonly after: Situation } | string {
  try {
    const printed = readReport(checked.report, print);
    const unmet = printed.steps.filter(({ status }) => status === 'unmet');
    const ways = unmet.map((step) => ({ step, way: wayOf(step, preferred, printed) }));
    const missing = ways.find(({ way }) => way === undefined || way.bullets.length === 0);
    if (missing) return `nothing is prescribed for ${missing.step.title}`;
    return taken(
      ways.flatMap(({ way }) => (way ? stepsOf(way) : [])),
      before,
    );
  } catch (error) {
    if (error instanceof NotCarriedOut || error instanceof NotUnderstood) return error.message;
    throw error;
  }
}

/** Steps as they are taken: what is told twice is done once. */
export function taken(
  told: readonly Step[],
  before: Situation,
): { readonly steps: readonly Step[]; readonly after: Situation } | string {
  const steps = told.filter(({ words }, index) => told.findIndex((one) => one.words === words) === index);
  const lines = steps.filter(
    ({ words }) => words.startsWith('liqoctl peer') && !isOfOtherPeering(shellWords(words)),
  );
  if (lines.length > 1) return `which of these is to be run: ${lines.map(({ words }) => words).join(' ')}`;
  const after = carriedOut(before, steps);
  const isDone = JSON.stringify(after) === JSON.stringify(before);
  return isDone
    ? `what is printed is so already: ${steps.map(({ words }) => words).join(' ')}`
    : { steps, after };
}
