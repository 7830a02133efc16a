import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { stringify } from 'yaml';

import type { Side } from '../../model/peering.js';
import type { HttpsListener } from '../api/api-server.js';
import { startApiServer } from '../api/api-server.js';
import { createAuthority } from '../api/certificates.js';
import type { ClusterApi } from '../api/cluster-api.js';
import { startGarbageCollector } from '../api/garbage-collector.js';
import type { ObjectStore } from '../api/object-store.js';
import { PodPrograms } from '../api/pod-programs.js';
import { startEndpointSliceController } from '../kubelet/endpoint-slices.js';
import { JobController } from '../kubelet/job-controller.js';
import { Kubelet } from '../kubelet/kubelet.js';
import { startLoadBalancerController } from '../kubelet/load-balancers.js';
import { PodAddresses } from '../kubelet/pod-addresses.js';
import type { RunningController, StartController } from '../ingress/ingress-controller.js';
import { installIngressController } from '../ingress/ingress-controller.js';
import { seedGatewayServer } from '../installed-liqo/gateway-server.js';
import { installLiqoV010 } from '../installed-liqo/install-v0-10.js';
import { installLiqoV12 } from '../installed-liqo/install-v1-2.js';
import { nthAddress } from '../network/addresses.js';
import type { ContainerRuntime } from '../kubelet/container-runtime.js';
import type { LabNetwork } from '../network/lab-network.js';
import { addName } from '../topology/change-topology.js';
import { nodeOfLiqo } from '../topology/node-roles.js';
import { seedBaseObjects, startRootCaPublisher } from './base-objects.js';

/** A running simulated cluster. */
export interface LabCluster {
  /** Path of a kubeconfig file with one context, named as the cluster. */
  readonly kubeconfigPath: string;
  /** Content of that file. */
  readonly kubeconfig: string;
  /** The cluster's memory, to look at and to change. */
  readonly api: ClusterApi;
  /** Puts the clock of Jobs' deadlines and of their time to live forward by so many milliseconds. */
  passTime(milliseconds: number): void;
  close(): Promise<void>;
}

/** What a cluster is started with. */
export interface ClusterStart {
  readonly side: Side;
  readonly store: ObjectStore;
  readonly network: LabNetwork;
  readonly runtime: ContainerRuntime;
  /** A folder of the cluster's own. */
  readonly folder: string;
  /** Starts what answers in place of an Ingress controller; absent for the simulated one. */
  readonly startController?: StartController;
  /** A number from 0 up to 1, for node ports that nobody asked for; any when absent. */
  readonly random?: (() => number) | undefined;
}

/** Starts the API server, the controllers and the kubelets of one side, with everything installed that its spec names. */
export async function startCluster(start: ClusterStart): Promise<LabCluster> {
  const { side, store, network, folder } = start;
  await mkdir(folder, { recursive: true });
  const spec = network.topology.clusters[side];
  const site = network.topology.sites[side];
  const authority = await createAuthority();
  const base = {
    side,
    spec,
    faults: spec.faults ?? {},
    store,
    token: randomBytes(24).toString('hex'),
    programs: new PodPrograms(),
    random: start.random,
    certificateAuthority: authority.certificate,
  };
  const addresses = new PodAddresses(
    spec.podCidr,
    site.nodes.map(({ name }) => name),
  );
  const seeding: ClusterApi = { ...base, logs: { containerLog: () => undefined } };
  const controllers = startControllers(seeding, network);
  seedBaseObjects(seeding, site);
  const servers = await installPrograms(seeding, addresses, start);
  const kubelet = new Kubelet({ ...start, api: base, addresses });
  const api: ClusterApi = { ...base, logs: kubelet };
  const jobs = new JobController(api);
  const names = [
    '127.0.0.1',
    'localhost',
    ...namesInside(spec.serviceCidr),
    ...spec.apiServer.certificateNames,
  ];
  const apiServer = await startApiServer(api, await authority.issue('kube-apiserver', [...new Set(names)]));
  listenOnNetwork(network, side, apiServer);
  const kubeconfig = kubeconfigText(api, apiServer.port);
  const kubeconfigPath = join(folder, 'kubeconfig');
  await writeFile(kubeconfigPath, kubeconfig, { mode: 0o600 });
  return {
    kubeconfigPath,
    kubeconfig,
    api,
    passTime: (milliseconds) => jobs.passTime(milliseconds),
    close: async () => {
      jobs.close();
      await kubelet.close();
      for (const stop of controllers) stop();
      await Promise.all([apiServer, ...servers].map((one) => one.close()));
    },
  };
}

function startControllers(api: ClusterApi, network: LabNetwork): readonly (() => void)[] {
  const { store, spec } = api;
  return [
    startGarbageCollector(store),
    startEndpointSliceController(store),
    startRootCaPublisher(api),
    startLoadBalancerController({
      store,
      spec: spec.loadBalancer,
      addName: (record) => network.change(addName(record)),
    }),
  ];
}

async function installPrograms(
  api: ClusterApi,
  addresses: PodAddresses,
  { network, startController }: ClusterStart,
): Promise<readonly RunningController[]> {
  const { liqo } = api.spec;
  const node = nodeOfLiqo(network.topology.sites[api.side])?.name ?? '';
  const place = { api, network, addresses, node };
  const controller = await installIngressController(place, startController);
  const servers = controller === undefined ? [] : [controller];
  if (liqo === undefined) return servers;
  if ('auth' in liqo) return [...servers, await installLiqoV010(place, liqo)];
  installLiqoV12(api, liqo, network.topology.sites[api.side].lan.subnet);
  if (liqo.gatewayServer !== undefined) seedGatewayServer(place, liqo.gatewayServer);
  return servers;
}

/** What kubeadm puts into every API server's certificate. */
function namesInside(serviceCidr: string): readonly string[] {
  return [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
    nthAddress(serviceCidr, 1),
  ];
}

function listenOnNetwork(network: LabNetwork, side: Side, { port }: HttpsListener): void {
  const { apiServer } = network.topology.clusters[side];
  const listener = { loopbackPort: port, secret: '' };
  if (apiServer.place === 'provided') {
    network.listenTcp({ kind: 'api-server', side }, apiServer.port, listener);
    return;
  }
  for (const node of network.topology.sites[side].nodes) {
    if (node.controlPlane !== true) continue;
    network.listenTcp({ kind: 'node', side, node: node.name }, apiServer.port, listener);
  }
}

function kubeconfigText({ spec, token, certificateAuthority }: ClusterApi, port: number): string {
  const { name } = spec;
  const user = `${name}-operator`;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [
      {
        name,
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority-data': Buffer.from(certificateAuthority).toString('base64'),
        },
      },
    ],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user } }],
  });
}
