import { expect, test } from 'vitest';

import { installCommands } from '../../../src/liqo/words/install-command.js';
import type { ClusterFacts } from '../../../src/model/cluster-facts.js';
import { known, unknown } from '../../../src/model/fact.js';
import { clusterFacts, nodeFacts, type ClusterOverrides } from '../../helpers/cluster-facts.js';
import { releaseOf } from '../releases.js';

const cluster = { context: 'rome', liqoNamespace: 'liqo' };

function facts(provider: string, overrides: ClusterOverrides = {}): ClusterFacts {
  return clusterFacts('local', { name: 'rome', ...overrides, platform: { provider } });
}

function on(...providerIds: readonly string[]): ClusterFacts['nodes'] {
  return known(
    providerIds.map((providerId, index) => nodeFacts({ name: `node-${index}`, providerId })),
    'a test',
  );
}

const eks = facts('eks', { nodes: on('aws:///eu-west-1a/i-0abc') });
const gke = facts('gke', { nodes: on('gce://my-project/europe-west1-b/gke-one') });
const aks = facts('aks', {
  nodes: on(
    'azure:///subscriptions/8f0c/resourceGroups/MC_shop_front_westeurope/providers/Microsoft.Compute/virtualMachineScaleSets/a/virtualMachines/0',
  ),
});

interface Row {
  readonly version: string;
  readonly title: string;
  readonly facts: ClusterFacts;
  readonly line: string;
}

