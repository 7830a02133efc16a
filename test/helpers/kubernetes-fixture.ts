import { json, status, type Handler } from './kubernetes-server.js';

/** What a cluster answers, by path without query. A path that is missing answers 404, a function decides itself. */
export type Fixture = Readonly<Record<string, object | Handler>>;

/** Serves a fixture. */
export function serve(fixture: Fixture): Handler {
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const answer = fixture[path];
    if (answer === undefined) {
      json(response, status(404, 'NotFound', 'the server could not find the requested resource'), 404);
    } else if (typeof answer === 'function') (answer as Handler)(request, response);
    else json(response, answer);
  };
}

/** A list as the API server writes it. */
export function list(...items: readonly object[]): object {
  return { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items };
}

/** Objects by their names, as the API server answers a fetch of metadata alone. */
export function definitions(...names: readonly string[]): object {
  return list(...names.map((name) => ({ metadata: { name } })));
}

/** A node as kubeadm leaves it. */
export function node(name: string, ip: string, { controlPlane = false, podCidr = '' } = {}) {
  return {
    metadata: {
      name,
      labels: {
        'kubernetes.io/os': 'linux',
        ...(controlPlane && {
          'node-role.kubernetes.io/control-plane': '',
          'node.kubernetes.io/exclude-from-external-load-balancers': '',
        }),
      },
    },
    spec: { ...(podCidr !== '' && { podCIDR: podCidr, podCIDRs: [podCidr] }) },
    status: {
      addresses: [
        { type: 'InternalIP', address: ip },
        { type: 'Hostname', address: name },
      ],
      conditions: [
        { type: 'MemoryPressure', status: 'False' },
        { type: 'Ready', status: 'True' },
      ],
      nodeInfo: {
        kernelVersion: '6.8.0-45-generic',
        osImage: 'Ubuntu 24.04.1 LTS',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}

/** A component of Liqo as its chart deploys it. */
export function deployment(component: string, image: string, args: readonly string[] = []): object {
  return {
    metadata: { name: `liqo-${component}`, namespace: 'liqo', labels: componentLabels(component, image) },
    spec: { template: { spec: { containers: [{ name: component, image, args }] } } },
  };
}

function componentLabels(component: string, image: string): object {
  return {
    'app.kubernetes.io/name': component,
    'app.kubernetes.io/part-of': 'liqo',
    'app.kubernetes.io/version': image.slice(image.lastIndexOf(':') + 1),
  };
}

/** A ready pod behind a Service. */
function endpointSlice(service: string, ...pods: readonly string[]): object {
  return {
    metadata: { name: `${service}-x`, labels: { 'kubernetes.io/service-name': service } },
    endpoints: pods.map((pod) => ({
      addresses: ['10.200.1.5'],
      conditions: { ready: true },
      targetRef: { kind: 'Pod', name: pod },
    })),
  };
}

/** A Warning event about a Service. */
export function warning(service: string, message: string, lastTimestamp: string): object {
  return {
    metadata: { name: `${service}.17f2a9c41d3b0e55`, namespace: 'liqo' },
    involvedObject: { kind: 'Service', namespace: 'liqo', name: service },
    type: 'Warning',
    reason: 'SyncLoadBalancerFailed',
    message,
    firstTimestamp: lastTimestamp,
    lastTimestamp,
    eventTime: null,
  };
}

/** Two kubeadm nodes, Kubernetes v1.29.14, nothing else. */
export const bareCluster: Fixture = {
  '/version': { gitVersion: 'v1.29.14' },
  '/api/v1/namespaces/kube-system': { metadata: { name: 'kube-system', uid: '7d1c-uid' } },
  '/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt': { data: { 'ca.crt': 'IN-CLUSTER CA' } },
  '/api/v1/nodes': list(
    node('cp-1', '192.168.1.10', { controlPlane: true, podCidr: '10.200.0.0/24' }),
    node('worker-1', '192.168.1.11', { podCidr: '10.200.1.0/24' }),
  ),
  '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes': {
    metadata: { name: 'kubernetes', namespace: 'default' },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.168.1.10'], conditions: { ready: true } }],
    ports: [{ name: 'https', protocol: 'TCP', port: 6443 }],
  },
  '/apis/apps/v1/daemonsets': definitions('calico-node', 'kube-proxy'),
  '/api/v1/namespaces/liqo/services': list(),
  '/api/v1/namespaces/liqo/events': list(),
  '/apis/discovery.k8s.io/v1/namespaces/liqo/endpointslices': list(),
  '/apis/networking.k8s.io/v1/namespaces/liqo/ingresses': list(),
  '/apis/apps/v1/namespaces/liqo/deployments': list(),
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': definitions('certificates.cert-manager.io'),
};

/** The bare cluster with Liqo v0.10.3, authentication server and gateway behind NodePorts. */
export const earlyCluster: Fixture = {
  ...bareCluster,
  '/api/v1/namespaces/liqo/services': list(
    {
      metadata: {
        name: 'liqo-auth',
        namespace: 'liqo',
        labels: { 'app.kubernetes.io/name': 'auth', run: 'auth-service' },
        annotations: { 'liqo.io/override-port': '40443' },
      },
      spec: {
        type: 'NodePort',
        clusterIP: '10.96.40.1',
        externalTrafficPolicy: 'Cluster',
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 8443, nodePort: 30443 }],
      },
      status: { loadBalancer: {} },
    },
    {
      metadata: {
        name: 'liqo-gateway',
        namespace: 'liqo',
        labels: { 'app.kubernetes.io/name': 'gateway', 'net.liqo.io/gateway': 'true' },
        annotations: { 'net.liqo.io/gatewayNodeIP': '192.168.1.11' },
      },
      spec: {
        type: 'NodePort',
        clusterIP: '10.96.40.2',
        externalTrafficPolicy: 'Cluster',
        ports: [{ name: 'wireguard', protocol: 'UDP', port: 5871, targetPort: 5871, nodePort: 31871 }],
      },
      status: { loadBalancer: {} },
    },
    { metadata: { name: 'liqo-network-manager', namespace: 'liqo' }, spec: { type: 'ClusterIP' } },
  ),
  '/apis/discovery.k8s.io/v1/namespaces/liqo/endpointslices': list(
    endpointSlice('liqo-auth', 'liqo-auth-1'),
    endpointSlice('liqo-gateway', 'liqo-gateway-1'),
  ),
  '/api/v1/namespaces/liqo/events': list(
    warning('liqo-auth', 'no available addresses', '2026-03-01T10:00:00Z'),
    warning('liqo-proxy', 'of no interest', '2026-03-01T10:00:00Z'),
  ),
  '/apis/apps/v1/namespaces/liqo/deployments': list(
    deployment('auth', 'ghcr.io/liqotech/auth-service:v0.10.3', [
      '--cluster-id=$(CLUSTER_ID)',
      '--address=:8443',
      '--enable-tls',
      '--advertise-api-server-address=https://203.0.113.10:6443',
    ]),
    deployment('controller-manager', 'ghcr.io/liqotech/liqo-controller-manager:v0.10.3', [
      '--cluster-id=$(CLUSTER_ID)',
    ]),
    deployment('network-manager', 'ghcr.io/liqotech/liqonet:v0.10.3', [
      '--run-as=liqo-network-manager',
      '--manager.pod-cidr=10.200.0.0/16',
      '--manager.service-cidr=10.96.0.0/12',
      '--manager.reserved-pools=192.168.1.0/24,172.30.0.0/16',
    ]),
    deployment('gateway', 'ghcr.io/liqotech/liqonet:v0.10.3', [
      '--run-as=liqo-gateway',
      '--gateway.mtu=1340',
      '--gateway.listening-port=5871',
    ]),
    deployment('discovery', 'ghcr.io/liqotech/discovery:v0.10.3', [
      '--mdns-enable-advertisement=true',
      '--mdns-enable-discovery=false',
    ]),
    deployment('proxy', 'ghcr.io/liqotech/proxy:v0.10.3'),
  ),
  '/api/v1/namespaces/liqo/configmaps/liqo-clusterid-configmap': {
    data: { CLUSTER_ID: '5b6f1c1e-8d5f-4f4b-9a3e-2f1d5b6f1c1e', CLUSTER_NAME: 'milan' },
  },
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': definitions(
    'foreignclusters.discovery.liqo.io',
    'ipamstorages.net.liqo.io',
  ),
  '/apis/discovery.liqo.io/v1alpha1/foreignclusters': list(
    {
      metadata: { name: 'rome' },
      spec: { clusterIdentity: { clusterID: '0d5e2c7a-rome', clusterName: 'rome' } },
      status: {
        peeringConditions: [
          { type: 'OutgoingPeering', status: 'Established' },
          { type: 'IncomingPeering', status: 'None' },
        ],
      },
    },
    {
      metadata: { name: 'turin' },
      status: {
        peeringConditions: [
          { type: 'OutgoingPeering', status: 'None' },
          { type: 'AuthenticationStatus', status: 'Established' },
        ],
      },
    },
  ),
  '/apis/net.liqo.io/v1alpha1/ipamstorages': list({
    metadata: { name: 'ipamstorage-x' },
    spec: { podCIDR: '10.200.0.0/16', serviceCIDR: '10.96.0.0/12', externalCIDR: '10.201.0.0/16' },
  }),
};

