import { expect, test } from 'vitest';

import { inspectCluster } from '../../src/inspect/inspect-cluster.js';
import { connect } from '../../src/kubernetes/connect.js';
import type { ClusterFacts, NodeFacts } from '../../src/model/cluster-facts.js';
import { known, unknown } from '../../src/model/fact.js';
import { inspect, refuse } from '../helpers/kubernetes-inspection.js';
import {
  bareCluster,
  definitions,
  earlyCluster,
  list,
  recentCluster,
  type Fixture,
} from '../helpers/kubernetes-fixture.js';
import {
  forbidden,
  json,
  kubeconfigFor,
  startServer,
  status,
  withServer,
  type KubernetesServer,
} from '../helpers/kubernetes-server.js';

const noSign =
  'No node has a provider ID, a label or a kernel of a public cloud, nor has the API server such a name.';

function nodeFacts(name: string, ip: string, labels: Readonly<Record<string, string>> = {}): NodeFacts {
  return {
    name,
    addresses: [
      { type: 'InternalIP', address: ip },
      { type: 'Hostname', address: name },
    ],
    ready: true,
    schedulable: true,
    labels: { 'kubernetes.io/os': 'linux', ...labels },
    kernelVersion: '6.8.0-45-generic',
    osImage: 'Ubuntu 24.04.1 LTS',
    architecture: 'amd64',
    virtual: false,
    operatingSystem: 'linux',
  };
}

/** What every fixture shares. */
function commonFacts(server: KubernetesServer, facts: ClusterFacts): Omit<ClusterFacts, 'liqo' | 'cidrs'> {
  const certificate = `the certificate presented at 127.0.0.1:${server.port}`;
  return {
    side: 'local',
    name: 'milan',
    uid: known('7d1c-uid', 'UID of namespace kube-system'),
    kubernetesVersion: known('v1.29.14', 'gitVersion of /version'),
    platform: {
      provider: 'kubeadm',
      cloud: known(false, noSign),
      managed: known(false, 'Node cp-1 carries the label node-role.kubernetes.io/control-plane.'),
      evidence: ['Node cp-1 carries the label node.kubernetes.io/exclude-from-external-load-balancers.'],
    },
    nodes: known(
      [
        nodeFacts('cp-1', '192.168.1.10', {
          'node-role.kubernetes.io/control-plane': '',
          'node.kubernetes.io/exclude-from-external-load-balancers': '',
        }),
        nodeFacts('worker-1', '192.168.1.11'),
      ],
      'nodes',
    ),
    apiServer: {
      kubeconfigUrl: server.url,
      listeners: known(
        [{ address: '192.168.1.10', port: 6443 }],
        'EndpointSlice kubernetes in namespace default',
      ),
      certificateAuthority: known('IN-CLUSTER CA', 'ConfigMap kube-root-ca.crt in namespace kube-system'),
      certificateNames: known(['localhost', 'kubernetes', '127.0.0.1', '2001:db8::10'], certificate),
      certificateStartsAt: known(server.certificate.startsAt, certificate),
      certificateExpiresAt: known('2035-01-01T00:00:00.000Z', certificate),
      kubeconfigSharesAuthority: unknown(
        'ConfigMap kube-root-ca.crt in namespace kube-system holds no certificate in PEM',
      ),
    },
    networkPlugins: known(['calico'], 'daemonsets.apps'),
    // The clock has a test of its own.
    clock: facts.clock,
    permissions: [],
    refusedReads: [],
  };
}

