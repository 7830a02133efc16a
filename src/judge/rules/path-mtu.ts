import { configuredTunnelMtu, defaultTunnelMtu } from '../../liqo/tunnel-mtu.js';
import { valueNames } from '../../liqo/words/value-names.js';
import { known, valueOf, type Fact } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import type { Observation } from '../../model/observation.js';
import { sides, type Side } from '../../model/peering.js';
import { type MeasuredWay, measurementsOf, narrowestWay } from '../evidence/measured-way.js';
import type { JudgeContext } from '../judge-context.js';
import { carryOut } from '../prescribe/carry-out.js';
import { gatewaysInUse } from '../prescribe/gateway-choice.js';
import { plainValues } from '../prescribe/values-change.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

const code = 'LD-NET-006';

/** LD-NET-006: the tunnel's packets pass whole on the ways that were measured. Nothing where none was probed. */
export function tunnelFitsPath(context: RuleContext): readonly Finding[] {
  if (context.intent.networkingDisabled)
    return [makeFinding(code, { status: 'skip', reason: 'There is no tunnel.' })];
  const measurements = measurementsOf(gatewaysInUse(context), context.evidence);
  const way = narrowestWay(measurements);
  if (way !== undefined) return [judged(way, context)];
  const [unmeasured] = measurements;
  return unmeasured === undefined ? [] : [unknown(unmeasured)];
}

/** Why a reply came and no size could be told, by the cause of the observation. */
const causes: Readonly<Partial<Record<string, string>>> = {
  'mtu-not-told': "the prober's system does not tell the MTU of its interface or what it fragments",
  'size-lost': 'even the smallest packets that every network must carry did not pass',
  'size-uncertain': 'too many packets of every size were lost',
  'size-untimely': 'the search took too long',
};

function unknown({ id, outcome, cause = '' }: Observation): Finding {
  const why =
    outcome === 'replied'
      ? (causes[cause] ?? 'the probe did not tell')
      : 'no datagram of this probe was answered';
  const reason = `The largest packet that passes between the clusters is not known: ${why}.`;
  return makeFinding(code, { status: 'unknown', reason, evidence: [id] });
}

function judged(way: MeasuredWay, context: RuleContext): Finding {
  const { bytes, family, tunnelMtu, evidence: id } = way;
  const evidence = [id];
  const carries = `${way.name} carries packets of up to ${bytes} bytes, which leaves ${tunnelMtu} for the tunnel over IPv${family}`;
  const used = usedMtu(context);
  if (!used.known) {
    const reason = `${carries}; ${used.reason}.${blackHole(way)}`;
    return makeFinding(code, { status: 'unknown', reason, evidence, remedy: remedyOf(way, context) });
  }
  if (used.value <= tunnelMtu) {
    const reason = `${carries}; its MTU of ${used.value} bytes fits.${blackHole(way)}`;
    return makeFinding(code, { status: 'pass', reason, evidence });
  }
  const reason = `${carries}, but its MTU is ${used.value} bytes.${blackHole(way)}`;
  return makeFinding(code, { status: 'warn', reason, evidence, remedy: remedyOf(way, context) });
}

function blackHole({ isBlackHole }: MeasuredWay): string {
  return isBlackHole
    ? ' Larger packets vanish there without an ICMP message, so path MTU discovery does not work: connections open and then stall.'
    : '';
}

/** The larger of the two ends' MTUs, in bytes. */
function usedMtu(context: JudgeContext): Fact<number> {
  const { release, intent } = context;
  if (release.generation === 'g3') return known(intent.mtu ?? defaultTunnelMtu, 'liqoctl peer');
  const ends = sides.map((side) => endMtu(side, context));
  const unread = ends.find((end) => !end.known);
  if (unread !== undefined) return unread;
  return known(Math.max(...ends.flatMap((end) => (end.known ? [end.value] : []))), 'both clusters');
}

function endMtu(side: Side, { clusters, release }: JudgeContext): Fact<number> {
  const mtu = configuredTunnelMtu(clusters[side], release);
  const what = `the MTU of the ${side} cluster is not known`;
  if (!mtu.known) return { known: false, reason: `${what}: ${mtu.reason}` };
  if (mtu.value === null) return { known: false, reason: what };
  return known(mtu.value, mtu.source);
}

/** The exact words for the release. */
function remedyOf({ tunnelMtu }: MeasuredWay, context: RuleContext): string {
  const { release, clusters } = context;
  if (release.generation === 'g3') return `Peer with --mtu ${tunnelMtu}.`;
  const name = valueNames(release).tunnelMtu;
  if (name === null) return `Upgrade to Liqo v0.3.1 or later, where ${tunnelMtu} can be set.`;
  const changes = sides.map((side) => plainValues(side, { [name]: String(tunnelMtu) }, context));
  const installed = changes.filter(({ cluster }) => valueOf(clusters[cluster].liqo.installed) !== false);
  const lines = carryOut(installed, context);
  const words = changes.map((change) => change.words).join(' ');
  return lines.length === 0 ? words : `${words} Run: ${lines.join(' && ')}`;
}
