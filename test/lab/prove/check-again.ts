import type { Situation } from './expected.js';
import type { InProcessResult } from './in-process-check.js';
import { checkInProcess } from './in-process-check.js';
import type { Print } from './printed-report.js';

/** A check, on what it was made, and how its report is printed. */
export interface Checked {
  readonly situation: Situation;
  readonly checked: InProcessResult;
  readonly seed: number;
  readonly print: Print;
}

/** Another run gets other node ports. */
export async function checkAgain({ topology, intent, capture }: Situation, seed: number) {
  const request = { topology, intent, seed, kubeconfig: 'usual', capture } as const;
  return { checked: await checkInProcess(request), request };
}

/** After so many checks something is told again and again. */
export const roundLimit = 6;