test('reads a cluster with Liqo v0.10.3 behind NodePorts', async () => {
  const { facts, server } = await inspect(earlyCluster);
  const slices = 'endpointslices.discovery.k8s.io in namespace liqo';
  const events = 'events in namespace liqo';
  expect(facts).toEqual({
    ...commonFacts(server, facts),
    liqo: {
      namespace: 'liqo',
      installed: known(true, 'Deployment liqo-controller-manager in liqo'),
      generation: known('g2', 'image tag of Deployment liqo-controller-manager'),
      version: known('v0.10.3', 'image tag of Deployment liqo-controller-manager'),
      clusterId: known(
        '5b6f1c1e-8d5f-4f4b-9a3e-2f1d5b6f1c1e',
        'configmaps/liqo-clusterid-configmap in namespace liqo',
      ),
      authService: known(
        {
          namespace: 'liqo',
          name: 'liqo-auth',
          type: 'NodePort',
          clusterIp: '10.96.40.1',
          ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 8443, nodePort: 30443 }],
          loadBalancer: [],
          annotations: { 'liqo.io/override-port': '40443' },
          externalTrafficPolicy: 'Cluster',
          readyEndpoints: known(1, slices),
          warnings: known(['no available addresses'], events),
        },
        'services in namespace liqo',
      ),
      authIngress: known(null, 'ingresses.networking.k8s.io in namespace liqo'),
      authTls: known(true, 'arguments of Deployment liqo-auth'),
      gatewayService: known(
        {
          namespace: 'liqo',
          name: 'liqo-gateway',
          type: 'NodePort',
          clusterIp: '10.96.40.2',
          ports: [{ name: 'wireguard', protocol: 'UDP', port: 5871, targetPort: 5871, nodePort: 31871 }],
          loadBalancer: [],
          annotations: { 'net.liqo.io/gatewayNodeIP': '192.168.1.11' },
          externalTrafficPolicy: 'Cluster',
          readyEndpoints: known(1, slices),
          warnings: known([], events),
        },
        'services in namespace liqo',
      ),
      apiServerOverride: known(
        'https://203.0.113.10:6443',
        'argument --advertise-api-server-address of Deployment liqo-auth',
      ),
      trustedCa: known(false, 'arguments of Deployment liqo-auth'),
      authAddressOverride: known(null, 'arguments of Deployment liqo-controller-manager'),
      authPortOverride: known(null, 'arguments of Deployment liqo-controller-manager'),
      shadowedAddressOverride: known(null, 'arguments of Deployment liqo-controller-manager'),
      caOverride: known(null, 'arguments of Deployment liqo-controller-manager'),
      eksCluster: known(null, 'arguments of Deployment liqo-auth'),
      tunnelMtu: known(1340, 'argument --gateway.mtu of Deployment liqo-gateway'),
      reservedRanges: known(
        ['192.168.1.0/24', '172.30.0.0/16'],
        'argument --manager.reserved-pools of Deployment liqo-network-manager',
      ),
      lanDiscovery: known({ announces: true, searches: false }, 'arguments of Deployment liqo-discovery'),
      proxyEnvironment: known(null, 'environment of Deployment liqo-controller-manager'),
      proxy: known(true, 'deployments.apps in namespace liqo'),
      activePeerings: known(
        [{ name: 'rome', clusterId: '0d5e2c7a-rome', outgoing: true, incoming: false }],
        'foreignclusters.discovery.liqo.io',
      ),
      gatewayServers: known([], 'Liqo before v1.0, which has no such objects'),
    },
    cidrs: {
      pod: known(['10.200.0.0/16'], 'argument --manager.pod-cidr of Deployment liqo-network-manager'),
      podOfNodes: known(['10.200.0.0/24', '10.200.1.0/24'], 'spec.podCIDRs of the nodes'),
      service: known(['10.96.0.0/12'], 'argument --manager.service-cidr of Deployment liqo-network-manager'),
      external: known(['10.201.0.0/16'], 'spec.externalCIDR of IpamStorage ipamstorage-x'),
    },
  } satisfies ClusterFacts);
});

