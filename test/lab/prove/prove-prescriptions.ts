import { isAssuredAlone, isByAssurance } from './assurance.js';
import type { Step } from './carry-out.js';
import { carriedOut, stepsOf } from './carry-out.js';
import { cleanDesk, isOfOtherPeering, runLine, shellWords } from './command-lines.js';
import type { Situation, Truth } from './expected.js';
import { truthOf, versionOf } from './expected.js';
import type { InProcessResult } from './in-process-check.js';
import { checkInProcess } from './in-process-check.js';
import { needlessWords, settledValues } from './needless.js';
import type { Print } from './printed-report.js';
import { readReport, wayOf } from './printed-report.js';
import { NotUnderstood } from './printed-words.js';
import { proveUnknown } from './prove-unknown.js';
import { NotCarriedOut } from './situation-changes.js';
import { isV0, readsAnnotations } from '../../../src/lab/topology/liqo-spec.js';
import { possibleTruths, sightOf, withoutTheUnproven } from './twins.js';
import type { Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';

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

interface Ending {
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

/** After so many checks something is told again and again. */
const roundLimit = 6;

/** A check, on what it was made, and how its report is printed. */
export interface Checked {
  readonly situation: Situation;
  readonly checked: InProcessResult;
  readonly seed: number;
  readonly print: Print;
}

/** Carries out what each check prints until the next one finds nothing unmet. */
export async function provePrescriptions(start: Checked): Promise<PrescriptionProof> {
  const { situation, checked } = start;
  const ofUnknown = await proveUnknown(start);
  const nothing = { rounds: 0, needless: [], unprovenAlternatives: ofUnknown };
  if (checked.report.verdict !== 'not-ready') return { ...nothing, outcome: 'nothing-to-do' };
  const endings: Ending[] = [];
  const otherWays: string[] = [];
  const isEither = hasTwoWays(start);
  for (const preferred of ['remote', 'local'] as const) {
    const ending = await follow({ ...start, preferred });
    endings.push(ending);
    if (isEither) otherWays.push(...wrongInWay(preferred, ending, situation));
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
    const isPossible = canWork(situation) && !(await isRouteUnseen(start));
    const why = endings.map((ending) => ending.why ?? '').join(' || ');
    return { ...nothing, outcome: isPossible ? 'unproven' : 'impossible', why, unprovenAlternatives };
  }
  return { outcome: 'ready', rounds: ready.rounds, needless: ready.needless, unprovenAlternatives };
}

/** What of the last report can be left out, and what any report told that was so already. */
async function needlessOf(
  steps: readonly Step[],
  { situation, checked, seed, settled, preferred, print }: Walk & { readonly settled: readonly string[] },
): Promise<Pick<Ending, 'needless' | 'needlessInWay'>> {
  const words = needlessWords(situation, steps);
  const { topology, intent, capture } = situation;
  const request = { topology, intent, seed, kubeconfig: 'usual', capture } as const;
  const alike = words.length === 0 ? [] : await withoutTheUnproven(checked, request);
  const unmissed = alike.length === 0 ? words : needlessWords(situation, steps, { alike });
  const needless: string[] = [];
  for (const one of unmissed) {
    if (!(await isToldAtTheEnd(one, steps, { situation, seed, print }))) needless.push(one);
  }
  const works = ({ works: isReady, services }: Truth): boolean => isReady && services[preferred].gateway;
  const needlessInWay = words.length === 0 ? [] : needlessWords(situation, steps, { alike, works });
  return { needless: [...new Set([...needless, ...settled])], needlessInWay };
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
function wrongInWay(
  side: Side,
  { isReady, isUndecidable, hasGateway, why, needlessInWay }: Ending,
  situation: Situation,
): string[] {
  const by = `by the gateway of the ${side} cluster`;
  // Where the clusters cannot peer for another reason, the gateway is to be reached all the same.
  const isAllThatCan = canHaveGateway(side, situation) ? !canWork(situation) && hasGateway : true;
  const isProven = isReady || isUndecidable === true || isAllThatCan;
  return [
    ...(isProven ? [] : [`${by}: ${why ?? ''}`]),
    ...(isReady ? needlessInWay : []).map((words) => `${by}, needless: ${words}`),
  ];
}

interface Walk extends Checked {
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
      const isLeft = gateway || (await isGatewayUntold(preferred, again, { situation: after, request }));
      return { ...failed, hasGateway: isLeft, why: `no end: ${told.join(' ')}` };
    }
  }
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

/** Another run gets other node ports. */
async function checkAgain({ topology, intent, capture }: Situation, seed: number) {
  const request = { topology, intent, seed, kubeconfig: 'usual', capture } as const;
  return { checked: await checkInProcess(request), request };
}

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

/**
 * Alternatives are promises too: each that names changes or lines is carried out instead of the prescription, and again
 * as long as the next check offers it, until nothing of that requirement is unmet.
 */
async function proveAlternatives(start: Checked): Promise<string[]> {
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

/** Whether a cluster cannot be reached from outside, or could be only by a route between the networks that nothing shows. */
async function isOutOfReach(side: Side, { situation, checked, seed }: Checked): Promise<boolean> {
  if (!canBeReached(side, situation)) return true;
  const topology = { ...situation.topology, isRouted: false };
  if (situation.topology.isRouted !== true || canBeReached(side, { ...situation, topology })) return false;
  const { intent } = situation;
  const twin = await checkInProcess({ topology, intent, seed, kubeconfig: 'usual' });
  return sightOf(twin) === sightOf(checked);
}

/** Whether anything can lead from outside to a cluster at all: nobody forwards on the NAT of a carrier. */
function canBeReached(side: Side, { topology }: Situation): boolean {
  const { local, remote } = topology.sites;
  if (local.lan.name === remote.lan.name || topology.isRouted === true) return true;
  const { outer } = topology.sites[side].nat ?? {};
  return outer === undefined || outer.forwards !== undefined;
}

/** Whether a gateway is unknown, or met by no proof of the whole way, and may work or not without anything else being seen. */
export async function isGatewayUntold(
  side: Side,
  checked: InProcessResult,
  at: Parameters<typeof possibleTruths>[2],
): Promise<boolean> {
  const isOpen = checked.report.requirements.some(
    (one) =>
      one.service === 'gateway' &&
      one.cluster === side &&
      (one.status === 'unknown' || (one.status === 'met' && isAssuredAlone(one, checked))),
  );
  return isOpen && (await possibleTruths(side, checked, at)).size === 2;
}

/** Whether every gateway that is unknown may work or not without anything else being seen. */
export async function cannotBeTold(
  checked: InProcessResult,
  at: Parameters<typeof possibleTruths>[2],
): Promise<boolean> {
  const unknown = checked.report.requirements.filter(({ status }) => status === 'unknown');
  for (const { service, cluster } of unknown) {
    if (service !== 'gateway' || (await possibleTruths(cluster, checked, at)).size < 2) return false;
  }
  return true;
}

/**
 * Whether anything an operator can do would let the clusters peer: rules, rows, values, flags and load balancers are
 * theirs, the NAT of their carrier is not, nor the side that they asked the gateway server to be on. What has to be
 * reached from outside has to have a way in.
 */
export function canWork(situation: Situation): boolean {
  const { topology, intent } = situation;
  const { local, remote } = topology.sites;
  if (local.lan.name === remote.lan.name || topology.isRouted === true) return true;
  const isTunnelEnough = versionOf(situation).startsWith('v1.') || intent.peering === 'in-band';
  const isOpen = (side: Side): boolean => isWanted(side, situation) && canBeReached(side, situation);
  return sides.some((side) => canHaveGateway(side, situation)) && (isTunnelEnough || sides.every(isOpen));
}

/** Whether the flags leave a gateway server in a cluster possible. */
function isWanted(side: Side, { intent }: Situation): boolean {
  const { location } = intent.gateway;
  return location === undefined || location === (side === 'local' ? 'Consumer' : 'Provider');
}

/**
 * Whether an operator can make the gateway of a cluster reachable. Before v0.6 it is advertised at its own node or load
 * balancer alone.
 */
export function canHaveGateway(side: Side, situation: Situation): boolean {
  const { topology } = situation;
  const { local, remote } = topology.sites;
  if (local.lan.name === remote.lan.name || topology.isRouted === true) return true;
  const version = topology.clusters[side].liqo?.version ?? versionOf(situation);
  const isEarly = isV0(version) && !readsAnnotations(version);
  const isPublic =
    topology.sites[side].nat === undefined || topology.clusters[side].apiServer.place === 'provided';
  return isWanted(side, situation) && canBeReached(side, situation) && (!isEarly || isPublic);
}

/**
 * Whether nothing that was seen tells of a route between the private networks: then the clusters look like two that only
 * the Internet joins, and are told what such two need, which may be beyond help.
 */
async function isRouteUnseen({ situation: { topology, ...rest }, checked, seed }: Checked): Promise<boolean> {
  if (topology.isRouted !== true) return false;
  const apart = { ...topology, isRouted: false };
  if (canWork({ ...rest, topology: apart })) return false;
  const { intent, capture } = rest;
  const twin = await checkInProcess({ topology: apart, intent, seed, kubeconfig: 'usual', capture });
  return sightOf(twin) === sightOf(checked);
}

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
