/** A distribution of Kubernetes that somebody runs on machines of their own, or in containers of one machine. */
export type Distribution = 'kubeadm' | 'openshift' | 'k3s' | 'rke2' | 'kind';

/** What a distribution leaves on a cluster. */
export interface DistributionSigns {
  /** What its versions end in, after those of Kubernetes. */
  readonly versionSuffix: string;
  readonly osImage: string;
  /** The DaemonSet of its network plugin. */
  readonly networkPlugin: string;
  readonly providerId?: (cluster: string, node: string) => string;
  /** Labels of every node. */
  readonly labels: Readonly<Record<string, string>>;
  /** Labels of control-plane nodes. */
  readonly controlPlaneLabels: Readonly<Record<string, string>>;
  /** Whether control-plane nodes run the pods of everybody, as in k3s and RKE2, even where there are others. */
  readonly controlPlaneRunsPods: boolean;
}

const debian = 'Debian GNU/Linux 12 (bookworm)';
const serverLabels = {
  'node-role.kubernetes.io/control-plane': 'true',
  'node-role.kubernetes.io/master': 'true',
};
const notForBalancers = { 'node.kubernetes.io/exclude-from-external-load-balancers': '' };

/**
 * The signs of the distributions.
 *
 * Source: kubeadm's phase mark-control-plane; kind's providerID patch; documentation of k3s, RKE2 and OpenShift on node
 * labels and taints.
 */
export const distributionSigns: Readonly<Record<Distribution, DistributionSigns>> = {
  kubeadm: {
    versionSuffix: '',
    osImage: debian,
    networkPlugin: 'kube-flannel-ds',
    labels: {},
    controlPlaneLabels: notForBalancers,
    controlPlaneRunsPods: false,
  },
  openshift: {
    versionSuffix: '',
    osImage: 'Red Hat Enterprise Linux CoreOS 415.92.202404161628-0 (Plow)',
    networkPlugin: 'ovnkube-node',
    providerId: (_, node) => `baremetalhost:///openshift-machine-api/${node}`,
    labels: { 'node.openshift.io/os_id': 'rhcos' },
    controlPlaneLabels: { 'node-role.kubernetes.io/master': '' },
    controlPlaneRunsPods: false,
  },
  k3s: {
    versionSuffix: '+k3s1',
    osImage: debian,
    networkPlugin: 'kube-flannel-ds',
    providerId: (_, node) => `k3s://${node}`,
    labels: { 'node.kubernetes.io/instance-type': 'k3s' },
    controlPlaneLabels: serverLabels,
    controlPlaneRunsPods: true,
  },
  rke2: {
    versionSuffix: '+rke2r1',
    osImage: 'Rocky Linux 9.6 (Blue Onyx)',
    networkPlugin: 'rke2-canal',
    providerId: (_, node) => `rke2://${node}`,
    labels: { 'node.kubernetes.io/instance-type': 'rke2' },
    controlPlaneLabels: { ...serverLabels, 'node-role.kubernetes.io/etcd': 'true' },
    controlPlaneRunsPods: true,
  },
  kind: {
    versionSuffix: '',
    osImage: debian,
    networkPlugin: 'kindnet',
    providerId: (cluster, node) => `kind://docker/${cluster}/${node}`,
    labels: {},
    controlPlaneLabels: notForBalancers,
    controlPlaneRunsPods: false,
  },
};
