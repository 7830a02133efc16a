import type { Side } from '../../model/peering.js';
import type { ClusterApi } from '../api/cluster-api.js';
import { describeApi } from '../api/discovery-documents.js';
import { listObjects } from '../api/handle-collection.js';
import { readObject } from '../api/handle-object.js';
import { parseResourcePath } from '../api/request-path.js';
import type { ApiAnswer } from '../api/status.js';
import type { ObjectStore } from '../api/object-store.js';
import { seedBaseObjects, startRootCaPublisher } from '../cluster/base-objects.js';
import { startEndpointSliceController } from '../kubelet/endpoint-slices.js';
import { startLoadBalancerController } from '../kubelet/load-balancers.js';
import { PodAddresses } from '../kubelet/pod-addresses.js';
import { installIngressController } from '../ingress/ingress-controller.js';
import { installLiqoV010 } from '../installed-liqo/install-v0-10.js';
import { installLiqoV12 } from '../installed-liqo/install-v1-2.js';
import { nthAddress } from '../network/addresses.js';
import type { VirtualNetwork } from '../network/virtual-network.js';
import { nodeOfLiqo } from '../topology/node-roles.js';
import { addName } from '../topology/change-topology.js';
import type { ListenerTable } from './listener-table.js';

/** What an in-process cluster is started with. */
export interface InProcessStart {
  readonly side: Side;
  readonly store: ObjectStore;
  readonly network: VirtualNetwork;
  readonly listeners: ListenerTable;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly random: () => number;
}

/** A simulated cluster without processes and sockets: its objects, and what its API server would answer. */
export interface InProcessCluster {
  readonly api: ClusterApi;
  readonly addresses: PodAddresses;
  /** Names that the API server's certificate is valid for. */
  readonly certificateNames: readonly string[];
  /** Answers `GET` of a path with query. */
  get(path: string): ApiAnswer;
}

/** Seeds one side as `startCluster` does, with the same controllers, and no server behind any port. */
export async function startInProcessCluster(start: InProcessStart): Promise<InProcessCluster> {
  const { side, store, network, certificateAuthority, random } = start;
  const spec = network.topology.clusters[side];
  const site = network.topology.sites[side];
  const logs = { containerLog: () => undefined };
  const api: ClusterApi = { side, spec, faults: {}, store, token: '', certificateAuthority, logs, random };
  const addresses = new PodAddresses(
    spec.podCidr,
    site.nodes.map(({ name }) => name),
  );
  startEndpointSliceController(store);
  startRootCaPublisher(api);
  startLoadBalancerController({
    store,
    spec: spec.loadBalancer,
    addName: (record) => network.change(addName(record)),
  });
  seedBaseObjects(api, site);
  await installPrograms(start, api, addresses);
  listenAsApiServer(start);
  const { serviceCidr, apiServer } = spec;
  return {
    api,
    addresses,
    certificateNames: [
      '127.0.0.1',
      'localhost',
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
      nthAddress(serviceCidr, 1),
      ...apiServer.certificateNames,
    ],
    get: (path) => answer(api, path),
  };
}

async function installPrograms(
  { side, network, listeners }: InProcessStart,
  api: ClusterApi,
  addresses: PodAddresses,
): Promise<void> {
  const { liqo } = api.spec;
  const listening = (port: number) => Promise.resolve({ port, close: () => Promise.resolve() });
  const site = network.topology.sites[side];
  const node = nodeOfLiqo(site)?.name ?? '';
  const place = { api, network, addresses, node };
  await installIngressController(place, (host, controller) =>
    listening(listeners.add({ kind: 'ingress', side, host, controller })),
  );
  if (liqo === undefined) return;
  if (!('auth' in liqo)) {
    installLiqoV12(api, liqo, site.lan.subnet);
    return;
  }
  await installLiqoV010(place, liqo, ({ clusterId, tls }) =>
    listening(listeners.add({ kind: 'auth', side, clusterId, tls })),
  );
}

function listenAsApiServer({ side, network, listeners }: InProcessStart): void {
  const { apiServer } = network.topology.clusters[side];
  const listener = { loopbackPort: listeners.add({ kind: 'api-server', side }), secret: '' };
  if (apiServer.place === 'provided') {
    network.listenTcp({ kind: 'api-server', side }, apiServer.port, listener);
    return;
  }
  for (const { controlPlane, name } of network.topology.sites[side].nodes) {
    if (controlPlane === true)
      network.listenTcp({ kind: 'node', side, node: name }, apiServer.port, listener);
  }
}

const notFound: ApiAnswer = { status: 404, body: '404 page not found\n' };

function answer(api: ClusterApi, path: string): ApiAnswer {
  const { pathname, searchParams } = new URL(path, 'https://in-process');
  const document = describeApi(api, pathname);
  if (document) return document;
  const at = parseResourcePath(pathname, api.store);
  if (!at || at.subresource !== undefined) return notFound;
  const { resource, namespace, name } = at;
  if (name === undefined) return listObjects(api, at, searchParams);
  return readObject(api, { resource, key: { namespace, name }, isStatus: false });
}
