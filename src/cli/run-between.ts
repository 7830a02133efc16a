import { readFile } from 'node:fs/promises';

import type { CheckRequest, ClusterRequest, WorkloadOptions } from '../check/check-request.js';
import { runCheck } from '../check/run-check.js';
import { connect } from '../kubernetes/connect.js';
import type { LoadedKubeconfig } from '../kubernetes/kubeconfig.js';
import { latestRelease } from '../liqo/release.js';
import type { ProxyEnvironment } from '../model/go-proxy-rules.js';
import { type PeeringIntent, type Side, sides } from '../model/peering.js';
import type { World } from '../probe/world.js';
import type { Attempt } from './attempt.js';
import type { CheckOptions, ClusterOptions } from './check-options.js';
import { tellCredentialPlugin } from './credential-plugin-line.js';
import { defaultImage, defaultProbeNamespace } from './defaults.js';
import { runAndReport } from './run-and-report.js';
import type { Session } from './session.js';

/** Two clusters to run between, and the machine that the operator's own probes start from. */
export interface RunTarget {
  readonly kubeconfigs: Readonly<Record<Side, LoadedKubeconfig>>;
  readonly world: World;
  /** The proxies that count for probes from that machine. */
  readonly proxies?: ProxyEnvironment | undefined;
  /** True where that machine may be in the clusters' own LAN. */
  readonly listensToLan?: boolean | undefined;
  /** Which of several runs it is; absent where there is one. */
  readonly attempt?: Attempt | undefined;
  /** The name of the run; one is made up when absent. */
  readonly runId?: string | undefined;
}

/** Connects to both clusters, runs, reports, and disconnects. Gives the exit code. */
export async function runBetween(
  { kubeconfigs, world, proxies, listensToLan, attempt, runId }: RunTarget,
  options: CheckOptions,
  session: Session,
): Promise<number> {
  if (attempt?.isFirst !== false) {
    for (const side of sides) tellCredentialPlugin(kubeconfigs[side], session.writer);
  }
  const agentSource = await readFile(new URL('agent.mjs', session.shell.distribution), 'utf8');
  const clusters = {
    local: clusterRequest(kubeconfigs.local, options.local),
    remote: clusterRequest(kubeconfigs.remote, options.remote),
  };
  const request = { ...checkRequest(options, clusters, agentSource), runId };
  const names = { local: kubeconfigs.local.contextName, remote: kubeconfigs.remote.contextName };
  try {
    return await runAndReport(
      (environment) => runCheck(request, { ...environment, world, proxies, listensToLan }),
      session,
      {
        names,
        report: options.report,
        mentioned: mentionedIn(options),
        save: options.save,
        attempt,
      },
    );
  } finally {
    clusters.local.connection.close();
    clusters.remote.connection.close();
  }
}

/** Names from the command line that a report may repeat. */
export function mentionedIn({ image, imagePullSecret, probeNamespace }: CheckOptions): readonly string[] {
  return [image, imagePullSecret, probeNamespace].filter(
    (name) => name !== undefined && name !== defaultImage && name !== defaultProbeNamespace,
  ) as string[];
}

function clusterRequest(loaded: LoadedKubeconfig, options: ClusterOptions): ClusterRequest {
  return {
    connection: connect(loaded),
    liqoNamespace: options.liqoNamespace,
    kubeconfig: options.kubeconfig,
  };
}

function checkRequest(
  options: CheckOptions,
  clusters: CheckRequest['clusters'],
  agentSource: string,
): CheckRequest {
  const { probeFrom, deep, nodes, capture, keep, dryRun, timeoutMs } = options;
  return {
    clusters,
    intent: intentOf(options),
    probeFrom,
    workload: workloadOf(options),
    deep,
    nodes,
    capture,
    keep,
    dryRun,
    timeoutMs,
    agentSource,
  };
}

/** What will be peered: the newest release where none was named. */
export function intentOf({ intent }: Pick<CheckOptions, 'intent'>): PeeringIntent {
  return { ...intent, liqoVersion: intent.liqoVersion ?? latestRelease.version };
}

/** How the pods of a run are made. */
export function workloadOf(options: CheckOptions): WorkloadOptions {
  const { image, imagePullSecret, allowLoadBalancer, labels, annotations, tolerations } = options;
  return {
    namespace: options.probeNamespace,
    image,
    imagePullSecret,
    allowLoadBalancer,
    labels,
    annotations,
    tolerations,
  };
}
