import type { Checked } from './check-again.js';
import { cleanDesk, runLine, shellWords } from './command-lines.js';
import { truthOf } from './expected.js';
import { readReport } from './printed-report.js';
import { NotCarriedOut } from './situation-changes.js';

/** Whether the lines that a ready report ends with peer the clusters, by the truth; `undefined` where none is printed. */
export function nextLinesWork({ situation, checked, print }: Checked): boolean | undefined {
  const { next } = readReport(checked.report, print);
  if (next.length === 0) return undefined;
  try {
    const { situation: after } = next
      .map(shellWords)
      .reduce((desk, line) => runLine(line, desk), cleanDesk(situation));
    return truthOf(after).works;
  } catch (error) {
    if (error instanceof NotCarriedOut) return false;
    throw error;
  }
}
