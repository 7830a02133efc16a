import { expect } from 'vitest';

import { runAgent } from '../../../src/agent/run-agent.js';
import type { Side } from '../../../src/model/peering.js';
import type { Report } from '../../../src/model/report.js';
import type { Situation } from '../../lab/prove/expected.js';
import { differencesOf, truthOf } from '../../lab/prove/expected.js';
import { canWork } from '../../lab/prove/can-work.js';
import { carryOutReport } from '../../lab/prove/carry-out-report.js';
import { cannotBeTold } from '../../lab/prove/untold-gateway.js';
import type { Bundles } from '../../lab/prove/real-check.js';
import { checkInProcess } from '../../lab/prove/in-process-check.js';
import { intoPipe } from '../../lab/prove/printed-report.js';
import { checkForReal } from '../../lab/prove/real-check.js';
import { differencesBetween } from './compare-reports.js';
import { drawHigh } from './drawn-ports.js';
import { runCheck } from './run-check.js';
import type { NamedTopology } from './situations.js';
import { type RealPrograms, startRealLab } from './start-real-lab.js';

/** After so many checks something is told again and again. */
const roundLimit = 6;

/** What is known of a situation beforehand, and which real programs take part. */
type ProofOptions = Pick<NamedTopology, 'verdict' | 'isCarriedOut' | 'says'> &
  RealPrograms & {
    /** Is shown every report. */
    readonly onReport?: (report: Report) => void;
  };

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
  bundles: Omit<Bundles, 'remove'>,
  { verdict, isCarriedOut, says = [], gateway, onReport = () => undefined, ...programs }: ProofOptions = {},
): Promise<Ending> {
  const { topology, intent, capture } = situation;
  const [report, virtual] = await checkOnNamespaces(situation, { ...programs, gateway }, () =>
    checkForReal({ topology, intent, capture }, { ...bundles, runAgent, random: drawHigh }),
  );
  for (const one of [report, virtual]) onReport(one);
  const differences = differencesBetween(report, virtual, topology);
  expect(differences.join('\n'), 'real <> virtual').toBe('');
  for (const words of says) expect(JSON.stringify(report)).toContain(words);
  if (verdict === undefined) expectTruth(report, situation);
  else expect(report.verdict).toBe(verdict);
  if (report.verdict === 'ready') return 'ready';
  if (report.verdict === 'undetermined') return 'undecidable';
  if (isCarriedOut === false) return 'not carried out';
  if (!canWork(situation)) return 'impossible';
  const failures: Failure[] = [];
  for (const preferred of ['remote', 'local'] as const) {
    const ending = await follow(situation, report, { preferred, programs, onReport });
    if ('ending' in ending) return ending.ending;
    failures.push(ending);
  }
  if (failures.some(({ isUndecidable }) => isUndecidable)) return 'undecidable';
  throw new Error(`what is printed leads nowhere: ${failures.map(({ why }) => why).join('; ')}`);
}

/** Another check runs beside it, as soon as the machine bears it. */
async function checkOnNamespaces<T>(
  { topology, intent }: Situation,
  programs: RealPrograms,
  beside: () => Promise<T>,
): Promise<readonly [Report, T]> {
  const lab = await startRealLab(topology, programs);
  try {
    const flags = ['--allow-load-balancer', '--timeout', '90s'];
    const [{ report }, other] = await Promise.all([runCheck(lab, intent, { flags }), beside()]);
    return [report, other];
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

interface Following extends Required<Pick<ProofOptions, 'onReport'>> {
  readonly preferred: Side;
  readonly programs: RealPrograms;
}

/** Why what is printed did not make the next check ready. */
interface Failure {
  readonly why: string;
  /** Whether nothing that can be seen tells if a live gateway is reached now. */
  readonly isUndecidable: boolean;
}

async function follow(
  situation: Situation,
  first: Report,
  { preferred, programs, onReport }: Following,
): Promise<{ readonly ending: Ending } | Failure> {
  let [now, report] = [situation, first];
  const told: string[] = [];
  for (let round = 1; round <= roundLimit; round += 1) {
    const carried = carryOutReport({ report }, now, { preferred, print: intoPipe });
    if (typeof carried === 'string') return { why: carried, isUndecidable: false };
    told.push(...carried.steps.map(({ words }) => words));
    now = carried.after;
    [report] = await checkOnNamespaces(now, programs, () => Promise.resolve());
    onReport(report);
    // What is carried out lets all packets of a flow pass, whatever is in them.
    expectTruth(report, now);
    if (report.verdict === 'ready') return { ending: 'made ready' };
    if (report.verdict === 'undetermined') {
      if (truthOf(now).works) return { ending: 'undecidable' };
      return { why: `undetermined: ${told.join(' ')}`, isUndecidable: await isBeyondSight(now) };
    }
  }
  return { why: `no end: ${told.join(' ')}`, isUndecidable: false };
}

/** Whether another network in which the same is seen differs in what is unknown, as the proof works it out. */
async function isBeyondSight(situation: Situation): Promise<boolean> {
  const { topology, intent, capture } = situation;
  const request = { topology, intent, capture, seed: 1, kubeconfig: 'loopback' } as const;
  return cannotBeTold(await checkInProcess(request), { situation, request });
}
