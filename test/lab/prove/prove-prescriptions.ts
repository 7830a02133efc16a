import type { Side } from '../../../src/model/peering.js';
import { isByAssurance } from './assurance.js';
import { canBeSeenToHaveGateway, canWorkAsSeen } from './can-work.js';
import { carryOutReport } from './carry-out-report.js';
import type { Checked } from './check-again.js';
import { checkAgain, roundLimit } from './check-again.js';
import { truthOf } from './expected.js';
import type { InProcessResult } from './in-process-check.js';
import { needlessOf } from './needless-in-report.js';
import { settledValues } from './needless.js';
import { readReport } from './printed-report.js';
import { proveAlternatives } from './prove-alternatives.js';
import { proveUnknown } from './prove-unknown.js';
import { cannotBeTold, isGatewayUntold } from './untold-gateway.js';

/** What came of carrying a report's prescriptions out. */
export interface PrescriptionProof {
  readonly outcome: 'ready' | 'undecidable' | 'impossible' | 'unproven' | 'nothing-to-do';
  /** Checks until nothing was unmet. */
  readonly rounds: number;
  /** Why it is unproven. */
  readonly why?: string;
  /** What is printed and can be left out. */
  readonly needless: readonly string[];
  /** What is offered instead of a prescription, or beside it for the other gateway, and does not help. */
  readonly unprovenAlternatives: readonly string[];
}

export interface Ending {
  readonly isReady: boolean;
  /** Nothing is unmet, and whether a live gateway is reached cannot be known. */
  readonly isUndecidable?: boolean;
  readonly rounds: number;
  /** What the last report told and can be left out, and values that any of the reports told and that were so already. */
  readonly needless: readonly string[];
  /** What of the last report can be left out, and the gateway that was to be made reachable is so all the same. */
  readonly needlessInWay: readonly string[];
  /** Whether the gateway that was to be made reachable is so at the end, by the truth, or that cannot be told. */
  readonly hasGateway: boolean;
  readonly why?: string;
}

/** Carries out what each check prints until the next one finds nothing unmet. */
export async function provePrescriptions(start: Checked): Promise<PrescriptionProof> {
  const { checked } = start;
  const ofUnknown = await proveUnknown(start);
  const nothing = { rounds: 0, needless: [], unprovenAlternatives: ofUnknown };
  if (checked.report.verdict !== 'not-ready') return { ...nothing, outcome: 'nothing-to-do' };
  const endings: Ending[] = [];
  const otherWays: string[] = [];
  const isEither = hasTwoWays(start);
  for (const preferred of ['remote', 'local'] as const) {
    const ending = await follow({ ...start, preferred });
    endings.push(ending);
    if (isEither) otherWays.push(...(await wrongInWay(preferred, ending, start)));
    else if (ending.isReady && ending.needless.length === 0) break;
  }
  const unprovenAlternatives = [...ofUnknown, ...otherWays, ...(await proveAlternatives(start))];
  const undecidable = endings.find(({ isUndecidable }) => isUndecidable === true);
  // Of two gateways the one that takes less is made reachable.
  const [ready] = endings
    .filter(({ isReady }) => isReady)
    .toSorted((one, other) => one.needless.length - other.needless.length);
  if (ready === undefined && undecidable) {
    return { ...nothing, outcome: 'undecidable', rounds: undecidable.rounds, unprovenAlternatives };
  }
  if (ready === undefined) {
    const isPossible = await canWorkAsSeen(start);
    const why = endings.map((ending) => ending.why ?? '').join(' || ');
    return { ...nothing, outcome: isPossible ? 'unproven' : 'impossible', why, unprovenAlternatives };
  }
  return { outcome: 'ready', rounds: ready.rounds, needless: ready.needless, unprovenAlternatives };
}

/** Whether a report leaves the choice which of the two gateways is made reachable. */
function hasTwoWays({ checked, print }: Checked): boolean {
  return readReport(checked.report, print).steps.some(
    ({ status, ways }) => status === 'unmet' && ways.length > 1,
  );
}

/**
 * What is wrong with one of two ways, each of which is a promise: that it does not make its own gateway reachable, where
 * that can be done, or that some of it could be left out and this gateway were reached all the same.
 */
async function wrongInWay(
  side: Side,
  { isReady, isUndecidable, hasGateway, why, needlessInWay }: Ending,
  start: Checked,
): Promise<string[]> {
  const by = `by the gateway of the ${side} cluster`;
  // Where the clusters cannot peer for another reason, the gateway is to be reached all the same.
  const isAllThatCan = hasGateway && !(await canWorkAsSeen(start));
  const isProven =
    isReady || isUndecidable === true || isAllThatCan || !(await canBeSeenToHaveGateway(side, start));
  return [
    ...(isProven ? [] : [`${by}: ${why ?? ''}`]),
    ...(isReady ? needlessInWay : []).map((words) => `${by}, needless: ${words}`),
  ];
}

