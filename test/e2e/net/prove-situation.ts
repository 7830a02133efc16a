import { expect } from 'vitest';

import { runAgent } from '../../../src/agent/run-agent.js';
import type { Side } from '../../../src/model/peering.js';
import type { Report } from '../../../src/model/report.js';
import type { Situation } from '../../lab/prove/expected.js';
import { differencesOf, truthOf } from '../../lab/prove/expected.js';
import { canWork, carryOutReport } from '../../lab/prove/prove-prescriptions.js';
import type { Bundles } from '../../lab/prove/real-check.js';
import { intoPipe } from '../../lab/prove/printed-report.js';
import { checkForReal } from '../../lab/prove/real-check.js';
import { differencesBetween } from './compare-reports.js';
import { runCheck } from './run-check.js';
import type { NamedTopology } from './situations.js';
import { type RealPrograms, startRealLab } from './start-real-lab.js';

/** After so many checks something is told again and again. */
const roundLimit = 6;

/** What is known of a situation beforehand, and which real programs take part. */
type ProofOptions = Pick<NamedTopology, 'verdict' | 'isCarriedOut'> & RealPrograms;

/** How a situation ended. */
export type Ending =
  /** Ready at the first check. */
  | 'ready'
  /** Ready once what was printed had been carried out. */
  | 'made ready'
  /** Nobody can make it ready, by the truth. */
  | 'impossible'
  /** Whether a live gateway is reached cannot be told. */
  | 'undecidable'
  /** Not ready, and left so. */
  | 'not carried out';

/**
 * Checks a situation on a real network: the report has to be that of the virtual network, to agree with the truth, and
 * what it prescribes, carried out on the real network, has to make the next check ready. `verdict` takes the place of the
 * truth where that does not know what matters.
 */
export async function proveSituation(
  situation: Situation,
  bundles: Bundles,
  { verdict, isCarriedOut, gateway, ...programs }: ProofOptions = {},
): Promise<Ending> {
  const { topology, intent, capture } = situation;
  const [report, virtual] = await Promise.all([
    checkOnNamespaces(situation, { ...programs, gateway }),
    checkForReal({ topology, intent, capture }, { ...bundles, runAgent }),
  ]);
  const differences = differencesBetween(report, virtual, topology);
  expect(differences.join('\n'), 'real <> virtual').toBe('');
  if (verdict === undefined) expectTruth(report, situation);
  else expect(report.verdict).toBe(verdict);
  if (report.verdict === 'ready') return 'ready';
  if (report.verdict === 'undetermined') return 'undecidable';
  if (isCarriedOut === false) return 'not carried out';
  if (!canWork(situation)) return 'impossible';
  const failures: string[] = [];
  for (const preferred of ['remote', 'local'] as const) {
    const ending = await follow(situation, report, { preferred, programs });
    if ('ending' in ending) return ending.ending;
    failures.push(ending.why);
  }
  throw new Error(`what is printed leads nowhere: ${failures.join('; ')}`);
}

async function checkOnNamespaces({ topology, intent }: Situation, programs: RealPrograms): Promise<Report> {
  const lab = await startRealLab(topology, programs);
  try {
    const { report } = await runCheck(lab, intent, { flags: ['--allow-load-balancer', '--timeout', '90s'] });
    return report;
  } finally {
    await lab.close();
  }
}

/** Statuses are as the truth is, but for live gateways, which answer no stranger. */
function expectTruth(report: Report, situation: Situation): void {
  const truth = truthOf(situation);
  const differences = differencesOf({ report }, situation, truth);
  const wrong = differences.filter(
    ({ service, is, isSibling }) =>
      service !== 'gateway' || !(is === 'unknown' || (is === 'met' && isSibling)),
  );
  const told = wrong.map((one) => JSON.stringify(one)).join('\n');
  expect(told, 'requirements that contradict the truth').toBe('');
  const expected = truth.works ? 'ready' : 'not-ready';
  if (differences.length === 0) expect(report.verdict).toBe(expected);
}

async function follow(
  situation: Situation,
  first: Report,
  { preferred, programs }: { readonly preferred: Side; readonly programs: RealPrograms },
): Promise<{ readonly ending: Ending } | { readonly why: string }> {
  let [now, report] = [situation, first];
  const told: string[] = [];
  for (let round = 1; round <= roundLimit; round += 1) {
    const carried = carryOutReport({ report }, now, { preferred, print: intoPipe });
    if (typeof carried === 'string') return { why: carried };
    told.push(...carried.steps.map(({ words }) => words));
    now = carried.after;
    report = await checkOnNamespaces(now, programs);
    // What is carried out lets all packets of a flow pass, whatever is in them.
    expectTruth(report, now);
    if (report.verdict === 'ready') return { ending: 'made ready' };
    if (report.verdict === 'undetermined') {
      return truthOf(now).works ? { ending: 'undecidable' } : { why: `undetermined: ${told.join(' ')}` };
    }
  }
  return { why: `no end: ${told.join(' ')}` };
}
