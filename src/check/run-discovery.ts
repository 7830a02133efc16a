import { readDomain } from '../discovery/read-domain.js';
import { LanDiscovererRun } from '../discovery/discover-on-lan.js';
import { discoverUrl } from '../discovery/discover-url.js';
import type { DiscoveryEvidence } from '../judge/discovery/discovery-evidence.js';
import { discoveryHints, withAddLines } from '../judge/discovery/discovery-hints.js';
import { judgeDiscovery } from '../judge/discovery/judge-discovery.js';
import { type ClusterWords, defaultLiqoNamespace } from '../liqo/words/cluster-words.js';
import type { DiscoveryReport, FoundCluster } from '../model/discovery.js';
import { valueOf } from '../model/fact.js';
import type { Side } from '../model/peering.js';
import { reportApiVersion } from '../model/report.js';
import { abortAfter } from '../probe/deadline.js';
import { createProbeContext } from '../probe/probe-context.js';
import type { Leftover } from './check-request.js';
import { type DiscoveryFacts, releaseFor } from './discovery-release.js';
import type { DiscoveryEnvironment, DiscoveryOutcome, DiscoveryRequest } from './discovery-request.js';
import { Stopwatch } from './stopwatch.js';

/** What a discovery saw, before it is judged. */
export interface Discovered extends Pick<
  DiscoveryEvidence,
  'view' | 'clusters' | 'lan' | 'remoteLan' | 'dns' | 'nodeViewRefused'
> {
  readonly leftovers?: readonly Leftover[] | undefined;
}

/** One discovery: looks, reads the clusters that were named meanwhile, and judges. Never fails: what was not seen is said. */
export async function runDiscovery(
  request: DiscoveryRequest,
  environment: DiscoveryEnvironment,
): Promise<DiscoveryOutcome> {
  const { world } = environment;
  const stopwatch = new Stopwatch(world.clock);
  const { timeoutMs } = request;
  const signal = timeoutMs === undefined ? environment.signal : abortAfter(timeoutMs, environment.signal);
  let facts: DiscoveryFacts = {};
  const reading = readFacts(request, signal).then((read) => (facts = read));
  const stage: DiscoveryStage = {
    request,
    environment,
    signal,
    facts: reading,
    ownClusterId: (side = 'local') => clusterIdOf(facts[side]),
  };
  const discovered = await (request.from === 'pods'
    ? import('./discover-from-pods.js').then((pods) => pods.discoverFromPods(stage))
    : discoverFromHere(stage));
  await reading;
  const evidence = evidenceOf(request, discovered, facts);
  const findings = judgeDiscovery(evidence);
  const { startedAt, durationMs } = stopwatch.timing();
  const report: DiscoveryReport = {
    apiVersion: reportApiVersion,
    kind: 'DiscoveryReport',
    view: evidence.view,
    clusters: [...evidence.clusters],
    findings: [...findings],
    ...(evidence.lan !== undefined && { lan: evidence.lan }),
    ...(evidence.remoteLan !== undefined && { remoteLan: evidence.remoteLan }),
    ...(evidence.dns !== undefined && { dns: evidence.dns }),
    hints: discoveryHints(evidence, findings, {
      local: wordsOf(request, 'local'),
      remote: wordsOf(request, 'remote'),
    }),
    timing: { startedAt, durationMs },
  };
  return { report, leftovers: discovered.leftovers ?? [] };
}

/** What reads clusters is loaded only where there is one. */
async function readFacts(request: DiscoveryRequest, signal: AbortSignal): Promise<DiscoveryFacts> {
  if (Object.keys(request.clusters).length === 0) return {};
  return (await import('./discovery-facts.js')).readDiscoveryFacts(request, signal);
}

/** What every way of discovering works with. */
export interface DiscoveryStage {
  readonly request: DiscoveryRequest;
  readonly environment: DiscoveryEnvironment;
  /** Aborts when the run is ended or out of time. */
  readonly signal: AbortSignal;
  /** What was read of the clusters that were named. */
  readonly facts: Promise<DiscoveryFacts>;
  /** The ID of a cluster, the local one if none is named, once it is known. */
  readonly ownClusterId: (side?: Side) => string | undefined;
}