test('reads a cluster with Liqo v1.2.0', async () => {
  const { facts, server } = await inspect(recentCluster);
  expect(facts).toEqual({
    ...commonFacts(server, facts),
    liqo: {
      namespace: 'liqo',
      installed: known(true, 'Deployment liqo-controller-manager in liqo'),
      generation: known('g3', 'image tag of Deployment liqo-controller-manager'),
      version: known('v1.2.0', 'image tag of Deployment liqo-controller-manager'),
      clusterId: known('milan', 'configmaps/liqo-clusterid-configmap in namespace liqo'),
      authService: known(null, 'services in namespace liqo'),
      authIngress: known(null, 'ingresses.networking.k8s.io in namespace liqo'),
      authTls: unknown('there is no Deployment of liqo-auth'),
      gatewayService: known(null, 'services in namespace liqo'),
      apiServerOverride: known(
        'https://203.0.113.10:6443',
        'argument --api-server-address-override of Deployment liqo-controller-manager',
      ),
      trustedCa: known(true, 'arguments of Deployment liqo-controller-manager'),
      authAddressOverride: known(null, 'arguments of Deployment liqo-controller-manager'),
      authPortOverride: known(null, 'arguments of Deployment liqo-controller-manager'),
      shadowedAddressOverride: known(null, 'arguments of Deployment liqo-controller-manager'),
      caOverride: known(null, 'arguments of Deployment liqo-controller-manager'),
      eksCluster: known(null, 'arguments of Deployment liqo-controller-manager'),
      tunnelMtu: known(null, 'Liqo v1.x, which has no such setting'),
      reservedRanges: known(['192.168.1.0/24'], 'Networks of type reserved'),
      lanDiscovery: known(null, 'Liqo v1.x, which has no such setting'),
      proxyEnvironment: known(null, 'environment of Deployment liqo-controller-manager'),
      proxy: known(false, 'deployments.apps in namespace liqo'),
      activePeerings: known(
        [{ name: 'rome', clusterId: 'rome', outgoing: true, incoming: false }],
        'foreignclusters.core.liqo.io',
      ),
      gatewayServers: known(
        [
          {
            namespace: 'liqo-tenant-rome',
            name: 'rome',
            remoteClusterId: 'rome',
            serviceType: 'LoadBalancer',
            listenPort: 51_840,
            addresses: ['203.0.113.77', 'gw.example.org'],
            port: 51_840,
          },
          // Its load balancer has no address yet.
          {
            namespace: 'liqo-tenant-turin',
            name: 'turin',
            remoteClusterId: 'turin',
            serviceType: 'LoadBalancer',
            listenPort: 51_840,
            addresses: [],
          },
        ],
        'gatewayservers.networking.liqo.io',
      ),
    },
    cidrs: {
      pod: known(['10.200.0.0/16'], 'Networks of type pod-cidr'),
      podOfNodes: known(['10.200.0.0/24', '10.200.1.0/24'], 'spec.podCIDRs of the nodes'),
      service: known(['10.96.0.0/12'], 'Networks of type service-cidr'),
      external: known(['10.71.0.0/16'], 'Networks of type external-cidr'),
    },
  } satisfies ClusterFacts);
});

test('reads a cluster without Liqo', async () => {
  const { facts, server } = await inspect(bareCluster);
  const absent = unknown('Liqo is not installed');
  expect(facts).toEqual({
    ...commonFacts(server, facts),
    liqo: {
      namespace: 'liqo',
      installed: known(false, 'the cluster has no custom resource definition of Liqo'),
      generation: absent,
      version: absent,
      clusterId: absent,
      authService: known(null, 'services in namespace liqo'),
      authIngress: known(null, 'ingresses.networking.k8s.io in namespace liqo'),
      authTls: absent,
      gatewayService: known(null, 'services in namespace liqo'),
      apiServerOverride: absent,
      trustedCa: absent,
      authAddressOverride: absent,
      authPortOverride: absent,
      shadowedAddressOverride: absent,
      caOverride: absent,
      eksCluster: absent,
      tunnelMtu: absent,
      reservedRanges: absent,
      lanDiscovery: absent,
      proxyEnvironment: absent,
      proxy: absent,
      activePeerings: known([], 'Liqo is not installed'),
      gatewayServers: known([], 'Liqo is not installed'),
    },
    cidrs: {
      pod: unknown('only Liqo tells the whole range of pods, and none of its objects does'),
      podOfNodes: known(['10.200.0.0/24', '10.200.1.0/24'], 'spec.podCIDRs of the nodes'),
      service: unknown('neither Liqo nor the API server tells which addresses Services have'),
      external: unknown('only Liqo has an external CIDR, and none of its objects tells it'),
    },
  } satisfies ClusterFacts);
});

