import type { Finding } from '../model/finding.js';
import type { Verdict } from '../model/report.js';
import type { Requirement, RequirementStatus } from '../model/requirement.js';
import { groupStatus } from './requirements/gateway-group.js';

/**
 * Ready when every requirement is met or not applicable and no prerequisite fails, not ready when a requirement is unmet
 * or a prerequisite fails, else undetermined. The gateway pair counts as one requirement. Source: rules 2 and 12 of the
 * requirement matrix; a prerequisite is not in the matrix, but where it fails, `ready` would be false.
 */
export function verdictOf(
  requirements: readonly Pick<Requirement, 'status' | 'group'>[],
  findings: readonly Pick<Finding, 'status' | 'prerequisite'>[],
): Verdict {
  const isGateway = ({ group }: Pick<Requirement, 'group'>): boolean => group === 'gateway';
  const statuses: readonly RequirementStatus[] = [
    ...requirements.filter((one) => !isGateway(one)).map(({ status }) => status),
    groupStatus(requirements.filter(isGateway).map(({ status }) => status)),
  ];
  const isRuledOut = findings.some(({ prerequisite, status }) => prerequisite === true && status === 'fail');
  if (isRuledOut || statuses.includes('unmet')) return 'not-ready';
  return statuses.every((status) => status === 'met' || status === 'not-applicable')
    ? 'ready'
    : 'undetermined';
}
