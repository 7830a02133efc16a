import { expect, test } from 'vitest';

import { inspectCluster } from '../../src/inspect/inspect-cluster.js';
import { connect } from '../../src/kubernetes/connect.js';
import { known, unknown } from '../../src/model/fact.js';
import {
  bareCluster,
  deployment,
  earlyCluster,
  list,
  node,
  recentCluster,
  serve,
  type Fixture,
} from '../helpers/kubernetes-fixture.js';
import { inspect } from '../helpers/kubernetes-inspection.js';
import { kubeconfigFor, startServer, type Handler } from '../helpers/kubernetes-server.js';
import { fc } from '../helpers/seeded-fast-check.js';

/** Colours, a bell, a carriage return, text that runs backwards, an invisible one, half a character. */
const hostile = '\u001b[31mred\u0007\r\u202egnp.exe\u200b\ud800\u009b2J\u0000';

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { metadata: value };
  return value;
}

const badValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  2 ** 53,
  0.5,
  '',
  hostile,
  'x'.repeat(100_000),
  [],
  {},
  [null],
  [[{}]],
  { [hostile]: hostile },
  { toString: 'x', constructor: null },
  { metadata: { name: hostile } },
  { items: null },
  nested(2_000),
];

/** How one answer is spoilt. `steps` lead to a place in it. */
interface Spoiling {
  readonly answer: number;
  readonly steps: readonly number[];
  readonly how: 'replace' | 'remove' | 'taint' | 'add' | 'wrap' | 'truncate' | 'no-json';
  readonly bad: number;
}

const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  answer: fc.nat(1_000),
  steps: fc.array(fc.nat(1_000), { maxLength: 9 }),
  how: fc.constantFrom('replace', 'remove', 'taint', 'add', 'wrap', 'truncate', 'no-json'),
  bad: fc.nat(badValues.length - 1),
});

type Container = Record<string, unknown>;

/** Lists are spoilt in the same way as objects: by key. */
function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Spoils answers, which are JSON values by path, in place; what becomes text is sent as it is. */
function spoil(answers: Container, { answer, steps, how, bad }: Spoiling): void {
  const paths = Object.keys(answers);
  let parent = answers;
  let key = paths[answer % paths.length] ?? '';
  if (how === 'truncate' || how === 'no-json') {
    const text = JSON.stringify(answers[key]);
    answers[key] = how === 'truncate' ? text.slice(0, bad * 7) : `<html>${hostile}</html>`;
    return;
  }
  for (const step of steps) {
    const here = parent[key];
    const keys = isContainer(here) ? Object.keys(here) : [];
    const next = keys[step % keys.length];
    if (!isContainer(here) || next === undefined) break;
    parent = here;
    key = next;
  }
  const value = parent[key];
  // A copy each time: one and the same value inside of itself would be no JSON any more.
  const worse = structuredClone(badValues[bad]);
  if (how === 'replace') parent[key] = worse;
  else if (how === 'wrap') parent[key] = [value, { items: value }];
  else if (how === 'taint') parent[key] = tainted(value);
  else if (how === 'add' && isContainer(value)) value[`${hostile}${bad}`] = worse;
  // The answers of the API themselves stay: a path that is not there is not malformed.
  else if (parent !== answers) Reflect.deleteProperty(parent, key);
}

/** The same value with hostile characters in each of its texts. */
function tainted(value: unknown): unknown {
  if (typeof value === 'string') return `${value}${hostile}`;
  if (Array.isArray(value)) return value.map(tainted);
  if (!isContainer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, tainted(inner)]));
}

