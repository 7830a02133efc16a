import type { Finding } from '../../model/finding.js';
import { sides, type Side } from '../../model/peering.js';
import { podsRanCode, workloadReason } from '../requirements/absence.js';
import { sentence } from '../requirements/assessment.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-RUN-001: the run's pods did their work in each cluster. */
export function podsRan(context: RuleContext): readonly Finding[] {
  return sides.map((cluster) => ranIn(cluster, context));
}

function ranIn(cluster: Side, { evidence, probeFrom }: RuleContext): Finding {
  if (probeFrom !== 'pods') {
    const reason = `No pods were wanted (--probe-from ${probeFrom}).`;
    return makeFinding(podsRanCode, { status: 'skip', cluster, reason });
  }
  // What the further probers of --nodes could not see is told with the views.
  const own = evidence.workloads.filter(
    (workload) => workload.cluster === cluster && workload.view === undefined,
  );
  const idle = own.filter(({ status, code }) => status !== 'ran' && code !== 'not-wanted');
  // A prober that was not started for want of a responder has no reason of its own.
  const roots = idle.filter(({ status }) => status === 'failed');
  const failed = roots.length > 0 ? roots : idle;
  if (failed.length > 0) {
    const reason = failed.map((workload) => sentence(workloadReason(workload))).join(' ');
    return makeFinding(podsRanCode, { status: 'fail', cluster, reason });
  }
  return own.length === 0
    ? makeFinding(podsRanCode, { status: 'unknown', cluster, reason: 'Nothing was reported of the pods.' })
    : makeFinding(podsRanCode, { status: 'pass', cluster });
}

/** LD-RUN-002: a LoadBalancer that nobody was allowed to raise could have told more. */
export function untriedServices({
  evidence,
  plan,
  requirements,
  probeFrom,
}: RuleContext): readonly Finding[] {
  const code = 'LD-RUN-002';
  return sides.flatMap((cluster) => {
    const untried = [...plan.notRaised, ...evidence.standIns.filter(({ status }) => status === 'not-raised')];
    const own = untried.find((one) => one.cluster === cluster && one.exposure === 'LoadBalancer');
    if (own === undefined || probeFrom !== 'pods') return [];
    // One that was allowed and refused is told by LD-RUN-006.
    if (!plan.notRaised.some((one) => one.cluster === cluster && one.exposure === 'LoadBalancer')) return [];
    const isDecided = requirements.some(({ service, status }) => service === own.service && status === 'met');
    if (isDecided)
      return [
        makeFinding(code, { status: 'skip', cluster, reason: 'It is not needed: a gateway was reached.' }),
      ];
    const reason = own.reason === undefined ? undefined : sentence(own.reason);
    return [makeFinding(code, { status: 'unknown', cluster, service: own.service, reason })];
  });
}