async function discoverFromHere({
  request,
  environment,
  signal,
  facts,
  ownClusterId,
}: DiscoveryStage): Promise<Discovered> {
  const { world, onFound, onProgress, proxies } = environment;
  const { target, listenMs } = request;
  // Trials under way may end after the listening, but not after the run.
  const context = createProbeContext({
    world,
    from: 'operator',
    view: 'operator',
    runId: 'discovery',
    key: world.random(16),
    signal,
  });
  switch (target.kind) {
    case 'lan': {
      const listening = listenMs === undefined ? signal : abortAfter(listenMs, signal);
      const { interfaces } = target;
      const contrasts = facts.then(({ remote }) => contrastAddresses(remote));
      const run = new LanDiscovererRun({
        context,
        view: 'operator',
        listening,
        interfaces,
        ownClusterId,
        contrasts,
        onChange: onFound,
        onInterface: ({ interface: name, state }) =>
          onProgress(
            state === 'new'
              ? `interface ${name} is new: listening there as well`
              : `interface ${name} is gone`,
          ),
      });
      const { clusters, sight } = await run.run();
      return { view: 'operator', clusters, lan: sight };
    }
    case 'domain': {
      const found: FoundCluster[] = [];
      const { domain, resolver: server } = target;
      const { clusters, sight } = await readDomain({
        context,
        domain,
        server,
        ownClusterId,
        onFound: (cluster) => {
          found.push(cluster);
          onFound(found);
        },
      });
      return { view: 'operator', clusters, dns: sight };
    }
    case 'url': {
      const cluster = await discoverUrl(target, { context, proxies, ownClusterId: ownClusterId() });
      onFound([cluster]);
      return { view: 'operator', clusters: [cluster] };
    }
  }
}

/** The addresses by which a cluster's nodes would be neighbours: those that they call their own. */
export function contrastAddresses(facts: DiscoveryFacts[Side]): readonly string[] {
  const nodes = facts?.known === true ? (valueOf(facts.value.nodes) ?? []) : [];
  return nodes
    .filter((node) => !node.virtual)
    .flatMap(({ addresses }) =>
      addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address),
    );
}

function clusterIdOf(facts: DiscoveryFacts[Side]): string | undefined {
  return facts?.known === true ? valueOf(facts.value.liqo.clusterId) : undefined;
}

function evidenceOf(
  request: DiscoveryRequest,
  discovered: Discovered,
  facts: DiscoveryFacts,
): DiscoveryEvidence {
  const { release, isReleaseNamed } = releaseFor(request, facts);
  const clusters = discovered.clusters.map((cluster): FoundCluster => {
    const own = clusterIdOf(facts[cluster.from ?? 'local'])?.toLowerCase();
    const isOwn =
      own !== undefined && cluster.status === 'verified' && cluster.clusterId?.toLowerCase() === own;
    return isOwn ? { ...cluster, status: 'own', reason: 'It is the cluster of the kubeconfig.' } : cluster;
  });
  const { view, lan, remoteLan, dns, nodeViewRefused } = discovered;
  return {
    by: request.target.kind,
    view,
    release,
    isReleaseNamed,
    facts,
    clusters: withAddLines(
      clusters,
      { release },
      wordsOf(request, 'local') ?? { liqoNamespace: defaultLiqoNamespace },
    ),
    ...(request.target.kind === 'lan' && { namedInterfaces: request.target.interfaces }),
    ...(lan !== undefined && { lan }),
    ...(remoteLan !== undefined && { remoteLan }),
    ...(dns !== undefined && { dns }),
    ...(nodeViewRefused !== undefined && { nodeViewRefused }),
  };
}

function wordsOf({ clusters }: DiscoveryRequest, side: Side): ClusterWords | undefined {
  const cluster = clusters[side];
  if (cluster?.ok !== true) return undefined;
  const { kubeconfig, context, liqoNamespace } = cluster.request;
  return { kubeconfig, context, liqoNamespace };
}
