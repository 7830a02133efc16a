/** A product whose control plane a public cloud runs, and what it leaves to recognise it by. */
export interface ManagedService {
  readonly provider: string;
  /** Its name in a sentence. */
  readonly name: string;
  /** Scheme of `Node.spec.providerID`. Software of the same vendor also runs elsewhere: another scheme excludes it. */
  readonly providerIdScheme: string;
  readonly versionSuffix?: RegExp;
  readonly nodeLabels: readonly string[];
  readonly hostSuffixes: readonly string[];
}

/**
 * Control planes that are a cloud's product.
 *
 * SOURCE: the providers' own documentation of node labels, version strings and endpoint names. EKS versions end in a
 * commit (`-eks-508b6b3`); those of EKS Distro, which runs anywhere, in a release (`-eks-1-28-9`).
 */
export const managedServices: readonly ManagedService[] = [
  {
    provider: 'eks',
    name: 'Amazon EKS',
    providerIdScheme: 'aws',
    versionSuffix: /-eks-[0-9a-f]{7,}$/u,
    nodeLabels: [
      'eks.amazonaws.com/nodegroup',
      'eks.amazonaws.com/compute-type',
      'alpha.eksctl.io/nodegroup-name',
    ],
    hostSuffixes: ['.eks.amazonaws.com', '.eks.amazonaws.com.cn'],
  },
  {
    provider: 'gke',
    name: 'Google GKE',
    providerIdScheme: 'gce',
    versionSuffix: /-gke\.\d+$/u,
    nodeLabels: ['cloud.google.com/gke-nodepool'],
    hostSuffixes: ['.gke.goog'],
  },
  {
    provider: 'aks',
    name: 'Azure AKS',
    providerIdScheme: 'azure',
    nodeLabels: ['kubernetes.azure.com/cluster', 'kubernetes.azure.com/agentpool'],
    hostSuffixes: ['.azmk8s.io'],
  },
  {
    provider: 'doks',
    name: 'DigitalOcean Kubernetes',
    providerIdScheme: 'digitalocean',
    nodeLabels: ['doks.digitalocean.com/node-pool'],
    hostSuffixes: ['.k8s.ondigitalocean.com'],
  },
  {
    provider: 'lke',
    name: 'Linode Kubernetes Engine',
    providerIdScheme: 'linode',
    nodeLabels: ['lke.linode.com/pool-id'],
    hostSuffixes: ['.linodelke.net'],
  },
  {
    provider: 'iks',
    name: 'IBM Cloud Kubernetes Service',
    providerIdScheme: 'ibm',
    versionSuffix: /\+IKS$/u,
    nodeLabels: ['ibm-cloud.kubernetes.io/worker-id'],
    hostSuffixes: ['.containers.cloud.ibm.com'],
  },
  {
    provider: 'kapsule',
    name: 'Scaleway Kapsule',
    providerIdScheme: 'scaleway',
    nodeLabels: ['k8s.scaleway.com/kapsule'],
    hostSuffixes: ['.scw.cloud'],
  },
  {
    provider: 'ovhcloud',
    name: 'OVHcloud Managed Kubernetes',
    providerIdScheme: 'openstack',
    nodeLabels: [],
    hostSuffixes: ['.k8s.ovh.net'],
  },
];

/** Public clouds by the scheme their controller puts before `Node.spec.providerID`. */
export const publicClouds: Readonly<Record<string, string>> = {
  aws: 'aws',
  gce: 'gcp',
  azure: 'azure',
  digitalocean: 'digitalocean',
  linode: 'linode',
  ibm: 'ibm',
  scaleway: 'scaleway',
  hcloud: 'hetzner',
  oci: 'oracle',
  alicloud: 'alibaba',
  qcloud: 'tencent',
  vultr: 'vultr',
  civo: 'civo',
  exoscale: 'exoscale',
  upcloud: 'upcloud',
  equinixmetal: 'equinixmetal',
};

/** Schemes of provider IDs that stand for an operator's own machines or name a distribution, not a public cloud. */
export const ownMachines: readonly string[] = [
  'openstack',
  'vsphere',
  'metal3',
  'baremetal',
  'baremetalhost',
  'proxmox',
  'nutanix',
  'kubevirt',
  'harvester',
  'k3s',
  'rke2',
  'kind',
];

/** Kernels that distributions build for the machines of one cloud. SOURCE: Ubuntu's and Amazon Linux's kernel names. */
export const cloudKernels: readonly { readonly pattern: RegExp; readonly provider: string }[] = [
  { pattern: /-aws(-|$)|\.amzn\d/u, provider: 'aws' },
  { pattern: /-azure(-|$)/u, provider: 'azure' },
  { pattern: /-(gcp|gke)(-|$)/u, provider: 'gcp' },
  { pattern: /-oracle(-|$)/u, provider: 'oracle' },
];

/** A distribution that an operator runs, and what it leaves to recognise it by. */
export interface Distribution {
  readonly provider: string;
  readonly versionSuffix?: RegExp;
  readonly nodeLabels: readonly string[];
  readonly providerIdScheme?: string;
  /** Nodes are containers or virtual machines of one developer's computer, whatever cloud that computer is in. */
  readonly local?: true;
}

/** Distributions, the more specific ones first: kind and minikube are made by kubeadm. */
export const distributions: readonly Distribution[] = [
  { provider: 'kind', nodeLabels: [], providerIdScheme: 'kind', local: true },
  { provider: 'minikube', nodeLabels: ['minikube.k8s.io/name'], local: true },
  { provider: 'openshift', nodeLabels: ['node.openshift.io/os_id'] },
  { provider: 'k3s', versionSuffix: /\+k3s\d*$/u, nodeLabels: [], providerIdScheme: 'k3s' },
  { provider: 'rke2', versionSuffix: /\+rke2r?\d*$/u, nodeLabels: [], providerIdScheme: 'rke2' },
  { provider: 'k0s', versionSuffix: /\+k0s/u, nodeLabels: [] },
  { provider: 'microk8s', nodeLabels: ['microk8s.io/cluster'] },
];

/** Hosts of OpenShift clusters that Red Hat runs in a public cloud (ROSA, OpenShift Dedicated, ARO). */
export const managedOpenShiftHosts: readonly string[] = ['.openshiftapps.com', '.aroapp.io'];

/** Labels of nodes that run the control plane, old names included. */
export const controlPlaneLabels: readonly string[] = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
  'node-role.kubernetes.io/controlplane',
];

/** kubeadm puts this on the nodes it gives a control plane. SOURCE: kubeadm, `mark-control-plane` phase. */
export const kubeadmLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';
