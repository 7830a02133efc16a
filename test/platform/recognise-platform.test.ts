import { expect, test } from 'vitest';

import type { NodeFacts, PlatformFacts } from '../../src/model/cluster-facts.js';
import { known, unknown } from '../../src/model/fact.js';
import { recognisePlatform } from '../../src/platform/recognise-platform.js';

function node(overrides: Partial<NodeFacts> = {}): NodeFacts {
  return {
    name: 'n1',
    addresses: [],
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

function recognise(
  nodes: readonly NodeFacts[],
  { version = 'v1.33.2', url = 'https://192.168.1.10:6443' } = {},
): PlatformFacts {
  return recognisePlatform({
    nodes: known(nodes, 'nodes'),
    kubernetesVersion: known(version, '/version'),
    apiServerUrl: url,
  });
}

const noSign =
  'No node has a provider ID, a label or a kernel of a public cloud, nor has the API server such a name.';

test('recognises EKS by version, label, API server name and provider ID', () => {
  const nodes = [
    node({ providerId: 'aws:///eu-west-1a/i-1', labels: { 'eks.amazonaws.com/nodegroup': 'default' } }),
  ];
  const signs = [
    'The Kubernetes version is v1.33.1-eks-595af52.',
    'Node n1 carries the label eks.amazonaws.com/nodegroup.',
    "The API server's name 3f2a.gr7.eu-west-1.eks.amazonaws.com ends in .eks.amazonaws.com.",
  ];
  const scheme = 'The provider IDs of 1 of 1 nodes begin with aws://.';
  expect(
    recognise(nodes, {
      version: 'v1.33.1-eks-595af52',
      url: 'https://3F2A.gr7.eu-west-1.eks.amazonaws.com',
    }),
  ).toEqual({
    provider: 'eks',
    cloud: known(true, [scheme, ...signs].join(' ')),
    managed: known(true, signs.join(' ')),
    evidence: [...signs, scheme],
  });
});

test('a kubeadm cluster on private machines is no cloud', () => {
  const labels = {
    'node-role.kubernetes.io/control-plane': '',
    'node.kubernetes.io/exclude-from-external-load-balancers': '',
  };
  expect(recognise([node({ name: 'cp-1', labels }), node({ name: 'worker-1' })])).toEqual({
    provider: 'kubeadm',
    cloud: known(false, noSign),
    managed: known(false, 'Node cp-1 carries the label node-role.kubernetes.io/control-plane.'),
    evidence: ['Node cp-1 carries the label node.kubernetes.io/exclude-from-external-load-balancers.'],
  });
});

test('nodes that cannot be read leave an unmanaged-looking cluster unknown', () => {
  const reason = "the kubeconfig's user may not list nodes";
  expect(
    recognisePlatform({
      nodes: unknown(reason),
      kubernetesVersion: known('v1.33.2', '/version'),
      apiServerUrl: 'https://192.168.1.10:6443',
    }),
  ).toEqual({ provider: 'generic', cloud: unknown(reason), managed: unknown(reason), evidence: [] });
});

test('the name of the API server alone tells AKS when nodes cannot be read', () => {
  const sign = "The API server's name a-dns-1.hcp.westeurope.azmk8s.io ends in .azmk8s.io.";
  expect(
    recognisePlatform({
      nodes: unknown('no'),
      kubernetesVersion: known('v1.33.2', '/version'),
      apiServerUrl: 'https://a-dns-1.hcp.westeurope.azmk8s.io:443',
    }),
  ).toEqual({ provider: 'aks', cloud: known(true, sign), managed: known(true, sign), evidence: [sign] });
});

/** What is compared in the table: `undefined` stands for unknown. */
function summary({ provider, cloud, managed }: PlatformFacts) {
  return {
    provider,
    cloud: cloud.known ? cloud.value : undefined,
    managed: managed.known ? managed.value : undefined,
  };
}

const controlPlane = { 'node-role.kubernetes.io/control-plane': 'true' };

test.each([
  {
    title: 'GKE by its version and node pool',
    nodes: [node({ providerId: 'gce://p/z/n', labels: { 'cloud.google.com/gke-nodepool': 'default' } })],
    where: { version: 'v1.32.4-gke.1106006' },
    expected: { provider: 'gke', cloud: true, managed: true },
  },
  {
    title: 'Google software on vSphere, which is not GKE',
    nodes: [node({ providerId: 'vsphere://42', labels: controlPlane })],
    where: { version: 'v1.28.4-gke.1600' },
    expected: { provider: 'vsphere', cloud: false, managed: false },
  },
  {
    title: 'EKS Distro, which runs anywhere',
    nodes: [node({ labels: controlPlane })],
    where: { version: 'v1.28.9-eks-1-28-22' },
    expected: { provider: 'generic', cloud: false, managed: false },
  },
  {
    title: 'EKS with Fargate nodes alone',
    nodes: [node({ virtual: true, labels: { 'eks.amazonaws.com/compute-type': 'fargate' } })],
    where: {},
    expected: { provider: 'eks', cloud: true, managed: true },
  },
  {
    title: 'own control plane on machines of AWS',
    nodes: [node({ providerId: 'aws:///eu-west-1a/i-1', labels: controlPlane })],
    where: {},
    expected: { provider: 'aws', cloud: true, managed: false },
  },
  {
    title: 'machines of AWS known by their kernel alone, with no control-plane node in sight',
    nodes: [node({ kernelVersion: '6.8.0-1021-aws' })],
    where: {},
    expected: { provider: 'aws', cloud: true, managed: undefined },
  },
  {
    title: 'k3s on own machines',
    nodes: [node({ providerId: 'k3s://n1', labels: controlPlane })],
    where: { version: 'v1.32.3+k3s1' },
    expected: { provider: 'k3s', cloud: false, managed: false },
  },
  {
    title: 'k3s on machines of Azure',
    nodes: [node({ providerId: 'azure:///subscriptions/1', labels: controlPlane })],
    where: { version: 'v1.32.3+k3s1' },
    expected: { provider: 'k3s', cloud: true, managed: false },
  },
  {
    title: 'kind on a runner in Azure, whose nodes are containers',
    nodes: [
      node({ providerId: 'kind://docker/c/n', kernelVersion: '6.8.0-1021-azure', labels: controlPlane }),
    ],
    where: {},
    expected: { provider: 'kind', cloud: false, managed: false },
  },
  {
    title: 'OpenStack, which is no public cloud',
    nodes: [node({ providerId: 'openstack:///1' })],
    where: {},
    expected: { provider: 'openstack', cloud: false, managed: false },
  },
  {
    title: 'OVHcloud, whose machines say OpenStack',
    nodes: [node({ providerId: 'openstack:///1' })],
    where: { url: 'https://x.c1.gra7.k8s.ovh.net' },
    expected: { provider: 'ovhcloud', cloud: true, managed: true },
  },
  {
    title: 'OpenShift on own machines',
    nodes: [node({ labels: { ...controlPlane, 'node.openshift.io/os_id': 'rhcos' } })],
    where: {},
    expected: { provider: 'openshift', cloud: false, managed: false },
  },
  {
    title: 'OpenShift that Red Hat runs on AWS',
    nodes: [node({ providerId: 'aws:///a/i-1', labels: { 'node.openshift.io/os_id': 'rhcos' } })],
    where: { url: 'https://api.x.p1.openshiftapps.com:6443' },
    expected: { provider: 'openshift', cloud: true, managed: true },
  },
  {
    title: 'a provider ID nobody knows',
    nodes: [node({ providerId: 'mycloud://1' })],
    where: {},
    expected: { provider: 'generic', cloud: undefined, managed: undefined },
  },
  {
    title: "own machines beside a Liqo node, whose labels are another cluster's",
    nodes: [
      node(),
      node({
        virtual: true,
        labels: { 'cloud.google.com/gke-nodepool': 'x', 'liqo.io/type': 'virtual-node' },
      }),
    ],
    where: {},
    expected: { provider: 'generic', cloud: false, managed: false },
  },
  {
    title: 'no machines at all',
    nodes: [node({ virtual: true })],
    where: {},
    expected: { provider: 'generic', cloud: undefined, managed: undefined },
  },
])('recognises $title', ({ nodes, where, expected }) => {
  expect(summary(recognise(nodes, where))).toEqual(expected);
});