/** What is wrong with facts: texts that are not safe to show, unknown facts without a reason. */
function complaints(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'string') {
    const isPem = /\.(?:certificateAuthority|caOverride)\.value$/u.test(path);
    const shown = isPem ? value.replaceAll('\n', '') : value;
    return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(shown) ? [`${path} holds ${JSON.stringify(value)}`] : [];
  }
  if (!isContainer(value)) return [];
  const isReasonless = value['known'] === false && (value['reason'] ?? '') === '';
  const isSourceless = value['known'] === true && (value['source'] ?? '') === '';
  return [
    ...(isReasonless ? [`${path} is unknown without a reason`] : []),
    ...(isSourceless ? [`${path} is known without a source`] : []),
    ...Object.entries(value).flatMap(([name, inner]) => [
      ...complaints(name, `a key in ${path}`),
      ...complaints(inner, `${path}.${name}`),
    ]),
  ];
}

/** Answers of a fixture that are plain JSON, to be spoilt. */
function answersOf(fixture: Fixture): Container {
  return structuredClone<Container>(fixture);
}

test('whatever the API answers, facts are known or say why not, and are safe to show', async () => {
  let answers: Container = {};
  const handler: Handler = (request, response) => {
    const text = answers[(request.url ?? '').split('?')[0] ?? ''];
    if (typeof text === 'string') response.writeHead(200, { 'Content-Type': 'application/json' }).end(text);
    else serve(answers as Fixture)(request, response);
  };
  const server = await startServer(handler);
  const connection = connect(kubeconfigFor(server));
  const fixtures = [bareCluster, earlyCluster, recentCluster];
  await fc.assert(
    fc.asyncProperty(
      fc.nat(fixtures.length - 1),
      fc.array(spoiling, { minLength: 1, maxLength: 25 }),
      async (which, spoilings) => {
        answers = answersOf(fixtures[which] ?? {});
        for (const one of spoilings) spoil(answers, one);
        const result = await inspectCluster({ side: 'local', connection, liqoNamespace: 'liqo' });
        expect(result.ok ? complaints(result.value) : [result.failure.message]).toEqual([]);
      },
    ),
    { seed: 20_260_301, numRuns: 300 },
  );
  connection.close();
  await server.close();
}, 60_000);

test.each([
  ['Liqo v0.10.3', earlyCluster],
  ['Liqo v1.2.0', recentCluster],
  ['no Liqo', bareCluster],
])('hostile characters in every text of a cluster with %s reach no fact', async (_title, fixture) => {
  const { facts } = await inspect(tainted(answersOf(fixture)) as Fixture);
  expect(complaints(facts)).toEqual([]);
});

const servicesPath = '/api/v1/namespaces/liqo/services';
const malformedService = (name: string, labels: object): object => ({
  metadata: { name, namespace: 'liqo', labels },
  spec: { ports: [{ port: 'https' }] },
});
const answer = 'the API server\'s answer to "list services in namespace liqo"';

test('a malformed Service of no interest does no harm', async () => {
  const { facts: sound } = await inspect(earlyCluster);
  const services = (earlyCluster[servicesPath] as { readonly items: readonly object[] }).items;
  const { facts } = await inspect({
    ...earlyCluster,
    [servicesPath]: list(malformedService('a-stranger', {}), ...services),
  });
  expect([facts.liqo.authService, facts.liqo.gatewayService]).toEqual([
    sound.liqo.authService,
    sound.liqo.gatewayService,
  ]);
});

test('a malformed Service that is the one looked for leaves that one unknown', async () => {
  const services = (earlyCluster[servicesPath] as { readonly items: readonly object[] }).items;
  const { facts } = await inspect({
    ...earlyCluster,
    [servicesPath]: list(
      malformedService('liqo-auth', { run: 'auth-service' }),
      ...services.filter((service) => !JSON.stringify(service).includes('auth-service')),
    ),
  });
  expect(facts.liqo.authService).toEqual(
    unknown(`"liqo-auth" of ${answer} is malformed at spec.ports.0.port`),
  );
  expect(facts.liqo.gatewayService.known).toBe(true);
});

