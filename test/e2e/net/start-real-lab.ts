import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ObjectStore } from '../../../src/lab/api/object-store.js';
import { resources } from '../../../src/lab/api/resources.js';
import type { LabCluster } from '../../../src/lab/cluster/start-cluster.js';
import { startCluster } from '../../../src/lab/cluster/start-cluster.js';
import { ContainerProcess } from '../../../src/lab/kubelet/container-process.js';
import type { ContainerRuntime } from '../../../src/lab/kubelet/container-runtime.js';
import { serviceTable } from '../../../src/lab/kubelet/service-objects.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { sides } from '../../../src/model/peering.js';
import { drawHigh } from './drawn-ports.js';
import { nginx, type StartIngress } from './ingress-controllers.js';
import { takePlace } from './machine-load.js';
import { type NetworkOptions, RealNetwork } from './real-network.js';

/** Programs that a lab takes beside those of every network of namespaces. */
export const labPrograms: readonly string[] = ['bash', 'perl', 'dnsmasq', 'named'];

/** Two simulated clusters on a network of the kernel's. */
export interface RealLab {
  readonly network: RealNetwork;
  readonly clusters: Readonly<Record<Side, LabCluster>>;
  /** Ends every process and removes every namespace and file. */
  close(): Promise<void>;
}

/** The real programs that take part. */
export interface RealPrograms extends Pick<NetworkOptions, 'gateway' | 'balancers'> {
  /** What plays Ingress controllers; nginx when absent. */
  readonly ingress?: StartIngress | undefined;
  /** Whatever else runs beside the clusters; resolves when it does. */
  readonly beside?: ((network: RealNetwork) => Promise<void>) | undefined;
}

/**
 * Starts both clusters of a topology on namespaces. Their API servers answer where the topology says, and for the
 * operator on loopback ports, as through a tunnel; containers are the agent itself, on sockets of the kernel's.
 */
export async function startRealLab(topology: Topology, programs: RealPrograms = {}): Promise<RealLab> {
  const leave = await takePlace();
  try {
    const lab = await start(topology, programs);
    return { ...lab, close: () => lab.close().finally(leave) };
  } catch (error) {
    leave();
    throw error;
  }
}

async function start(
  topology: Topology,
  { ingress = nginx, beside, ...options }: RealPrograms,
): Promise<RealLab> {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-net-'));
  const stores = { local: new ObjectStore({ isShared: true }), remote: new ObjectStore({ isShared: true }) };
  // Once the network stands, its own.
  const current = { topology: () => topology };
  const table = (side: Side) => () =>
    serviceTable(stores[side], (name) => addressesOf(current.topology(), name));
  const services = { local: table('local'), remote: table('remote') };
  const built = await RealNetwork.build(topology, { services, folder, ...options });
  current.topology = () => built.topology;
  for (const side of sides) {
    stores[side].onChange(({ resource }) => {
      if (resource === resources.services || resource === resources.endpointSlices) built.servicesChanged();
    });
  }
  const runtime = realRuntime(built);
  const started: LabCluster[] = [];
  const controllers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(started.map((cluster) => cluster.close()));
    await built.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const begin = async (side: Side): Promise<LabCluster> => {
      const store = stores[side];
      const cluster = await startCluster({
        side,
        store,
        random: drawHigh,
        network: built,
        runtime,
        folder: join(folder, side),
        startController: (_host, controller, hosts) => {
          const place = { network: built, hosts, controller, store, folder: join(folder, side) };
          controllers.push(() => ingress(place));
          return Promise.resolve({ close: () => Promise.resolve() });
        },
      });
      started.push(cluster);
      return cluster;
    };
    const [local, remote] = await Promise.all([begin('local'), begin('remote')]);
    built.tunnelToOperator([local, remote].map(portOf));
    // Of what the Ingresses say, once they are there.
    await Promise.all([built.isReady(), ...controllers.map((begin) => begin()), beside?.(built)]);
    return { network: built, clusters: { local, remote }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function addressesOf({ names }: Topology, name: string): readonly string[] {
  return names.find((record) => record.name === name)?.addresses ?? [];
}

function portOf({ kubeconfig }: LabCluster): number {
  const port = /server: https:\/\/127\.0\.0\.1:(\d+)/.exec(kubeconfig)?.[1];
  if (port === undefined) throw new Error('the kubeconfig names no loopback port');
  return Number(port);
}

/** Containers as processes in the namespaces of their pods or nodes. */
function realRuntime(network: RealNetwork): ContainerRuntime {
  return {
    start: async ({ host, node, script = '', arguments: given, terminationMessagePath }) => {
      await network.isReady(host);
      return new ContainerProcess({
        command: network.commandOn(host, [process.execPath, script, ...given]),
        environment: { NODE_NAME: node, PATH: process.env['PATH'] ?? '' },
        terminationMessagePath,
      });
    },
  };
}
