import { transportAddress } from '../evidence/outcome-text.js';
import type { Finding } from '../../model/finding.js';
import { sides } from '../../model/peering.js';
import { makeFinding, negativeStatus } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-NAT-004: the cluster reaches its own public address, where a NAT device gives it one. */
export function ownAddressIsReached({ evidence }: RuleContext): readonly Finding[] {
  const code = 'LD-NAT-004';
  return sides.map((cluster) => {
    const seen = evidence.observations.find(
      ({ observation }) => observation.purpose === 'hairpin' && observation.target === cluster,
    )?.observation;
    if (seen === undefined) {
      const reason = 'No public address was seen that a NAT device gives to this cluster.';
      return makeFinding(code, { status: 'skip', cluster, reason });
    }
    const parts = { cluster, evidence: [seen.id] } as const;
    const address = transportAddress(seen.protocol, seen.host, seen.port);
    if (seen.outcome === 'replied') return makeFinding(code, { ...parts, status: 'pass' });
    if (seen.outcome === 'reply-lost') {
      const reason = `Datagrams to ${address} came back inside, but the replies, which went straight, were not taken for replies: the router changes where such packets go, and not where they come from.`;
      return makeFinding(code, { ...parts, status: negativeStatus(code), reason });
    }
    const reason = `Datagrams to ${address} were not answered: the router forwards that port to nobody, or hands no packets from inside back.`;
    return makeFinding(code, { ...parts, status: 'unknown', reason });
  });
}
