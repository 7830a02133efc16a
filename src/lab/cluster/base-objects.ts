import { isIPv6 } from 'node:net';

import type { ClusterApi } from '../api/cluster-api.js';
import type { KubernetesObject } from '../api/kubernetes-object.js';
import { now } from '../api/object-store.js';
import { resources } from '../api/resources.js';
import { serviceNameLabel } from '../kubelet/service-objects.js';
import { nthAddress } from '../network/addresses.js';
import { lanAddress } from '../network/machines.js';
import { isMachine, repelsPods } from '../topology/node-roles.js';
import type { NodeSpec, Site } from '../topology/site.js';
import { seed } from './seed.js';

/** The node label and taint of a control plane. */
const controlPlane = 'node-role.kubernetes.io/control-plane';

/** Creates what every cluster has before anybody uses it: namespaces, nodes, the Service of the API server. */
export function seedBaseObjects(api: ClusterApi, site: Site): void {
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) seedNamespace(api, name);
  for (const [index, node] of site.nodes.entries()) seedNode(api, node, { index, site });
  seedApiService(api, site);
  seedControlPlanePods(api, site);
  for (const name of ['kube-proxy', api.spec.networkPlugin]) seedDaemonSet(api, site, name);
}

/** A namespace with the ConfigMap and ServiceAccount that controllers put into each. */
export function seedNamespace(api: ClusterApi, name: string, labels: Record<string, string> = {}): void {
  seed(api, resources.namespaces, { metadata: { name, labels } });
}

/** Plays the root CA publisher: every new namespace gets ConfigMap `kube-root-ca.crt`. */
export function startRootCaPublisher({ store, certificateAuthority }: ClusterApi): () => void {
  return store.onChange(({ type, resource, object }) => {
    if (resource !== resources.namespaces || type !== 'ADDED') return;
    const draft = store.prepare(resources.configMaps, {
      metadata: { name: 'kube-root-ca.crt', namespace: object.metadata.name },
      data: { 'ca.crt': certificateAuthority },
    });
    store.add(resources.configMaps, draft);
  });
}

function seedNode(
  api: ClusterApi,
  node: NodeSpec,
  { index, site }: { readonly index: number; readonly site: Site },
): KubernetesObject {
  const isControlPlane = node.controlPlane === true;
  const first = nthAddress(api.spec.podCidr, index * 256);
  const podCidr = `${first}/${isIPv6(first) ? 120 : 24}`;
  return seed(api, resources.nodes, {
    metadata: {
      name: node.name,
      labels: {
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...(isControlPlane && { [controlPlane]: '' }),
        ...(!isMachine(node) && { 'liqo.io/type': 'virtual-node' }),
        ...node.labels,
      },
    },
    spec: {
      podCIDR: podCidr,
      podCIDRs: [podCidr],
      ...(node.providerId !== undefined && { providerID: node.providerId }),
      ...taintsOf(node, site),
    },
    status: {
      addresses: node.addresses,
      conditions: [
        {
          type: 'Ready',
          status: node.ready === false ? 'Unknown' : 'True',
          reason: node.ready === false ? 'NodeStatusUnknown' : 'KubeletReady',
          lastHeartbeatTime: now(),
          lastTransitionTime: now(),
        },
      ],
      capacity: { cpu: '4', memory: '8Gi', pods: '110' },
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      nodeInfo: {
        kubeletVersion: api.spec.kubernetesVersion,
        kubeProxyVersion: api.spec.kubernetesVersion,
        kernelVersion: '6.1.0-28-amd64',
        osImage: api.spec.osImage,
        operatingSystem: 'linux',
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://1.7.24',
        machineID: '',
        systemUUID: '',
        bootID: '',
      },
    },
  });
}

/** Liqo keeps pods off its virtual nodes that do not tolerate them (pkg/virtualKubelet/forge/node.go@v1.2.0). */
function taintsOf(node: NodeSpec, site: Site) {
  const key = isMachine(node) ? controlPlane : 'virtual-node.liqo.io/not-allowed';
  const isTainted = !isMachine(node) || repelsPods(node, site);
  return isTainted ? { taints: [{ key, effect: isMachine(node) ? 'NoSchedule' : 'NoExecute' }] } : {};
}

function seedApiService(api: ClusterApi, site: Site): void {
  const { apiServer, serviceCidr } = api.spec;
  const metadata = { name: 'kubernetes', namespace: 'default' };
  seed(api, resources.services, {
    metadata,
    spec: {
      type: 'ClusterIP',
      clusterIP: nthAddress(serviceCidr, 1),
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: apiServer.port }],
    },
  });
  const addresses =
    apiServer.place === 'provided'
      ? [apiServer.address ?? '']
      : site.nodes.filter((node) => node.controlPlane === true).map(lanAddress);
  seed(api, resources.endpointSlices, {
    metadata: { ...metadata, labels: { [serviceNameLabel]: 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: 'https', protocol: 'TCP', port: apiServer.port }],
  });
}

/** A program of every node, without its pods. */
function seedDaemonSet(api: ClusterApi, site: Site, name: string): void {
  const labels = { 'k8s-app': name };
  const nodes = site.nodes.filter(isMachine).length;
  seed(api, resources.daemonSets, {
    metadata: { name, namespace: 'kube-system', labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { hostNetwork: true, containers: [{ name, image: `registry.k8s.io/${name}:v1` }] },
      },
    },
    status: { desiredNumberScheduled: nodes, currentNumberScheduled: nodes, numberReady: nodes },
  });
}

/** kubeadm's static pods, whose arguments tell the address ranges; managed control planes show none. */
function seedControlPlanePods(api: ClusterApi, site: Site): void {
  const { apiServer, podCidr, serviceCidr } = api.spec;
  const node = site.nodes.find((candidate) => candidate.controlPlane === true);
  if (apiServer.place === 'provided' || !node) return;
  const programs = {
    'kube-apiserver': [
      `--advertise-address=${lanAddress(node)}`,
      `--secure-port=${apiServer.port}`,
      `--service-cluster-ip-range=${serviceCidr}`,
    ],
    'kube-controller-manager': [`--cluster-cidr=${podCidr}`, `--service-cluster-ip-range=${serviceCidr}`],
  };
  for (const [component, flags] of Object.entries(programs)) {
    const image = `registry.k8s.io/${component}:${api.spec.kubernetesVersion}`;
    seed(api, resources.pods, {
      metadata: {
        name: `${component}-${node.name}`,
        namespace: 'kube-system',
        labels: { component, tier: 'control-plane' },
      },
      spec: {
        nodeName: node.name,
        hostNetwork: true,
        containers: [{ name: component, image, command: [component, ...flags] }],
      },
      status: {
        phase: 'Running',
        podIP: lanAddress(node),
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    });
  }
}
