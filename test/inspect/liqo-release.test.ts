import { expect, test } from 'vitest';

import { known, unknown, type Fact } from '../../src/model/fact.js';
import type { Generation } from '../../src/model/peering.js';
import { bareCluster, definitions, deployment, list, type Fixture } from '../helpers/kubernetes-fixture.js';
import { inspect, refuse } from '../helpers/kubernetes-inspection.js';

const definitionsPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const deploymentsPath = '/apis/apps/v1/namespaces/liqo/deployments';
const servicesPath = '/api/v1/namespaces/liqo/services';
const idPath = '/api/v1/namespaces/liqo/configmaps/liqo-clusterid-configmap';
const oldIdPath = '/api/v1/namespaces/liqo/configmaps/cluster-id';

/** Definitions as the charts of the tags install them, as far as they tell releases apart. */
const crds = {
  'v0.2.1': [
    'foreignclusters.discovery.liqo.io',
    'peeringrequests.discovery.liqo.io',
    'searchdomains.discovery.liqo.io',
  ],
  'v0.3.0': [
    'foreignclusters.discovery.liqo.io',
    'searchdomains.discovery.liqo.io',
    'ipamstorages.net.liqo.io',
  ],
  'v0.5.0': ['foreignclusters.discovery.liqo.io', 'ipamstorages.net.liqo.io'],
  'v0.8.0': ['foreignclusters.discovery.liqo.io', 'shadowendpointslices.virtualkubelet.liqo.io'],
  'v0.10.3': [
    'foreignclusters.discovery.liqo.io',
    'shadowendpointslices.virtualkubelet.liqo.io',
    'virtualnodes.virtualkubelet.liqo.io',
  ],
  'v0.11.0-rc.1': [
    'foreignclusters.discovery.liqo.io',
    'gatewayservers.networking.liqo.io',
    'ipamstorages.ipam.liqo.io',
    'networks.ipam.liqo.io',
  ],
  'v0.11.0-rc.3': [
    'foreignclusters.core.liqo.io',
    'gatewayservers.networking.liqo.io',
    'ipamstorages.ipam.liqo.io',
    'tenants.authentication.liqo.io',
  ],
  'v1.2.0': ['foreignclusters.core.liqo.io', 'gatewayservers.networking.liqo.io', 'networks.ipam.liqo.io'],
} as const;

function manager(tag: string, args: readonly string[] = []): object {
  return deployment('controller-manager', `ghcr.io/liqotech/liqo-controller-manager:${tag}`, args);
}

function service(name: string, labels: object, annotations: object = {}): object {
  return {
    metadata: { name, namespace: 'liqo', labels, annotations },
    spec: { type: 'NodePort', ports: [{ port: 443, nodePort: 30443 }] },
  };
}

const auth = service('liqo-auth', { run: 'auth-service' });
const gateway = service('liqo-gateway', { 'net.liqo.io/gateway': 'true' });
const overridden = service(
  'liqo-gateway',
  { 'net.liqo.io/gateway': 'true' },
  { 'liqo.io/override-port': '1' },
);

interface Row {
  readonly title: string;
  readonly fixture: Fixture;
  readonly version: Fact<string>;
  readonly generation: Fact<Generation>;
}

const tag = 'image tag of Deployment liqo-controller-manager';
const noRights = "the kubeconfig's user may not list deployments.apps in namespace liqo";
const refusedDeployments: Fixture = { [deploymentsPath]: refuse('list', 'deployments') };

/** A cluster whose image tag tells the release. */
function tagged(version: string, generation: Fact<Generation>, told = known(version, tag)): Row {
  const fixture = {
    [deploymentsPath]: list(manager(version)),
    [definitionsPath]: definitions('foreignclusters.core.liqo.io'),
  };
  return { title: version, fixture, version: told, generation };
}

