import { setMaxListeners } from 'node:events';

import type { AgentPlan } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import type { LanSight } from '../model/discovery.js';
import { peerOf, type Side } from '../model/peering.js';
import { nodesForPods } from '../plan/sending-nodes.js';
import type { ClusterRun } from '../workload/cluster-run.js';
import { followAgent } from '../workload/follow-agent.js';
import { askForHostNetwork } from '../workload/host-network.js';
import { startLoneAgent } from '../workload/lone-agent.js';
import { ensureNamespace } from '../workload/namespace.js';
import { removeRun } from '../workload/remove.js';
import { serverTime } from '../workload/server-time.js';
import type { Placement } from '../workload/agent-job.js';
import type { ClusterRequest, Leftover } from './check-request.js';
import { defaultListenMs } from './discovery-request.js';
import { FoundFromPods } from './found-from-pods.js';
import { podStartsWithinMs, removeWithinMs, serverReserveSeconds, unprivilegedUser } from './pod-limits.js';
import { runIdFrom } from './run-id.js';
import { contrastAddresses, type Discovered, type DiscoveryStage } from './run-discovery.js';

/** Trials that have begun end within so long after the listening. */
const trialsMs = 12_000;
const probeDeadlineMs = 30_000;
const longestRunMs = 24 * 3_600_000;

/**
 * Looks from inside of the clusters that were named: in the LAN from the network of a node of each, where the cluster
 * admits that, since the network of pods carries no multicast; at a URL from an ordinary pod of the local cluster, as
 * Liqo does. Removes what it creates.
 */
export async function discoverFromPods(stage: DiscoveryStage): Promise<Discovered> {
  const { target, clusters: named } = stage.request;
  const runId = stage.request.runId ?? runIdFrom(stage.environment.world.random(4));
  const found = new FoundFromPods(stage);
  const lookFrom = (side: Side) => discoverFrom(side, { stage, runId, found });
  const isOfBoth = target.kind === 'lan' && named.remote !== undefined;
  const [local, remote] = await Promise.all([lookFrom('local'), isOfBoth ? lookFrom('remote') : undefined]);
  const refusals = {
    ...(local.refused !== undefined && { local: local.refused }),
    ...(remote?.refused !== undefined && { remote: remote.refused }),
  };
  const isSeen = local.lan !== undefined || remote?.lan !== undefined;
  return {
    view: isSeen ? 'node' : 'pod',
    clusters: found.clusters,
    ...(local.lan !== undefined && { lan: local.lan }),
    ...(remote?.lan !== undefined && { remoteLan: remote.lan }),
    ...(Object.keys(refusals).length > 0 && { nodeViewRefused: refusals }),
    leftovers: [...local.leftovers, ...(remote?.leftovers ?? [])],
  };
}

/** What came of looking from one cluster. */
interface SeenFrom {
  readonly lan?: LanSight | undefined;
  /** Why nothing could be looked at from there. */
  readonly refused?: string | undefined;
  readonly leftovers: readonly Leftover[];
}

interface PodSearch {
  readonly stage: DiscoveryStage;
  readonly runId: string;
  readonly found: FoundFromPods;
}

async function discoverFrom(side: Side, search: PodSearch): Promise<SeenFrom> {
  const { stage, found } = search;
  const named = stage.request.clusters[side];
  const facts = (await stage.facts)[side];
  if (named?.ok !== true || facts?.known !== true) {
    const refused =
      named?.ok === false ? named.reason : facts?.known === false ? facts.reason : 'no kubeconfig';
    found.refuse(refused);
    return { refused, leftovers: [] };
  }
  const work = new AbortController();
  const signal = AbortSignal.any([stage.signal, work.signal]);
  setMaxListeners(0, signal);
  const run = clusterRun(side, search, { request: named.request, facts: facts.value, signal });
  try {
    const looked = await look(search, run, facts.value);
    work.abort();
    if (looked.refused !== undefined) found.refuse(looked.refused);
    return { ...looked, leftovers: await cleanUp(stage, run) };
  } catch (error) {
    await cleanUp(stage, run);
    throw error;
  }
}

