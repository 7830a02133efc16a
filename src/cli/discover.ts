import { readFile } from 'node:fs/promises';

import type { DiscoveryCluster, DiscoveryRequest } from '../check/discovery-request.js';
import { runIdFrom } from '../check/run-id.js';
import { runDiscovery } from '../check/run-discovery.js';
import { loadKubeconfig } from '../kubernetes/kubeconfig.js';
import { proxyEnvironmentOf } from '../model/go-proxy-rules.js';
import type { DiscoveryReport } from '../model/discovery.js';
import { type Side, sides } from '../model/peering.js';
import { nodeWorld } from '../probe/node-world.js';
import { renderDiscoveryText } from '../report/discovery-text.js';
import { discoveryExitCode } from '../report/discovery-verdict.js';
import { renderJson } from '../report/json.js';
import type { ClusterOptions } from './check-options.js';
import type { DiscoverOptions } from './discover-options.js';
import { tellCredentialPlugin } from './credential-plugin-line.js';
import { DiscoveryProgress } from './discovery-progress.js';
import { cleanUpCommand, contextToName, leftoverLines } from './failures.js';
import type { Session } from './session.js';
import { decideAscii, decideColour, widthOf } from './terminal-style.js';

/** `liqo-doctor discover`: finds clusters and says why others are not found. Gives the exit code. */
export async function discover(options: DiscoverOptions, session: Session): Promise<number> {
  const clusters = await loadClusters(options, session);
  for (const side of sides) {
    const cluster = clusters[side];
    const isNeeded = side === 'remote' || options.isLocalNamed;
    if (cluster?.ok === false && isNeeded) {
      return session.writer.failure({ code: 'kubeconfig', message: cluster.reason, exitCode: 2 });
    }
  }
  // Whoever has no kubeconfig has no cluster of his own to tell from others.
  const usable = Object.fromEntries(Object.entries(clusters).filter(([, cluster]) => cluster.ok));
  const world = nodeWorld();
  const runId = runIdFrom(world.random(4));
  const request: DiscoveryRequest = {
    ...options,
    runId,
    clusters: usable,
    workload: { ...options, namespace: options.probeNamespace, allowLoadBalancer: false },
    agentSource:
      options.from === 'pods' ? await readFile(new URL('agent.mjs', session.shell.distribution), 'utf8') : '',
  };
  if (options.from === 'pods') session.tellHowToCleanUp(cleanUpOf(options, clusters, runId));
  const progress = new DiscoveryProgress(session.shell.stderr);
  try {
    const { report, leftovers } = await runDiscovery(request, {
      world,
      proxies: proxyEnvironmentOf(session.shell.env),
      onProgress: progress.tell,
      onFound: progress.found,
      signal: session.signal,
    });
    await session.writer.result(render(report, options, session));
    for (const line of leftoverLines(leftovers, {
      local: 'the local cluster',
      remote: 'the remote cluster',
    })) {
      session.writer.line(line);
    }
    return session.interruption()?.exitCode ?? discoveryExitCode(report);
  } finally {
    for (const cluster of Object.values(clusters)) if (cluster.ok) cluster.request.connection.close();
  }
}

type LoadedClusters = Partial<Record<Side, DiscoveryCluster>>;

async function loadClusters(options: DiscoverOptions, session: Session): Promise<LoadedClusters> {
  const { local, remote } = options;
  return {
    local: await load(local, session),
    ...(remote !== undefined && { remote: await load(remote, session) }),
  };
}

async function load(options: ClusterOptions, { shell, writer }: Session): Promise<DiscoveryCluster> {
  const { kubeconfig, context, liqoNamespace } = options;
  const { env, homeDirectory } = shell;
  const loaded = await loadKubeconfig({ path: kubeconfig, context, env, homeDirectory });
  if (!loaded.ok) return { ok: false, reason: loaded.failure.message };
  tellCredentialPlugin(loaded.value, writer);
  // The Kubernetes client takes half of the program's memory, and who has no cluster does not need it.
  const { connect } = await import('../kubernetes/connect.js');
  return { ok: true, request: { connection: connect(loaded.value), liqoNamespace, kubeconfig, context } };
}

function cleanUpOf(options: DiscoverOptions, clusters: LoadedClusters, runId: string): string[] {
  const { probeNamespace: namespace } = options;
  const [first, second] = sides.flatMap((side) => {
    const cluster = clusters[side];
    if (cluster?.ok !== true) return [];
    const given = options[side] ?? options.local;
    const context = contextToName(given, cluster.request.connection.contextName);
    return [{ kubeconfig: given.kubeconfig, context }];
  });
  return first === undefined ? [] : [cleanUpCommand({ runId, namespace, local: first, remote: second })];
}

function render(report: DiscoveryReport, { report: view }: DiscoverOptions, { shell }: Session): string {
  if (view.format === 'json') return renderJson(report);
  const target = view.outputFile === undefined ? shell.stdout : {};
  return renderDiscoveryText(report, {
    width: widthOf(target),
    colour: decideColour(target, shell.env, view.colour),
    ascii: decideAscii(shell.env),
    verbose: view.verbose,
  });
}
