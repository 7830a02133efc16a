import { setMaxListeners } from 'node:events';

import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Side } from '../model/peering.js';
import { sides } from '../model/peering.js';
import type { RaisedService } from '../model/raised-service.js';
import type { StandIn } from '../model/run-evidence.js';
import type { RaisedRun } from '../workload/cluster-run.js';
import { awaitLoadBalancer } from '../workload/load-balancer.js';
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
 * Probes each load balancer as soon as it has an address. Since one gateway of the pair suffices, the first one reached
 * through a load balancer ends the wait for the other's; authentication servers are both needed, and waited for.
 */
export async function probeLoadBalancers(context: LoadBalancerContext): Promise<WaveResult> {
  const { responders, podRun, isLate } = context;
  const enough = new AbortController();
  const signal = AbortSignal.any([podRun.runs.local.signal, enough.signal]);
  // Each load balancer that is waited for listens to it.
  setMaxListeners(0, signal);
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
    ({ observation: { purpose, service: probed, target, host, outcome } }) =>
      purpose === 'stand-in' &&
      probed === 'gateway' &&
      target === run.side &&
      outcome === 'replied' &&
      result.standIns.some(({ endpoint }) => endpoint?.host === host),
  );
  if (isReached && isInPlace(waiting)) enough.abort();
  return { ...result, unaddressed: [] };
}

/** Whether the stand-in is in place of a gateway: beside a live one, that one is what is advertised, and may not be reached. */
function isInPlace({ podRun: { plan, clusters }, run: { side } }: Waiting): boolean {
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