/** The bare cluster with Liqo v1.2.0 and one peering. */
export const recentCluster: Fixture = {
  ...bareCluster,
  '/apis/apps/v1/namespaces/liqo/deployments': list(
    deployment('controller-manager', 'ghcr.io/liqotech/liqo-controller-manager:v1.2.0', [
      '--cluster-id=$(CLUSTER_ID)',
      '--api-server-address-override=https://203.0.113.10:6443',
      '--trusted-ca',
    ]),
    deployment('ipam', 'ghcr.io/liqotech/ipam:v1.2.0'),
  ),
  '/api/v1/namespaces/liqo/configmaps/liqo-clusterid-configmap': { data: { CLUSTER_ID: 'milan' } },
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': definitions(
    'foreignclusters.core.liqo.io',
    'gatewayservers.networking.liqo.io',
    'networks.ipam.liqo.io',
  ),
  '/apis/core.liqo.io/v1beta1/foreignclusters': list(
    {
      metadata: { name: 'rome' },
      spec: { clusterID: 'rome' },
      status: {
        role: 'Provider',
        modules: { networking: { enabled: true }, authentication: { enabled: true } },
      },
    },
    { metadata: { name: 'turin' }, status: { modules: { networking: { enabled: false } } } },
  ),
  '/apis/networking.liqo.io/v1beta1/gatewayservers': list(
    {
      metadata: {
        name: 'rome',
        namespace: 'liqo-tenant-rome',
        labels: { 'liqo.io/remote-cluster-id': 'rome' },
      },
      spec: { mtu: 1340, endpoint: { port: 51_840, serviceType: 'LoadBalancer' } },
      status: {
        endpoint: { addresses: ['203.0.113.77', 'gw.example.org'], port: 51_840, protocol: 'UDP' },
      },
    },
    {
      metadata: {
        name: 'turin',
        namespace: 'liqo-tenant-turin',
        labels: { 'liqo.io/remote-cluster-id': 'turin' },
      },
      spec: { mtu: 1340, endpoint: { port: 51_840, serviceType: 'LoadBalancer' } },
    },
  ),
  '/apis/ipam.liqo.io/v1alpha1/namespaces/liqo/networks': list(
    network('external-cidr', 'external-cidr', { cidr: '10.70.0.0/16', allocated: '10.71.0.0/16' }),
    network('pod-cidr', 'pod-cidr', { cidr: '10.200.0.0/16', allocated: '10.200.0.0/16' }),
    network('reserved-192-168-1-0-24', 'reserved', { cidr: '192.168.1.0/24', allocated: '192.168.1.0/24' }),
    network('service-cidr', 'service-cidr', { cidr: '10.96.0.0/12', allocated: '10.96.0.0/12' }),
  ),
};

function network(name: string, type: string, cidrs: { readonly cidr: string; readonly allocated: string }) {
  return {
    metadata: { name, labels: { 'ipam.liqo.io/network-type': type } },
    spec: { cidr: cidrs.cidr },
    status: { cidr: cidrs.allocated },
  };
}
