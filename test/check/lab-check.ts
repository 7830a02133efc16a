import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';
import { test as base } from 'vitest';

import type { CheckOutcome, CheckRequest } from '../../src/check/check-request.js';
import type { ProgressEvent } from '../../src/check/progress.js';
import type { DiscoveryOutcome, DiscoveryRequest } from '../../src/check/discovery-request.js';
import { runCheck } from '../../src/check/run-check.js';
import type { HalfExchange, HalfRequest } from '../../src/check/half/half-request.js';
import { runHalf } from '../../src/check/half/run-half.js';
import { runDiscovery } from '../../src/check/run-discovery.js';
import { connect } from '../../src/kubernetes/connect.js';
import { loadKubeconfig } from '../../src/kubernetes/kubeconfig.js';
import type { Lab } from '../../src/lab/start-lab.js';
import { startLab } from '../../src/lab/start-lab.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import type { Side } from '../../src/model/peering.js';
import { sides } from '../../src/model/peering.js';
import type { Report } from '../../src/model/report.js';

/** A lab with everything that a check of it needs. */
export interface CheckLab {
  readonly lab: Lab;
  /** One whole run between the lab's clusters. */
  readonly check: (options?: CheckOverrides) => Promise<CheckedRun>;
  /** One operator's half of such a run. */
  readonly half: (side: Side, options: HalfOverrides) => Promise<CheckedRun>;
  /** One discovery that knows the clusters named, without progress. */
  readonly discover: (options: DiscoverOverrides) => Promise<DiscoveryOutcome>;
  /** What both clusters hold, events aside, as `kind namespace/name`. */
  readonly objects: () => Record<Side, string[]>;
}

/** What may differ from a plain `liqo-doctor check --remote …`. */
export interface CheckOverrides extends Partial<Omit<CheckRequest, 'clusters' | 'workload' | 'agentSource'>> {
  readonly workload?: Partial<CheckRequest['workload']>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Both kubeconfigs mean this cluster. */
  readonly onlyCluster?: Side;
}

/** What may differ from a plain `liqo-doctor check --half …`, and how the halves are exchanged. */
export interface HalfOverrides extends Partial<Pick<HalfRequest, 'intent' | 'timeoutMs'>> {
  readonly exchange: HalfExchange;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** The kubeconfig means this cluster. */
  readonly cluster?: Side;
}

/** What a plain line asks for. */
export const plainIntent: CheckRequest['intent'] = {
  liqoVersion: 'v1.2.0',
  peering: 'out-of-band',
  networkingDisabled: false,
  gateway: {},
};

const plainWorkload: CheckRequest['workload'] = {
  namespace: 'liqo-doctor',
  image: 'node:22-slim',
  allowLoadBalancer: true,
  labels: {},
  annotations: {},
};

/** What a discovery is asked. */
export interface DiscoverOverrides extends Pick<DiscoveryRequest, 'target' | 'from'> {
  /** The clusters whose kubeconfigs are given. */
  readonly knows: readonly Side[];
  readonly liqoVersion?: string;
}

/** How a run ended, with its report when it made one. */
export interface CheckedRun {
  readonly outcome: CheckOutcome;
  readonly report: Report | undefined;
}

interface Bundles {
  readonly folder: string;
  readonly runnerPath: string;
  readonly agentSource: string;
}

async function bundle(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-check-test-'));
  const common = { bundle: true, platform: 'node', format: 'esm', target: 'node20', minify: true } as const;
  const runnerPath = join(folder, 'lab-runner.mjs');
  const agentPath = join(folder, 'agent.mjs');
  await Promise.all([
    build({ ...common, entryPoints: ['src/lab/runner/main.ts'], outfile: runnerPath }),
    build({ ...common, entryPoints: ['src/agent/main.ts'], outfile: agentPath }),
  ]);
  return { folder, runnerPath, agentSource: await readFile(agentPath, 'utf8') };
}

