import type { Side } from '../../../src/model/peering.js';
import type { Requirement } from '../../../src/model/requirement.js';
import type { InProcessResult } from './in-process-check.js';

/** Whether any gateway is called met by what is no proof of the whole way. */
export function isByAssurance(checked: InProcessResult): boolean {
  return checked.report.requirements.some((one) => isAssuredAlone(one, checked));
}

/**
 * Whether a requirement is called met by what is no proof of the whole way: a sibling, or a capture, which sees no
 * replies. Where a stand-in's replies were lost a capture is worth nothing: that could be known.
 */
export function isAssuredAlone(
  { service, cluster, assurance }: Requirement,
  checked: InProcessResult,
): boolean {
  return (
    assurance === 'sibling' ||
    (service === 'gateway' &&
      assurance === 'proven' &&
      checked.evidence.captures !== undefined &&
      !isReplyLost(cluster, checked))
  );
}

/** Whether datagrams arrived at a stand-in of a cluster's gateway whose replies did not come back. */
export function isReplyLost(cluster: Side, { evidence }: Pick<InProcessResult, 'evidence'>): boolean {
  return evidence.observations.some(
    ({ observation: { id, purpose, service, target, outcome } }) =>
      purpose === 'stand-in' &&
      service === 'gateway' &&
      target === cluster &&
      outcome === 'silent' &&
      evidence.arrivals.some(({ probe }) => probe === id),
  );
}