test('nodes that may not be listed leave the facts that rest on them unknown', async () => {
  const { facts, server } = await inspect({ ...earlyCluster, '/api/v1/nodes': refuse('list', 'nodes') });
  const refused = unknown("the kubeconfig's user may not list nodes");
  const common = commonFacts(server, facts);
  expect({ ...facts, liqo: undefined }).toEqual({
    ...common,
    nodes: refused,
    platform: { provider: 'generic', cloud: refused, managed: refused, evidence: [] },
    refusedReads: [{ verb: 'list', resource: 'nodes' }],
    liqo: undefined,
    cidrs: {
      pod: known(['10.200.0.0/16'], 'argument --manager.pod-cidr of Deployment liqo-network-manager'),
      podOfNodes: refused,
      service: known(['10.96.0.0/12'], 'argument --manager.service-cidr of Deployment liqo-network-manager'),
      external: known(['10.201.0.0/16'], 'spec.externalCIDR of IpamStorage ipamstorage-x'),
    },
  });
});

test('deployments that may not be listed leave the generation to the objects that are there', async () => {
  const { facts } = await inspect({
    ...earlyCluster,
    '/apis/apps/v1/namespaces/liqo/deployments': refuse('list', 'deployments'),
  });
  const refused = unknown("the kubeconfig's user may not list deployments.apps in namespace liqo");
  const { installed, generation, version, authTls, apiServerOverride, trustedCa, proxy } = facts.liqo;
  expect({ installed, generation, version, authTls, apiServerOverride, trustedCa, proxy }).toEqual({
    installed: known(true, 'Services of Liqo in namespace liqo'),
    generation: known(
      'g2',
      'Service liqo-auth, and an override in an annotation of Service liqo-auth, which v0.5 and earlier do not have',
    ),
    version: refused,
    authTls: known(true, 'target port 8443 of Service liqo-auth'),
    apiServerOverride: refused,
    trustedCa: refused,
    proxy: refused,
  });
  expect(facts.cidrs.pod).toEqual(known(['10.200.0.0/16'], 'spec.podCIDR of IpamStorage ipamstorage-x'));
});

test('Liqo in another namespace is unknown and names that namespace and the flag', async () => {
  const elsewhere: Fixture = {
    ...bareCluster,
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': definitions('foreignclusters.core.liqo.io'),
    '/apis/apps/v1/deployments': list({
      metadata: { name: 'liqo-controller-manager', namespace: 'liqo-system' },
      spec: { template: { spec: { containers: [] } } },
    }),
  };
  const { facts, server } = await inspect(elsewhere, { side: 'remote' });
  expect(facts.liqo.installed).toEqual(
    unknown('Liqo is not in namespace liqo but in liqo-system: name it with --remote-liqo-namespace'),
  );
  expect(server.requests.at(-1)?.url).toBe(
    '/apis/apps/v1/deployments?labelSelector=app.kubernetes.io%2Fname%3Dcontroller-manager%2Capp.kubernetes.io%2Fpart-of%3Dliqo&limit=500',
  );
});

test('definitions that an uninstalled Liqo left behind are no Liqo', async () => {
  const { facts } = await inspect({
    ...bareCluster,
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': definitions('foreignclusters.core.liqo.io'),
    '/apis/apps/v1/deployments': list(),
  });
  expect(facts.liqo.installed).toEqual(
    known(false, 'no namespace holds a Deployment of liqo-controller-manager'),
  );
});

