import type {
  ApiServerFacts,
  CidrFacts,
  ClusterFacts,
  IngressFacts,
  LiqoFacts,
  NodeAddress,
  NodeFacts,
  PlatformFacts,
  ServiceFacts,
} from '../../src/model/cluster-facts.js';
import { known } from '../../src/model/fact.js';
import type { Generation, Side } from '../../src/model/peering.js';

/** What may differ from a plain healthy cluster. Groups are merged field by field; `nodes` is replaced whole. */
export interface ClusterOverrides {
  readonly name?: string;
  readonly uid?: ClusterFacts['uid'];
  readonly kubernetesVersion?: ClusterFacts['kubernetesVersion'];
  readonly platform?: Partial<PlatformFacts>;
  readonly nodes?: ClusterFacts['nodes'];
  readonly apiServer?: Partial<ApiServerFacts>;
  readonly liqo?: Partial<LiqoFacts>;
  readonly cidrs?: Partial<CidrFacts>;
  readonly networkPlugins?: ClusterFacts['networkPlugins'];
  readonly clock?: ClusterFacts['clock'];
  readonly permissions?: ClusterFacts['permissions'];
  readonly refusedReads?: ClusterFacts['refusedReads'];
}

const source = 'a test';

/** A Ready Linux node; `addresses` reads `type: address`. */
export function nodeFacts(overrides: Partial<NodeFacts> = {}): NodeFacts {
  return {
    name: 'node-1',
    addresses: [{ type: 'InternalIP', address: '192.168.1.11' }],
    ready: true,
    schedulable: true,
    labels: {},
    kernelVersion: '6.8.0-45-generic',
    osImage: 'Ubuntu 24.04.1 LTS',
    architecture: 'amd64',
    virtual: false,
    operatingSystem: 'linux',
    ...overrides,
  };
}

/** Node addresses in the order given: `addresses(['InternalIP', '10.0.0.1'], ['Hostname', 'node-1'])`. */
export function addresses(...pairs: readonly (readonly [type: string, address: string])[]): NodeAddress[] {
  return pairs.map(([type, address]) => ({ type, address }));
}

/** The Service `liqo-auth` of v0.3–v0.10: a NodePort 30443 unless overridden. */
export function authServiceFacts(overrides: Partial<ServiceFacts> = {}): ServiceFacts {
  return {
    namespace: 'liqo',
    name: 'liqo-auth',
    type: 'NodePort',
    clusterIp: '10.96.40.1',
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 8443, nodePort: 30443 }],
    loadBalancer: [],
    annotations: {},
    externalTrafficPolicy: 'Cluster',
    readyEndpoints: known(1, source),
    warnings: known([], source),
    ...overrides,
  };
}

/** The Service `liqo-gateway` of v0.3–v0.10: a NodePort 31871 at 192.168.1.11 unless overridden. */
export function gatewayServiceFacts(overrides: Partial<ServiceFacts> = {}): ServiceFacts {
  return {
    namespace: 'liqo',
    name: 'liqo-gateway',
    type: 'NodePort',
    clusterIp: '10.96.40.2',
    ports: [{ name: 'wireguard', protocol: 'UDP', port: 5871, targetPort: 5871, nodePort: 31871 }],
    loadBalancer: [],
    annotations: { 'net.liqo.io/gatewayNodeIP': '192.168.1.11' },
    externalTrafficPolicy: 'Cluster',
    readyEndpoints: known(1, source),
    warnings: known([], source),
    ...overrides,
  };
}

/** An Ingress in front of liqo-auth at `auth.example.org`. */
export function authIngressFacts(overrides: Partial<IngressFacts> = {}): IngressFacts {
  return {
    name: 'liqo-auth',
    host: 'auth.example.org',
    className: 'nginx',
    annotations: {},
    tls: true,
    addresses: [{ ip: '203.0.113.30' }],
    ...overrides,
  };
}

/** Liqo v1.2.0, installed, with nothing overridden and no peering. */
export function liqoFacts(overrides: Partial<LiqoFacts> = {}): LiqoFacts {
  return {
    namespace: 'liqo',
    installed: known(true, source),
    generation: known('g3', source),
    version: known('v1.2.0', source),
    clusterId: known('cluster', source),
    authService: known(null, source),
    authIngress: known(null, source),
    authTls: known(true, source),
    gatewayService: known(null, source),
    apiServerOverride: known(null, source),
    trustedCa: known(false, source),
    authAddressOverride: known(null, source),
    shadowedAddressOverride: known(null, source),
    authPortOverride: known(null, source),
    caOverride: known(null, source),
    eksCluster: known(null, source),
    tunnelMtu: known(null, source),
    reservedRanges: known([], source),
    lanDiscovery: known(null, source),
    proxyEnvironment: known(null, source),
    proxy: known(true, source),
    activePeerings: known([], source),
    gatewayServers: known([], source),
    ...overrides,
  };
}

/** Liqo v0.3–v0.10 with both Services as NodePorts: pass the version, and what differs. */
export function earlyLiqoFacts(version: string, overrides: Partial<LiqoFacts> = {}): LiqoFacts {
  const generation: Generation = version.startsWith('v0.3') || version.startsWith('v0.4') ? 'g1' : 'g2';
  return liqoFacts({
    generation: known(generation, source),
    version: known(version, source),
    clusterId: known('5b6f1c1e-8d5f-4f4b-9a3e-2f1d5b6f1c1e', source),
    authService: known(authServiceFacts(), source),
    gatewayService: known(gatewayServiceFacts(), source),
    tunnelMtu: known(1340, source),
    ...overrides,
  });
}

