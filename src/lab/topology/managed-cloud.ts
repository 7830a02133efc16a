import type { ClusterSpec, LiqoSpec } from './cluster-spec.js';
import { kubernetesBeside } from './liqo-spec.js';
import type { NodeSpec, Site } from './site.js';

/** Clouds whose managed clusters the lab plays. */
export type ManagedProvider = 'gke' | 'aks' | 'eks';

/** The third octet of private subnets and the last octets of public addresses are derived from one public /24. */
export interface ManagedCloud {
  readonly provider: ManagedProvider;
  readonly name: string;
  /** The first three octets of its public addresses, such as `198.51.100`. */
  readonly publicPrefix: string;
  /** The first two octets of its private network, such as `10.20`. */
  readonly privatePrefix: string;
  readonly liqo?: LiqoSpec;
}

const signs = {
  gke: {
    versionSuffix: '-gke.1489001',
    // Without Dataplane V2 the cloud's own routes carry pods, and this only prepares nodes for them.
    networkPlugin: 'netd',
    osImage: 'Container-Optimized OS from Google',
    providerId: (node: string) => `gce://example-project/europe-west1-b/gke-${node}`,
    labels: { 'cloud.google.com/gke-nodepool': 'workers', 'topology.kubernetes.io/region': 'europe-west1' },
  },
  aks: {
    versionSuffix: '',
    networkPlugin: 'azure-cns',
    osImage: 'Ubuntu 22.04.5 LTS',
    providerId: (node: string) =>
      `azure:///subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/mc_example/providers/Microsoft.Compute/virtualMachineScaleSets/aks-workers-vmss/virtualMachines/${node}`,
    labels: { 'kubernetes.azure.com/cluster': 'mc_example', 'topology.kubernetes.io/region': 'westeurope' },
  },
  eks: {
    versionSuffix: '-eks-508b6b3',
    networkPlugin: 'aws-node',
    osImage: 'Amazon Linux 2023',
    providerId: (node: string) => `aws:///eu-west-1a/i-${Buffer.from(node).toString('hex')}`,
    labels: { 'eks.amazonaws.com/nodegroup': 'workers', 'topology.kubernetes.io/region': 'eu-west-1' },
  },
} as const;

/** The name under which a place publishes a cluster's API server: EKS has names of its own. */
export function apiNameOf(place: string, name: string): string {
  return place === 'eks' ? `${name}.gr7.eu-west-1.eks.amazonaws.com` : providedApiName(name);
}

/** The name under which the cloud publishes a cluster's API server. */
export function providedApiName(name: string): string {
  return `${name}.api.example.com`;
}

/** A managed cluster: two worker nodes with private addresses, an API server and load balancers with public ones. */
export function managedCloud(cloud: ManagedCloud): { site: Site; cluster: ClusterSpec } {
  const { versionSuffix, networkPlugin, osImage, providerId, labels } = signs[cloud.provider];
  const apiName = apiNameOf(cloud.provider, cloud.name);
  const node = (index: number) => ({
    ...machineNames(cloud, index),
    providerId: providerId(`${cloud.name}${index}`),
    labels: { ...labels },
  });
  return {
    site: {
      lan: { name: `${cloud.name}-vpc`, subnet: `${cloud.privatePrefix}.0.0/24` },
      nodes: [node(1), node(2)],
      nat: { publicAddress: `${cloud.publicPrefix}.2`, ports: 'random', forwards: [] },
      firewall: [],
    },
    cluster: {
      name: cloud.name,
      kubernetesVersion: `${kubernetesBeside(cloud.liqo)}${versionSuffix}`,
      osImage,
      podCidr: `${cloud.privatePrefix}.128.0/17`,
      serviceCidr: '172.20.0.0/16',
      apiServer: {
        place: 'provided',
        address: `${cloud.publicPrefix}.5`,
        port: 443,
        certificateNames: [apiName, `${cloud.publicPrefix}.5`],
      },
      loadBalancer: { kind: 'address', pool: addressPool(cloud.publicPrefix) },
      networkPlugin,
      ...(cloud.liqo && { liqo: cloud.liqo }),
    },
  };
}

/** Machines of AWS are nodes by the names that they have in its private DNS. */
function machineNames(
  { provider, name, privatePrefix }: ManagedCloud,
  index: number,
): Pick<NodeSpec, 'name' | 'addresses'> {
  const address = `${privatePrefix}.0.${10 + index}`;
  const own =
    provider === 'eks'
      ? `ip-${address.replaceAll('.', '-')}.eu-west-1.compute.internal`
      : `${name}-worker-${index}`;
  return {
    name: own,
    addresses: [
      { type: 'InternalIP', address },
      ...(provider === 'eks' ? [{ type: 'InternalDNS', address: own } as const] : []),
      { type: 'Hostname', address: own },
    ],
  };
}

/** Addresses for load balancers: `.100` to `.129` of a /24. */
export function addressPool(prefix: string): readonly string[] {
  return Array.from({ length: 30 }, (_, index) => `${prefix}.${100 + index}`);
}
