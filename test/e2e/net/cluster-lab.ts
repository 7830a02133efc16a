import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Side } from '../../../src/model/peering.js';
import type { OperatedClusters } from './run-check.js';

/** Two real clusters that somebody has brought up, and what is said of the network between them. */
export interface ClusterLab {
  /** Holds `a.kubeconfig` and `b.kubeconfig`. */
  readonly folder: string;
  /** A name of `cluster-lab-topologies.ts`. */
  readonly topology: string;
  /** The command that runs others at the operator's machine; empty where that is this one. */
  readonly command: readonly string[];
}

/** Which of the two clusters. */
export type LabClusterName = 'a' | 'b';

/** The real clusters that the environment points at; `undefined` where it points at none. */
export function clusterLab(
  environment: Readonly<Record<string, string | undefined>>,
): ClusterLab | undefined {
  const { LIQO_DOCTOR_LAB: folder = '' } = environment;
  if (folder === '') return undefined;
  const { LIQO_DOCTOR_LAB_TOPOLOGY: topology = '', LIQO_DOCTOR_LAB_COMMAND: command = '' } = environment;
  return { folder, topology, command: command.split(' ').filter((word) => word !== '') };
}

/** The clusters as the command line is to know them; `remove` takes away the copies of their kubeconfigs. */
export async function operateClusters(
  { folder, command }: ClusterLab,
  consumer: LabClusterName,
): Promise<OperatedClusters & { remove(): Promise<void> }> {
  const work = await mkdtemp(join(tmpdir(), 'liqo-doctor-clusters-'));
  const copied = async (side: Side, name: LabClusterName) => {
    const kubeconfigPath = join(work, side, 'kubeconfig');
    await mkdir(join(work, side));
    await copyFile(join(folder, `${name}.kubeconfig`), kubeconfigPath);
    return { kubeconfigPath };
  };
  const local = await copied('local', consumer);
  const remote = await copied('remote', consumer === 'a' ? 'b' : 'a');
  return {
    clusters: { local, remote },
    network: { commandOn: (_host, given) => [...(command.length === 0 ? ['env'] : command), ...given] },
    remove: () => rm(work, { recursive: true }),
  };
}
