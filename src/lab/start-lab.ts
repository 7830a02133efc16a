import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Side } from '../model/peering.js';
import type { World } from '../probe/world.js';
import { ObjectStore } from './api/object-store.js';
import type { LabCluster } from './cluster/start-cluster.js';
import { startCluster } from './cluster/start-cluster.js';
import { virtualRuntime } from './kubelet/container-runtime.js';
import { inProcessRuntime, type RunAgent } from './kubelet/in-process-runtime.js';
import { serviceTable } from './kubelet/service-objects.js';
import { NetworkServer } from './network/server.js';
import { VirtualNetwork } from './network/virtual-network.js';
import { operatorWorld } from './runner/operator-world.js';
import type { Topology } from './topology/topology.js';

/** Files that the lab's pods run. */
export interface LabFiles {
  /** The bundled runner, `lab-runner.mjs`. */
  readonly runnerPath: string;
  /** An agent to run in place of the one that the containers name. */
  readonly agentPath?: string | undefined;
  /** The agent, to run within this process; without it every container is a process of its own. */
  readonly runAgent?: RunAgent | undefined;
  /** A number from 0 up to 1, for ports that nobody asked for; any when absent. */
  readonly random?: (() => number) | undefined;
}

/** Two running simulated clusters and the network between them. */
export interface Lab {
  readonly network: VirtualNetwork;
  readonly clusters: Readonly<Record<Side, LabCluster>>;
  /** The world of the machine that the operator sits at. */
  readonly operatorWorld: World;
  /** Lets another process see the network from that machine: what it opens a `RemoteSession` with. */
  admitOperator(): { readonly networkPort: number; readonly token: string };
  /** Ends every process, closes every socket and removes every file. */
  close(): Promise<void>;
}

/** Starts both clusters of a topology. Nothing of it leaves 127.0.0.1. */
export async function startLab(topology: Topology, files: LabFiles): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-lab-'));
  const stores = { local: new ObjectStore({ isShared: true }), remote: new ObjectStore({ isShared: true }) };
  const services = (side: Side) => () =>
    serviceTable(stores[side], (name) => publicAddresses(network.topology, name));
  const network: VirtualNetwork = new VirtualNetwork({
    topology,
    services: { local: services('local'), remote: services('remote') },
    now: () => performance.now(),
    random: files.random ?? Math.random,
  });
  const server = await NetworkServer.start(network);
  const runtime = files.runAgent ? inProcessRuntime(network, files.runAgent) : virtualRuntime(server, files);
  const start = (side: Side) =>
    startCluster({
      side,
      store: stores[side],
      network,
      runtime,
      folder: join(folder, side),
      random: files.random,
    });
  const [local, remote] = await Promise.all([start('local'), start('remote')]);
  return {
    network,
    clusters: { local, remote },
    operatorWorld: operatorWorld(network),
    admitOperator: () => ({ networkPort: server.port, token: server.admit({ kind: 'operator' }) }),
    close: async () => {
      await Promise.all([local.close(), remote.close()]);
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function publicAddresses({ names }: Topology, name: string): readonly string[] {
  return names.find((record) => record.name === name)?.addresses ?? [];
}
