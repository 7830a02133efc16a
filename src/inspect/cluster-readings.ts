import type { ApiTarget } from '../kubernetes/api-failure.js';
import { mapFact, type Fact } from '../model/fact.js';
import {
  clusterIdSchema,
  deploymentSchema,
  endpointSliceSchema,
  eventSchema,
  ingressSchema,
  namespaceSchema,
  nodeSchema,
  rootCaSchema,
  serviceCidrSchema,
  serviceSchema,
  versionSchema,
  type ClusterIdMap,
  type Deployment,
  type EndpointSlice,
  type Event,
  type Ingress,
  type Node,
  type RootCa,
  type Service,
  type ServiceCidr,
} from './kubernetes-objects.js';
import {
  earlyForeignClusterSchema,
  foreignClusterSchema,
  gatewayServerSchema,
  ipamStorageSchema,
  networkSchema,
  type EarlyForeignCluster,
  type ForeignCluster,
  type GatewayServer,
  type IpamStorage,
  type Network,
} from './liqo-objects.js';
import { selectObjects, type Listing } from './listed-objects.js';
import { namedSchema } from './object-metadata.js';
import type { ClusterReader, Reading } from './reading.js';

/** Everything that is read of a cluster, each once. `null` where the kind or the object does not exist. */
export interface ClusterReadings extends SystemReadings, CoreReadings, LiqoReadings {}

/**
 * Reads all of it at once: twenty calls for ten thousand nodes as for one, pages aside.
 *
 * Kinds of every generation are asked for, since what is installed is known only afterwards.
 */
export async function readCluster(reader: ClusterReader, liqoNamespace: string): Promise<ClusterReadings> {
  const [system, core, liqo] = await Promise.all([
    readSystem(reader),
    readCore(reader, liqoNamespace),
    readLiqo(reader, liqoNamespace),
  ]);
  return { ...system, ...core, ...liqo };
}

interface SystemReadings {
  readonly version: Reading<{ readonly gitVersion: string }>;
  readonly kubeSystem: Reading<{ readonly metadata: { readonly uid: string } }>;
  readonly rootCa: Reading<RootCa>;
  readonly nodes: Listing<Node>;
  /** Names of all custom resource definitions. */
  readonly definitions: Fact<readonly string[]>;
  readonly serviceCidrs: Listing<ServiceCidr>;
  /** EndpointSlice `kubernetes`, in which the API servers publish where they listen. */
  readonly apiServerSlice: Reading<EndpointSlice>;
  /** Names of all DaemonSets, in whatever namespace. */
  readonly daemonSets: Fact<readonly string[]>;
}

/** A node lists its images and may have thirty kilobytes: five hundred of them are more than is well held at once. */
const nodesInPage = 100;

/** What concerns the cluster as a whole. */
async function readSystem(reader: ClusterReader): Promise<SystemReadings> {
  const [objects, nodes, definitions, serviceCidrs, daemonSets] = await Promise.all([
    readSystemObjects(reader),
    reader.list({
      path: '/api/v1/nodes',
      target: { verb: 'list', resource: 'nodes' },
      schema: nodeSchema,
      pageSize: nodesInPage,
    }),
    // Whole definitions hold their schemas: tens of megabytes in some clusters.
    readNames(reader, '/apis/apiextensions.k8s.io/v1', 'customresourcedefinitions.apiextensions.k8s.io'),
    reader.list({
      path: '/apis/networking.k8s.io/v1/servicecidrs',
      target: { verb: 'list', resource: 'servicecidrs.networking.k8s.io' },
      schema: serviceCidrSchema,
    }),
    readNames(reader, '/apis/apps/v1', 'daemonsets.apps'),
  ]);
  return { ...objects, nodes, definitions, serviceCidrs, daemonSets };
}

async function readSystemObjects(
  reader: ClusterReader,
): Promise<Pick<SystemReadings, 'version' | 'kubeSystem' | 'rootCa' | 'apiServerSlice'>> {
  const [version, kubeSystem, rootCa, apiServerSlice] = await Promise.all([
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
    reader.read({ ...configMap('kube-system', 'kube-root-ca.crt'), schema: rootCaSchema }),
    reader.read({
      path: '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes',
      target: {
        verb: 'get',
        resource: 'endpointslices.discovery.k8s.io/kubernetes',
        namespace: 'default',
      },
      schema: endpointSliceSchema,
    }),
  ]);
  return { version, kubeSystem, rootCa, apiServerSlice };
}

interface CoreReadings {
  readonly services: Listing<Service>;
  readonly endpointSlices: Listing<EndpointSlice>;
  readonly ingresses: Listing<Ingress>;
  readonly deployments: Listing<Deployment>;
  /** Warnings about Services. */
  readonly serviceWarnings: Listing<Event>;
  /** ConfigMap `liqo-clusterid-configmap` (v0.3.1 and later), and `cluster-id` (up to v0.3.0). */
  readonly clusterId: Reading<ClusterIdMap>;
  readonly earlyClusterId: Reading<ClusterIdMap>;
}

