import { setMaxListeners } from 'node:events';

import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Observation } from '../model/observation.js';
import type { Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import type { RaisedService } from '../model/raised-service.js';
import type { StandIn } from '../model/run-evidence.js';
import type { RaisedRun } from '../workload/cluster-run.js';
import { awaitLoadBalancer, readLoadBalancer } from '../workload/load-balancer.js';
import type { EvidenceCollector } from './evidence-collector.js';
import type { ResponderState } from './pods-in-cluster.js';
import type { ProbeWaves, WaveResult } from './probe-waves.js';
import type { PodRun } from './probe-with-pods.js';

/** What waiting for load balancers works on. */
export interface LoadBalancerContext {
  readonly podRun: PodRun;
  readonly responders: Readonly<Record<Side, ResponderState>>;
  readonly waves: ProbeWaves;
  readonly collector: EvidenceCollector;
  readonly isLate: (service: RaisedService) => boolean;
}

/** A public cloud takes up to a minute to make a load balancer. */
const cloudWithinMs = 60_000;
/** A load balancer implementation on premises (MetalLB, kube-vip, klipper) assigns an address at once, or not at all. */
const onPremisesWithinMs = 10_000;

/**
 * Looks once whether Services without an address have got one while the responder started: what has, is probed with all
 * else, and needs no pods of its own.
 */
export async function withAddressesOfNow(state: ResponderState): Promise<ResponderState> {
  if (!state.ok) return state;
  const { raised, responder } = state;
  const services = await Promise.all(
    responder.services.map(async (service) => {
      const isLate = service.request.exposure === 'LoadBalancer' && service.loadBalancer.length === 0;
      return isLate ? await readLoadBalancer(raised.run, service) : service;
    }),
  );
  return { ...state, responder: { ...responder, services } };
}

/**
 * Probes each load balancer as soon as it has an address. Since one gateway of the pair suffices, the first one reached
 * through a load balancer ends the wait for the other's; authentication servers are both needed, and waited for.
 */
export async function probeLoadBalancers(context: LoadBalancerContext): Promise<WaveResult> {
  const { responders, podRun, isLate } = context;
  const enough = new AbortController();
  const signal = AbortSignal.any([podRun.runs.local.signal, enough.signal]);
  // Each load balancer that is waited for listens to it.
  setMaxListeners(0, signal);
  void reachedInTime(context).then(() => enough.abort());
  const results = await Promise.all(
    sides.flatMap((side) => {
      const state = responders[side];
      if (!state.ok) return [];
      const { run } = state.raised;
      return state.responder.services
        .filter(isLate)
        .map((service) => probeWhenAddressed({ ...context, run, service, signal, enough }));
    }),
  );
  // Told in the end, so that which of the two was slower makes no difference.
  const isReached = enough.signal.aborted;
  return {
    standIns: results.flatMap(({ standIns, unaddressed }) => [
      ...standIns,
      ...unaddressed.map((service) => withoutAddress(service, isReached)),
    ]),
    workloads: results.flatMap(({ workloads }) => workloads),
  };
}

/** Settles once a gateway's stand-in is reached at a load balancer that nobody has to wait for; never, when none is. */
function reachedInTime({ responders, podRun, collector, isLate }: LoadBalancerContext): Promise<void> {
  const places = new Set(
    sides
      .filter((side) => isInPlace(podRun, side))
      .flatMap((side) => {
        const state = responders[side];
        const services = state.ok ? state.responder.services.filter((service) => !isLate(service)) : [];
        return services
          .filter(({ request }) => request.exposure === 'LoadBalancer')
          .flatMap(({ request, loadBalancer }) => [
            request.dialHost,
            ...loadBalancer.flatMap(({ ip, hostname }) => [ip, hostname]),
          ])
          .map((host) => `${side} ${host ?? ''}`);
      }),
  );
  return collector.until((seen) =>
    seen.some((one) => isReachedGateway(one) && places.has(`${one.target} ${one.host}`)),
  );
}

function isReachedGateway({ purpose, service, outcome }: Observation): boolean {
  return purpose === 'stand-in' && service === 'gateway' && outcome === 'replied';
}

/** How long an address is waited for: never more than half of what is left of the run, since the probes come after. */
export function addressWithinMs({ platform }: Pick<ClusterFacts, 'platform'>, budgetMs: number): number {
  const isOnPremises = valueOf(platform.cloud) === false;
  return Math.min(isOnPremises ? onPremisesWithinMs : cloudWithinMs, budgetMs / 2);
}

interface Addressed extends WaveResult {
  /** What got no address while it was waited for. */
  readonly unaddressed: readonly RaisedService[];
}

interface Waiting extends LoadBalancerContext {
  readonly run: RaisedRun;
  readonly service: RaisedService;
  readonly signal: AbortSignal;
  readonly enough: AbortController;
}

async function probeWhenAddressed(waiting: Waiting): Promise<Addressed> {
  const { podRun, waves, collector, run, service, signal, enough } = waiting;
  const withinMs = addressWithinMs(podRun.clusters[run.side], podRun.budgetMs);
  const latest = await awaitLoadBalancer(run, service, {
    withinMs,
    signal: isOfGateway(service) ? signal : podRun.runs.local.signal,
  });
  if (waiting.isLate(latest)) return { standIns: [], workloads: [], unaddressed: [latest] };
  const result = await waves.probeLateAddress(run.side, latest);
  const isReached = collector.observations.some(
    ({ observation }) =>
      isReachedGateway(observation) &&
      observation.target === run.side &&
      result.standIns.some(({ endpoint }) => endpoint?.host === observation.host),
  );
  if (isReached && isInPlace(podRun, run.side)) enough.abort();
  return { ...result, unaddressed: [] };
}

/** Whether the stand-in is in place of a gateway: beside a live one, that one is what is advertised, and may not be reached. */
function isInPlace({ plan, clusters }: PodRun, side: Side): boolean {
  return plan.generation === 'g3' || valueOf(clusters[side].liqo.installed) === false;
}

function isOfGateway({ request }: RaisedService): boolean {
  return request.service === 'gateway';
}

function withoutAddress(late: RaisedService, isOtherReached: boolean): StandIn {
  const { cluster, service, exposure } = late.request;
  const common = { cluster, service, exposure, nodePort: late.nodePort };
  return isOtherReached && isOfGateway(late)
    ? {
        ...common,
        status: 'not-raised',
        reason: 'it got no address, and needs none: the other gateway was reached through a load balancer',
      }
    : { ...common, status: 'pending', reason: 'its LoadBalancer Service got no address in time' };
}