/** Facts of a cluster without Liqo. */
export function noLiqoFacts(overrides: Partial<LiqoFacts> = {}): LiqoFacts {
  const absent = { known: false, reason: 'Liqo is not installed' } as const;
  return liqoFacts({
    installed: known(false, source),
    generation: absent,
    version: absent,
    clusterId: absent,
    authTls: absent,
    apiServerOverride: absent,
    trustedCa: absent,
    authAddressOverride: absent,
    shadowedAddressOverride: absent,
    authPortOverride: absent,
    caOverride: absent,
    eksCluster: absent,
    tunnelMtu: absent,
    reservedRanges: absent,
    lanDiscovery: absent,
    proxy: absent,
    ...overrides,
  });
}

/** A plain healthy cluster: one Ready node, Liqo v1.2.0; every fact is known. */
export function clusterFacts(side: Side, overrides: ClusterOverrides = {}): ClusterFacts {
  return {
    side,
    name: overrides.name ?? side,
    uid: overrides.uid ?? known(`uid-of-${side}`, source),
    kubernetesVersion: overrides.kubernetesVersion ?? known('v1.33.2', source),
    platform: {
      provider: 'generic',
      cloud: known(false, source),
      managed: known(false, source),
      evidence: [],
      ...overrides.platform,
    },
    nodes: overrides.nodes ?? known([nodeFacts()], source),
    apiServer: {
      kubeconfigUrl: 'https://192.168.1.10:6443',
      listeners: known([{ address: '192.168.1.10', port: 6443 }], source),
      certificateAuthority: known('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n', source),
      certificateNames: known(['kubernetes', 'kubernetes.default.svc', '10.96.0.1', '192.168.1.10'], source),
      certificateStartsAt: known('2025-01-01T00:00:00.000Z', source),
      certificateExpiresAt: known('2035-01-01T00:00:00.000Z', source),
      kubeconfigSharesAuthority: known(true, source),
      ...overrides.apiServer,
    },
    liqo: liqoFacts({ clusterId: known(side, source), ...overrides.liqo }),
    cidrs: {
      pod: known(['10.244.0.0/16'], source),
      podOfNodes: known(['10.244.0.0/24'], source),
      service: known(['10.96.0.0/12'], source),
      external: known(['10.70.0.0/16'], source),
      ...overrides.cidrs,
    },
    networkPlugins: overrides.networkPlugins ?? known(['flannel'], source),
    clock: overrides.clock ?? known({ aheadMs: 0, withinMs: 520 }, source),
    permissions: overrides.permissions ?? [],
    refusedReads: overrides.refusedReads ?? [],
  };
}

/**
 * A kubeadm cluster with private addresses: control-plane node `cp-1` at 192.168.1.10, worker `worker-1` at
 * 192.168.1.11; Liqo v1.2.0 without an API server override.
 */
export function onPremisesCluster(side: Side, overrides: ClusterOverrides = {}): ClusterFacts {
  return clusterFacts(side, {
    nodes: known(
      [
        nodeFacts({
          name: 'cp-1',
          addresses: addresses(['InternalIP', '192.168.1.10'], ['Hostname', 'cp-1']),
          labels: { 'node-role.kubernetes.io/control-plane': '' },
        }),
        nodeFacts({
          name: 'worker-1',
          addresses: addresses(['InternalIP', '192.168.1.11'], ['Hostname', 'worker-1']),
        }),
      ],
      source,
    ),
    ...overrides,
    platform: { provider: 'kubeadm', ...overrides.platform },
  });
}

/**
 * A managed cluster (EKS) with a public API endpoint: two nodes with public and private addresses and no
 * control-plane node; Liqo v1.2.0 with `apiServer.address` and AWS credentials as `liqoctl install eks` sets them.
 */
export function cloudCluster(side: Side, overrides: ClusterOverrides = {}): ClusterFacts {
  const url = 'https://3f2a.gr7.eu-west-1.eks.amazonaws.com';
  const node = (name: string, internal: string, external: string): NodeFacts =>
    nodeFacts({
      name,
      addresses: addresses(['InternalIP', internal], ['ExternalIP', external]),
      labels: { 'eks.amazonaws.com/nodegroup': 'default' },
      providerId: `aws:///eu-west-1a/i-${name}`,
      osImage: 'Amazon Linux 2023',
    });
  return clusterFacts(side, {
    kubernetesVersion: known('v1.33.1-eks-595af52', source),
    nodes: known([node('a', '10.0.1.11', '198.51.100.11'), node('b', '10.0.1.12', '198.51.100.12')], source),
    ...overrides,
    platform: {
      provider: 'eks',
      cloud: known(true, source),
      managed: known(true, source),
      evidence: ['The provider IDs of the nodes begin with aws://.'],
      ...overrides.platform,
    },
    apiServer: {
      kubeconfigUrl: url,
      listeners: known([{ address: '10.0.3.7', port: 443 }], source),
      certificateNames: known(['3f2a.gr7.eu-west-1.eks.amazonaws.com', '10.100.0.1', 'kubernetes'], source),
      ...overrides.apiServer,
    },
    liqo: {
      apiServerOverride: known(url, source),
      eksCluster: known('cloud', source),
      reservedRanges: known(['10.0.0.0/16'], source),
      ...overrides.liqo,
    },
    cidrs: { service: known(['10.100.0.0/16'], source), ...overrides.cidrs },
  });
}
