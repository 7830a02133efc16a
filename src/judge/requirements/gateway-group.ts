import { otherGatewaySuffices } from '../../liqo/required-services.js';
import type { RequirementStatus } from '../../model/requirement.js';

/**
 * The status of the gateway pair: met if either is met, else unknown if either is unknown or skipped, else unmet, else
 * (neither is needed) not applicable. Source: rule 2 of the requirement matrix.
 */
export function groupStatus(statuses: readonly RequirementStatus[]): RequirementStatus {
  if (statuses.includes('met')) return 'met';
  if (statuses.includes('unknown') || statuses.includes('skipped')) return 'unknown';
  return statuses.includes('unmet') ? 'unmet' : 'not-applicable';
}

/** What a requirement needs for the pair's rule. */
interface Alternative {
  readonly status: RequirementStatus;
  readonly reason: string;
}

/** The pair after its rule: where one is met, the other one is not needed unless it is met too. */
export function applyGatewayGroup<T extends Alternative>(pair: readonly T[]): readonly T[] {
  if (groupStatus(pair.map(({ status }) => status)) !== 'met') return pair;
  return pair.map((one) =>
    one.status === 'met' || one.status === 'not-applicable'
      ? one
      : { ...one, status: 'not-applicable', reason: otherGatewaySuffices },
  );
}
