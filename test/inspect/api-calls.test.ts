import { expect, test } from 'vitest';

import { known, unknown } from '../../src/model/fact.js';
import {
  bareCluster,
  definitions,
  earlyCluster,
  list,
  node,
  recentCluster,
  serve,
  type Fixture,
} from '../helpers/kubernetes-fixture.js';
import { inspect, refuse } from '../helpers/kubernetes-inspection.js';
import { json, status, type Handler } from '../helpers/kubernetes-server.js';

const nodesPath = '/api/v1/nodes';

/** What every inspection asks, whatever is installed. */
const always = [
  '/api/v1/namespaces/kube-system',
  '/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt',
  '/api/v1/namespaces/liqo/configmaps/cluster-id',
  '/api/v1/namespaces/liqo/configmaps/liqo-clusterid-configmap',
  '/api/v1/namespaces/liqo/events?fieldSelector=involvedObject.kind%3DService%2Ctype%3DWarning&limit=500',
  '/api/v1/namespaces/liqo/services?limit=500',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions?limit=500',
  '/apis/apps/v1/daemonsets?limit=500',
  '/apis/apps/v1/namespaces/liqo/deployments?limit=500',
  '/apis/core.liqo.io/v1beta1/foreignclusters?limit=500',
  '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes',
  '/apis/discovery.k8s.io/v1/namespaces/liqo/endpointslices?limit=500',
  '/apis/discovery.liqo.io/v1alpha1/foreignclusters?limit=500',
  '/apis/ipam.liqo.io/v1alpha1/namespaces/liqo/networks?limit=500',
  '/apis/net.liqo.io/v1alpha1/ipamstorages?limit=500',
  '/apis/networking.k8s.io/v1/namespaces/liqo/ingresses?limit=500',
  '/apis/networking.k8s.io/v1/servicecidrs?limit=500',
  '/apis/networking.liqo.io/v1beta1/gatewayservers?limit=500',
  '/version',
];

/** Forty images with the digests and tags of real ones make a node of more than ten kilobytes. */
const images = Array.from({ length: 40 }, (_, index) => ({
  names: [
    `registry.example.org/team-${index}/application@sha256:${'0123456789abcdef'.repeat(4)}`,
    `registry.example.org/team-${index}/application:v1.${index}.0-build.20260301`,
  ],
  sizeBytes: 123_456_789,
}));

function fullNode(index: number): object {
  const { status: plain, ...rest } = node(`node-${String(index).padStart(5, '0')}`, '10.0.0.1');
  return { ...rest, status: { ...plain, images } };
}

/** So many nodes in pages as the client asks for them. */
function nodePages(count: number): Handler {
  return (request, response) => {
    const query = new URL(request.url ?? '', 'https://127.0.0.1').searchParams;
    const start = Number(query.get('continue') ?? 0);
    const end = Math.min(count, start + Number(query.get('limit')));
    json(response, {
      metadata: { continue: end < count ? String(end) : '' },
      items: Array.from({ length: end - start }, (_, index) => fullNode(start + index)),
    });
  };
}

test.each<readonly [string, number, Fixture]>([
  ['Liqo v0.10.3', 1, earlyCluster],
  ['Liqo v0.10.3', 10_000, earlyCluster],
  ['Liqo v1.2.0', 1, recentCluster],
  ['Liqo v1.2.0', 10_000, recentCluster],
  ['no Liqo', 1, bareCluster],
  ['no Liqo', 10_000, bareCluster],
])(
  'asks the same of a cluster with %s and %d nodes, pages aside',
  async (_title, count, fixture) => {
    const { facts, server } = await inspect({ ...fixture, [nodesPath]: nodePages(count) });
    expect(facts.nodes.known && facts.nodes.value.length).toBe(count);
    const pages = Array.from({ length: Math.ceil(count / 100) }, (_, page) =>
      page === 0 ? `${nodesPath}?limit=100` : `${nodesPath}?limit=100&continue=${page * 100}`,
    );
    expect(server.requests.map(({ url }) => url).sort()).toEqual([...always, ...pages].sort());
    expect(server.requests.every(({ method }) => method === 'GET')).toBe(true);
    expect(server.connections()).toBeLessThanOrEqual(8);
  },
  30_000,
);

