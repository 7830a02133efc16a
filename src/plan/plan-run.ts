import type { LiqoRelease } from '../liqo/release.js';
import { releaseInEffect, releaseOf } from '../liqo/release.js';
import type { ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { ProxyEnvironment } from '../model/go-proxy-rules.js';
import type { NodeCount } from '../model/node-count.js';
import { peerOf, type PeeringIntent, type Side, sides } from '../model/peering.js';
import type { Result } from '../model/result.js';
import { failure, success } from '../model/result.js';
import type { RunPlan } from '../model/run-plan.js';
import { captureControl } from './capture-controls.js';
import { endpointProbes } from './endpoint-probes.js';
import { existingGatewayProbes } from './existing-gateway-probes.js';
import { idleTimesMs } from './idle-probes.js';
import { asGatewayDials } from './gateway-dials.js';
import { throughProxies } from './proxied-probes.js';
import { sendingNodes } from './sending-nodes.js';
import { chooseStandIns } from './stand-ins.js';

/** What a plan is made from. */
export interface PlanInput {
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly intent: PeeringIntent;
  readonly allowLoadBalancer: boolean;
  readonly probeFrom: 'pods' | 'operator' | 'none';
  /** How many nodes of each cluster are to send (`--nodes`); absent where one pod is enough. */
  readonly nodes?: NodeCount | undefined;
  /** Also what takes a minute or more: how long a NAT remembers a silent flow. */
  readonly deep?: boolean | undefined;
  /** Whether live gateways are captured at, which takes datagrams from their own cluster for contrast. */
  readonly capture?: boolean | undefined;
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
    ...(input.deep === true && { idleMs: idleTimesMs }),
    probes: {
      local: plannedProbes('local', input, release),
      remote: plannedProbes('remote', input, release),
    },
    ...plannedSenders(input),
    ...(mayHearLan(input, release) && { listensToLan: true }),
  });
}

/**
 * Whether an announcement by mDNS may tell that both clusters are in one LAN: up to v0.10 clusters can announce
 * themselves (Liqo pkg/discoverymanager@v0.10.3, gone in v1.0.0), and public clouds carry no multicast.
 */
function mayHearLan({ clusters, probeFrom }: PlanInput, { generation }: LiqoRelease): boolean {
  const isAnywhereElse = sides.some((side) => valueOf(clusters[side].platform.cloud) !== true);
  return probeFrom !== 'none' && generation !== 'g3' && isAnywhereElse;
}

function plannedSenders({ clusters, nodes, probeFrom }: PlanInput): Pick<RunPlan, 'senders'> {
  if (nodes === undefined || probeFrom !== 'pods') return {};
  const { local, remote } = clusters;
  return { senders: { local: sendingNodes(local, nodes), remote: sendingNodes(remote, nodes) } };
}

function plannedProbes(from: Side, input: PlanInput, release: LiqoRelease): ProbeTask[] {
  const { clusters, intent, probeFrom, operatorProxies } = input;
  if (probeFrom === 'none') return [];
  const target = clusters[peerOf(from)];
  const probes = endpointProbes(target, releaseOf(target, release), intent);
  const proxied = throughProxies(
    probes,
    probeFrom === 'operator' ? operatorProxies : valueOf(clusters[from].liqo.proxyEnvironment),
  );
  return [
    ...asGatewayDials([...proxied, ...plannedExisting(from, input)], release),
    ...plannedCaptureControls(from, input, release),
  ];
}

/** A live gateway is probed from pods alone. */
function plannedExisting(from: Side, { clusters, intent, probeFrom }: PlanInput): ProbeTask[] {
  if (probeFrom !== 'pods') return [];
  return existingGatewayProbes(clusters[peerOf(from)], clusters[from], intent);
}

function plannedCaptureControls(from: Side, input: PlanInput, release: LiqoRelease): ProbeTask[] {
  const { clusters, intent, probeFrom, capture } = input;
  const own = clusters[from];
  const isProbed = [
    ...endpointProbes(own, releaseOf(own, release), intent),
    ...plannedExisting(peerOf(from), input),
  ].some(({ kind }) => kind === 'live-gateway');
  if (capture !== true || probeFrom !== 'pods' || !isProbed) return [];
  const control = captureControl(own, clusters[peerOf(from)], intent);
  return control === undefined ? [] : [control];
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
