import type { ApiTarget } from '../kubernetes/api-failure.js';
import { mapFact } from '../model/fact.js';
import {
  configMapSchema,
  deploymentListSchema,
  endpointSliceListSchema,
  ingressListSchema,
  namedListSchema,
  namespaceSchema,
  nodeListSchema,
  serviceCidrListSchema,
  serviceListSchema,
  versionSchema,
  type ConfigMap,
  type Deployment,
  type EndpointSlice,
  type Ingress,
  type Node,
  type Service,
  type ServiceCidr,
} from './kubernetes-objects.js';
import {
  earlyForeignClusterListSchema,
  foreignClusterListSchema,
  ipamStorageListSchema,
  networkListSchema,
  type EarlyForeignCluster,
  type ForeignCluster,
  type IpamStorage,
  type Network,
} from './liqo-objects.js';
import type { ClusterReader, Reading } from './reading.js';

/** Everything that is read of a cluster, each once. `null` where the kind or the object does not exist. */
export interface ClusterReadings {
  readonly version: Reading<{ readonly gitVersion: string }>;
  readonly kubeSystem: Reading<{ readonly metadata: { readonly uid: string } }>;
  readonly rootCa: Reading<ConfigMap>;
  readonly nodes: Reading<readonly Node[]>;
  readonly services: Reading<readonly Service[]>;
  readonly endpointSlices: Reading<readonly EndpointSlice[]>;
  readonly ingresses: Reading<readonly Ingress[]>;
  readonly deployments: Reading<readonly Deployment[]>;
  /** ConfigMap `liqo-clusterid-configmap` (v0.3.1 and later), and `cluster-id` (v0.3.0). */
  readonly clusterId: Reading<ConfigMap>;
  readonly earlyClusterId: Reading<ConfigMap>;
  /** Names of all custom resource definitions. */
  readonly definitions: Reading<readonly string[]>;
  readonly earlyForeignClusters: Reading<readonly EarlyForeignCluster[]>;
  readonly foreignClusters: Reading<readonly ForeignCluster[]>;
  readonly ipamStorages: Reading<readonly IpamStorage[]>;
  readonly networks: Reading<readonly Network[]>;
  readonly serviceCidrs: Reading<readonly ServiceCidr[]>;
}

/** Reads all of it at once: as many calls for ten thousand nodes as for one. */
export async function readCluster(reader: ClusterReader, liqoNamespace: string): Promise<ClusterReadings> {
  const [system, core, liqo] = await Promise.all([
    readSystem(reader),
    readCore(reader, liqoNamespace),
    readLiqo(reader, liqoNamespace),
  ]);
  return { ...system, ...core, ...liqo };
}

type SystemReadings = Pick<
  ClusterReadings,
  'version' | 'kubeSystem' | 'rootCa' | 'nodes' | 'definitions' | 'serviceCidrs'
>;

/** What concerns the cluster as a whole. */
async function readSystem(reader: ClusterReader): Promise<SystemReadings> {
  const [version, kubeSystem, rootCa, nodes, definitions, serviceCidrs] = await Promise.all([
    reader.read({
      path: '/version',
      target: { verb: 'get', resource: '/version' },
      schema: versionSchema,
    }),
    reader.read({
      path: '/api/v1/namespaces/kube-system',
      target: { verb: 'get', resource: 'namespaces/kube-system' },
      schema: namespaceSchema,
    }),
    readConfigMap(reader, 'kube-system', 'kube-root-ca.crt'),
    itemsOf(
      reader.read({
        path: '/api/v1/nodes',
        target: { verb: 'list', resource: 'nodes' },
        schema: nodeListSchema,
      }),
    ),
    readDefinitions(reader),
    itemsOf(
      reader.read({
        path: '/apis/networking.k8s.io/v1/servicecidrs',
        target: { verb: 'list', resource: 'servicecidrs.networking.k8s.io' },
        schema: serviceCidrListSchema,
      }),
    ),
  ]);
  return { version, kubeSystem, rootCa, nodes, definitions, serviceCidrs };
}

type CoreReadings = Pick<
  ClusterReadings,
  'services' | 'endpointSlices' | 'ingresses' | 'deployments' | 'clusterId' | 'earlyClusterId'
