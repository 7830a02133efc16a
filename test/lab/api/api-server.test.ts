import { request } from 'node:https';

import { PatchStrategy, setHeaderOptions, Watch } from '@kubernetes/client-node';
import { AppsV1Api, ApiextensionsV1Api, AuthorizationV1Api, DiscoveryV1Api } from '@kubernetes/client-node';
import { expect } from 'vitest';

import { setServiceType } from '../../../src/lab/cluster/change-objects.js';
import type { LabCluster } from '../../../src/lab/cluster/start-cluster.js';
import { cloudToCloud } from '../../../src/lab/topology/cloud-to-cloud.js';
import type { ClusterFaults } from '../../../src/lab/topology/cluster-spec.js';
import { onPremisesToCloud } from '../../../src/lab/topology/onprem-to-cloud.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import { clientOf, eventually, jobOf, runFakeAgent, test } from '../lab-fixture.js';

const namespace = 'default';

function withFaults(faults: ClusterFaults): Topology {
  const topology = cloudToCloud('v1.2.0');
  return { ...topology, clusters: { ...topology.clusters, local: { ...topology.clusters.local, faults } } };
}

/** A GET without the kubeconfig's credentials. */
function get(cluster: LabCluster, path: string, authorization?: string) {
  const { config } = clientOf(cluster);
  const server = config.getCurrentCluster()?.server ?? '';
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const headers = authorization === undefined ? {} : { authorization };
    const options = { ca: cluster.api.certificateAuthority, headers, agent: false } as const;
    request(`${server}${path}`, options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    })
      .on('error', reject)
      .end();
  });
}

test('lists what the topology describes', async ({ start }) => {
  const lab = await start(onPremisesToCloud('v0.10.3'));
  const { core } = clientOf(lab.clusters.local);
  const nodes = await core.listNode();
  expect(
    nodes.items.map(({ metadata, status }) => [metadata?.name, status?.addresses?.[0]?.address]),
  ).toEqual([
    ['rack-control-plane', '203.0.113.10'],
    ['rack-worker', '203.0.113.11'],
  ]);
  const labelSelector = 'node-role.kubernetes.io/control-plane,kubernetes.io/os in (linux)';
  expect((await core.listNode({ labelSelector })).items.map(({ metadata }) => metadata?.name)).toEqual([
    'rack-control-plane',
  ]);
  const fieldSelector = 'metadata.name=liqo';
  expect((await core.listNamespace({ fieldSelector })).items).toHaveLength(1);
  expect((await core.listNamespace({ limit: 2 })).metadata?._continue).toBe('2');
});

test('answers version and health to everybody, and the rest to the right token only', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const cluster = lab.clusters.local;
  expect(JSON.parse((await get(cluster, '/version')).body)).toMatchObject({
    gitVersion: 'v1.34.2',
  });
  expect(await get(cluster, '/livez')).toEqual({ status: 200, body: 'ok' });
  const anonymous = await get(cluster, '/api/v1/nodes');
  expect(anonymous.status).toBe(403);
  expect(JSON.parse(anonymous.body)).toMatchObject({ kind: 'Status', reason: 'Forbidden', code: 403 });
  expect((await get(cluster, '/version', 'Bearer wrong')).status).toBe(401);
  expect(
    (await get(cluster, '/apis/nothing.example.com/v1/things', `Bearer ${cluster.api.token}`)).status,
  ).toBe(404);
});

test('refuses tokens and strangers when the fault says so', async ({ start }) => {
  const lab = await start(withFaults({ refuseTokens: true, refuseAnonymous: true }));
  const cluster = lab.clusters.local;
  await expect(clientOf(cluster).core.listNode()).rejects.toMatchObject({ code: 401 });
  expect((await get(cluster, '/version')).status).toBe(401);
});