test('definitions without Liqo in its namespace cost one call more', async () => {
  const { server } = await inspect({
    ...bareCluster,
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': definitions('foreignclusters.core.liqo.io'),
    '/apis/apps/v1/deployments': list(),
  });
  expect(server.requests.length).toBe(always.length + 2);
});

/** A list of nodes whose `continue` tokens expire `times` times. */
function expiring(times: number): Handler {
  let expired = 0;
  return (request, response) => {
    const isNext = request.url?.includes('continue=') === true;
    if (isNext && expired < times) {
      expired += 1;
      json(response, status(410, 'Expired', 'The provided continue parameter is too old'), 410);
    } else {
      const name = isNext ? 'b' : 'a';
      json(response, { metadata: { continue: isNext ? '' : 'next/+= ' }, items: [node(name, '10.0.0.1')] });
    }
  };
}

test('a list whose token expires is read again from its beginning', async () => {
  const { facts, server } = await inspect({ ...bareCluster, [nodesPath]: expiring(1) });
  expect(facts.nodes.known && facts.nodes.value.map(({ name }) => name)).toEqual(['a', 'b']);
  const asked = server.requests.map(({ url }) => url).filter((url) => url.startsWith(nodesPath));
  const next = `${nodesPath}?limit=100&continue=next%2F%2B%3D%20`;
  expect(asked).toEqual([`${nodesPath}?limit=100`, next, `${nodesPath}?limit=100`, next]);
});

test('a list whose token expires again is unknown', async () => {
  const { facts } = await inspect({ ...bareCluster, [nodesPath]: expiring(2) });
  expect(facts.nodes).toEqual(
    unknown('the attempt to list nodes failed: The provided continue parameter is too old'),
  );
});

test('a list without end is given up after as many pages as hold a hundred thousand objects', async () => {
  let pages = 0;
  const { facts } = await inspect({
    ...bareCluster,
    [nodesPath]: ((_request, response) => {
      pages += 1;
      json(response, { metadata: { continue: 'more' }, items: [] });
    }) satisfies Handler,
  });
  expect(facts.nodes).toEqual(
    unknown('the API server\'s answer to "list nodes" has no end after 1000 pages of 100'),
  );
  expect(pages).toBe(1000);
});

test('a page of more objects than all pages may hold is given up as well', async () => {
  const { facts } = await inspect({
    ...bareCluster,
    [nodesPath]: ((_request, response) => {
      json(response, { metadata: {}, items: Array.from({ length: 100_001 }, () => ({})) });
    }) satisfies Handler,
  });
  expect(facts.nodes).toEqual(
    unknown('the API server\'s answer to "list nodes" has no end after 1000 pages of 100'),
  );
});

test('a server that sends everything at once is read as well', async () => {
  const { facts } = await inspect(serve(bareCluster));
  expect(facts.nodes.known && facts.nodes.value.length).toBe(2);
});

test('what is refused is told once each, in the order in which it is asked', async () => {
  const { facts } = await inspect({
    ...earlyCluster,
    [nodesPath]: refuse('list', 'nodes'),
    '/api/v1/namespaces/kube-system': refuse('get', 'namespaces'),
    '/api/v1/namespaces/liqo/events': refuse('list', 'events'),
    '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes': refuse('get', 'endpointslices'),
  });
  expect(facts.refusedReads).toEqual([
    { verb: 'get', resource: 'namespaces/kube-system' },
    { verb: 'get', resource: 'endpointslices.discovery.k8s.io/kubernetes', namespace: 'default' },
    { verb: 'list', resource: 'nodes' },
    { verb: 'list', resource: 'events', namespace: 'liqo' },
  ]);
  expect(facts.uid).toEqual(unknown("the kubeconfig's user may not get namespaces/kube-system"));
  expect(facts.networkPlugins).toEqual(known(['calico'], 'daemonsets.apps'));
});
