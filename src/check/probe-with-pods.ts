import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import type { Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { RunEvidence, WorkloadOutcome } from '../model/run-evidence.js';
import type { RunPlan } from '../model/run-plan.js';
import type { ClusterRun } from '../workload/cluster-run.js';
import type { CheckEnvironment, CheckRequest } from './check-request.js';
import { EvidenceCollector } from './evidence-collector.js';
import { notRaisedStandIns } from './not-raised.js';
import type { ResponderState } from './pods-in-cluster.js';
import { startResponder } from './pods-in-cluster.js';
import { probeInWaves } from './probe-waves.js';

/** The part of a run that works with pods. */
export interface PodRun {
  readonly request: CheckRequest;
  readonly environment: CheckEnvironment;
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly plan: RunPlan;
  readonly runs: Readonly<Record<Side, ClusterRun>>;
  /** Milliseconds left for everything up to the report. */
  readonly budgetMs: number;
}

/** The creation that a cluster does not permit. */
export interface Forbidden {
  readonly side: Side;
  readonly apiFailure: ApiFailure;
}

/** A responder pod outlives the probes by so much, in case they take their whole budget. */
const responderReserveMs = 10_000;

/**
 * Raises a responder in each cluster and probes from each cluster into the other one, and from its own, both at once.
 * Fails only when creating the responder is forbidden; a pod that does not run is part of the evidence.
 */
export async function probeWithPods(podRun: PodRun): Promise<Result<RunEvidence, Forbidden>> {
  const { environment, plan, runs, request, budgetMs } = podRun;
  const collector = new EvidenceCollector(environment.world.clock);
  const key = environment.world.random(16);
  const raise = (side: Side) => {
    const standIns = plan.standIns.filter(({ cluster }) => cluster === side);
    const deadlineMs = budgetMs + responderReserveMs;
    return startResponder(
      runs[side],
      { standIns, agentSource: request.agentSource, key, deadlineMs },
      collector,
    );
  };
  const [local, remote] = await Promise.all([raise('local'), raise('remote')]);
  const responders = { local, remote };
  const forbidden = sides.flatMap((side) => forbiddenIn(side, responders[side]))[0];
  if (forbidden !== undefined) return failure(forbidden);
  const waves = await probeInWaves({ podRun, responders, collector });
  return success({
    standIns: [...waves.standIns, ...notRaisedStandIns(plan)],
    observations: collector.observations,
    arrivals: collector.arrivals,
    workloads: [...sides.map((side) => responderOutcome(side, responders[side])), ...waves.workloads],
  });
}

function forbiddenIn(side: Side, state: ResponderState): Forbidden[] {
  return !state.ok && state.apiFailure?.code === 'forbidden' ? [{ side, apiFailure: state.apiFailure }] : [];
}

function responderOutcome(side: Side, state: ResponderState): WorkloadOutcome {
  return state.ok ? { cluster: side, role: 'responder', status: 'ran' } : state.outcome;
}
