import { resources } from '../../../src/lab/api/resources.js';
import type { KubernetesObject } from '../../../src/lab/api/kubernetes-object.js';
import { textAt } from '../../../src/lab/api/kubernetes-object.js';
import { buildTopology } from '../../../src/lab/random/build-topology.js';
import type { ApiDisturbances } from '../../../src/lab/topology/cluster-spec.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { PeeringIntent, Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';
import { managedBy } from '../../../src/workload/run-labels.js';
import type { CheckRun } from './run-check.js';
import { runCheck } from './run-check.js';
import type { RealLab } from './start-real-lab.js';
import { startRealLab } from './start-real-lab.js';
import { rack, recipeBetween, releases } from './situations.js';

/** Two racks with public addresses, which can peer; what Liqo has no gateway for before a peering is told by stand-ins. */
export function soundTopology(api?: ApiDisturbances): Topology {
  const topology = buildTopology(recipeBetween({ local: rack, remote: rack }, 'g3'));
  if (api === undefined) return topology;
  const { local, remote } = topology.clusters;
  return {
    ...topology,
    clusters: { local: { ...local, faults: { api } }, remote: { ...remote, faults: { api } } },
  };
}

const intent: PeeringIntent = {
  liqoVersion: releases.g3,
  peering: 'out-of-band',
  networkingDisabled: false,
  gateway: {},
};

/** What goes wrong while a check runs. */
export interface Fault {
  readonly topology: Topology;
  /** Carried out when the first pod of that kind has begun to run; nothing when absent. */
  readonly after?: 'responder' | 'prober';
  readonly happens?: (lab: RealLab) => Promise<void> | void;
  /** Flags of Node.js for the command line. */
  readonly nodeFlags?: readonly string[];
}

/** How a check ended, and what it left behind in the clusters and in the namespaces. */
export interface FaultyRun {
  readonly run: CheckRun;
  readonly leftBehind: readonly string[];
}

/** Runs a check, has something go wrong meanwhile, and looks at what is left. */
export async function runWithFault({ topology, after, happens, nodeFlags }: Fault): Promise<FaultyRun> {
  const lab = await startRealLab(topology);
  try {
    const begun = after === undefined ? Promise.resolve() : whenRunning(lab, after);
    const mistake = begun.then(() => happens?.(lab));
    const run = await runCheck(lab, intent, { flags: ['--timeout', '90s'], nodeFlags });
    await mistake;
    return { run, leftBehind: await leftIn(lab) };
  } finally {
    await lab.close();
  }
}

/** Kills the containers of one cluster's pods that play a part. */
export function killPods({ network, clusters }: RealLab, side: Side, component: string): void {
  for (const pod of clusters[side].api.store.list(resources.pods)) {
    const address = textAt(pod, 'status', 'podIP');
    const node = textAt(pod, 'spec', 'nodeName');
    if (address === undefined || node === undefined || !playsPart(pod, component)) continue;
    network.kill({ kind: 'pod', side, node, address });
  }
}

function playsPart({ metadata }: KubernetesObject, component: string): boolean {
  return metadata.labels?.['app.kubernetes.io/component'] === component;
}

/** Resolves when a pod of one of the clusters runs that plays this part. */
function whenRunning(lab: RealLab, component: string): Promise<void> {
  return new Promise((resolve) => {
    for (const side of sides) {
      lab.clusters[side].api.store.onChange(({ resource, object }) => {
        const isRunning = resource === resources.pods && textAt(object, 'status', 'phase') === 'Running';
        if (isRunning && playsPart(object, component)) resolve();
      });
    }
  });
}

/** The server removes what belongs to a run some moments after the command line has asked for it. */
const removedWithinMs = 8000;

async function leftIn(lab: RealLab): Promise<string[]> {
  const startedAt = performance.now();
  for (;;) {
    const left = sides.flatMap((side) => objectsOfRuns(lab, side));
    if (left.length === 0 || performance.now() - startedAt > removedWithinMs) return left;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function objectsOfRuns(lab: RealLab, side: Side): string[] {
  const { store } = lab.clusters[side].api;
  const kinds = [resources.pods, resources.jobs, resources.services, resources.configMaps, resources.secrets];
  return kinds.flatMap((resource) =>
    store
      .list(resource)
      .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === managedBy)
      .map(({ metadata }) => `${resource.kind} ${metadata.name} of the ${side} cluster`),
  );
}
