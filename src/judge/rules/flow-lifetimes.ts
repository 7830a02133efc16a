import type { Finding } from '../../model/finding.js';
import { peerOf, sides, type Side } from '../../model/peering.js';
import { type IdleFlows, idleFlowsOf } from '../evidence/idle-flows.js';
import { makeFinding, negativeStatus } from './finding.js';
import type { RuleContext } from './rule-context.js';

/**
 * How often a tunnel says something by itself, in seconds. Source: Liqo v0.10.3 pkg/liqonet/tunnel/wireguard/driver.go
 * (persistent keepalive); v1.2.0 pkg/gateway/connection (ping inside the tunnel).
 */
const keepalives = {
  early: { seconds: 10, words: 'sends a keepalive every 10 seconds' },
  present: { seconds: 2, words: 'sends a ping every 2 seconds' },
} as const;

/** LD-NAT-005: flows of each cluster are remembered for longer than the tunnel is ever silent. */
export function flowsOutliveKeepalives(context: RuleContext): readonly Finding[] {
  const { plan, evidence, intent, probeFrom } = context;
  const code = 'LD-NAT-005';
  const observations = evidence.observations.map(({ observation }) => observation);
  return sides.map((cluster) => {
    const skipped = (reason: string) => makeFinding(code, { status: 'skip', cluster, reason });
    if (intent.networkingDisabled) return skipped('There is no tunnel.');
    if (plan.idleMs === undefined || probeFrom !== 'pods') return skipped('Only tried with --deep.');
    const flows = idleFlowsOf(cluster, observations, evidence.arrivals);
    if (flows === undefined) {
      const reason = `No flow of the ${cluster} cluster to a responder of the ${peerOf(cluster)} one could be kept silent for long enough: none was answered, or the time of the run did not suffice.`;
      return makeFinding(code, { status: 'unknown', cluster, reason });
    }
    return judged(cluster, flows, context);
  });
}

function judged(cluster: Side, flows: IdleFlows, { release }: RuleContext): Finding {
  const code = 'LD-NAT-005';
  const { seconds, words } = release.generation === 'g3' ? keepalives.present : keepalives.early;
  const { aliveAfterMs, deadAfterMs } = flows;
  const parts = { cluster, evidence: [flows.evidence] } as const;
  const seen = [
    ...(aliveAfterMs === undefined
      ? []
      : [`Flows of the ${cluster} cluster were still open after ${inSeconds(aliveAfterMs)} of silence.`]),
    ...(deadAfterMs === undefined
      ? []
      : [`No flow of the ${cluster} cluster was open after ${inSeconds(deadAfterMs)} of silence.`]),
  ];
  const reason = [...seen, `Liqo ${release.version} ${words}.`].join(' ');
  if (aliveAfterMs !== undefined && aliveAfterMs > seconds * 1000) {
    return makeFinding(code, { ...parts, status: 'pass', reason });
  }
  if (deadAfterMs !== undefined) {
    return makeFinding(code, { ...parts, status: negativeStatus(code), reason });
  }
  const why = `After longer silences no datagram came to the ${cluster} cluster, but the record of the responder does not show that all of them were sent.`;
  return makeFinding(code, { ...parts, status: 'unknown', reason: [...seen, why].join(' ') });
}

function inSeconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