test('an Ingress of any name that leads to the authentication server is found', async () => {
  const { facts } = await inspect({
    ...earlyCluster,
    '/apis/networking.k8s.io/v1/namespaces/liqo/ingresses': list(
      {
        metadata: { name: 'other' },
        spec: { rules: [{ http: { paths: [{ backend: { resource: {} } }] } }] },
      },
      {
        metadata: { name: 'liqo-public', annotations: { 'kubernetes.io/ingress.class': 'nginx' } },
        spec: {
          tls: [{ hosts: ['auth.example.org'] }],
          rules: [
            {
              host: 'auth.example.org',
              http: { paths: [{ backend: { service: { name: 'liqo-auth', port: { number: 443 } } } }] },
            },
          ],
        },
        status: { loadBalancer: { ingress: [{ ip: '192.168.1.100' }, { hostname: 'lb.example.org' }] } },
      },
    ),
  });
  expect(facts.liqo.authIngress).toEqual(
    known(
      {
        name: 'liqo-public',
        host: 'auth.example.org',
        className: 'nginx',
        annotations: { 'kubernetes.io/ingress.class': 'nginx' },
        tls: true,
        addresses: ['192.168.1.100'],
      },
      'ingresses.networking.k8s.io in namespace liqo',
    ),
  );
});

test('virtual nodes are marked as such', async () => {
  const virtual = (name: string, labels: Readonly<Record<string, string>>): object => ({
    metadata: { name, labels },
  });
  const { facts } = await inspect({
    ...bareCluster,
    '/api/v1/nodes': list(
      virtual('liqo-rome', { 'liqo.io/type': 'virtual-node' }),
      virtual('aci', { type: 'virtual-kubelet' }),
      virtual('fargate', { 'eks.amazonaws.com/compute-type': 'fargate' }),
      virtual('real', {}),
    ),
  });
  expect(facts.nodes.known && facts.nodes.value.map(({ name, virtual: is }) => [name, is])).toEqual([
    ['liqo-rome', true],
    ['aci', true],
    ['fargate', true],
    ['real', false],
  ]);
});

test('service ranges are read where Kubernetes publishes them', async () => {
  const { facts } = await inspect({
    ...bareCluster,
    '/apis/networking.k8s.io/v1/servicecidrs': list({
      metadata: { name: 'kubernetes' },
      spec: { cidrs: ['10.96.0.0/12', 'fd00:10:96::/112'] },
    }),
  });
  expect(facts.cidrs.service).toEqual(
    known(['10.96.0.0/12', 'fd00:10:96::/112'], 'ServiceCIDRs of networking.k8s.io'),
  );
});

test('a refused token is a failure', async () => {
  await withServer(
    (_request, response) => json(response, status(401, 'Unauthorized', 'Unauthorized'), 401),
    async (server, connection) => {
      expect(await inspectCluster({ side: 'local', connection, liqoNamespace: 'liqo' })).toEqual({
        ok: false,
        failure: {
          code: 'unauthorized',
          message: 'Unauthorized',
          target: { verb: 'get', resource: '/version' },
          server: server.url,
          httpStatus: 401,
        },
      });
    },
  );
});

test('a server that is not there is a failure', async () => {
  const server = await startServer(() => undefined);
  await server.close();
  const connection = connect(kubeconfigFor(server));
  expect(await inspectCluster({ side: 'local', connection, liqoNamespace: 'liqo' })).toMatchObject({
    ok: false,
    failure: { code: 'unreachable', cause: 'ECONNREFUSED' },
  });
  connection.close();
});

test('a user who may read nothing at all still gets facts, all unknown but the certificate and the clock', async () => {
  await withServer(
    (_request, response) => json(response, forbidden('get', 'everything'), 403),
    async (_server, connection) => {
      const result = await inspectCluster({ side: 'local', connection, liqoNamespace: 'liqo' });
      expect(result).toMatchObject({
        ok: true,
        value: {
          uid: unknown("the kubeconfig's user may not get namespaces/kube-system"),
          nodes: unknown("the kubeconfig's user may not list nodes"),
          apiServer: { certificateAuthority: { known: true }, certificateNames: { known: true } },
          liqo: {
            installed: unknown("the kubeconfig's user may not list deployments.apps in namespace liqo"),
          },
          clock: { known: true },
        },
      });
    },
  );
});