const rows: readonly Row[] = [
  {
    version: 'v1.2.0',
    title: 'kubeadm',
    facts: facts('kubeadm'),
    line: 'liqoctl install kubeadm --version v1.2.0 --context rome',
  },
  {
    version: 'v0.10.3',
    title: 'kind',
    facts: facts('kind', { name: 'kind-rome' }),
    line: 'liqoctl install kind --version v0.10.3 --cluster-name kind-rome --context rome',
  },
  {
    version: 'v0.8.3',
    title: 'openshift',
    facts: facts('openshift', { name: 'admin/api-ocp:6443/kube:admin' }),
    line: 'liqoctl install openshift --version v0.8.3 --cluster-name kube-admin --context rome',
  },
  {
    version: 'v1.0.0',
    title: 'k3s with ranges of its own',
    facts: facts('k3s', {
      cidrs: { pod: known(['10.1.0.0/16'], 'a test'), service: known(['10.43.0.0/16'], 'a test') },
    }),
    line: 'liqoctl install k3s --version v1.0.0 --context rome --pod-cidr 10.1.0.0/16',
  },
  {
    version: 'v1.2.0',
    title: 'k3s without Liqo, of whose pods only the ranges of the nodes are known, as of any without',
    facts: facts('k3s', {
      cidrs: {
        pod: unknown('a test'),
        podOfNodes: known(['10.42.0.0/24', '10.42.1.0/24'], 'a test'),
        service: unknown('a test'),
      },
    }),
    line: 'liqoctl install k3s --version v1.2.0 --context rome',
  },
  {
    version: 'v1.2.0',
    title: 'k3s whose nodes show that its range of pods is another one',
    facts: facts('k3s', {
      cidrs: {
        pod: unknown('a test'),
        podOfNodes: known(['10.1.0.0/24'], 'a test'),
        service: unknown('a test'),
      },
    }),
    line: "liqoctl install k3s --version v1.2.0 --context rome --pod-cidr '<CIDR of the pods>'",
  },
  {
    version: 'v0.5.0',
    title: 'a distribution without an installer',
    facts: facts('rke2'),
    line: 'liqoctl install --version v0.5.0 --cluster-name rome --context rome --pod-cidr 10.244.0.0/16 --service-cidr 10.96.0.0/12',
  },
  {
    version: 'v1.1.2',
    title: 'a dual-stack cluster with two ranges of pods, of which it takes one',
    facts: facts('generic', {
      cidrs: { pod: known(['fd00:10::/56', '10.1.0.0/16', '10.2.0.0/16'], 'a test') },
    }),
    line: 'liqoctl install --version v1.1.2 --context rome --pod-cidr 10.1.0.0/16 --service-cidr 10.96.0.0/12',
  },
  {
    version: 'v1.2.0',
    title: 'a cluster with two ranges of pods, of which it takes both',
    facts: facts('generic', {
      cidrs: { pod: known(['10.1.0.0/16', '10.2.0.0/16'], 'a test'), service: unknown('a test') },
    }),
    line: "liqoctl install --version v1.2.0 --context rome --pod-cidr 10.1.0.0/16,10.2.0.0/16 --service-cidr '<CIDR of the services>'",
  },
  {
    version: 'v1.2.0',
    title: 'EKS by its nodes',
    facts: eks,
    line: "liqoctl install eks --version v1.2.0 --context rome --eks-cluster-region eu-west-1 --eks-cluster-name '<name of the EKS cluster>'",
  },
  {
    version: 'v0.10.3',
    title: 'EKS by its context',
    facts: facts('eks', { name: 'arn:aws-us-gov:eks:us-gov-west-1:123456789012:cluster/shop', nodes: on() }),
    line: 'liqoctl install eks --version v0.10.3 --cluster-name shop --context rome --eks-cluster-region us-gov-west-1 --eks-cluster-name shop',
  },
  {
    version: 'v1.0.0',
    title: 'EKS in a local zone',
    facts: facts('eks', { nodes: on('aws:///us-west-2-lax-1a/i-0abc') }),
    line: "liqoctl install eks --version v1.0.0 --context rome --eks-cluster-region us-west-2 --eks-cluster-name '<name of the EKS cluster>'",
  },
  {
    version: 'v0.4.0',
    title: 'EKS, whose flag was another',
    facts: eks,
    line: "liqoctl install eks --version v0.4.0 --cluster-name rome --region eu-west-1 --eks-cluster-name '<name of the EKS cluster>'",
  },
  {
    version: 'v1.2.0',
    title: 'GKE by its nodes',
    facts: gke,
    line: "liqoctl install gke --version v1.2.0 --context rome --project-id my-project --cluster-id '<name of the GKE cluster>' --zone europe-west1-b --credentials-path '<file of a service account key>'",
  },
  {
    version: 'v0.8.3',
    title: 'GKE by its context, a regional one',
    facts: facts('gke', { name: 'gke_my-project_europe-west1_shop', nodes: on() }),
    line: "liqoctl install gke --version v0.8.3 --cluster-name shop --context rome --project-id my-project --cluster-id shop --region europe-west1 --credentials-path '<file of a service account key>'",
  },
  {
    version: 'v1.0.0',
    title: 'GKE in several zones',
    facts: facts('gke', { nodes: on('gce://p/us-east1-b/one', 'gce://p/us-east1-c/two') }),
    line: "liqoctl install gke --version v1.0.0 --context rome --project-id p --cluster-id '<name of the GKE cluster>' --region us-east1 --credentials-path '<file of a service account key>'",
  },
  {
    version: 'v1.2.0',
    title: "AKS, whose nodes have a resource group named after the cluster's",
    facts: aks,
    line: 'liqoctl install aks --version v1.2.0 --context rome --subscription-id 8f0c --resource-group-name shop --resource-name front',
  },
  {
    version: 'v0.5.0',
    title: 'AKS with a name that cannot be parted',
    facts: facts('aks', {
      nodes: on('azure:///subscriptions/8f0c/resourceGroups/mc_my_shop_front_westeurope/providers/x'),
    }),
    line: "liqoctl install aks --version v0.5.0 --cluster-name rome --context rome --subscription-id 8f0c --resource-group-name '<resource group of the cluster>' --resource-name '<name of the AKS cluster>'",
  },
  {
    version: 'v1.2.0',
    title: 'AKS of which nothing can be read',
    facts: facts('aks', { nodes: unknown('forbidden') }),
    line: "liqoctl install aks --version v1.2.0 --context rome --subscription-id '<subscription ID>' --resource-group-name '<resource group of the cluster>' --resource-name '<name of the AKS cluster>'",
  },
];

