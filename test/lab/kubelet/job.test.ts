import { Writable } from 'node:stream';

import { expect } from 'vitest';

import { cloudToCloud } from '../../../src/lab/topology/cloud-to-cloud.js';
import type { ClusterFaults } from '../../../src/lab/topology/cluster-spec.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import { clientOf, eventually, idlePlan, jobOf, podOf, runFakeAgent, test } from '../lab-fixture.js';

const namespace = 'default';

/** Says what it was given, and ends when it is told to or when its plan's deadline is over. */
const talkativeAgent = `
export async function runAgent({ world, plan, key, node, emit, signal }) {
  emit({ type: 'started', runId: plan.runId, role: plan.role, node });
  emit({ type: 'crashed', message: Buffer.from(key).toString() });
  const reason = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve('deadline'), plan.deadlineMs);
    signal.addEventListener('abort', () => resolve('terminated', clearTimeout(timer)));
  });
  emit({ type: 'finished', reason });
  return { runId: plan.runId, reason, outcomes: [], truncated: 0 };
}`;

const patientPlan = { ...idlePlan, deadlineMs: 60_000 };

function withFaults(faults: ClusterFaults): Topology {
  const topology = cloudToCloud('v1.2.0');
  return {
    ...topology,
    clusters: { ...topology.clusters, local: { ...topology.clusters.local, faults } },
  };
}

test('runs a Job as a process that tells its events in the log and its digest when it ends', async ({
  start,
}) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const cluster = lab.clusters.local;
  await runFakeAgent(cluster, namespace, { name: 'probe', source: talkativeAgent });
  const { log, batch } = clientOf(cluster);
  const running = await podOf(cluster, 'probe', (phase) => phase === 'Running');
  let text = '';
  const ended = new Promise((resolve) => {
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, callback) => {
        text += chunk.toString();
        callback();
      },
    });
    stream.on('finish', resolve);
    void log.log(namespace, running.metadata?.name ?? '', 'agent', stream, { follow: true });
  });
  await ended;
  const node = running.spec?.nodeName;
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { type: 'started', runId: 'run-1', role: 'prober', node },
    { type: 'crashed', message: 'sixteen byte key' },
    { type: 'finished', reason: 'deadline' },
  ]);
  const pod = await podOf(cluster, 'probe', (phase) => phase === 'Succeeded');
  const terminated = pod.status?.containerStatuses?.[0]?.state?.terminated;
  expect(terminated?.exitCode).toBe(0);
  expect(JSON.parse(terminated?.message ?? '')).toEqual({
    runId: 'run-1',
    reason: 'deadline',
    outcomes: [],
    truncated: 0,
  });
  // milan's pods live in 10.10.128.0/17, one /24 a node
  expect(pod.status?.podIP).toMatch(/^10\.10\.12[89]\.2$/);
  const job = await batch.readNamespacedJob({ name: 'probe', namespace });
  expect(job.status?.conditions?.map(({ type }) => type)).toEqual(['Complete']);
});

test('removes everything that a Job owns when the Job is deleted, and ends its process', async ({
  start,
}) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const cluster = lab.clusters.local;
  const before = cluster.api.store.all().length;
  await runFakeAgent(cluster, namespace, { name: 'probe', source: talkativeAgent, plan: patientPlan });
  const pod = await podOf(cluster, 'probe', (phase) => phase === 'Running');
  const process = cluster.api.logs.containerLog(pod.metadata?.uid ?? '');
  await eventually(() => Promise.resolve(process?.text.includes('sixteen') === true ? true : undefined));
  const { batch } = clientOf(cluster);
  await batch.deleteNamespacedJob({ name: 'probe', namespace, propagationPolicy: 'Background' });
  await eventually(() => {
    const left = cluster.api.store.all().filter(({ resource }) => resource !== 'events');
    return Promise.resolve(left.length === before ? true : undefined);
  });
  expect(process?.hasEnded).toBe(true);
  expect(process?.text).toContain('"reason":"terminated"');
});

test('ends a Job at its active deadline, with the reason in its condition', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const cluster = lab.clusters.local;
  await runFakeAgent(cluster, namespace, {
    name: 'probe',
    source: talkativeAgent,
    plan: patientPlan,
    spec: { activeDeadlineSeconds: 1 },
  });
  const { batch, core } = clientOf(cluster);
  const condition = await eventually(async () => {
    const job = await batch.readNamespacedJob({ name: 'probe', namespace });
    return job.status?.conditions?.[0];
  });
  expect([condition.type, condition.reason]).toEqual(['Failed', 'DeadlineExceeded']);
  await eventually(async () => {
    const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'job-name=probe' });
    return items.length === 0 ? true : undefined;
  });
});