test('refuses forbidden verbs, and says so beforehand in an access review', async ({ start }) => {
  const lab = await start(withFaults({ forbidden: [{ verb: 'create', resource: 'jobs.batch', namespace }] }));
  const { batch, config } = clientOf(lab.clusters.local);
  const body = jobOf({ name: 'probe', source: '' });
  await expect(batch.createNamespacedJob({ namespace, body })).rejects.toMatchObject({
    code: 403,
    body: expect.stringContaining(
      'cannot create resource \\"jobs\\" in API group \\"batch\\" in the namespace \\"default\\"',
    ) as string,
  });
  const authorization = config.makeApiClient(AuthorizationV1Api);
  const review = (verb: string) =>
    authorization.createSelfSubjectAccessReview({
      body: { spec: { resourceAttributes: { verb, group: 'batch', resource: 'jobs', namespace } } },
    });
  expect((await review('create')).status?.allowed).toBe(false);
  expect((await review('list')).status?.allowed).toBe(true);
});

test('tells what is missing, what is there already and what is invalid', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const { core } = clientOf(lab.clusters.local);
  await expect(core.readNamespacedConfigMap({ name: 'no', namespace })).rejects.toMatchObject({ code: 404 });
  const configMap = { metadata: { name: 'one' }, data: { a: '1' } };
  await core.createNamespacedConfigMap({ namespace, body: configMap });
  await expect(core.createNamespacedConfigMap({ namespace, body: configMap })).rejects.toMatchObject({
    code: 409,
  });
  await expect(
    core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'Upper_Case' } } }),
  ).rejects.toMatchObject({ code: 422 });
  await expect(
    core.createNamespacedConfigMap({ namespace: 'nowhere', body: configMap }),
  ).rejects.toMatchObject({
    code: 404,
  });
  const old = { ...configMap, metadata: { name: 'one', resourceVersion: '1' } };
  await expect(core.replaceNamespacedConfigMap({ name: 'one', namespace, body: old })).rejects.toMatchObject({
    code: 409,
  });
});

test('creates nothing in a dry run, and still refuses what is wrong', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const { batch, core } = clientOf(lab.clusters.local);
  const before = lab.clusters.local.api.store.all().length;
  const job = await batch.createNamespacedJob({
    namespace,
    body: jobOf({ name: 'probe', source: '' }),
    dryRun: 'All',
  });
  expect(job.metadata?.uid).toMatch(/^[0-9a-f-]{36}$/);
  const empty = jobOf({ name: 'probe', source: '' });
  empty.spec.template.spec.containers = [];
  await expect(batch.createNamespacedJob({ namespace, body: empty, dryRun: 'All' })).rejects.toMatchObject({
    code: 422,
  });
  await core.createNamespace({ body: { metadata: { name: 'extra' } }, dryRun: 'All' });
  expect(lab.clusters.local.api.store.all()).toHaveLength(before);
});

test('allocates cluster addresses and node ports, and honours the ones asked for', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const { core } = clientOf(lab.clusters.local);
  const service = (name: string, nodePort?: number) => ({
    metadata: { name },
    spec: {
      type: 'NodePort',
      selector: { app: name },
      ports: [{ name: 'udp', protocol: 'UDP', port: 51840, ...(nodePort !== undefined && { nodePort }) }],
    },
  });
  const first = await core.createNamespacedService({ namespace, body: service('one', 30742) });
  expect(first.spec?.ports?.[0]).toEqual({
    name: 'udp',
    protocol: 'UDP',
    port: 51840,
    targetPort: 51840,
    nodePort: 30742,
  });
  expect(first.spec?.clusterIP).toMatch(/^172\.20\.0\.\d+$/);
  const second = await core.createNamespacedService({ namespace, body: service('two') });
  expect(second.spec?.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30_000);
  expect(second.spec?.ports?.[0]?.nodePort).toBeLessThanOrEqual(32_767);
  for (const nodePort of [30742, 8080]) {
    await expect(
      core.createNamespacedService({ namespace, body: service('three', nodePort) }),
    ).rejects.toMatchObject({ code: 422 });
  }
});

test('gives a load balancer an address, and takes it back with the Service', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const { core } = clientOf(lab.clusters.local);
  const body = {
    metadata: { name: 'gateway' },
    spec: { type: 'LoadBalancer', ports: [{ protocol: 'UDP', port: 51840 }] },
  };
  for (let round = 0; round < 2; round += 1) {
    await core.createNamespacedService({ namespace, body });
    const ingress = await eventually(async () => {
      const { status } = await core.readNamespacedService({ name: 'gateway', namespace });
      return status?.loadBalancer?.ingress?.[0];
    });
    expect(ingress.ip).toBe('203.0.113.100');
    await core.deleteNamespacedService({ name: 'gateway', namespace });
  }
});

