import type { V1Pod, V1PodStatus } from '@kubernetes/client-node';
import { expect, test } from 'vitest';

import { podState } from '../../src/workload/pod-state.js';

const container = { name: 'agent', image: 'node:20-slim', imageID: '', ready: false, restartCount: 0 };

function pod(status: V1PodStatus, nodeName?: string): V1Pod {
  return {
    metadata: { name: 'prober-1a2b3c4d-1-x7k2p' },
    spec: { containers: [], ...(nodeName !== undefined && { nodeName }) },
    status,
  };
}

test('waits for the scheduler while the pod has no node', () => {
  expect(podState(pod({ phase: 'Pending' }))).toEqual({
    phase: 'waiting',
    unschedulable: false,
    text: 'to be scheduled',
    nodeName: undefined,
  });
});

test('names what the scheduler says of a pod that fits no node', () => {
  const message = '0/3 nodes are available: 3 Insufficient memory.';
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
  expect(podState(pod({ phase: 'Pending', conditions: [condition] }))).toEqual({
    phase: 'waiting',
    unschedulable: true,
    text: `not scheduled: ${message}`,
  });
});

test.each([
  ['ErrImagePull', 'image-pull'],
  ['ImagePullBackOff', 'image-pull'],
  ['InvalidImageName', 'image-pull'],
  ['RunContainerError', 'crashed'],
] as const)('fails with the words of the kubelet on %s', (reason, code) => {
  const waiting = { reason, message: 'no such thing' };
  const status = { phase: 'Pending', containerStatuses: [{ ...container, state: { waiting } }] };
  expect(podState(pod(status, 'node-1'))).toEqual({
    phase: 'failed',
    code,
    reason: `${reason}: no such thing`,
  });
});

test('keeps waiting while the kubelet mounts volumes', () => {
  const waiting = { reason: 'ContainerCreating' };
  const status = { phase: 'Pending', containerStatuses: [{ ...container, state: { waiting } }] };
  expect(podState(pod(status, 'node-1'))).toEqual({
    phase: 'waiting',
    unschedulable: false,
    text: 'ContainerCreating',
    nodeName: 'node-1',
  });
});

test('tells the node of a running pod', () => {
  const status = { phase: 'Running', containerStatuses: [{ ...container, state: { running: {} } }] };
  expect(podState(pod(status, 'node-1'))).toEqual({ phase: 'running', nodeName: 'node-1' });
});

test('hands over the termination message of a pod that ended', () => {
  const terminated = { exitCode: 0, message: '{"runId":"1a2b3c4d"}' };
  const status = { phase: 'Succeeded', containerStatuses: [{ ...container, state: { terminated } }] };
  expect(podState(pod(status, 'node-1'))).toEqual({
    phase: 'ended',
    nodeName: 'node-1',
    succeeded: true,
    terminationMessage: '{"runId":"1a2b3c4d"}',
  });
});

test('calls a pod that its deadline ended not succeeded', () => {
  const status = {
    phase: 'Failed',
    message: 'Pod was active on the node longer than the specified deadline',
  };
  expect(podState(pod(status, 'node-1'))).toEqual({
    phase: 'ended',
    nodeName: 'node-1',
    succeeded: false,
    terminationMessage: 'Pod was active on the node longer than the specified deadline',
  });
});

// Kubernetes API reference, ContainerStatus: `imageID`, which Docker began with a scheme of its own.
test.each([
  ['docker.io/library/node@sha256:2e2e', 'docker.io/library/node@sha256:2e2e'],
  ['docker-pullable://node@sha256:2e2e', 'node@sha256:2e2e'],
  ['sha256:2e2e', 'sha256:2e2e'],
  ['node\u001b[31m', 'node\ufffd[31m'],
  ['', undefined],
])('tells which image really runs: %j', (imageID, image) => {
  const running = { ...container, imageID, state: { running: {} } };
  const pod = { spec: { containers: [], nodeName: 'n' }, status: { containerStatuses: [running] } };
  expect(podState(pod)).toEqual({ phase: 'running', nodeName: 'n', ...(image !== undefined && { image }) });
});
