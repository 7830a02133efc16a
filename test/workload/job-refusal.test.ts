import type { CoreV1Event } from '@kubernetes/client-node';
import { expect, test } from 'vitest';

import { codeOfRefusal, jobRefusal } from '../../src/workload/job-refusal.js';

function event(reason: string, message: string): CoreV1Event {
  return { metadata: {}, involvedObject: { kind: 'Job', name: 'responder-1a2b3c4d' }, reason, message };
}

test('finds no refusal in the events of a Job that made its pod', () => {
  expect(jobRefusal([event('SuccessfulCreate', 'Created pod: responder-1a2b3c4d-x7k2p')])).toBeUndefined();
});

test.each([
  [
    'pod-security',
    'Error creating: pods "p" is forbidden: violates PodSecurity "restricted:latest": seccompProfile',
  ],
  ['quota', 'Error creating: pods "p" is forbidden: exceeded quota: small, requested: pods=1, used: pods=4'],
  ['forbidden', 'Error creating: admission webhook "validate.kyverno.svc" denied the request: no'],
] as const)('tells %s from the words of the Job controller', (code, message) => {
  expect(jobRefusal([event('FailedCreate', message)])).toEqual({ code, reason: message });
});

test('believes the latest of several refusals', () => {
  const first = event('FailedCreate', 'Error creating: exceeded quota: small');
  const latest = event('FailedCreate', 'Error creating: violates PodSecurity "restricted:latest"');
  expect(jobRefusal([first, latest])?.code).toBe('pod-security');
});

test("takes a refusal by OpenShift's security context constraints for one of Pod Security", () => {
  const reason =
    'pods "prober" is forbidden: unable to validate against any security context constraint: [provider "anyuid": Forbidden: not usable by user or serviceaccount]';
  expect(codeOfRefusal(reason)).toBe('pod-security');
});

// As a LimitRange of Kubernetes v1.32 says it.
test.each([
  'pods "p" is forbidden: [minimum cpu usage per Container is 100m, but request is 10m, minimum memory usage per Container is 128Mi, but request is 64Mi]',
  'pods "p" is forbidden: maximum memory usage per Container is 100Mi, but limit is 128Mi',
  'pods "p" is forbidden: cpu max limit to request ratio per Container is 10, but provided ratio is 100.000000',
])('knows the words of a LimitRange: %s', (reason) => {
  expect(codeOfRefusal(reason)).toBe('limit-range');
});
