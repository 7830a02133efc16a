import type { Topology } from '../../../src/lab/topology/topology.js';
import { withoutRoute } from './can-work.js';
import type { Step } from './carry-out.js';
import { carriedOut } from './carry-out.js';
import { checkAgain } from './check-again.js';
import { shellWords } from './command-lines.js';
import type { Truth } from './expected.js';
import { needlessWords } from './needless.js';
import { readReport } from './printed-report.js';
import type { Ending, Walk } from './prove-prescriptions.js';
import { withoutTheUnproven } from './twins.js';

/** What of the last report can be left out, and what any report told that was so already. */
export async function needlessOf(
  steps: readonly Step[],
  { situation, checked, seed, settled, preferred, print }: Walk & { readonly settled: readonly string[] },
): Promise<Pick<Ending, 'needless' | 'needlessInWay'>> {
  const words = needlessWords(situation, steps);
  const { topology, intent, capture } = situation;
  const request = { topology, intent, seed, kubeconfig: 'usual', capture } as const;
  const alike = words.length === 0 ? [] : await looksAlike();
  const unmissed = alike.length === 0 ? words : needlessWords(situation, steps, { alike });
  const needless: string[] = [];
  for (const one of unmissed) {
    if (!(await isToldAtTheEnd(one, steps, { situation, seed, print }))) needless.push(one);
  }
  const works = ({ works: isReady, services }: Truth): boolean => isReady && services[preferred].gateway;
  const needlessInWay = words.length === 0 ? [] : needlessWords(situation, steps, { alike, works });
  return { needless: [...new Set([...needless, ...settled])], needlessInWay };

  async function looksAlike(): Promise<Topology[]> {
    const apart = await withoutRoute({ situation, checked, seed, print });
    return [...(await withoutTheUnproven(checked, request)), ...(apart ? [apart] : [])];
  }
}

/**
 * Whether all words of a line that is left out are in one of those that the next report, which is ready, ends with: nobody
 * is spared it.
 */
async function isToldAtTheEnd(
  line: string,
  steps: readonly Step[],
  { situation, seed, print }: Pick<Walk, 'situation' | 'seed' | 'print'>,
): Promise<boolean> {
  if (!line.startsWith('liqoctl install')) return false;
  const after = carriedOut(
    situation,
    steps.filter(({ words }) => words !== line),
  );
  const { checked } = await checkAgain(after, seed + 1);
  const next = checked.report.verdict === 'ready' ? readReport(checked.report, print).next : [];
  return next.map(shellWords).some((told) => shellWords(line).every((word) => told.includes(word)));
}
