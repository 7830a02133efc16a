import type { Side } from '../../model/peering.js';
import { mayHoldBack, type PodIsolation } from '../../model/pod-isolation.js';
import type { RunEvidence, WorkloadOutcome } from '../../model/run-evidence.js';
import type { JudgeContext } from '../judge-context.js';
import type { Assessment } from './assessment.js';

/** The finding that says whether the run's pods worked in a cluster. */
export const podsRanCode = 'LD-RUN-001';

/** The finding that says whether policies of the run's namespace let its packets pass. */
export const isolationCode = 'LD-RUN-007';

/** Which pods a missing observation would have needed. */
export interface MissingProbe {
  readonly from: Side;
  /** The cluster whose responder pod was to answer; absent for probes of Liqo's own services. */
  readonly responder?: Side | undefined;
  readonly protocol: 'tcp' | 'udp';
}

/** Why there is no observation: a failed pod makes the requirement `skipped`, anything else leaves it `unknown`. */
export function explainAbsence(
  missing: MissingProbe,
  { probeFrom, evidence }: Pick<JudgeContext, 'probeFrom' | 'evidence'>,
): Pick<Assessment, 'status' | 'reason'> {
  if (probeFrom === 'none') {
    return { status: 'unknown', reason: 'No probe was sent, because --probe-from none was given.' };
  }
  if (probeFrom === 'operator' && missing.protocol === 'udp') {
    return {
      status: 'unknown',
      reason: 'The gateway can be probed from pods only, and --probe-from operator was given.',
    };
  }
  const failed = failedWorkload(missing, evidence.workloads);
  if (failed !== undefined) {
    const { role, cluster } = failed;
    const reason = `Skipped because ${podsRanCode}: the ${role} pod of the ${cluster} cluster did not do its work.`;
    return { status: 'skipped', reason };
  }
  const isolation = isolationOf(missing, evidence);
  if (isolation !== undefined) {
    const { cluster, namespace, policies } = isolation;
    const why =
      policies.length === 0
        ? `they met no answer in the ${cluster} cluster either`
        : `a NetworkPolicy of their namespace ${namespace} in the ${cluster} cluster may have kept their packets back`;
    const reason = `What the pods of the run met says nothing: ${why} (${isolationCode}).`;
    return { status: 'unknown', reason };
  }
  return {
    status: 'unknown',
    reason: `No probe of it from the ${missing.from} cluster was reported before the run ended.`,
  };
}

function isolationOf(
  { from, responder }: MissingProbe,
  { isolations = [] }: RunEvidence,
): PodIsolation | undefined {
  return isolations.find(
    (isolation) =>
      mayHoldBack(isolation) &&
      (isolation.direction === 'egress' ? isolation.cluster === from : isolation.cluster === responder),
  );
}

/** What kept a pod of the run from working, in one sentence. */
export function workloadReason({ cluster, role, code, reason }: WorkloadOutcome): string {
  const why = [code, reason].filter((part) => part !== undefined && part !== '').join(': ');
  return `the ${role} pod of the ${cluster} cluster did not do its work${why === '' ? '' : ` (${why})`}.`;
}

function failedWorkload(
  { from, responder }: MissingProbe,
  workloads: readonly WorkloadOutcome[],
): WorkloadOutcome | undefined {
  const isFailed = ({ status, code }: WorkloadOutcome): boolean =>
    status === 'failed' || (status === 'not-run' && code !== 'not-wanted');
  return workloads.find(
    (workload) =>
      workload.view === undefined &&
      isFailed(workload) &&
      ((workload.role === 'prober' && workload.cluster === from) ||
        (workload.role === 'responder' && workload.cluster === responder)),
  );
}
