import { setMaxListeners } from 'node:events';

import { verdictOn, answersOf } from '../discovery/found-cluster.js';
import type { AgentEvent } from '../model/agent-event.js';
import type { AgentPlan } from '../model/agent-plan.js';
import type { ClusterFacts, NodeFacts } from '../model/cluster-facts.js';
import type { FoundCluster, LanSight, TriedAddress } from '../model/discovery.js';
import { valueOf } from '../model/fact.js';
import type { Observation } from '../model/observation.js';
import type { ClusterRun } from '../workload/cluster-run.js';
import { followAgent } from '../workload/follow-agent.js';
import { askForHostNetwork } from '../workload/host-network.js';
import { startLoneAgent } from '../workload/lone-agent.js';
import { ensureNamespace } from '../workload/namespace.js';
import { removeRun } from '../workload/remove.js';
import { serverTime } from '../workload/server-time.js';
import type { Placement } from '../workload/agent-job.js';
import type { ClusterRequest, Leftover } from './check-request.js';
import type { DiscoveryTarget } from './discovery-request.js';
import { runIdFrom } from './run-id.js';
import { contrastAddresses, type Discovered, type DiscoveryStage } from './run-discovery.js';

/** The server ends the run's Job so long after the run's own deadline. */
const serverReserveSeconds = 30;
const removeWithinMs = 30_000;
const podStartsWithinMs = 60_000;
/** How long a pod listens where nothing else was said. */
const defaultListenMs = 5000;
/** Trials that have begun end within so long after the listening. */
const trialsMs = 12_000;
const probeDeadlineMs = 30_000;
const longestRunMs = 24 * 3_600_000;
/** A user that owns nothing, for images whose own user is root. */
const unprivilegedUser = 65_532;

/**
 * Looks from inside of the local cluster: in the LAN from the network of a node, where the cluster admits that, since
 * the network of pods carries no multicast; at a URL from an ordinary pod, as Liqo does. Removes what it creates.
 */
export async function discoverFromPods(stage: DiscoveryStage): Promise<Discovered> {
  const { local } = stage.request.clusters;
  const facts = await stage.facts;
  const cluster = facts.local;
  if (local?.ok !== true || cluster?.known !== true) {
    const reason =
      local?.ok === false ? local.reason : cluster?.known === false ? cluster.reason : 'no kubeconfig';
    return nothing(stage, reason);
  }
  const work = new AbortController();
  const signal = AbortSignal.any([stage.signal, work.signal]);
  setMaxListeners(0, signal);
  const run = clusterRun(stage, { request: local.request, facts: cluster.value, signal });
  try {
    const discovered = await look(stage, run, cluster.value);
    work.abort();
    return { ...discovered, leftovers: await cleanUp(stage, run) };
  } catch (error) {
    await cleanUp(stage, run);
    throw error;
  }
}

async function look(stage: DiscoveryStage, run: ClusterRun, facts: ClusterFacts): Promise<Discovered> {
  const { target } = stage.request;
  const node = nodeToLookFrom(facts);
  const namespace = await ensureNamespace(run);
  if (!namespace.ok) return nothing(stage, namespace.failure.message);
  if (target.kind === 'lan') {
    const admitted = await askForHostNetwork(run, node?.name);
    if (!admitted.ok) return nothing(stage, admitted.failure.message);
  }
  const plan = await planFor(stage, run.settings.runId);
  const placement: Placement = target.kind === 'lan' ? { node: node?.name, hostNetwork: true } : {};
  const key = stage.environment.world.random(16);
  const started = await startLoneAgent(run, { plan, placement, agentSource: stage.request.agentSource, key });
  if (!started.ok) return nothing(stage, started.failure.message);
  const seen = new PodSight(stage, target);
  const end = await followAgent({
    connection: run.connection,
    namespace: run.settings.namespace,
    job: started.value,
    startWithinMs: run.startWithinMs,
    onWaiting: (text) => run.onProgress(`waiting for the pod: ${text}`),
    onRunning: (name) => run.onProgress(`looking from node ${name}`),
    onEvent: (event) => seen.take(event),
    signal: run.signal,
  });
  return seen.discovered() ?? nothing(stage, end.kind === 'failed' ? end.reason : 'the pod told nothing');
}

async function planFor(stage: DiscoveryStage, runId: string): Promise<AgentPlan> {
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
  const ownClusterId = stage.ownClusterId();
  return {
    role: 'browser',
    runId,
    deadlineMs: listenMs + trialsMs,
    listenMs,
    contrasts: [...contrastAddresses(await stage.facts)],
    ...(ownClusterId !== undefined && { ownClusterId }),
  };
}

