import type { LiqoRelease } from '../liqo/release.js';
import type { ProbeTask, ProberPlan } from '../model/agent-plan.js';
import type { Side } from '../model/peering.js';
import { peerOf, sides } from '../model/peering.js';
import type { RaisedService } from '../model/raised-service.js';
import type { StandIn, WorkloadOutcome } from '../model/run-evidence.js';
import { forwardCandidates } from '../plan/forward-candidates.js';
import type { StandInProbes } from '../plan/stand-in-probes.js';
import { standInProbes } from '../plan/stand-in-probes.js';
import { awaitLoadBalancer } from '../workload/load-balancer.js';
import type { EvidenceCollector } from './evidence-collector.js';
import type { ResponderState } from './pods-in-cluster.js';
import { runProber } from './pods-in-cluster.js';
import type { PodRun } from './probe-with-pods.js';

/** What the waves work on. */
export interface WaveContext {
  readonly podRun: PodRun;
  readonly responders: Readonly<Record<Side, ResponderState>>;
  readonly collector: EvidenceCollector;
}

/** What the waves brought beside the observations. */
export interface Waves {
  readonly standIns: readonly StandIn[];
  readonly workloads: readonly WorkloadOutcome[];
}

type BySide<T> = Readonly<Record<Side, T>>;

/** A prober has ended by itself after so many milliseconds, whatever the network does. */
const proberDeadlineMs = 30_000;
/** A load balancer may take so long to get its address, and never more than half of what is left of the run. */
const loadBalancerWithinMs = 60_000;

const nothing: StandInProbes = { standIns: [], fromPeer: [], fromOwn: [] };

/**
 * The first wave probes all that has an address at once. A second one follows for load balancers that got theirs while
 * the first was under way, and for port-forwards that the first one gave a hint of.
 */
export async function probeInWaves(context: WaveContext): Promise<Waves> {
  const { podRun, collector } = context;
  const early = bySide((side) => standIns(context, side, raisedServices(context, side).filter(hasAddress)));
  const [first, late] = await Promise.all([
    runWave(context, 1, withEndpoints(podRun, early)),
    lateStandIns(context),
  ]);
  const candidates = bySide((side) =>
    forwardCandidates({
      target: podRun.clusters[side],
      release: releaseOf(podRun),
      intent: podRun.request.intent,
      observations: collector.observations.map(({ observation }) => observation),
    }),
  );
  const second = await runWave(
    context,
    2,
    bySide((side) => [...candidates[peerOf(side)], ...late[peerOf(side)].fromPeer, ...late[side].fromOwn]),
  );
  return {
    standIns: sides.flatMap((side) => [...early[side].standIns, ...late[side].standIns]),
    workloads: [...first, ...second],
  };
}

function bySide<T>(make: (side: Side) => T): BySide<T> {
  return { local: make('local'), remote: make('remote') };
}

function withEndpoints(podRun: PodRun, early: BySide<StandInProbes>): BySide<readonly ProbeTask[]> {
  return bySide((side) => [
    ...podRun.plan.probes[side],
    ...early[peerOf(side)].fromPeer,
    ...early[side].fromOwn,
  ]);
}

function releaseOf({ plan }: PodRun): LiqoRelease {
  return { version: plan.liqoVersion, generation: plan.generation };
}

function raisedServices({ responders }: WaveContext, side: Side): readonly RaisedService[] {
  const state = responders[side];
  return state.ok ? state.responder.services : [];
}

function hasAddress({ request, loadBalancer }: RaisedService): boolean {
  return request.exposure === 'NodePort' || loadBalancer.length > 0;
}

function standIns(context: WaveContext, side: Side, services: readonly RaisedService[]): StandInProbes {
  const state = context.responders[side];
  if (!state.ok) return nothing;
  const { clusters } = context.podRun;
  return standInProbes(clusters[side], { ...state.responder, services }, releaseOf(context.podRun));
}

async function lateStandIns(context: WaveContext): Promise<BySide<StandInProbes>> {
  const withinMs = Math.min(loadBalancerWithinMs, context.podRun.budgetMs / 2);
  const wait = async (side: Side): Promise<StandInProbes> => {
    const state = context.responders[side];
    const waiting = raisedServices(context, side).filter((service) => !hasAddress(service));
    if (!state.ok || waiting.length === 0) return nothing;
    const services = await Promise.all(
      waiting.map((service) => awaitLoadBalancer(state.raised.run, service, withinMs)),
    );
    const probes = standIns(context, side, services);
    return { ...probes, fromPeer: probes.fromPeer.filter(({ purpose }) => purpose === 'stand-in') };
  };
  const [local, remote] = await Promise.all([wait('local'), wait('remote')]);
  return { local, remote };
}

async function runWave(
  { responders, collector, podRun }: WaveContext,
  wave: number,
  tasks: BySide<readonly ProbeTask[]>,
): Promise<WorkloadOutcome[]> {
  const run = async (side: Side): Promise<WorkloadOutcome[]> => {
    const state = responders[side];
    const probes = [...tasks[side]];
    if (probes.length === 0) return [];
    if (!state.ok) return [{ ...state.outcome, role: 'prober', status: 'not-run' }];
    const { runId } = podRun.runs[side].settings;
    const deadlineMs = proberDeadlineMs;
    const plan: ProberPlan = { role: 'prober', runId, from: side, view: 'pod', deadlineMs, probes };
    return [await runProber(state.raised, { wave, plan }, collector)];
  };
  return (await Promise.all(sides.map(run))).flat();
}