>;

/** Kubernetes objects in the namespace of Liqo. */
async function readCore(reader: ClusterReader, namespace: string): Promise<CoreReadings> {
  const within = (group: string, resource: string): string =>
    `${group}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
  const list = (resource: string): ApiTarget => ({ verb: 'list', resource, namespace });
  const [services, endpointSlices, ingresses, deployments, clusterId, earlyClusterId] = await Promise.all([
    itemsOf(
      reader.read({
        path: within('/api/v1', 'services'),
        target: list('services'),
        schema: serviceListSchema,
      }),
    ),
    itemsOf(
      reader.read({
        path: within('/apis/discovery.k8s.io/v1', 'endpointslices'),
        target: list('endpointslices.discovery.k8s.io'),
        schema: endpointSliceListSchema,
      }),
    ),
    itemsOf(
      reader.read({
        path: within('/apis/networking.k8s.io/v1', 'ingresses'),
        target: list('ingresses.networking.k8s.io'),
        schema: ingressListSchema,
      }),
    ),
    itemsOf(
      reader.read({
        path: within('/apis/apps/v1', 'deployments'),
        target: list('deployments.apps'),
        schema: deploymentListSchema,
      }),
    ),
    readConfigMap(reader, namespace, 'liqo-clusterid-configmap'),
    readConfigMap(reader, namespace, 'cluster-id'),
  ]);
  return { services, endpointSlices, ingresses, deployments, clusterId, earlyClusterId };
}

type LiqoReadings = Pick<
  ClusterReadings,
  'earlyForeignClusters' | 'foreignClusters' | 'ipamStorages' | 'networks'
>;

/** Liqo's own objects, of all generations: of those it does not have, the kind does not exist. */
async function readLiqo(reader: ClusterReader, namespace: string): Promise<LiqoReadings> {
  const [earlyForeignClusters, foreignClusters, ipamStorages, networks] = await Promise.all([
    itemsOf(
      reader.read({
        path: '/apis/discovery.liqo.io/v1alpha1/foreignclusters',
        target: { verb: 'list', resource: 'foreignclusters.discovery.liqo.io' },
        schema: earlyForeignClusterListSchema,
      }),
    ),
    itemsOf(
      reader.read({
        path: '/apis/core.liqo.io/v1beta1/foreignclusters',
        target: { verb: 'list', resource: 'foreignclusters.core.liqo.io' },
        schema: foreignClusterListSchema,
      }),
    ),
    itemsOf(
      reader.read({
        path: '/apis/net.liqo.io/v1alpha1/ipamstorages',
        target: { verb: 'list', resource: 'ipamstorages.net.liqo.io' },
        schema: ipamStorageListSchema,
      }),
    ),
    itemsOf(
      reader.read({
        path: `/apis/ipam.liqo.io/v1alpha1/namespaces/${encodeURIComponent(namespace)}/networks`,
        target: { verb: 'list', resource: 'networks.ipam.liqo.io', namespace },
        schema: networkListSchema,
      }),
    ),
  ]);
  return { earlyForeignClusters, foreignClusters, ipamStorages, networks };
}

async function readDefinitions(reader: ClusterReader): Promise<Reading<readonly string[]>> {
  const definitions = await itemsOf(
    reader.read({
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      target: { verb: 'list', resource: 'customresourcedefinitions.apiextensions.k8s.io' },
      schema: namedListSchema,
      // Whole definitions hold their schemas: tens of megabytes in some clusters.
      options: { metadataOnly: true },
    }),
  );
  return mapFact(definitions, (list) => list?.map(({ metadata }) => metadata.name) ?? null);
}

function readConfigMap(reader: ClusterReader, namespace: string, name: string): Promise<Reading<ConfigMap>> {
  return reader.read({
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${name}`,
    target: { verb: 'get', resource: `configmaps/${name}`, namespace },
    schema: configMapSchema,
  });
}

async function itemsOf<T>(
  reading: Promise<Reading<{ readonly items?: readonly T[] | null | undefined }>>,
): Promise<Reading<readonly T[]>> {
  return mapFact(await reading, (list) => (list === null ? null : (list.items ?? [])));
}