/** Kubernetes objects in the namespace of Liqo. */
async function readCore(reader: ClusterReader, namespace: string): Promise<CoreReadings> {
  const within = (group: string, resource: string) => ({
    path: `${group}/namespaces/${encodeURIComponent(namespace)}/${resource}`,
    target: { verb: 'list', resource: withGroup(resource, group), namespace } as const,
  });
  const [services, endpointSlices, ingresses, deployments, serviceWarnings, clusterId, earlyClusterId] =
    await Promise.all([
      reader.list({ ...within('/api/v1', 'services'), schema: serviceSchema }),
      reader.list({
        ...within('/apis/discovery.k8s.io/v1', 'endpointslices'),
        schema: endpointSliceSchema,
      }),
      reader.list({ ...within('/apis/networking.k8s.io/v1', 'ingresses'), schema: ingressSchema }),
      reader.list({ ...within('/apis/apps/v1', 'deployments'), schema: deploymentSchema }),
      reader.list({
        ...within('/api/v1', 'events'),
        query: { fieldSelector: 'involvedObject.kind=Service,type=Warning' },
        schema: eventSchema,
      }),
      reader.read({ ...configMap(namespace, 'liqo-clusterid-configmap'), schema: clusterIdSchema }),
      reader.read({ ...configMap(namespace, 'cluster-id'), schema: clusterIdSchema }),
    ]);
  return { services, endpointSlices, ingresses, deployments, serviceWarnings, clusterId, earlyClusterId };
}

interface LiqoReadings {
  readonly earlyForeignClusters: Listing<EarlyForeignCluster>;
  readonly foreignClusters: Listing<ForeignCluster>;
  readonly gatewayServers: Listing<GatewayServer>;
  readonly ipamStorages: Listing<IpamStorage>;
  readonly networks: Listing<Network>;
}

/** Liqo's own objects, of all generations: of those it does not have, the kind does not exist. */
async function readLiqo(reader: ClusterReader, namespace: string): Promise<LiqoReadings> {
  const [earlyForeignClusters, foreignClusters, gatewayServers, ipamStorages, networks] = await Promise.all([
    reader.list({
      path: '/apis/discovery.liqo.io/v1alpha1/foreignclusters',
      target: { verb: 'list', resource: 'foreignclusters.discovery.liqo.io' },
      schema: earlyForeignClusterSchema,
    }),
    reader.list({
      path: '/apis/core.liqo.io/v1beta1/foreignclusters',
      target: { verb: 'list', resource: 'foreignclusters.core.liqo.io' },
      schema: foreignClusterSchema,
    }),
    // They are in tenant namespaces, whose names may be anything.
    reader.list({
      path: '/apis/networking.liqo.io/v1beta1/gatewayservers',
      target: { verb: 'list', resource: 'gatewayservers.networking.liqo.io' },
      schema: gatewayServerSchema,
    }),
    reader.list({
      path: '/apis/net.liqo.io/v1alpha1/ipamstorages',
      target: { verb: 'list', resource: 'ipamstorages.net.liqo.io' },
      schema: ipamStorageSchema,
    }),
    reader.list({
      path: `/apis/ipam.liqo.io/v1alpha1/namespaces/${encodeURIComponent(namespace)}/networks`,
      target: { verb: 'list', resource: 'networks.ipam.liqo.io', namespace },
      schema: networkSchema,
    }),
  ]);
  return { earlyForeignClusters, foreignClusters, gatewayServers, ipamStorages, networks };
}

/** The names alone of a kind's objects in the whole cluster; `group` as in a path, such as `/apis/apps/v1`. */
export async function readNames(
  reader: ClusterReader,
  group: string,
  resource: string,
): Promise<Fact<readonly string[]>> {
  const [plural = ''] = resource.split('.');
  const listing = await reader.list({
    path: `${group}/${plural}`,
    target: { verb: 'list', resource },
    schema: namedSchema,
    metadataOnly: true,
  });
  return mapFact(selectObjects(listing), (list) => list.map(({ metadata }) => metadata.name));
}

function configMap(namespace: string, name: string): { readonly path: string; readonly target: ApiTarget } {
  return {
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${name}`,
    target: { verb: 'get', resource: `configmaps/${name}`, namespace },
  };
}

/** `ingresses` of `/apis/networking.k8s.io/v1` is `ingresses.networking.k8s.io`. */
function withGroup(resource: string, path: string): string {
  const group = /^\/apis\/([^/]+)/u.exec(path)?.[1];
  return group === undefined ? resource : `${resource}.${group}`;
}
