import { droppedFlows } from '../../model/dropped-flows.js';
import type { Finding } from '../../model/finding.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, sides, type Side } from '../../model/peering.js';
import { probedAddress } from '../evidence/outcome-text.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-GW-008: a gateway is reached from every source port of the peer, or from none. */
export function everyFlowPasses({ evidence }: RuleContext): readonly Finding[] {
  const observations = evidence.observations.map(({ observation }) => observation);
  return sides.flatMap((cluster) => {
    const reached = observations.filter((seen) => isReachedGateway(cluster, seen));
    if (reached.length === 0) return [];
    const parts = { service: 'gateway', cluster, from: peerOf(cluster) } as const;
    const partial = reached.filter(({ datagrams }) => datagrams && droppedFlows(datagrams).length > 0);
    return partial.length === 0
      ? [makeFinding('LD-GW-008', { ...parts, status: 'pass', evidence: reached.map(({ id }) => id) })]
      : partial.map((seen) =>
          makeFinding('LD-GW-008', {
            ...parts,
            status: 'warn',
            endpoint: { protocol: 'udp', host: seen.host, ports: [seen.port] },
            reason: partialReason(seen),
            evidence: [seen.id],
          }),
        );
  });
}

function isReachedGateway(cluster: Side, { purpose, service, target, outcome }: Observation): boolean {
  return purpose === 'stand-in' && service === 'gateway' && target === cluster && outcome === 'replied';
}

function partialReason(seen: Observation): string {
  const dropped = seen.datagrams === undefined ? [] : droppedFlows(seen.datagrams);
  const all = seen.datagrams?.flows?.length ?? dropped.length;
  const each = dropped.map(({ localAddress, sent }) => `none of ${sent} from ${localAddress}`).join(', ');
  return `Datagrams to ${probedAddress(seen)} from ${dropped.length} of ${all} source ports were never answered (${each}), while the others were.`;
}
