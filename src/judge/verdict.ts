import type { Verdict } from '../model/report.js';
import type { Requirement, RequirementStatus } from '../model/requirement.js';
import { groupStatus } from './requirements/gateway-group.js';

/**
 * Ready when every requirement is met or not applicable, not ready when one is unmet, else undetermined. The gateway
 * pair counts as one requirement. Source: rules 2 and 12 of the requirement matrix.
 */
export function verdictOf(requirements: readonly Pick<Requirement, 'status' | 'group'>[]): Verdict {
  const isGateway = ({ group }: Pick<Requirement, 'group'>): boolean => group === 'gateway';
  const statuses: readonly RequirementStatus[] = [
    ...requirements.filter((one) => !isGateway(one)).map(({ status }) => status),
    groupStatus(requirements.filter(isGateway).map(({ status }) => status)),
  ];
  if (statuses.includes('unmet')) return 'not-ready';
  return statuses.every((status) => status === 'met' || status === 'not-applicable')
    ? 'ready'
    : 'undetermined';
}
