import type { Step } from './carry-out.js';
import { flagsOfLine, NotCarriedOut, stepsOf } from './carry-out.js';
import type { Situation } from './expected.js';
import { truthOf, versionOf } from './expected.js';
import type { InProcessResult } from './in-process-check.js';
import { checkInProcess } from './in-process-check.js';
import { isV0, readsAnnotations } from '../../../src/lab/topology/liqo-spec.js';
import { gatewayServerWorks, serverOfFlags } from '../../../src/lab/truth/truth-v1.js';
import { possibleTruths, sightOf } from './twins.js';
import type { Requirement } from '../../../src/model/requirement.js';
import type { Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';

/** What came of carrying a report's prescriptions out. */
export interface PrescriptionProof {
  readonly outcome: 'ready' | 'undecidable' | 'impossible' | 'unproven' | 'nothing-to-do';
  /** Checks until nothing was unmet. */
  readonly rounds: number;
  /** Why it is unproven. */
  readonly why?: string;
  /** Steps without which it is ready as well. */
  readonly needless: readonly string[];
}

interface Ending {
  readonly isReady: boolean;
  /** Nothing is unmet, and whether a live gateway is reached cannot be known. */
  readonly isUndecidable?: boolean;
  /** What the last report told, and on what it was carried out. */
  readonly steps: readonly Step[];
  readonly before: Situation;
  readonly rounds: number;
  readonly why?: string;
}

/** After so many checks something is told again and again. */
const roundLimit = 6;

/** Carries out what each check prints until the next one finds nothing unmet. */
export async function provePrescriptions(
  situation: Situation,
  checked: InProcessResult,
  seed: number,
): Promise<PrescriptionProof> {
  if (checked.report.verdict !== 'not-ready') return { outcome: 'nothing-to-do', rounds: 0, needless: [] };
  const endings: Ending[] = [];
  for (const preferred of ['remote', 'local'] as const) {
    const ending = await follow({ situation, checked, seed, preferred });
    endings.push(ending);
    if (ending.isReady && needlessSteps(ending.before, ending.steps).length === 0) break;
  }
  const undecidable = endings.find(({ isUndecidable }) => isUndecidable === true);
  // Of two gateways the one that takes less is made reachable.
  const [ready] = endings
    .filter(({ isReady }) => isReady)
    .toSorted(
      (one, other) =>
        needlessSteps(one.before, one.steps).length - needlessSteps(other.before, other.steps).length,
    );
  if (ready === undefined && undecidable) {
    return { outcome: 'undecidable', rounds: undecidable.rounds, needless: [] };
  }
  if (ready === undefined) {
    const isPossible = canWork(situation) && !(await isRouteUnseen(situation, checked, seed));
    const why = endings.map((ending) => ending.why ?? '').join(' || ');
    return { outcome: isPossible ? 'unproven' : 'impossible', rounds: 0, why, needless: [] };
  }
  return { outcome: 'ready', rounds: ready.rounds, needless: needlessSteps(ready.before, ready.steps) };
}

interface Walk {
  readonly situation: Situation;
  readonly checked: InProcessResult;
  readonly seed: number;
  /** The gateway that is made reachable where either would do. */
  readonly preferred: Side;
}

async function follow({ situation, checked, seed, preferred }: Walk): Promise<Ending> {
  let now = { situation, checked };
  const told: string[] = [];
  for (let rounds = 1; ; rounds += 1) {
    const before = now.situation;
    const carried = carryOutReport(now.checked, before, preferred);
    if (typeof carried === 'string') return { isReady: false, steps: [], before, rounds, why: carried };
    const { steps, after } = carried;
    told.push(...steps.map(({ words }) => words));
    // Another run gets other node ports.
    const request = {
      topology: after.topology,
      intent: after.intent,
      seed: seed + rounds,
      kubeconfig: 'usual',
    } as const;
    const again = await checkInProcess(request);
    now = { situation: after, checked: again };
    const { verdict } = again.report;
    // A live gateway behind a forward can be known by its truth alone.
    if (verdict === 'ready' || (verdict === 'undetermined' && truthOf(after).works)) {
      return { isReady: true, steps, before, rounds };
    }
    if (verdict === 'undetermined') {
      const isUndecidable = await cannotBeTold(again, { situation: after, request });
      const why = `undetermined after ${told.join(' ')}`;
      return { isReady: false, isUndecidable, steps, before, rounds, why };
    }
    if (rounds === roundLimit) {
      return { isReady: false, steps, before, rounds, why: `no end: ${told.join(' ')}` };
    }
  }
}

/** Everything that a report prescribes, carried out; a sentence where that cannot be done or changes nothing. */
export function carryOutReport(
  checked: Pick<InProcessResult, 'report'>,
  before: Situation,
  preferred: Side,
): { readonly steps: readonly Step[]; readonly after: Situation } | string {
  const unmet = chosen(checked, preferred);
  try {
    const missing = unmet.find(({ prescription }) => prescription === undefined);
    if (missing) return `nothing is prescribed for ${missing.service} of ${missing.cluster}`;
    const steps = unmet.flatMap(({ prescription }) => (prescription ? stepsOf(prescription) : []));
    const once = steps.filter(({ words }, index) => steps.findIndex((one) => one.words === words) === index);
    const after = once.reduce((changed, step) => step.carryOut(changed), before);
    const isDone = JSON.stringify(after) === JSON.stringify(before);
    if (isDone) return `what is printed is so already: ${once.map(({ words }) => words).join(' ')}`;
    return { steps: once, after };
  } catch (error) {
    if (error instanceof NotCarriedOut) return error.message;
    throw error;
  }
}

/** Whether every gateway that is unknown may work or not without anything else being seen. */
async function cannotBeTold(
  checked: InProcessResult,
  at: Parameters<typeof possibleTruths>[2],
): Promise<boolean> {
  const unknown = checked.report.requirements.filter(({ status }) => status === 'unknown');
  for (const { service, cluster } of unknown) {
    if (service !== 'gateway' || (await possibleTruths(cluster, checked, at)).size < 2) return false;
  }
  return true;
}

/** The unmet requirements; of two gateways one. */
function chosen({ report }: Pick<InProcessResult, 'report'>, preferred: Side): Requirement[] {
  const unmet = report.requirements.filter(({ status }) => status === 'unmet');
  const gateways = unmet.filter(({ group }) => group === 'gateway');
  const isUnknown = report.requirements.some(
    ({ group, status }) => group === 'gateway' && status === 'unknown',
  );
  const gateway = gateways.find(({ cluster }) => cluster === preferred) ?? gateways[0];
  return [...unmet.filter(({ group }) => group === undefined), ...(gateway && !isUnknown ? [gateway] : [])];
}

/**
 * Steps of a report without which it works as well. A row that the router has already, or a value that is set already,
 * is no step: whoever comes to carry it out finds it done.
 */
function needlessSteps(before: Situation, steps: readonly Step[]): string[] {
  return steps.flatMap((left) => {
    try {
      const isDone = JSON.stringify(left.carryOut(before)) === JSON.stringify(before);
      const changed = steps.filter((step) => step !== left).reduce((now, step) => step.carryOut(now), before);
      return !isDone && truthOf(changed).works ? [left.words] : [];
    } catch (error) {
      if (error instanceof NotCarriedOut) return [];
      throw error;
    }
  });
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
  const { location } = intent.gateway;
  const isWanted = (side: Side): boolean =>
    location === undefined || location === (side === 'local' ? 'Consumer' : 'Provider');
  const isOpen = (side: Side): boolean => isWanted(side) && topology.sites[side].nat?.carrier === undefined;
  const version = versionOf(situation);
  const isTunnelEnough = version.startsWith('v1.') || intent.peering === 'in-band';
  // Before v0.6 a gateway is advertised at its own node or load balancer alone.
  const isEarly = isV0(version) && !readsAnnotations(version);
  const isPublic = (side: Side): boolean =>
    topology.sites[side].nat === undefined || topology.clusters[side].apiServer.place === 'provided';
  const hasTunnel = sides.some((side) => isOpen(side) && (!isEarly || isPublic(side)));
  return hasTunnel && (isTunnelEnough || sides.every(isOpen));
}

/**
 * Whether nothing that was seen tells of a route between the private networks: then the clusters look like two that only
 * the Internet joins, and are told what such two need, which may be beyond help.
 */
async function isRouteUnseen(
  { topology, ...rest }: Situation,
  checked: InProcessResult,
  seed: number,
): Promise<boolean> {
  if (topology.isRouted !== true) return false;
  const apart = { ...topology, isRouted: false };
  if (canWork({ ...rest, topology: apart })) return false;
  const { intent } = rest;
  const twin = await checkInProcess({ topology: apart, intent, seed, kubeconfig: 'usual' });
  return sightOf(twin) === sightOf(checked);
}

/** Whether the line that a ready report prints is one that works, by the truth; `undefined` where no line is printed. */
export function nextLineWorks(situation: Situation, { report }: InProcessResult): boolean | undefined {
  const { command } = report.next;
  if (command === undefined || !versionOf(situation).startsWith('v1.')) return undefined;
  if (situation.intent.networkingDisabled) return true;
  return gatewayServerWorks(situation.topology, serverOfFlags(flagsOfLine(command, situation)));
}
