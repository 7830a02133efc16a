import type { ApiFailure } from '../kubernetes/api-failure.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import type { Observation } from '../model/observation.js';
import type { Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import type { RaisedService } from '../model/raised-service.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { RunEvidence, WorkloadOutcome } from '../model/run-evidence.js';
import type { RunPlan } from '../model/run-plan.js';
import { askAhead } from '../workload/ask-ahead.js';
import type { ClusterRun } from '../workload/cluster-run.js';
import { pause } from '../workload/pause.js';
import type { CheckEnvironment, CheckRequest } from './check-request.js';
import { EvidenceCollector } from './evidence-collector.js';
import { startGatewayCaptures } from './gateway-captures.js';
import { probeLoadBalancers, withAddressesOfNow } from './late-load-balancers.js';
import { notRaisedStandIns } from './not-raised.js';
import type { ResponderState } from './pods-in-cluster.js';
import { startResponder } from './pods-in-cluster.js';
import { refusedIn, refusedStandIns } from './refused-services.js';
import { heldBack, podIsolations } from './pod-isolation.js';
import { ProbeWaves } from './probe-waves.js';
import { isOfResponder, isUnansweredOfResponder } from './responder-probes.js';
import type { Stopwatch } from './stopwatch.js';

/** The part of a run that works with pods. */
export interface PodRun {
  readonly request: CheckRequest;
  readonly environment: CheckEnvironment;
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly plan: RunPlan;
  readonly runs: Readonly<Record<Side, ClusterRun>>;
  /** Times asking, raising, starting and probing. */
  readonly stopwatch: Stopwatch;
  /** Stops following the pods of both clusters. */
  readonly abandon: () => void;
  /** Whole milliseconds left for everything up to the report. */
  readonly budgetMs: number;
}

/** The creation that a cluster does not permit. */
export interface Forbidden {
  readonly side: Side;
  readonly apiFailure: ApiFailure;
}

type Responders = Readonly<Record<Side, ResponderState>>;

/** A responder pod outlives the probes by so much, in case they take their whole budget. */
const responderReserveMs = 10_000;

/**
 * What a responder saw of a probe comes by another log than what the prober saw. It is told before the prober gives up,
 * and may be so much longer on its way.
 */
const otherLogMs = 300;

/**
 * Raises a responder in each cluster and probes from each cluster into the other one, and from its own, both at once.
 * Fails only when creating the responder is forbidden; a pod that does not run is part of the evidence.
 */
export async function probeWithPods(podRun: PodRun): Promise<Result<RunEvidence, Forbidden>> {
  const { environment, stopwatch } = podRun;
  const collector = new EvidenceCollector(environment.world.clock);
  const key = environment.world.random(16);
  const capturing = startGatewayCaptures(podRun, key);
  const responders = await raiseBoth(podRun, key, collector);
  const forbidden = sides.flatMap((side) => forbiddenIn(side, responders[side]))[0];
  if (forbidden !== undefined) return failure(forbidden);
  stopwatch.enter('probe');
  // They listen before the first datagram is sent.
  const listening = await capturing;
  const evidence = await probeBoth(podRun, responders, collector);
  const captures = await listening.finish();
  return success(captures === undefined ? evidence : { ...evidence, captures });
}

async function probeBoth(
  podRun: PodRun,
  responders: Responders,
  collector: EvidenceCollector,
): Promise<RunEvidence> {
  const waves = new ProbeWaves(podRun, responders, collector);
  const services = {
    local: servicesOf(responders.local, hasAddress),
    remote: servicesOf(responders.remote, hasAddress),
  };
  const known = waves.probeKnownAddresses(services);
  const probeForwards = async (target: Side) => {
    await Promise.race([known, collector.until((seen) => waves.areForwardsDecided(target, seen))]);
    return waves.probeForwards(target);
  };
  const pods = Promise.all([
    known,
    ...sides.map(probeForwards),
    probeLoadBalancers({ podRun, responders, waves, collector, isLate: (service) => !hasAddress(service) }),
  ]);
  const { plan, environment, runs } = podRun;
  const { signal } = runs.local;
  const { alongsideOperator } = await import('./operator-contrast.js');
  const results = await alongsideOperator({ plan, environment, collector, signal }, pods);
  if (collector.observations.some(({ observation }) => isOpenQuestion(observation))) {
    await pause(otherLogMs, signal);
  }
  const outcomes = sides.map((side) => responderOutcome(responders[side]));
  const dead = outcomes.filter(({ status }) => status !== 'ran').map(({ cluster }) => cluster);
  const refusedServices = sides.flatMap((side) => refusedIn(side, responders[side]));
  const counted = collector.observations.filter(({ observation }) => !isVoid(observation, dead));
  const raised = results.flatMap(({ standIns }) => standIns);
  const isolations = await podIsolations({
    runs,
    standIns: raised,
    observations: counted.map(({ observation }) => observation),
    arrived: new Set(collector.arrivals.map(({ probe }) => probe)),
  });
  const held = heldBack(isolations);
  return {
    standIns: [...raised, ...notRaisedStandIns(podRun.plan), ...refusedStandIns(refusedServices)],
    observations: counted.filter(({ observation }) => !held.has(observation.id)),
    arrivals: collector.arrivals,
    hearings: collector.hearings,
    workloads: [...outcomes, ...results.flatMap(({ workloads }) => workloads)],
    ...(refusedServices.length > 0 && { refusedServices }),
    ...(isolations.length > 0 && { isolations }),
  };
}

async function raiseBoth(podRun: PodRun, key: Uint8Array, collector: EvidenceCollector): Promise<Responders> {
  const { plan, runs, request, budgetMs, stopwatch } = podRun;
  // Both are asked before anything is created in either.
  const standInsOf = (side: Side) => plan.standIns.filter(({ cluster }) => cluster === side);
  const ask = (side: Side) => askAhead(runs[side], standInsOf(side));
  const [local, remote] = await Promise.all([ask('local'), ask('remote')]);
  const answers = { local, remote };
  stopwatch.enter('raise');
  const raising = new Set(sides);
  const onRaised = (side: Side) => {
    raising.delete(side);
    if (raising.size === 0) stopwatch.enter('start');
  };
  const raise = async (side: Side) => {
    const deadlineMs = budgetMs + responderReserveMs;
    const state = await startResponder(
      runs[side],
      { standIns: standInsOf(side), agentSource: request.agentSource, key, deadlineMs, asked: answers[side] },
      { collector, stopwatch, onRaised: () => onRaised(side) },
    );
    // The other side's pods would have nobody to talk to.
    if (forbiddenIn(side, state).length > 0) podRun.abandon();
    return withAddressesOfNow(state);
  };
  const [localState, remoteState] = await Promise.all([raise('local'), raise('remote')]);
  return { local: localState, remote: remoteState };
}

function forbiddenIn(side: Side, state: ResponderState): Forbidden[] {
  return !state.ok && state.apiFailure?.code === 'forbidden' ? [{ side, apiFailure: state.apiFailure }] : [];
}

function servicesOf(state: ResponderState, wanted: (service: RaisedService) => boolean): RaisedService[] {
  return state.ok ? state.responder.services.filter(wanted) : [];
}

function hasAddress({ request, loadBalancer }: RaisedService): boolean {
  return request.exposure === 'NodePort' || loadBalancer.length > 0;
}

function responderOutcome(state: ResponderState): WorkloadOutcome {
  return state.ok ? state.outcomeNow() : state.outcome;
}

/** Whether the responder may know more of a probe than that nothing came back. */
function isOpenQuestion(observation: Observation): boolean {
  return isOfResponder(observation) && observation.outcome === 'silent';
}

/** Without an answer, a probe of a responder that ended too early says nothing of the way to it. */
function isVoid(observation: Observation, dead: readonly Side[]): boolean {
  return dead.includes(observation.target) && isUnansweredOfResponder(observation);
}