/** `startFor(topology)` starts a lab to check; it is closed when the test ends. */
export const test = base
  .extend('bundles', { scope: 'file' }, async ({}, { onCleanup }) => {
    const bundles = await bundle();
    onCleanup(() => rm(bundles.folder, { recursive: true }));
    return bundles;
  })
  .extend('startFor', ({ bundles }, { onCleanup }) => {
    const labs: Lab[] = [];
    onCleanup(async () => {
      await Promise.all(labs.map((lab) => lab.close()));
    });
    return async (topology: Topology): Promise<CheckLab> => {
      const lab = await startLab(topology, { runnerPath: bundles.runnerPath });
      labs.push(lab);
      return {
        lab,
        check: (options = {}) => checkLab(lab, bundles.agentSource, options),
        half: (side, options) => halfOfLab(lab, bundles.agentSource, { ...options, side }),
        discover: (options) => discoverInLab(lab, bundles.agentSource, options),
        objects: () => ({ local: objectsOf(lab, 'local'), remote: objectsOf(lab, 'remote') }),
      };
    };
  });

async function checkLab(lab: Lab, agentSource: string, options: CheckOverrides): Promise<CheckedRun> {
  const { workload, signal, onProgress, onlyCluster, ...request } = options;
  const clusters = {
    local: await clusterRequest(lab, onlyCluster ?? 'local'),
    remote: await clusterRequest(lab, onlyCluster ?? 'remote'),
  };
  let report: Report | undefined;
  try {
    const outcome = await runCheck(
      {
        clusters,
        intent: plainIntent,
        probeFrom: 'pods',
        workload: { ...plainWorkload, ...workload },
        keep: false,
        dryRun: false,
        timeoutMs: 90_000,
        agentSource,
        ...request,
      },
      {
        world: lab.operatorWorld,
        onProgress: onProgress ?? (() => undefined),
        onReport: (finished) => {
          report = finished;
        },
        signal: signal ?? new AbortController().signal,
      },
    );
    return { outcome, report };
  } finally {
    for (const side of sides) clusters[side].connection.close();
  }
}

async function halfOfLab(
  lab: Lab,
  agentSource: string,
  { side, exchange, signal, onProgress, cluster: named, ...request }: HalfOverrides & { side: Side },
): Promise<CheckedRun> {
  const cluster = await clusterRequest(lab, named ?? side);
  let report: Report | undefined;
  try {
    const outcome = await runHalf(
      {
        side,
        cluster,
        ...(side === 'local' && { intent: plainIntent }),
        workload: plainWorkload,
        timeoutMs: 90_000,
        agentSource,
        ...request,
      },
      {
        world: lab.operatorWorld,
        exchange,
        onProgress: onProgress ?? (() => undefined),
        onPaired: () => undefined,
        onReport: (finished) => {
          report = finished;
        },
        signal: signal ?? new AbortController().signal,
      },
    );
    return { outcome, report };
  } finally {
    cluster.connection.close();
  }
}

async function discoverInLab(
  lab: Lab,
  agentSource: string,
  { knows, ...asked }: DiscoverOverrides,
): Promise<DiscoveryOutcome> {
  const requests = await Promise.all(knows.map((side) => clusterRequest(lab, side)));
  const clusters = Object.fromEntries(
    knows.map((side, index) => [side, { ok: true, request: requests[index] }]),
  ) as DiscoveryRequest['clusters'];
  const workload = {
    namespace: 'liqo-doctor',
    image: 'node:22-slim',
    allowLoadBalancer: false,
    labels: {},
    annotations: {},
  };
  try {
    return await runDiscovery(
      { ...asked, clusters, workload, agentSource, listenMs: 500, timeoutMs: 60_000 },
      {
        world: lab.operatorWorld,
        onProgress: () => undefined,
        onFound: () => undefined,
        signal: new AbortController().signal,
      },
    );
  } finally {
    for (const { connection } of requests) connection.close();
  }
}

async function clusterRequest(lab: Lab, side: Side) {
  const path = lab.clusters[side].kubeconfigPath;
  const loaded = await loadKubeconfig({ path, env: {}, homeDirectory: '/' });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  return { connection: connect(loaded.value), liqoNamespace: 'liqo', kubeconfig: path };
}

function objectsOf(lab: Lab, side: Side): string[] {
  return lab.clusters[side].api.store
    .all()
    .filter(({ object }) => object.kind !== 'Event')
    .map(({ resource, object }) => `${resource} ${object.metadata.namespace ?? ''}/${object.metadata.name}`)
    .toSorted();
}