/** What a pod tells. */
class PodSight {
  readonly #stage: DiscoveryStage;
  readonly #target: DiscoveryTarget;
  readonly #clusters = new Map<string, FoundCluster>();
  #sight: LanSight | undefined;

  constructor(stage: DiscoveryStage, target: DiscoveryTarget) {
    this.#stage = stage;
    this.#target = target;
  }

  take(event: AgentEvent): void {
    if (event.type === 'lan') this.#sight = event.sight;
    if (event.type === 'found') this.#add(event.cluster);
    if (event.type === 'observation') this.#add(this.#fromUrl(event.observation));
  }

  /** `undefined` while it has told nothing of what was asked. */
  discovered(): Discovered | undefined {
    const clusters = [...this.#clusters.values()];
    if (this.#target.kind === 'url') return clusters.length === 0 ? undefined : { view: 'pod', clusters };
    return this.#sight === undefined ? undefined : { view: 'node', clusters, lan: this.#sight };
  }

  #add(cluster: FoundCluster): void {
    this.#clusters.set(cluster.announcedAs, cluster);
    this.#stage.environment.onFound([...this.#clusters.values()]);
  }

  #fromUrl({ host, port, outcome, cause, phase, clusterId, address, timingsMs }: Observation): FoundCluster {
    const url = this.#target.kind === 'url' ? this.#target.url : '';
    const tried: TriedAddress = {
      address: host,
      ...(address !== undefined && { dialled: address }),
      outcome,
      ...(cause !== undefined && { cause }),
      ...(phase !== undefined && { phase }),
      ...(clusterId !== undefined && { clusterId }),
      timingsMs,
    };
    const { status, reason, by } = verdictOn([tried], { ownClusterId: this.#stage.ownClusterId() });
    return {
      by: 'url',
      view: 'pod',
      announcedAs: url,
      status,
      ...(reason !== undefined && { reason }),
      ...answersOf(by, port),
      ...(clusterId !== undefined && { url }),
      host,
      port,
      addresses: [tried],
      interfaces: [],
      heardMs: 0,
    };
  }
}

/** Nothing could be looked at from there. */
function nothing({ request }: DiscoveryStage, reason: string): Discovered {
  const { target } = request;
  if (target.kind !== 'url') return { view: 'pod', clusters: [], nodeViewRefused: reason };
  const { url, host, port } = target;
  const cluster: FoundCluster = {
    by: 'url',
    view: 'pod',
    announcedAs: url,
    status: 'unchecked',
    reason: `No pod could ask it: ${reason}.`,
    host,
    port,
    addresses: [],
    interfaces: [],
    heardMs: 0,
  };
  return { view: 'pod', clusters: [cluster] };
}

/** Any ready node that takes pods: in one LAN all hear the same. */
function nodeToLookFrom({ nodes }: ClusterFacts): NodeFacts | undefined {
  return (valueOf(nodes) ?? []).find(
    (node) =>
      node.ready &&
      node.schedulable &&
      node.repelsPods !== true &&
      !node.virtual &&
      node.operatingSystem !== 'windows',
  );
}

function clusterRun(
  { request, environment }: DiscoveryStage,
  local: { readonly request: ClusterRequest; readonly facts: ClusterFacts; readonly signal: AbortSignal },
): ClusterRun {
  const { namespace, image, imagePullSecret, labels, annotations } = request.workload;
  const timeoutMs = request.timeoutMs ?? longestRunMs;
  return {
    side: 'local',
    connection: local.request.connection,
    settings: {
      runId: request.runId ?? runIdFrom(environment.world.random(4)),
      namespace,
      image,
      imagePullSecret,
      labels,
      annotations,
      runAsUser: local.facts.platform.provider === 'openshift' ? undefined : unprivilegedUser,
      activeDeadlineSeconds: Math.ceil(timeoutMs / 1000) + serverReserveSeconds,
    },
    startWithinMs: Math.min(podStartsWithinMs, timeoutMs / 2),
    now: () => serverTime(local.request.connection, environment.world.clock.wallTime()),
    onProgress: environment.onProgress,
    signal: local.signal,
  };
}

async function cleanUp({ environment }: DiscoveryStage, run: ClusterRun): Promise<Leftover[]> {
  const { connection, settings } = run;
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
  return remaining.map(({ object, reason }) => ({ side: 'local', object, reason }));
}
