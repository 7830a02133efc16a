import type { LiqoRelease } from '../liqo/release.js';
import { releaseInEffect } from '../liqo/release.js';
import type { ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { ProxyEnvironment } from '../model/go-proxy-rules.js';
import { peerOf, type PeeringIntent, type Side } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { RunPlan } from '../model/run-plan.js';
import { endpointProbes } from './endpoint-probes.js';
import { throughProxies } from './proxied-probes.js';
import { chooseStandIns } from './stand-ins.js';

/** What a plan is made from. */
export interface PlanInput {
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly intent: PeeringIntent;
  readonly allowLoadBalancer: boolean;
  readonly probeFrom: 'pods' | 'operator' | 'none';
  /** The proxy variables of this program's own environment; they count for probes from the operator's machine. */
  readonly operatorProxies?: ProxyEnvironment | undefined;
}

/** What to raise and what to probe from where; fails with a reason when no supported Liqo release applies. */
export function planRun(input: PlanInput): Result<RunPlan, string> {
  const { clusters, intent } = input;
  const inEffect = releaseInEffect(clusters.local, clusters.remote, intent);
  if (!inEffect.ok) return failure(inEffect.failure);
  const { release, reason } = inEffect.value;
  return success({
    generation: release.generation,
    liqoVersion: release.version,
    generationReason: reason,
    ...plannedStandIns(input, release),
    probes: {
      local: plannedProbes('local', input, release),
      remote: plannedProbes('remote', input, release),
    },
  });
}

function plannedProbes(from: Side, input: PlanInput, release: LiqoRelease): ProbeTask[] {
  const { clusters, intent, probeFrom, operatorProxies } = input;
  if (probeFrom === 'none') return [];
  const probes = endpointProbes(clusters[peerOf(from)], release, intent);
  return throughProxies(
    probes,
    probeFrom === 'operator' ? operatorProxies : valueOf(clusters[from].liqo.proxyEnvironment),
  );
}

function plannedStandIns(
  { clusters, intent, allowLoadBalancer, probeFrom }: PlanInput,
  release: LiqoRelease,
): Pick<RunPlan, 'standIns' | 'notRaised'> {
  const chosen = chooseStandIns({ clusters, release, intent, allowLoadBalancer });
  if (probeFrom === 'pods') return chosen;
  const reason = `no pods are created with --probe-from ${probeFrom}`;
  return {
    standIns: [],
    notRaised: [...chosen.standIns.map((request) => ({ ...request, reason })), ...chosen.notRaised],
  };
}
