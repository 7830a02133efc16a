import type { Finding } from '../../model/finding.js';
import { sides } from '../../model/peering.js';
import type { RefusedService } from '../../model/run-evidence.js';
import { clause } from '../requirements/assessment.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-RUN-006: each cluster took the Services of the run; told only where it did not. */
export function servicesAreTaken({ evidence }: RuleContext): readonly Finding[] {
  const refused = evidence.refusedServices ?? [];
  return sides.flatMap((cluster) => {
    const own = refused.filter((one) => one.cluster === cluster);
    if (own.length === 0) return [];
    return [makeFinding('LD-RUN-006', { status: 'warn', cluster, reason: own.map(sentence).join(' ') })];
  });
}

function sentence({ service, exposure, reason }: RefusedService): string {
  const lost =
    service === undefined
      ? "nobody sees which address the other cluster's packets come from"
      : `whether ${service === 'auth' ? 'an authentication server' : 'a gateway'} behind a ${exposure} would be reached is not known`;
  return `A Service of type ${exposure} was refused (${clause(reason)}): without it ${lost}.`;
}
