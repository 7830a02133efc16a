import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BatchV1Api, CoreV1Api, KubeConfig, Log } from '@kubernetes/client-node';
import { build } from 'esbuild';
import { test as base } from 'vitest';

import type { LabCluster } from '../../src/lab/cluster/start-cluster.js';
import type { Lab } from '../../src/lab/start-lab.js';
import { startLab } from '../../src/lab/start-lab.js';
import type { Topology } from '../../src/lab/topology/topology.js';

/** Bundles the runner into a folder of its own. */
async function bundleRunner(): Promise<{ readonly path: string; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-lab-test-'));
  const path = join(folder, 'lab-runner.mjs');
  await build({
    entryPoints: ['src/lab/runner/main.ts'],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  return { path, folder };
}

/** `start(topology)` starts a lab that is closed when the test ends. */
export const test = base
  .extend('runnerPath', async ({}, { onCleanup }) => {
    const { path, folder } = await bundleRunner();
    onCleanup(() => rm(folder, { recursive: true }));
    return path;
  })
  .extend('start', ({ runnerPath }, { onCleanup }) => {
    const labs: Lab[] = [];
    onCleanup(async () => {
      await Promise.all(labs.map((lab) => lab.close()));
    });
    return async (topology: Topology) => {
      const lab = await startLab(topology, { runnerPath });
      labs.push(lab);
      return lab;
    };
  });

/** The official client, configured as a user would. */
export function clientOf(cluster: LabCluster) {
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfigPath);
  return {
    config,
    core: config.makeApiClient(CoreV1Api),
    batch: config.makeApiClient(BatchV1Api),
    log: new Log(config),
  };
}

/** A Job that runs `source` as the agent with `plan`; its ConfigMaps and its Secret belong to it. */
export interface FakeAgentJob {
  readonly name: string;
  readonly source: string;
  readonly plan?: unknown;
  readonly spec?: object;
  readonly podSpec?: object;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A plan that an agent which reads none can be given. */
export const idlePlan = {
  role: 'prober',
  runId: 'run-1',
  from: 'local',
  view: 'pod',
  deadlineMs: 1000,
  probes: [],
};

/** The Job as the workload room makes it: program, plan and key in volumes. */
export function jobOf(job: FakeAgentJob) {
  const volumes = ['agent', 'plan', 'key'];
  return {
    metadata: { name: job.name },
    spec: {
      backoffLimit: 0,
      ...job.spec,
      template: {
        metadata: { labels: { ...job.labels } },
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: 5,
          ...job.podSpec,
          containers: [
            {
              name: 'agent',
              image: 'node:22-slim',
              command: ['node', '/liqo-doctor/agent/agent.mjs'],
              args: ['--plan', '/liqo-doctor/plan/plan.json', '--key', '/liqo-doctor/key/key'],
              volumeMounts: volumes.map((name) => ({ name, mountPath: `/liqo-doctor/${name}` })),
            },
          ],
          volumes: [
            { name: 'agent', configMap: { name: `${job.name}-agent` } },
            { name: 'plan', configMap: { name: `${job.name}-plan` } },
            { name: 'key', secret: { secretName: `${job.name}-key` } },
          ],
        },
      },
    },
  };
}

/** Creates a Job and, owned by it, everything that its pod mounts; the Job comes first, as in a run. */
export async function runFakeAgent(cluster: LabCluster, namespace: string, job: FakeAgentJob) {
  const { core, batch } = clientOf(cluster);
  const created = await batch.createNamespacedJob({ namespace, body: jobOf(job) });
  const ownerReferences = [
    { apiVersion: 'batch/v1', kind: 'Job', name: job.name, uid: created.metadata?.uid ?? '' },
  ];
  const metadata = (name: string) => ({ name: `${job.name}-${name}`, ownerReferences });
  await core.createNamespacedConfigMap({
    namespace,
    body: { metadata: metadata('agent'), data: { 'agent.mjs': job.source } },
  });
  await core.createNamespacedConfigMap({
    namespace,
    body: { metadata: metadata('plan'), data: { 'plan.json': JSON.stringify(job.plan ?? idlePlan) } },
  });
  await core.createNamespacedSecret({
    namespace,
    body: { metadata: metadata('key'), data: { key: Buffer.from('sixteen byte key').toString('base64') } },
  });
  return created;
}

/** Polls the API until `look` gives something. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error('nothing came within ten seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The pod of a Job, once it satisfies `isWanted`. */
export function podOf(cluster: LabCluster, job: string, isWanted: (phase: string | undefined) => boolean) {
  return eventually(async () => {
    const labelSelector = `batch.kubernetes.io/job-name=${job}`;
    const { items } = await clientOf(cluster).core.listNamespacedPod({ namespace: 'default', labelSelector });
    return items.find((pod) => isWanted(pod.status?.phase));
  });
}
