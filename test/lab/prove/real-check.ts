import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';

import { runCheck } from '../../../src/check/run-check.js';
import { connect } from '../../../src/kubernetes/connect.js';
import { loadKubeconfig } from '../../../src/kubernetes/kubeconfig.js';
import type { Lab, LabFiles } from '../../../src/lab/start-lab.js';
import { startLab } from '../../../src/lab/start-lab.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Observation } from '../../../src/model/observation.js';
import type { PeeringIntent, Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';
import { isInside } from '../../../src/lab/network/addresses.js';
import type { Report } from '../../../src/model/report.js';

/** The bundles that a real lab runs. */
export interface Bundles {
  readonly runnerPath: string;
  readonly agentSource: string;
  remove(): Promise<void>;
}

/** Bundles the lab's runner and the agent. */
export async function bundleAgent(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-proof-'));
  const common = { bundle: true, platform: 'node', format: 'esm', target: 'node20', minify: true } as const;
  const runnerPath = join(folder, 'lab-runner.mjs');
  const agentPath = join(folder, 'agent.mjs');
  await Promise.all([
    build({ ...common, entryPoints: ['src/lab/runner/main.ts'], outfile: runnerPath }),
    build({ ...common, entryPoints: ['src/agent/main.ts'], outfile: agentPath }),
  ]);
  const agentSource = await readFile(agentPath, 'utf8');
  return { runnerPath, agentSource, remove: () => rm(folder, { recursive: true }) };
}

/** A whole check of a topology by the real agent, in pods of the lab. */
export async function checkForReal(
  {
    topology,
    intent,
    capture,
  }: { readonly topology: Topology; readonly intent: PeeringIntent; readonly capture: boolean },
  bundles: Omit<Bundles, 'remove'> & Pick<LabFiles, 'runAgent' | 'random'>,
): Promise<Report> {
  const lab = await startLab(topology, bundles);
  const clusters = { local: await clusterOf(lab, 'local'), remote: await clusterOf(lab, 'remote') };
  const reports: Report[] = [];
  try {
    await runCheck(
      {
        clusters,
        intent,
        probeFrom: 'pods',
        capture,
        workload: {
          namespace: 'liqo-doctor',
          image: 'node:22-slim',
          allowLoadBalancer: true,
          labels: {},
          annotations: {},
        },
        keep: true,
        dryRun: false,
        timeoutMs: 90_000,
        agentSource: bundles.agentSource,
      },
      {
        world: lab.operatorWorld,
        onProgress: () => undefined,
        onReport: (report) => reports.push(report),
        signal: new AbortController().signal,
      },
    );
  } finally {
    clusters.local.connection.close();
    clusters.remote.connection.close();
    await lab.close();
  }
  const [report] = reports;
  if (report === undefined) throw new Error('the check made no report');
  return report;
}

async function clusterOf(lab: Lab, side: Side) {
  const path = lab.clusters[side].kubeconfigPath;
  const loaded = await loadKubeconfig({ path, env: {}, homeDirectory: '/' });
  if (!loaded.ok) throw new Error(loaded.failure.message);
  // As the reader of printed lines knows them.
  return { connection: connect(loaded.value), liqoNamespace: 'liqo', kubeconfig: `${side}.yaml` };
}

/**
 * What a probe saw, without what differs from run to run: times, counts, node ports that the API server chose, ports of
 * masquerades and of this machine, and pods' own addresses.
 */
export function essence(observation: Observation, { clusters }: Topology): Record<string, unknown> {
  const { id, from, target, protocol, host, address, outcome, cause, phase, httpStatus, clusterId } =
    observation;
  const { kubernetesVersion, observedSource, certificate, purpose, port } = observation;
  const isChosen = purpose === 'stand-in' || purpose === 'control' || purpose === 'source';
  // The lab's API servers listen at this machine, and that port is looked for behind NAT devices too.
  const isOfThisMachine = purpose === 'candidate' && port > 32_767;
  const source = observedSource?.replace(/:\d+$/, '');
  const isMinor = outcome === 'silent' || outcome === 'request-lost' || outcome === 'reply-lost';
  return {
    id,
    from,
    target,
    protocol,
    host,
    port:
      (isChosen && port >= 30_000 && port <= 32_767) || host === '127.0.0.1' || isOfThisMachine
        ? 'any'
        : port,
    address,
    outcome,
    cause: isMinor ? undefined : cause,
    phase,
    httpStatus,
    clusterId,
    kubernetesVersion,
    source: sides.some((side) => isInside(source ?? '', clusters[side].podCidr)) ? 'a pod' : source,
    names: certificate?.nameMatches,
    trusted: certificate?.trusted,
  };
}
