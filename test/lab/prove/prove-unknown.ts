import { stepsOf } from './carry-out.js';
import type { Situation } from './expected.js';
import { truthOf } from './expected.js';
import type { InProcessResult } from './in-process-check.js';
import { checkInProcess } from './in-process-check.js';
import type { Checked } from './check-again.js';
import { canBeSeenToHaveGateway } from './can-work.js';
import { taken } from './carry-out-report.js';
import { isGatewayUntold } from './untold-gateway.js';
import { readReport, wayOf } from './printed-report.js';
import type { PrintedStep, PrintedWay } from './printed-words.js';
import { NotUnderstood } from './printed-words.js';
import { NotCarriedOut } from './situation-changes.js';
import type { Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';

/** So many checks until what is told for one gateway has to have helped. */
const roundLimit = 4;

/**
 * What is prescribed for a gateway of which is not known whether it is reached is a promise too: carried out, it is
 * reached, by the truth, or that cannot be told. What fails, in sentences.
 */
export async function proveUnknown(start: Checked): Promise<string[]> {
  const failures: string[] = [];
  for (const { side, heading, status } of gatewayWays(start.checked, start)) {
    if (status !== 'unknown') continue;
    const why = await wayFails(start, side);
    if (why !== undefined && (await canBeSeenToHaveGateway(side, start)))
      failures.push(`${heading}, which is not known: ${why}`);
  }
  return failures;
}

interface GatewayWay extends Pick<PrintedStep, 'status'> {
  readonly side: Side;
  readonly heading: string;
  readonly way: PrintedWay;
}

/** The ways of the step for the gateways that have something to do, one for each. */
function gatewayWays(checked: InProcessResult, { print }: Pick<Checked, 'print'>): GatewayWay[] {
  const { steps, clusters } = readReport(checked.report, print);
  return steps
    .filter(({ title }) => title.startsWith('Gateway of '))
    .flatMap(({ title, status, ways }) =>
      ways
        .filter(({ bullets }) => bullets.length > 0)
        .map((way) => ({ way, status, heading: way.heading ?? title })),
    )
    .map((way) => {
      const side = Object.entries(clusters).find(([name]) => way.heading.endsWith(` of ${name}`))?.[1];
      if (side === undefined) throw new NotUnderstood(`whose gateway is it: ${way.heading}`);
      return { ...way, side };
    });
}

async function wayFails(start: Checked, side: Side): Promise<string | undefined> {
  const { seed, print } = start;
  let { situation, checked } = start;
  for (let rounds = 1; rounds <= roundLimit; rounds += 1) {
    const next = gatewayWays(checked, { print }).find((one) => one.side === side);
    if (next === undefined) {
      // What is told for another service may have made the other gateway reachable, and one is enough.
      if (sides.some((one) => truthOf(situation).services[one].gateway)) return undefined;
      const request = requestOf(situation, seed + rounds - 1);
      const isUntold = await isGatewayUntold(side, checked, { situation, request });
      return isUntold ? undefined : 'nothing is told any more, and it is not reached';
    }
    const carried = carriedOut(next, { situation, checked, print });
    if (typeof carried === 'string') return carried;
    situation = carried;
    checked = await checkInProcess(requestOf(situation, seed + rounds));
    if (truthOf(situation).services[side].gateway) return undefined;
  }
  return 'no end';
}

/** What is told for this gateway, after what is told for the services that are known to be unmet. */
function carriedOut(
  { side, status, way }: GatewayWay,
  { situation, checked, print }: Omit<Checked, 'seed'>,
): Situation | string {
  try {
    const printed = readReport(checked.report, print);
    const unmet = printed.steps
      .filter((step) => step.status === 'unmet')
      .flatMap((step) => wayOf(step, side, printed) ?? []);
    const ways = status === 'unmet' ? unmet : [...unmet, way];
    const carried = taken(ways.flatMap(stepsOf), situation);
    return typeof carried === 'string' ? carried : carried.after;
  } catch (error) {
    if (error instanceof NotCarriedOut || error instanceof NotUnderstood) return error.message;
    throw error;
  }
}

function requestOf({ topology, intent, capture }: Situation, seed: number) {
  return { topology, intent, seed, kubeconfig: 'usual', capture } as const;
}
