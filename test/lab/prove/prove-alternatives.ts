import { isByAssurance } from './assurance.js';
import { isOutOfReach } from './can-work.js';
import { taken } from './carry-out-report.js';
import { stepsOf } from './carry-out.js';
import type { Checked } from './check-again.js';
import { checkAgain, roundLimit } from './check-again.js';
import { truthOf } from './expected.js';
import { readReport } from './printed-report.js';
import { NotUnderstood } from './printed-words.js';
import { NotCarriedOut } from './situation-changes.js';

/**
 * Alternatives are promises too: each that names changes or lines is carried out instead of the prescription, and again
 * as long as the next check offers it, until nothing of that requirement is unmet.
 */
export async function proveAlternatives(start: Checked): Promise<string[]> {
  const { steps, clusters } = readReport(start.checked.report, start.print);
  const failures: string[] = [];
  for (const { title, ways } of steps) {
    for (const { heading, alternatives } of ways) {
      for (const [index, { summary, bullets, commands }] of alternatives.entries()) {
        if (bullets.length === 0 && commands.length === 0) continue;
        const why = await alternativeFails(start, { title, heading, index });
        const side = Object.entries(clusters).find(([name]) => title.endsWith(` of ${name}`))?.[1];
        const isBeyondHelp = side !== undefined && why !== undefined && (await isOutOfReach(side, start));
        if (why !== undefined && !isBeyondHelp) failures.push(`${summary} (${title}): ${why}`);
      }
    }
  }
  return failures;
}

interface Offer {
  readonly title: string;
  readonly heading: string | undefined;
  readonly index: number;
}

/** Why what is offered does not help; `undefined` when it does, or when the truth agrees that nothing can. */
async function alternativeFails(
  { situation, checked, seed, print }: Checked,
  { title, heading, index }: Offer,
): Promise<string | undefined> {
  let now = { situation, checked };
  for (let rounds = 1; rounds <= roundLimit; rounds += 1) {
    try {
      const { steps } = readReport(now.checked.report, print);
      const step = steps.find((one) => one.title === title);
      const way = step?.ways.find((one) => one.heading === heading);
      if (step?.status !== 'unmet' || way === undefined) return undefined;
      const carried = taken(stepsOf(way.alternatives[index] ?? way), now.situation);
      if (typeof carried === 'string') return carried;
      const { checked: again } = await checkAgain(carried.after, seed + rounds);
      now = { situation: carried.after, checked: again };
      if (again.report.verdict === 'ready' && !truthOf(carried.after).works && !isByAssurance(again)) {
        return 'called ready, and peering would not work';
      }
    } catch (error) {
      if (error instanceof NotCarriedOut || error instanceof NotUnderstood) return error.message;
      throw error;
    }
  }
  return 'no end';
}