test('a Service without a name may be any, so that what is not found elsewhere is unknown', async () => {
  const { facts } = await inspect({ ...recentCluster, [servicesPath]: list({ metadata: 7 }) });
  expect(facts.liqo.authService).toEqual(unknown(`item 0 of ${answer} is malformed at metadata`));
});

test('a malformed Deployment of no interest does no harm, and that of a component leaves its facts unknown', async () => {
  const { facts } = await inspect({
    ...recentCluster,
    '/apis/apps/v1/namespaces/liqo/deployments': list(
      { metadata: { name: 'a-stranger' }, spec: 'none' },
      { metadata: { name: 'liqo-proxy' }, spec: { template: [] } },
      deployment('controller-manager', 'ghcr.io/liqotech/liqo-controller-manager:v1.2.0'),
    ),
  });
  expect(facts.liqo.version).toEqual(known('v1.2.0', 'image tag of Deployment liqo-controller-manager'));
  expect(facts.liqo.proxy).toEqual(
    unknown(
      '"liqo-proxy" of the API server\'s answer to "list deployments.apps in namespace liqo" is malformed at spec.template',
    ),
  );
});

test('a malformed Ingress that might lead to the authentication server leaves it unknown', async () => {
  const { facts } = await inspect({
    ...earlyCluster,
    '/apis/networking.k8s.io/v1/namespaces/liqo/ingresses': list({
      metadata: { name: 'x' },
      spec: { rules: {} },
    }),
  });
  expect(facts.liqo.authIngress).toEqual(
    unknown(
      '"x" of the API server\'s answer to "list ingresses.networking.k8s.io in namespace liqo" is malformed at spec.rules',
    ),
  );
});

test('objects of the wrong form become unknown facts that say which and where', async () => {
  const { facts } = await inspect({
    ...recentCluster,
    '/version': { gitVersion: 42 },
    '/api/v1/namespaces/kube-system': [],
    '/api/v1/nodes': list(node('cp-1', '192.168.1.10'), {
      metadata: { name: `n\u001b[2J` },
      status: { addresses: 7 },
    }),
    '/apis/apps/v1/namespaces/liqo/deployments': { items: 'none' },
    '/api/v1/namespaces/liqo/configmaps/liqo-clusterid-configmap': { data: { CLUSTER_ID: 5 } },
    '/apis/core.liqo.io/v1beta1/foreignclusters': { items: [null] },
    '/apis/ipam.liqo.io/v1alpha1/namespaces/liqo/networks': list({
      metadata: { name: 'p', labels: { 'ipam.liqo.io/network-type': 'pod-cidr' } },
      spec: { cidr: '10.200.0.0/99' },
    }),
  });
  const malformed = (what: string, where: string, which = '') =>
    unknown(`${which}the API server's answer to "${what}" is malformed${where}`);
  expect({
    version: facts.kubernetesVersion,
    uid: facts.uid,
    nodes: facts.nodes,
    installed: facts.liqo.installed,
    generation: facts.liqo.generation,
    proxy: facts.liqo.proxy,
    clusterId: facts.liqo.clusterId,
    activePeerings: facts.liqo.activePeerings,
    pods: facts.cidrs.pod,
  }).toEqual({
    version: malformed('get /version', ' at gitVersion'),
    uid: malformed('get namespaces/kube-system', ''),
    nodes: malformed('list nodes', ' at metadata.name', 'item 1 of '),
    installed: malformed('list deployments.apps in namespace liqo', ' at items'),
    generation: known('g3', 'definition foreignclusters.core.liqo.io'),
    proxy: malformed('list deployments.apps in namespace liqo', ' at items'),
    clusterId: malformed('get configmaps/liqo-clusterid-configmap in namespace liqo', ' at data.CLUSTER_ID'),
    activePeerings: malformed('list foreignclusters.core.liqo.io', '', 'item 0 of '),
    pods: malformed('list deployments.apps in namespace liqo', ' at items'),
  });
});
