import { expect, test } from 'vitest';

import type { Observation } from '../../../src/model/observation.js';
import { judgeOperatorView } from '../../../src/judge/requirements/operator-view.js';
import { streamOutcome } from '../../../src/judge/requirements/stream-outcome.js';

/** What the operator's machine saw of the remote cluster's API server. */
function seen(fields: Partial<Observation>): Observation {
  return {
    id: 'remote-apiServer-endpoint-1',
    purpose: 'endpoint',
    service: 'apiServer',
    target: 'remote',
    from: 'operator',
    view: 'operator',
    protocol: 'https',
    host: '198.51.100.20',
    port: 6443,
    outcome: 'open',
    kubernetesVersion: 'v1.32.0',
    timingsMs: {},
    ...fields,
  };
}

function judged(fields: Partial<Observation>) {
  const observation = seen(fields);
  return judgeOperatorView(streamOutcome('apiServer', observation, undefined), observation);
}

test('an answer at a public address is met, and says that pods were not asked', () => {
  expect(judged({})).toEqual({
    status: 'met',
    reason:
      'This machine reaches TCP 198.51.100.20:6443: the API server answered (Kubernetes v1.32.0); the pods of the local cluster were not asked.',
  });
});

test('an answer at a private address says nothing of the other cluster', () => {
  expect(judged({ host: '192.168.1.11' })).toEqual({
    status: 'unknown',
    reason:
      'This machine reaches TCP 192.168.1.11:6443: the API server answered (Kubernetes v1.32.0); that is a private address, and the pods of the local cluster were not asked.',
  });
});

test.each(['refused', 'filtered', 'unreachable', 'reset', 'dns-failure'] as const)(
  'what keeps this machine away (%s) need not keep the pods away',
  (outcome) => {
    expect(judged({ outcome }).status).toBe('unknown');
  },
);

test.each([
  { outcome: 'wrong-service' },
  { outcome: 'wrong-cluster' },
  { outcome: 'tls-failure', cause: 'wrong-name' },
  { outcome: 'tls-failure', cause: 'expired' },
] as const)('the wrong thing at the right address is wrong for everybody: $outcome $cause', (fields) => {
  expect(judged(fields).status).toBe('unmet');
});

test('an authority that is not known may be a proxy of this machine’s own network', () => {
  expect(judged({ outcome: 'tls-failure', cause: 'unknown-authority' }).status).toBe('unknown');
});