const rows: readonly Row[] = [
  tagged('v0.3.0', known('g1', tag)),
  tagged('v0.4.0', known('g1', tag)),
  tagged('v0.5.4', known('g2', tag)),
  tagged('v0.6.0', known('g2', tag)),
  tagged('v0.10.3', known('g2', tag)),
  tagged('v1.0.0', known('g3', tag)),
  tagged('v1.2.0', known('g3', tag)),
  tagged('1.2.0', known('g3', tag), known('v1.2.0', tag)),
  tagged('v0.11.0-rc.1', unknown('v0.11.0-rc.1 is a release candidate of v0.11, which is not supported')),
  tagged('v0.2.1', unknown('Liqo v0.2.1 is older than v0.3, the first release whose rules are known.')),
  tagged('v2.0.0', unknown('Liqo v2.0.0 is newer than the releases whose rules are known (up to v1.x).')),
  {
    title: 'v0.11.0-rc.3 with a registry port and a digest',
    fixture: {
      [deploymentsPath]: list(
        deployment(
          'controller-manager',
          `localhost:5000/liqo-controller-manager:v0.11.0-rc.3@sha256:${'0'.repeat(64)}`,
        ),
      ),
    },
    version: known('v0.11.0-rc.3', tag),
    generation: unknown('v0.11.0-rc.3 is a release candidate of v0.11, which is not supported'),
  },
  {
    title: 'a commit beside objects of v1.x',
    fixture: {
      [deploymentsPath]: list(manager('0ab1c2d34e')),
      [definitionsPath]: definitions(...crds['v1.2.0']),
    },
    version: unknown(`${tag} is 0ab1c2d34e, which names no release`),
    generation: known('g3', 'definition foreignclusters.core.liqo.io'),
  },
  {
    title: 'a commit without definitions',
    fixture: {
      [deploymentsPath]: list(manager('0ab1c2d34e')),
      [definitionsPath]: refuse('list', 'customresourcedefinitions'),
    },
    version: unknown(`${tag} is 0ab1c2d34e, which names no release`),
    generation: unknown(`${tag} is 0ab1c2d34e, which names no release`),
  },
  {
    title: 'a commit beside a version label',
    fixture: {
      [deploymentsPath]: list({
        metadata: {
          name: 'liqo-controller-manager',
          labels: { 'app.kubernetes.io/name': 'controller-manager', 'app.kubernetes.io/version': 'v1.1.0' },
        },
        spec: {
          template: { spec: { containers: [{ name: 'controller-manager', image: 'liqo/cm:0ab1c2d' }] } },
        },
      }),
    },
    version: known('v1.1.0', 'label app.kubernetes.io/version of Deployment liqo-controller-manager'),
    generation: known('g3', 'label app.kubernetes.io/version of Deployment liqo-controller-manager'),
  },
  {
    title: 'v1.2.0 for its peering user, who sees the ConfigMap alone',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: refuse('list', 'customresourcedefinitions'),
      [servicesPath]: refuse('list', 'services'),
      [idPath]: {
        metadata: { name: 'liqo-clusterid-configmap', labels: { 'app.kubernetes.io/version': 'v1.2.0' } },
        data: { CLUSTER_ID: 'milan' },
      },
    },
    version: known('v1.2.0', 'label app.kubernetes.io/version of ConfigMap liqo-clusterid-configmap'),
    generation: known('g3', 'label app.kubernetes.io/version of ConfigMap liqo-clusterid-configmap'),
  },
  {
    title: 'v0.2.1 by the tag of liqo-auth, since it has no controller manager',
    fixture: {
      [deploymentsPath]: list(deployment('auth', 'liqo/auth-service:v0.2.1')),
      [servicesPath]: list(auth),
    },
    version: known('v0.2.1', 'image tag of Deployment liqo-auth'),
    generation: unknown('Liqo v0.2.1 is older than v0.3, the first release whose rules are known.'),
  },
  {
    title: 'v0.2.1 by its objects',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: definitions(...crds['v0.2.1']),
      [servicesPath]: list(auth, gateway),
      [oldIdPath]: { data: { 'cluster-id': 'x' } },
    },
    version: unknown(noRights),
    generation: unknown(
      'definition peeringrequests.discovery.liqo.io is of a release before v0.3, which is not supported',
    ),
  },
  {
    title: 'v0.3.0 by its ConfigMap cluster-id',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: definitions(...crds['v0.3.0']),
      [servicesPath]: list(auth, gateway),
      [oldIdPath]: { data: { 'cluster-id': 'x' } },
    },
    version: known('v0.3.0', 'ConfigMap cluster-id, which later releases do not have'),
    generation: known('g1', 'ConfigMap cluster-id, which later releases do not have'),
  },
  {
    title: 'v0.4.0 by its objects',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: definitions(...crds['v0.3.0']),
      [servicesPath]: list(auth, gateway),
      [idPath]: { data: { CLUSTER_ID: 'x' } },
    },
    version: unknown(noRights),
    generation: known('g1', 'definition searchdomains.discovery.liqo.io, which v0.5 and later do not have'),
  },
  {
    title: 'v0.5.0 by an argument of the controller manager',
    fixture: {
      [deploymentsPath]: list(manager('0ab1c2d34e', ['--auth-service-port-override=443'])),
      [definitionsPath]: definitions(...crds['v0.5.0']),
      [servicesPath]: list(auth, gateway),
    },
    version: unknown(`${tag} is 0ab1c2d34e, which names no release`),
    generation: known(
      'g2',
      'Service liqo-auth, and argument --auth-service-port-override, which v0.6 and later do not have, and no sign of v0.4 or earlier',
    ),
  },
  {
    title: 'v0.6.0 by an annotation',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: definitions(...crds['v0.5.0']),
      [servicesPath]: list(auth, overridden),
    },
    version: unknown(noRights),
    generation: known(
      'g2',
      'Service liqo-auth, and an override in an annotation of Service liqo-gateway, which v0.5 and earlier do not have',
    ),
  },
  {
    title: 'v0.6.0 by an annotation, where definitions may not be read',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: refuse('list', 'customresourcedefinitions'),
      [servicesPath]: list(auth, overridden),
    },
    version: unknown(noRights),
    generation: known('g2', 'an override in an annotation of Service liqo-gateway, and Service liqo-gateway'),
  },
  {
    title: 'v0.3 to v0.10, where definitions may not be read',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: refuse('list', 'customresourcedefinitions'),
      [servicesPath]: list(auth, gateway),
    },
    version: unknown(noRights),
    generation: unknown(
      "Services of Liqo v0.x are there, and the definitions that tell which could not be read: the kubeconfig's user may not list customresourcedefinitions.apiextensions.k8s.io",
    ),
  },
  {
    title: 'v0.8.0 by its objects',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: definitions(...crds['v0.8.0']),
      [servicesPath]: list(gateway),
    },
    version: unknown(noRights),
    generation: known(
      'g2',
      'Service liqo-gateway, and definition shadowendpointslices.virtualkubelet.liqo.io, which v0.7 and earlier do not have',
    ),
  },
  {
    title: 'v0.10.3 by its objects',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: definitions(...crds['v0.10.3']),
      [servicesPath]: list(auth, gateway),
    },
    version: unknown(noRights),
    generation: known(
      'g2',
      'Service liqo-auth, and definition virtualnodes.virtualkubelet.liqo.io, which v0.8 and earlier do not have',
    ),
  },
  ...(['v0.11.0-rc.1', 'v0.11.0-rc.3'] as const).map((candidate): Row => ({
    title: `${candidate} by its objects`,
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: definitions(...crds[candidate]),
      ...(candidate === 'v0.11.0-rc.1' && { [servicesPath]: list(auth) }),
    },
    version: unknown(noRights),
    generation: unknown(
      'definition ipamstorages.ipam.liqo.io is of a release candidate of v0.11 or v1.0, which is not supported',
    ),
  })),
  {
    title: 'v1.2.0 by its objects',
    fixture: { ...refusedDeployments, [definitionsPath]: definitions(...crds['v1.2.0']) },
    version: unknown(noRights),
    generation: known('g3', 'definition foreignclusters.core.liqo.io'),
  },
  {
    title: 'v1.2.0 with definitions that v0.10 left behind',
    fixture: {
      ...refusedDeployments,
      [definitionsPath]: definitions(...crds['v1.2.0'], ...crds['v0.10.3']),
    },
    version: unknown(noRights),
    generation: unknown(
      'the cluster has definitions of both v0.x and v1.x, and no Service of Liqo to decide by',
    ),
  },
];

test.each(rows.map((row) => [row.title, row] as const))('tells %s', async (_title, row) => {
  const { facts } = await inspect({ ...bareCluster, ...row.fixture });
  expect({ version: facts.liqo.version, generation: facts.liqo.generation }).toEqual({
    version: row.version,
    generation: row.generation,
  });
});