test('takes the address back when a Service stops being a LoadBalancer', async ({ start }) => {
  const lab = await start(cloudToCloud('v0.10.3'));
  const { core } = clientOf(lab.clusters.local);
  const name = { name: 'liqo-auth', namespace: 'liqo' };
  const ingress = async () => (await core.readNamespacedService(name)).status?.loadBalancer?.ingress;
  await eventually(ingress);
  setServiceType(lab.clusters.local.api, name, { type: 'NodePort' });
  await eventually(async () => ((await ingress()) === undefined ? true : undefined));
});

test('names load balancers in the DNS where the cloud gives host names', async ({ start }) => {
  const topology = cloudToCloud('v0.10.3');
  const pool = ['203.0.113.100', '203.0.113.101'];
  const loadBalancer = { kind: 'address', pool, domain: 'elb.example.com' } as const;
  const local = { ...topology.clusters.local, loadBalancer };
  const lab = await start({ ...topology, clusters: { ...topology.clusters, local } });
  const { core } = clientOf(lab.clusters.local);
  const auth = await eventually(async () => {
    const { status } = await core.readNamespacedService({ name: 'liqo-auth', namespace: 'liqo' });
    return status?.loadBalancer?.ingress?.[0];
  });
  // the chart's gateway comes first and has the first address
  expect(auth).toEqual({ hostname: 'lb-2.elb.example.com' });
  const resolution = await lab.operatorWorld.resolve('lb-2.elb.example.com', AbortSignal.timeout(1000));
  expect(resolution).toEqual({ ok: true, addresses: ['203.0.113.101'] });
});

test('patches annotations and replaces status apart from the rest', async ({ start }) => {
  const lab = await start(cloudToCloud('v0.10.3'));
  const { core, config } = clientOf(lab.clusters.local);
  await core.patchNamespacedService(
    {
      name: 'liqo-auth',
      namespace: 'liqo',
      body: { metadata: { annotations: { 'liqo.io/override-address': '203.0.113.77' } } },
    },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  const service = await core.readNamespacedService({ name: 'liqo-auth', namespace: 'liqo' });
  expect(service.metadata?.annotations).toEqual({ 'liqo.io/override-address': '203.0.113.77' });
  expect(service.spec?.ports?.[0]?.port).toBe(443);
  const apps = config.makeApiClient(AppsV1Api);
  const patched = await apps.patchNamespacedDeployment({
    name: 'liqo-auth',
    namespace: 'liqo',
    body: [{ op: 'add', path: '/spec/template/spec/containers/0/args/-', value: '--extra' }],
  });
  expect(patched.spec?.template.spec?.containers[0]?.args?.at(-1)).toBe('--extra');
});

test('deletes a namespace with everything in it', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const { core } = clientOf(lab.clusters.local);
  const before = lab.clusters.local.api.store.all().length;
  await core.createNamespace({ body: { metadata: { name: 'liqo-doctor' } } });
  await core.createNamespacedConfigMap({
    namespace: 'liqo-doctor',
    body: { metadata: { generateName: 'plan-' } },
  });
  const slow = `export const runAgent = ({ signal, emit }) => new Promise((resolve) => {
    emit({ type: 'started', runId: 'run-1', role: 'prober', node: '' });
    const end = () => setTimeout(resolve, 500, {});
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });`;
  await runFakeAgent(lab.clusters.local, 'liqo-doctor', { name: 'slow', source: slow });
  await eventually(async () => {
    // Before the program has started, SIGTERM would end it at once.
    const { items } = await core.listNamespacedPod({ namespace: 'liqo-doctor' });
    const log = lab.clusters.local.api.logs.containerLog(items[0]?.metadata?.uid ?? '');
    return log?.text.includes('started') === true ? true : undefined;
  });
  const deleting = await core.deleteNamespace({ name: 'liqo-doctor' });
  expect(deleting.status).toMatchObject({ phase: 'Terminating' });
  // the pod's process takes half a second to end
  await expect(
    core.createNamespacedConfigMap({ namespace: 'liqo-doctor', body: { metadata: { name: 'late' } } }),
  ).rejects.toMatchObject({ code: 403 });
  await eventually(() => {
    const { length: count } = lab.clusters.local.api.store.all();
    return Promise.resolve(count === before ? true : undefined);
  });
});

