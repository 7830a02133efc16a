import type { LiqoRelease } from '../liqo/release.js';
import type { ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Observation } from '../model/observation.js';
import { peerOf, type PeeringIntent, type Side } from '../model/peering.js';
import type { RaisedResponder } from '../model/raised-service.js';
import type { RunPlan } from '../model/run-plan.js';
import { forwardCandidates } from './forward-candidates.js';
import { hairpinProbes } from './hairpin-probes.js';
import { throughProxies } from './proxied-probes.js';
import { standInProbes, type StandInProbes } from './stand-in-probes.js';
import { tunnelPacketBytes } from './tunnel-packet.js';

/** What both operators know by now. */
export interface HalfKnowledge {
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly intent: PeeringIntent;
  readonly plan: RunPlan;
  /** Absent where none was raised, or not yet. */
  readonly responders: Readonly<Record<Side, RaisedResponder | undefined>>;
  /** Of both sides. */
  readonly observations: readonly Observation[];
}

/**
 * Everything that is to be probed from one cluster, as far as it is known by now: more, once the other half tells where
 * its stand-ins are, and what it saw. A probe keeps its ID.
 */
export function halfProbes(from: Side, known: HalfKnowledge): ProbeTask[] {
  const { clusters, intent, plan, responders, observations } = known;
  const peer = peerOf(from);
  const own = responders[from];
  const candidates = forwardCandidates({
    target: clusters[peer],
    release: releaseOfPlan(plan),
    intent,
    observations,
  });
  return [
    ...plan.probes[from],
    ...halfStandIns(from, known).fromOwn,
    ...halfStandIns(peer, known).fromPeer,
    ...throughProxies(candidates, valueOf(clusters[from].liqo.proxyEnvironment)),
    ...(own === undefined ? [] : hairpinProbes({ target: clusters[from], responder: own, observations })),
  ];
}

/** The stand-ins of one cluster, and the probes that go to them. */
export function halfStandIns(
  side: Side,
  { clusters, intent, plan, responders }: Omit<HalfKnowledge, 'observations'>,
): StandInProbes {
  const responder = responders[side];
  if (responder === undefined) return { standIns: [], fromPeer: [], fromOwn: [] };
  const release = releaseOfPlan(plan);
  const packetBytes = tunnelPacketBytes({ clusters, release, intent });
  return standInProbes(clusters[side], responder, { release, packetBytes });
}

function releaseOfPlan({ liqoVersion, generation }: RunPlan): LiqoRelease {
  return { version: liqoVersion, generation };
}
