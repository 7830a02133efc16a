import { addFirewallRule } from '../../../src/lab/topology/change-topology.js';
import type { ForwardRule } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';
import { carriedOut, type Step } from './carry-out.js';
import { isIdentity, isOfOtherPeering } from './command-lines.js';
import type { Situation, Truth } from './expected.js';
import { truthOf } from './expected.js';
import { NotCarriedOut } from './situation-changes.js';

/** The steps with something left out. */
interface Shortened {
  /** What was left out. */
  readonly words: string;
  readonly steps: readonly Step[];
  readonly without: 'deed' | 'line' | 'setting' | 'flag' | 'node-port';
}

/** By what the steps are measured. */
interface Measure {
  /** Topologies that look alike, in none of which anything may be missed. */
  readonly alike?: readonly Topology[];
  /** What is to be reached; absent for whatever peering takes. */
  readonly works?: (truth: Truth) => boolean;
}

/**
 * What is printed and can be left out: a change at a device, a line, a single `key=value` of a line, or a single flag
 * of `liqoctl peer`, without which the clusters peer as well. Liqo's own identity in a line that installs it is not
 * asked about, nor are lines that spare other peerings. In none of the topologies that look alike may it be missed.
 */
export function needlessWords(
  before: Situation,
  steps: readonly Step[],
  { alike = [], works = ({ works: isReady }) => isReady }: Measure = {},
): string[] {
  const unseen = [...withoutRows(before.topology), ...alike];
  return shortened(steps).flatMap(({ words, steps: fewer, without }) => {
    if (without === 'deed' && isDoneAlready(words, before, steps)) return [];
    const after = attempt(before, fewer);
    if (after === undefined) return [];
    if (without === 'flag' && isAskedFor(words, before)) return [];
    const tried = without === 'node-port' ? behindFirewall(after) : after;
    return works(truthOf(tried)) && !rests(before, { steps, fewer, unseen, works }) ? [words] : [];
  });
}

/**
 * Whether it works without something only by what nothing shows, a row that the router happens to have or a live gateway
 * that happens to be reached: where that is not so, all that is printed works, and less does not.
 */
function rests(
  before: Situation,
  {
    steps,
    fewer,
    unseen,
    works,
  }: {
    readonly steps: readonly Step[];
    readonly fewer: readonly Step[];
    readonly unseen: readonly Topology[];
    readonly works: (truth: Truth) => boolean;
  },
): boolean {
  return unseen.some((topology) => {
    const [whole, left] = [steps, fewer].map((some) => attempt({ ...before, topology }, some));
    const isReady = (after: Situation | undefined): boolean => after !== undefined && works(truthOf(after));
    return isReady(whole) && !isReady(left);
  });
}

function withoutRows(topology: Topology): Topology[] {
  return sides.flatMap((side) =>
    (topology.sites[side].nat?.forwards ?? []).map((row) => withoutRow(topology, side, row)),
  );
}

function withoutRow(topology: Topology, side: Side, row: ForwardRule): Topology {
  const site = topology.sites[side];
  if (site.nat === undefined) return topology;
  const nat = { ...site.nat, forwards: site.nat.forwards.filter((one) => one !== row) };
  return { ...topology, sites: { ...topology.sites, [side]: { ...site, nat } } };
}

/** Values that are printed and are so already, whatever else has to be done. */
export function settledValues(before: Situation, steps: readonly Step[]): string[] {
  const whole = JSON.stringify(attempt(before, steps));
  return shortened(steps).flatMap(({ words, steps: fewer, without }) =>
    without === 'setting' && JSON.stringify(attempt(before, fewer)) === whole ? [words] : [],
  );
}

function attempt(before: Situation, steps: readonly Step[]): Situation | undefined {
  try {
    return carriedOut(before, steps);
  } catch (error) {
    if (error instanceof NotCarriedOut) return undefined;
    throw error;
  }
}

/** What the operator gave to `check`, and which is therefore no change: the mode, and flags of the gateway server. */
function isAskedFor(words: string, { intent }: Situation): boolean {
  if (words === '--in-band') return intent.peering === 'in-band';
  const { location, type } = intent.gateway;
  const given = [`--gw-server-service-location ${location}`, `--gw-server-service-type ${type}`];
  return given.includes(words);
}

/** A row that the router has already, or a firewall that is open, is no step: whoever comes to do it finds it done. */
function isDoneAlready(words: string, before: Situation, steps: readonly Step[]): boolean {
  const own = steps.filter((step) => step.words === words);
  return JSON.stringify(attempt(before, own)) === JSON.stringify(before);
}

function shortened(steps: readonly Step[]): Shortened[] {
  return steps.flatMap((step) => {
    const others = steps.filter((one) => one !== step);
    if (step.kind === 'line' && isOfOtherPeering(step.line)) return [];
    if (step.kind === 'deed') return [{ words: step.words, steps: others, without: 'deed' }];
    return [
      { words: step.words, steps: others, without: 'line' },
      ...shortenedLines(step.line).map(({ words, line, without }) => ({
        words,
        steps: steps.map((one) => (one === step ? { ...step, line } : one)),
        without,
      })),
    ] as Shortened[];
  });
}

interface ShortenedLine {
  readonly words: string;
  readonly line: readonly string[];
  readonly without: 'setting' | 'flag' | 'node-port';
}

function shortenedLines(line: readonly string[]): ShortenedLine[] {
  return line.flatMap((word, index): ShortenedLine[] => {
    const value = line[index + 1] ?? '';
    const [key = ''] = value.split('=');
    const count = word === '--in-band' ? 1 : 2;
    const rest = line.filter((_, at) => at < index || at >= index + count);
    const words = [word, value].slice(0, count).join(' ');
    if (word === '--set' && !isIdentity(key) && !isReadByCloud(key))
      return [{ words, line: rest, without: 'setting' }];
    if (word === '--api-server-url') return [{ words, line: rest, without: 'setting' }];
    if (word === '--gw-server-service-nodeport') return [{ words, line: rest, without: 'node-port' }];
    const isFlag = word.startsWith('--gw-') || word === '--in-band' || word === '--mtu';
    return isFlag ? [{ words, line: rest, without: 'flag' }] : [];
  });
}

/** Annotations of load balancers: real clouds give none of the right kind without them, and those of the lab read none. */
function isReadByCloud(key: string): boolean {
  return /^(auth|gateway)\.service\.annotations\./.test(key);
}

/**
 * A node port that was proven is pinned (rule 9 of the requirement matrix): a firewall that passes it alone looks the
 * same. So without the flag, whatever other port the API server gives counts as closed.
 */
function behindFirewall(situation: Situation): Situation {
  const side: Side = situation.intent.gateway.location === 'Consumer' ? 'local' : 'remote';
  const rule = { direction: 'in', protocol: 'udp', port: 31_999, action: 'drop' } as const;
  return { ...situation, topology: addFirewallRule(side, rule)(situation.topology) };
}