test('removes a finished Job after its time to live', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const cluster = lab.clusters.local;
  const source = 'export const runAgent = async () => ({ done: true });';
  await runFakeAgent(cluster, namespace, { name: 'probe', source, spec: { ttlSecondsAfterFinished: 0 } });
  await eventually(async () => {
    const { items } = await clientOf(cluster).batch.listNamespacedJob({ namespace });
    return items.length === 0 ? true : undefined;
  });
});

test('fails the pod and the Job when the agent crashes', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const cluster = lab.clusters.local;
  const source = 'export const runAgent = () => { throw new Error("out of order"); };';
  await runFakeAgent(cluster, namespace, { name: 'probe', source });
  const pod = await podOf(cluster, 'probe', (phase) => phase === 'Failed');
  expect(pod.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(1);
  const log = await clientOf(cluster).core.readNamespacedPodLog({
    name: pod.metadata?.name ?? '',
    namespace,
  });
  expect(log).toContain('out of order');
});

test('waits for volumes that are created after the Job', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const cluster = lab.clusters.local;
  const { batch, core } = clientOf(cluster);
  await batch.createNamespacedJob({ namespace, body: jobOf({ name: 'probe', source: '' }) });
  const pod = await podOf(cluster, 'probe', (phase) => phase === 'Pending');
  const event = await eventually(async () => {
    const fieldSelector = `involvedObject.name=${pod.metadata?.name ?? ''},reason=FailedMount`;
    return (await core.listNamespacedEvent({ namespace, fieldSelector })).items[0];
  });
  expect(event.message).toBe(
    'MountVolume.SetUp failed for volume "agent" : configmap "probe-agent" not found',
  );
  await expect(
    core.readNamespacedPodLog({ name: pod.metadata?.name ?? '', namespace }),
  ).rejects.toMatchObject({ code: 400 });
});

test('creates no pod and says why when Pod Security refuses it', async ({ start }) => {
  const lab = await start(withFaults({ podSecurity: 'refuse' }));
  const cluster = lab.clusters.local;
  await runFakeAgent(cluster, namespace, { name: 'probe', source: talkativeAgent });
  const { core } = clientOf(cluster);
  const event = await eventually(async () => {
    const { items } = await core.listNamespacedEvent({ namespace, fieldSelector: 'involvedObject.kind=Job' });
    return items[0];
  });
  expect(event.reason).toBe('FailedCreate');
  expect(event.message).toMatch(/^Error creating: pods "probe-\w{5}" is forbidden: violates PodSecurity/);
  expect((await core.listNamespacedPod({ namespace })).items).toEqual([]);
  const body = { metadata: { name: 'bare' }, spec: { containers: [{ name: 'agent', image: 'node' }] } };
  await expect(core.createNamespacedPod({ namespace, body })).rejects.toMatchObject({ code: 403 });
});

test('keeps a pod waiting with the reason when its image cannot be pulled', async ({ start }) => {
  const lab = await start(withFaults({ imagePull: 'docker.io/library/node:22-slim: not found' }));
  const cluster = lab.clusters.local;
  await runFakeAgent(cluster, namespace, { name: 'probe', source: talkativeAgent });
  const reasons: unknown[] = [];
  await eventually(async () => {
    const pod = await podOf(cluster, 'probe', () => true);
    const waiting = pod.status?.containerStatuses?.[0]?.state?.waiting;
    if (waiting && reasons.at(-1) !== waiting.reason) reasons.push(waiting.reason);
    return waiting?.reason === 'ImagePullBackOff' ? true : undefined;
  });
  expect(reasons.filter((reason) => reason !== 'ContainerCreating')).toEqual([
    'ErrImagePull',
    'ImagePullBackOff',
  ]);
});

test('leaves a pod pending with the words of the scheduler when no node takes it', async ({ start }) => {
  const lab = await start(withFaults({ unschedulable: '0/2 nodes are available: 2 Insufficient cpu.' }));
  const cluster = lab.clusters.local;
  await runFakeAgent(cluster, namespace, { name: 'probe', source: talkativeAgent });
  const condition = await eventually(async () => {
    const pod = await podOf(cluster, 'probe', (phase) => phase === 'Pending');
    return pod.status?.conditions?.[0];
  });
  expect([condition.reason, condition.message]).toEqual([
    'Unschedulable',
    '0/2 nodes are available: 2 Insufficient cpu.',
  ]);
});
