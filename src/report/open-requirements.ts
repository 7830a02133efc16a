import type { Report } from '../model/report.js';
import type { Requirement, RequirementStatus } from '../model/requirement.js';

/** What stands between the clusters and peering: one requirement, or the gateways, of which one would suffice. */
export interface OpenRequirement {
  readonly status: Extract<RequirementStatus, 'unmet' | 'unknown'>;
  /** One, or the alternatives of a group. */
  readonly alternatives: readonly [Requirement, ...Requirement[]];
}

/**
 * The requirements that are neither met nor needless, in report order. Alternatives count as one: met if either is,
 * else unknown if either is, else unmet (rule 2 of the requirement matrix). Skipped counts as unknown (rule 12).
 */
export function openRequirements(report: Pick<Report, 'requirements'>): OpenRequirement[] {
  const group = report.requirements.filter((requirement) => requirement.group === 'gateway');
  return report.requirements.flatMap((requirement) => {
    if (requirement.group === undefined) return open([requirement]);
    return requirement === group[0] ? open(group) : [];
  });
}

function open(requirements: readonly Requirement[]): OpenRequirement[] {
  if (requirements.some(({ status }) => status === 'met')) return [];
  const [first, ...others] = requirements.filter(({ status }) => status !== 'not-applicable');
  if (first === undefined) return [];
  const alternatives = [first, ...others] as const;
  const status = alternatives.every((each) => each.status === 'unmet') ? 'unmet' : 'unknown';
  return [{ status, alternatives: [first, ...others] }];
}