async function look(
  { stage, found }: PodSearch,
  run: ClusterRun,
  facts: ClusterFacts,
): Promise<Omit<SeenFrom, 'leftovers'>> {
  const { target } = stage.request;
  // Any will do: in one LAN all hear the same.
  const [node] = nodesForPods(facts);
  const namespace = await ensureNamespace(run);
  if (!namespace.ok) return { refused: namespace.failure.message };
  if (target.kind === 'lan') {
    const admitted = await askForHostNetwork(run, node?.name);
    if (!admitted.ok) return { refused: admitted.failure.message };
  }
  const plan = await planFor(stage, run);
  const placement: Placement = target.kind === 'lan' ? { node: node?.name, hostNetwork: true } : {};
  const key = stage.environment.world.random(16);
  const started = await startLoneAgent(run, { plan, placement, agentSource: stage.request.agentSource, key });
  if (!started.ok) return { refused: started.failure.message };
  let lan: LanSight | undefined;
  let isTold = false;
  let isFinished = false;
  const hasTold = () => (target.kind === 'url' ? isTold : lan !== undefined);
  const end = await followAgent({
    connection: run.connection,
    namespace: run.settings.namespace,
    job: started.value,
    startWithinMs: run.startWithinMs,
    onWaiting: (text) => run.onProgress(`waiting for the pod: ${text}`),
    onRunning: (name) => run.onProgress(`looking from node ${name} of the ${run.side} cluster`),
    onEvent: (event) => {
      if (event.type === 'lan') lan = event.sight;
      if (found.take(run.side, event)) isTold = true;
      if (event.type === 'finished') isFinished = true;
    },
    isHeardOut: () => isFinished && hasTold(),
    signal: run.signal,
  });
  if (hasTold()) return { lan };
  return { refused: end.kind === 'failed' ? end.reason : 'the pod told nothing' };
}

async function planFor(stage: DiscoveryStage, { side, settings }: ClusterRun): Promise<AgentPlan> {
  const { runId } = settings;
  const { target, listenMs = defaultListenMs } = stage.request;
  if (target.kind === 'url') {
    const { host, port } = target;
    const probe = {
      kind: 'auth',
      id: 'url',
      purpose: 'endpoint',
      service: 'auth',
      target: 'remote',
    } as const;
    const common = { role: 'prober', runId, from: 'local', view: 'pod' } as const;
    return { ...common, deadlineMs: probeDeadlineMs, probes: [{ ...probe, host, port }] };
  }
  const ownClusterId = stage.ownClusterId(side);
  return {
    role: 'browser',
    runId,
    deadlineMs: listenMs + trialsMs,
    listenMs,
    contrasts: [...contrastAddresses((await stage.facts)[peerOf(side)])],
    ...(ownClusterId !== undefined && { ownClusterId }),
  };
}

function clusterRun(
  side: Side,
  { stage: { request, environment }, runId }: PodSearch,
  cluster: { readonly request: ClusterRequest; readonly facts: ClusterFacts; readonly signal: AbortSignal },
): ClusterRun {
  const { namespace, image, imagePullSecret, labels, annotations, tolerations } = request.workload;
  const timeoutMs = request.timeoutMs ?? longestRunMs;
  return {
    side,
    connection: cluster.request.connection,
    settings: {
      runId,
      namespace,
      image,
      imagePullSecret,
      labels,
      annotations,
      tolerations,
      runAsUser: cluster.facts.platform.provider === 'openshift' ? undefined : unprivilegedUser,
      activeDeadlineSeconds: Math.ceil(timeoutMs / 1000) + serverReserveSeconds,
    },
    startWithinMs: Math.min(podStartsWithinMs, timeoutMs / 2),
    now: () => serverTime(cluster.request.connection, environment.world.clock.wallTime()),
    onProgress: environment.onProgress,
    signal: cluster.signal,
  };
}

async function cleanUp({ environment }: DiscoveryStage, run: ClusterRun): Promise<Leftover[]> {
  const { side, connection, settings } = run;
  const { namespace, runId } = settings;
  const removal = {
    connection,
    namespace,
    runId,
    withinMs: removeWithinMs,
    now: run.now,
    onProgress: environment.onProgress,
  };
  const remaining = await removeRun(removal);
  return remaining.map(({ object, reason }) => ({ side, object, reason }));
}
