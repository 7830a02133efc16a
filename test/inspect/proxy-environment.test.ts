import { expect, test } from 'vitest';

import { known, unknown } from '../../src/model/fact.js';
import { earlyCluster, list, recentCluster, type Fixture } from '../helpers/kubernetes-fixture.js';
import { inspect, refuse } from '../helpers/kubernetes-inspection.js';

const deploymentsPath = '/apis/apps/v1/namespaces/liqo/deployments';

interface Environment {
  readonly env?: readonly object[];
  readonly envFrom?: readonly object[];
}

function program(component: string, version: string, environment: Environment = {}): object {
  const image = `ghcr.io/liqotech/${component}:${version}`;
  const labels = { 'app.kubernetes.io/name': component, 'app.kubernetes.io/part-of': 'liqo' };
  return {
    metadata: { name: `liqo-${component}`, namespace: 'liqo', labels },
    spec: { template: { spec: { containers: [{ name: component, image, args: [], ...environment }] } } },
  };
}

const early = (...programs: readonly object[]): Fixture => ({
  ...earlyCluster,
  [deploymentsPath]: list(...programs),
});
const recent = (environment: Environment): Fixture => ({
  ...recentCluster,
  [deploymentsPath]: list(program('controller-manager', 'v1.2.0', environment)),
});

const proxies = [
  { name: 'HTTPS_PROXY', value: 'http://proxy.example.org:3128' },
  { name: 'no_proxy', value: '10.0.0.0/8,.svc' },
];
const source = 'environment of Deployment liqo-controller-manager';

test.each([
  ['none set', {}, known(null, source)],
  [
    'a proxy and exceptions, in either case',
    { env: proxies },
    known(
      { httpsProxy: 'http://proxy.example.org:3128', httpProxy: undefined, noProxy: '10.0.0.0/8,.svc' },
      source,
    ),
  ],
  ['exceptions without a proxy', { env: [{ name: 'NO_PROXY', value: '*' }] }, known(null, source)],
  [
    'credentials, which are not taken along',
    { env: [{ name: 'HTTPS_PROXY', value: 'http://liqo:s3cret@proxy:3128' }] },
    known({ httpsProxy: 'http://withheld@proxy:3128', httpProxy: undefined, noProxy: undefined }, source),
  ],
  [
    'a value out of a Secret',
    { env: [{ name: 'HTTPS_PROXY', valueFrom: { secretKeyRef: { name: 'proxy', key: 'url' } } }] },
    unknown(`the value of HTTPS_PROXY in the ${source} comes from elsewhere`),
  ],
  [
    'variables out of a ConfigMap',
    { env: proxies, envFrom: [{ configMapRef: { name: 'proxy' } }] },
    unknown(`the ${source} is partly taken from elsewhere (envFrom)`),
  ],
  [
    'another variable out of the pod',
    { env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
    known(null, source),
  ],
])('reads the proxy variables of Liqo v1.x: %s', async (_what, environment, expected) => {
  const { facts } = await inspect(recent(environment));
  expect(facts.liqo.proxyEnvironment).toEqual(expected);
});

test('is one fact for all Deployments of Liqo v0.x that call the peer', async () => {
  const components = ['controller-manager', 'auth', 'crd-replicator'];
  const same = components.map((component) => program(component, 'v0.10.3', { env: proxies }));
  const { facts } = await inspect(early(...same));
  expect(facts.liqo.proxyEnvironment).toMatchObject({ known: true, value: { noProxy: '10.0.0.0/8,.svc' } });
});

test('is unknown where the Deployments differ', async () => {
  const { facts } = await inspect(
    early(program('controller-manager', 'v0.10.3', { env: proxies }), program('crd-replicator', 'v0.10.3')),
  );
  expect(facts.liqo.proxyEnvironment).toEqual(
    unknown('Deployments liqo-controller-manager and liqo-crd-replicator have different proxy variables'),
  );
});

test('is unknown where Deployments may not be read', async () => {
  const { facts } = await inspect({ ...recentCluster, [deploymentsPath]: refuse('list', 'deployments') });
  expect(facts.liqo.proxyEnvironment.known).toBe(false);
});