export interface Walk extends Checked {
  /** The gateway that is made reachable where either would do. */
  readonly preferred: Side;
}

async function follow({ situation, checked, seed, print, preferred }: Walk): Promise<Ending> {
  let now = { situation, checked };
  const told: string[] = [];
  const settled: string[] = [];
  for (let rounds = 1; ; rounds += 1) {
    const last = now;
    const before = last.situation;
    const carried = carryOutReport(last.checked, before, { preferred, print });
    const hasGateway = truthOf(before).services[preferred].gateway;
    const failed = { isReady: false, rounds, needless: [], needlessInWay: [], hasGateway };
    if (typeof carried === 'string') return { ...failed, why: carried };
    const { steps, after } = carried;
    told.push(...steps.map(({ words }) => words));
    settled.push(...settledValues(before, steps));
    const { checked: again, request } = await checkAgain(after, seed + rounds);
    const undone = undoneBy(last.checked, again);
    if (undone !== undefined) return { ...failed, why: `${undone} after ${told.join(' ')}` };
    const twice = toldTwice(last.checked, again, preferred);
    if (twice !== undefined) return { ...failed, why: `${twice} after ${told.join(' ')}` };
    now = { situation: after, checked: again };
    const { verdict } = again.report;
    const { works } = truthOf(after);
    if (verdict === 'ready' && !works && !isByAssurance(again)) {
      return { ...failed, why: `called ready, and peering would not work, after ${told.join(' ')}` };
    }
    // A live gateway behind a forward can be known by its truth alone.
    if (verdict === 'ready' || (verdict === 'undetermined' && works)) {
      const needless = await needlessOf(steps, {
        ...last,
        seed: seed + rounds - 1,
        settled,
        preferred,
        print,
      });
      return { isReady: true, rounds, hasGateway: truthOf(after).services[preferred].gateway, ...needless };
    }
    if (verdict === 'undetermined') {
      const isUndecidable = await cannotBeTold(again, { situation: after, request });
      return { ...failed, isUndecidable, why: `undetermined after ${told.join(' ')}` };
    }
    if (rounds === roundLimit) {
      const { gateway } = truthOf(after).services[preferred];
      const isUntold = await isGatewayUntold(preferred, again, { situation: after, request });
      const isLeft =
        gateway || isUntold || (await isToldUnderUnknown({ situation: after, checked: again, seed, print }));
      return { ...failed, hasGateway: isLeft, why: `no end: ${told.join(' ')}` };
    }
  }
}

/** Whether it has become unknown whether a gateway is reached, and what is told for it then helps. */
async function isToldUnderUnknown(last: Checked): Promise<boolean> {
  const { steps } = readReport(last.checked.report, last.print);
  const isUnknown = steps.some(
    ({ title, status }) => title.startsWith('Gateway of ') && status === 'unknown',
  );
  return isUnknown && (await proveUnknown(last)).length === 0;
}

/** A service that was reached, or stood in for, and is not any more: what is prescribed for one may not cost another. */
function undoneBy(before: InProcessResult, after: InProcessResult): string | undefined {
  const statusesOf = ({ report }: InProcessResult) =>
    new Map(report.requirements.map((one) => [one.group ?? `${one.service} of ${one.cluster}`, one.status]));
  const isMet = ({ report }: InProcessResult): boolean =>
    report.requirements.some(({ group, status }) => group === 'gateway' && status === 'met');
  const now = statusesOf(after);
  const lost = [...statusesOf(before)].find(
    ([name, status]) => name !== 'gateway' && status === 'met' && now.get(name) === 'unmet',
  );
  if (lost !== undefined) return `${lost[0]} is not reached any more`;
  const hasGateway = now.has('gateway') && now.get('gateway') !== 'not-applicable';
  const isUnmet = after.report.requirements
    .filter(({ group }) => group === 'gateway')
    .every(({ status }) => status === 'unmet');
  return hasGateway && isMet(before) && isUnmet ? 'no gateway is reached any more' : undefined;
}

/** A row that was entered and is to lead elsewhere now: the first one was told too early, or its port was not pinned. */
function toldTwice(before: InProcessResult, after: InProcessResult, preferred: Side): string | undefined {
  const rowsOf = ({ report }: InProcessResult) =>
    report.requirements.flatMap(({ service, cluster, group, prescription }) =>
      // Of two gateways the other one was left alone.
      prescription?.portForward && (group === undefined || cluster === preferred)
        ? [{ name: `${service} of ${cluster}`, row: prescription.portForward }]
        : [],
    );
  const again = rowsOf(after).find(({ name, row }) =>
    rowsOf(before).some((one) => one.name === name && one.row.targetPort !== row.targetPort),
  );
  return again && `the row for ${again.name} leads elsewhere now`;
}