test('follows owners: background, foreground, orphan, and what never had one', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const { core } = clientOf(lab.clusters.local);
  const names = async () => {
    const { items } = await core.listNamespacedConfigMap({ namespace, labelSelector: 'test' });
    return items.map(({ metadata }) => metadata?.name);
  };
  const create = (name: string, owner?: { name: string; uid: string }) =>
    core.createNamespacedConfigMap({
      namespace,
      body: {
        metadata: {
          name,
          labels: { test: '' },
          ...(owner && { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', ...owner }] }),
        },
      },
    });
  for (const [propagationPolicy, left] of [
    ['Background', []],
    ['Foreground', []],
    ['Orphan', ['child']],
  ] as const) {
    const owner = await create('owner');
    await create('child', { name: 'owner', uid: owner.metadata?.uid ?? '' });
    await core.deleteNamespacedConfigMap({ name: 'owner', namespace, propagationPolicy });
    await eventually(async () => ((await names()).join() === left.join() ? true : undefined));
  }
  await create('stray', { name: 'gone', uid: '00000000-0000-0000-0000-000000000000' });
  await eventually(async () => ((await names()).join() === 'child' ? true : undefined));
});

test('streams changes to a watch', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const { core, config } = clientOf(lab.clusters.local);
  const seen: string[] = [];
  const list = await core.listNamespacedConfigMap({ namespace });
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'early' } } });
  const resourceVersion = list.metadata?.resourceVersion ?? '';
  const controller = await new Watch(config).watch(
    '/api/v1/namespaces/default/configmaps',
    { resourceVersion },
    (type, object: { metadata: { name: string } }) => seen.push(`${type} ${object.metadata.name}`),
    () => undefined,
  );
  await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'late' } } });
  await core.deleteNamespacedConfigMap({ name: 'early', namespace });
  await eventually(() => Promise.resolve(seen.length === 3 ? true : undefined));
  controller.abort();
  expect(seen).toEqual(['ADDED early', 'ADDED late', 'DELETED early']);
});

test('shows Liqo v0.10.3 as its chart makes it', async ({ start }) => {
  const lab = await start(cloudToCloud('v0.10.3'));
  const { core, config } = clientOf(lab.clusters.local);
  const labelSelector = 'net.liqo.io/gateway=true';
  const gateway = (await core.listNamespacedService({ namespace: 'liqo', labelSelector })).items[0];
  expect(gateway?.spec?.ports?.[0]).toMatchObject({ name: 'wireguard', protocol: 'UDP', port: 5871 });
  expect(gateway?.metadata?.annotations).toEqual({ 'net.liqo.io/gatewayNodeIP': '10.10.0.11' });
  const deployment = await config
    .makeApiClient(AppsV1Api)
    .readNamespacedDeployment({ name: 'liqo-auth', namespace: 'liqo' });
  expect(deployment.spec?.template.spec?.containers[0]?.args).toContain(
    '--advertise-api-server-address=https://milan.api.example.com',
  );
  const slices = await config.makeApiClient(DiscoveryV1Api).listNamespacedEndpointSlice({
    namespace: 'liqo',
    labelSelector: 'kubernetes.io/service-name=liqo-auth',
  });
  expect(slices.items[0]?.endpoints[0]?.conditions?.ready).toBe(true);
  const definitions = await config.makeApiClient(ApiextensionsV1Api).listCustomResourceDefinition();
  expect(definitions.items.map(({ metadata }) => metadata?.name)).toContain(
    'foreignclusters.discovery.liqo.io',
  );
  const ipam = await get(
    lab.clusters.local,
    '/apis/net.liqo.io/v1alpha1/ipamstorages',
    `Bearer ${lab.clusters.local.api.token}`,
  );
  expect(JSON.parse(ipam.body)).toMatchObject({
    kind: 'IpamStorageList',
    items: [{ spec: { podCIDR: '10.10.128.0/17', serviceCIDR: '172.20.0.0/16' } }],
  });
});
