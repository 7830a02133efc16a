import type { Finding } from '../../model/finding.js';
import { sides } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-RUN-005: the run had every right that it makes use of; told only where it had not. */
export function runHadItsRights({ evidence }: RuleContext): readonly Finding[] {
  const missing = evidence.missingRights ?? [];
  return sides.flatMap((cluster) => {
    const lost = missing.filter((right) => right.cluster === cluster);
    if (lost.length === 0) return [];
    const reason = lost
      .map(
        ({ verb, resource, namespace, loss }) =>
          `The user may not ${verb} ${resource} in namespace ${namespace}${loss === undefined ? '.' : `: without it ${loss}.`}`,
      )
      .join(' ');
    return makeFinding('LD-RUN-005', { status: 'warn', cluster, reason });
  });
}