test.each(rows)('Liqo $version on $title is installed with one line', ({ version, facts: some, line }) => {
  expect(installCommands({ release: releaseOf(version), cluster, facts: some, values: {} }).commands).toEqual(
    [line],
  );
});

test('values follow as --set, escaped as helm reads them', () => {
  const values = { 'auth.service.type': 'NodePort', 'auth.ingress.host': 'a,b' };
  const { commands } = installCommands({
    release: releaseOf('v0.8.3'),
    cluster: { kubeconfig: '/home/me/rome', liqoNamespace: 'liqo-system' },
    facts: facts('kubeadm'),
    values,
  });
  expect(commands).toEqual([
    "liqoctl install kubeadm --version v0.8.3 --cluster-name rome --kubeconfig /home/me/rome --namespace liqo-system --set auth.service.type=NodePort --set 'auth.ingress.host=a\\,b'",
  ]);
});

test.each([
  [
    'k3s',
    'liqoctl install k3s --version v1.2.0 --context rome --pod-cidr 10.244.0.0/16 --service-cidr 10.96.0.0/12 --api-server-url https://203.0.113.8:6443 --set proxy.enabled=true',
  ],
  [
    'generic',
    'liqoctl install --version v1.2.0 --context rome --pod-cidr 10.244.0.0/16 --service-cidr 10.96.0.0/12 --api-server-url https://203.0.113.8:6443 --set proxy.enabled=true',
  ],
  [
    'kubeadm',
    'liqoctl install kubeadm --version v1.2.0 --context rome --set apiServer.address=https://203.0.113.8:6443 --set proxy.enabled=true',
  ],
])('the address of the API server of %s goes in as its installer takes it', (provider, line) => {
  const values = { 'apiServer.address': 'https://203.0.113.8:6443', 'proxy.enabled': 'true' };
  const { commands } = installCommands({
    release: releaseOf('v1.2.0'),
    cluster,
    facts: facts(provider),
    values,
  });
  expect(commands).toEqual([line]);
});

test('liqoctl v0.3 takes no values and no context: it writes a file for helm, and the note names the context', () => {
  const words = installCommands({
    release: releaseOf('v0.3.2'),
    cluster: { kubeconfig: '/home/me/my config', context: 'rome', liqoNamespace: 'liqo' },
    facts: facts('kubeadm'),
    values: { 'auth.service.type': 'NodePort' },
  });
  expect(words).toEqual({
    commands: [
      "KUBECONFIG='/home/me/my config' liqoctl install kubeadm --version v0.3.2 --cluster-name rome --only-output-values --dump-values-path liqo-values.yaml",
      'helm repo add liqo https://helm.liqo.io/',
      "helm install liqo liqo/liqo --namespace liqo --version v0.3.2 --create-namespace --kubeconfig '/home/me/my config' --kube-context rome --values liqo-values.yaml --set auth.service.type=NodePort",
    ],
    notes: ['liqoctl v0.3.2 acts on the current context: make it rome first.'],
  });
});

test('where liqoctl v0.4 has no installer, helm installs with what the cluster tells', () => {
  const { commands } = installCommands({
    release: releaseOf('v0.4.0'),
    cluster: { liqoNamespace: 'liqo' },
    facts: facts('rke2', { cidrs: { pod: unknown('a test') } }),
    values: { 'apiServer.address': 'https://203.0.113.8:6443' },
  });
  expect(commands).toEqual([
    'helm repo add liqo https://helm.liqo.io/',
    "helm install liqo liqo/liqo --namespace liqo --version v0.4.0 --create-namespace --set discovery.config.clusterName=rome --set 'networkManager.config.podCIDR=<CIDR of the pods>' --set networkManager.config.serviceCIDR=10.96.0.0/12 --set apiServer.address=https://203.0.113.8:6443",
  ]);
});

test('a context without a usable letter leaves the name to the operator', () => {
  const { commands } = installCommands({
    release: releaseOf('v0.10.3'),
    cluster: { liqoNamespace: 'liqo' },
    facts: facts('kind', { name: '---' }),
    values: {},
  });
  expect(commands).toEqual(["liqoctl install kind --version v0.10.3 --cluster-name '<name of the cluster>'"]);
});
