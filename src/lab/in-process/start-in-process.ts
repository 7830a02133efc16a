import type { Side } from '../../model/peering.js';
import { ObjectStore } from '../api/object-store.js';
import { serviceTable } from '../kubelet/service-objects.js';
import type { ServiceEntry, ServiceTable } from '../network/services.js';
import { VirtualNetwork } from '../network/virtual-network.js';
import type { Topology } from '../topology/topology.js';
import type { InProcessCluster } from './in-process-cluster.js';
import { startInProcessCluster } from './in-process-cluster.js';
import { ListenerTable } from './listener-table.js';

/** Two simulated clusters and the network between them, all of it values in this process. */
export interface InProcessLab {
  readonly network: VirtualNetwork;
  readonly clusters: Readonly<Record<Side, InProcessCluster>>;
  readonly listeners: ListenerTable;
}

interface Options {
  /** PEM by side. */
  readonly authorities: Readonly<Record<Side, string>>;
  readonly random: () => number;
}

/** Both clusters of a topology, set up by the same code as those of a real lab, without a process or a socket. */
export async function startInProcess(
  topology: Topology,
  { authorities, random }: Options,
): Promise<InProcessLab> {
  const stores = {
    local: new ObjectStore({ isShared: true }),
    remote: new ObjectStore({ isShared: true }),
  };
  const listeners = new ListenerTable();
  const addressesOf = (name: string): readonly string[] =>
    network.topology.names.find((record) => record.name === name)?.addresses ?? [];
  const network: VirtualNetwork = new VirtualNetwork({
    topology,
    services: {
      local: remembered(stores.local, addressesOf),
      remote: remembered(stores.remote, addressesOf),
    },
    now: () => 0,
    random,
  });
  const start = (side: Side): Promise<InProcessCluster> =>
    startInProcessCluster({
      side,
      store: stores[side],
      network,
      listeners,
      certificateAuthority: authorities[side],
      random,
    });
  const clusters = { local: await start('local'), remote: await start('remote') };
  await settled();
  return { network, clusters, listeners };
}

/** Settles when load balancers have got the addresses that they get. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The Services change with the objects alone, and are asked for with every packet. */
function remembered(store: ObjectStore, resolve: (name: string) => readonly string[]): ServiceTable {
  let version = '';
  let table: readonly ServiceEntry[] = [];
  return () => {
    if (version !== store.resourceVersion) {
      version = store.resourceVersion;
      table = serviceTable(store, resolve);
    }
    return table;
  };
}
