import type { Finding } from '../../model/finding.js';
import { rangesOverlap } from '../evidence/address-range.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-NET-001: the pod ranges of the two clusters do not overlap. */
export function podRangesAreDistinct({ clusters }: RuleContext): readonly Finding[] {
  const code = 'LD-NET-001';
  const [local, remote] = [clusters.local.cidrs.pod, clusters.remote.cidrs.pod];
  const unread = [local, remote].find((fact) => !fact.known);
  if (unread?.known === false) {
    return [
      makeFinding(code, { status: 'unknown', reason: `A pod range could not be read: ${unread.reason}.` }),
    ];
  }
  if (!local.known || !remote.known) return [];
  const overlap = local.value.flatMap((one) =>
    remote.value.filter((other) => rangesOverlap(one, other)).map((other) => `${one} and ${other}`),
  );
  return overlap.length === 0
    ? [makeFinding(code, { status: 'pass' })]
    : [
        makeFinding(code, {
          status: 'warn',
          reason: `The pod ranges ${overlap.join(', ')} overlap; Liqo will remap them.`,
        }),
      ];
}
