import { connect } from '../kubernetes/connect.js';
import type { KubeconfigFailure } from '../kubernetes/kubeconfig-failure.js';
import { type KubeconfigRequest, loadKubeconfig, type LoadedKubeconfig } from '../kubernetes/kubeconfig.js';
import { latestRelease } from '../liqo/release.js';
import { type PeeringIntent, type Side, sides } from '../model/peering.js';
import { type Result, success } from '../model/result.js';
import type {
  CheckEnvironment,
  CheckOutcome,
  CheckRequest,
  ClusterRequest,
  WorkloadOptions,
} from './check-request.js';
import type { CheckSettings, ClusterSettings } from './check-settings.js';
import { runCheck } from './run-check.js';

/** A kubeconfig by its path, or its whole text. */
export type KubeconfigSource = string | { readonly text: string };

/** Loads the kubeconfigs of both clusters; fails with what is wrong with the first that cannot be used. */
export async function loadBoth(
  settings: Readonly<Record<Side, ClusterSettings<KubeconfigSource>>>,
  surroundings: Pick<KubeconfigRequest, 'env' | 'homeDirectory'>,
): Promise<Result<Record<Side, LoadedKubeconfig>, KubeconfigFailure>> {
  const load = ({ kubeconfig, context }: ClusterSettings<KubeconfigSource>) =>
    loadKubeconfig({ ...sourceOf(kubeconfig), context, ...surroundings });
  const local = await load(settings.local);
  if (!local.ok) return local;
  const remote = await load(settings.remote);
  return remote.ok ? success({ local: local.value, remote: remote.value }) : remote;
}

function sourceOf(kubeconfig: KubeconfigSource | undefined): Pick<KubeconfigRequest, 'path' | 'text'> {
  return typeof kubeconfig === 'object' ? kubeconfig : { path: kubeconfig };
}

/** One run between two clusters, besides its settings. */
export interface RunBetween extends Pick<CheckRequest, 'agentSource' | 'runId'> {
  readonly kubeconfigs: Readonly<Record<Side, LoadedKubeconfig>>;
  readonly settings: CheckSettings<KubeconfigSource> & Partial<Pick<CheckRequest, 'keep' | 'dryRun'>>;
}

/** Connects to both clusters, runs, and disconnects. */
export async function checkBetween(
  { kubeconfigs, settings, agentSource, runId }: RunBetween,
  environment: CheckEnvironment,
): Promise<CheckOutcome> {
  const clusters = {
    local: clusterRequest(kubeconfigs.local, settings.local),
    remote: clusterRequest(kubeconfigs.remote, settings.remote),
  };
  const { probeFrom, deep, nodes, capture, keep = false, dryRun = false, timeoutMs } = settings;
  const request: CheckRequest = {
    clusters,
    intent: intentOf(settings),
    probeFrom,
    workload: workloadOf(settings),
    deep,
    nodes,
    capture,
    keep,
    dryRun,
    timeoutMs,
    agentSource,
    runId,
  };
  try {
    return await runCheck(request, environment);
  } finally {
    for (const side of sides) clusters[side].connection.close();
  }
}

/** What will be peered: with the newest release where none was named. */
export function intentOf({ intent }: Pick<CheckSettings<unknown>, 'intent'>): PeeringIntent {
  return { ...intent, liqoVersion: intent.liqoVersion ?? latestRelease.version };
}

/** How the pods of a run are made. */
export function workloadOf(settings: CheckSettings<unknown>): WorkloadOptions {
  const { image, imagePullSecret, allowLoadBalancer, labels, annotations, tolerations } = settings;
  return {
    namespace: settings.probeNamespace,
    image,
    imagePullSecret,
    allowLoadBalancer,
    labels,
    annotations,
    tolerations,
  };
}

/**
 * Connects to one cluster. Where its kubeconfig is no file, commands name a placeholder for it: without any they would
 * mean another cluster.
 */
export function clusterRequest(
  loaded: LoadedKubeconfig,
  { kubeconfig, context, liqoNamespace }: ClusterSettings<KubeconfigSource>,
): ClusterRequest {
  return {
    connection: connect(loaded),
    liqoNamespace,
    kubeconfig: typeof kubeconfig === 'object' ? `<kubeconfig of ${loaded.contextName}>` : kubeconfig,
    context,
  };
}
