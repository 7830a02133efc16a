import type { V1NetworkPolicy, V1NetworkPolicySpec } from '@kubernetes/client-node';
import { expect, test } from 'vitest';

import { admission, isolating } from '../../src/workload/policy-rules.js';

const labels = {
  'app.kubernetes.io/managed-by': 'liqo-doctor',
  'app.kubernetes.io/component': 'prober',
};

function policy(spec: V1NetworkPolicySpec): V1NetworkPolicy {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p' }, spec };
}

const everyPod = { podSelector: {} };

/** An API server 6443 of the other cluster. */
const apiServer = { protocol: 'TCP', port: 6443, address: '203.0.113.10' } as const;

// Kubernetes docs, "Network Policies": policies add up, an empty selector selects every pod of the namespace, and a
// policy without types affects ingress, and egress where it has rules for that.
test.each([
  ['both directions by its types', { ...everyPod, policyTypes: ['Ingress', 'Egress'] }, true, true],
  ['egress alone', { ...everyPod, policyTypes: ['Egress'] }, false, true],
  ['ingress where it names no types', { ...everyPod }, true, false],
  ['both where it names no types and has egress rules', { ...everyPod, egress: [{}] }, true, true],
  [
    'the pods with a label',
    { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'prober' } }, policyTypes: ['Egress'] },
    false,
    true,
  ],
  [
    'no pods with another label',
    { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress', 'Egress'] },
    false,
    false,
  ],
  [
    'pods by expressions',
    {
      podSelector: {
        matchExpressions: [
          { key: 'app.kubernetes.io/component', operator: 'In', values: ['prober', 'responder'] },
          { key: 'app', operator: 'DoesNotExist' },
          { key: 'app', operator: 'NotIn', values: ['web'] },
          { key: 'app.kubernetes.io/managed-by', operator: 'Exists' },
        ],
      },
      policyTypes: ['Egress'],
    },
    false,
    true,
  ],
] satisfies [string, V1NetworkPolicySpec, boolean, boolean][])(
  'isolates %s',
  (...[, spec, ingress, egress]) => {
    const one = policy(spec);
    expect(isolating([one], labels, 'ingress')).toEqual(ingress ? [one] : []);
    expect(isolating([one], labels, 'egress')).toEqual(egress ? [one] : []);
  },
);

test.each([
  ['nothing without a rule', [], 'no'],
  ['everything by a rule without anything in it', [{}], 'yes'],
  ['nothing else by a rule for name servers', [{ ports: [{ protocol: 'UDP', port: 53 }] }], 'no'],
  ['a port of a range', [{ ports: [{ port: 6000, endPort: 7000 }] }], 'yes'],
  ['no port beside a range', [{ ports: [{ port: 7000, endPort: 8000 }] }], 'no'],
  ['every port of a protocol', [{ ports: [{ protocol: 'TCP' }] }], 'yes'],
  ['perhaps a port by the name it has in the pod', [{ ports: [{ port: 'https' }] }], 'maybe'],
  ['an address of a block', [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }], 'yes'],
  [
    'no address that is excepted from it',
    [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['203.0.113.0/28'] } }] }],
    'no',
  ],
  ['no address of the other family', [{ to: [{ ipBlock: { cidr: '::/0' } }] }], 'no'],
  ['no other cluster by a selector of pods', [{ to: [{ namespaceSelector: {}, podSelector: {} }] }], 'no'],
  ['nothing by a block that is none', [{ to: [{ ipBlock: { cidr: '203.0.113.10/x' } }] }], 'no'],
  [
    'what the second of two rules lets pass',
    [{ ports: [{ port: 443 }] }, { to: [{ ipBlock: { cidr: '203.0.113.10/32' } }], ports: [{ port: 6443 }] }],
    'yes',
  ],
  [
    'nothing where one rule has the address and another the port',
    [
      { to: [{ ipBlock: { cidr: '203.0.113.10/32' } }], ports: [{ port: 443 }] },
      { to: [{}], ports: [{ port: 6443 }] },
    ],
    'no',
  ],
] satisfies [string, V1NetworkPolicySpec['egress'] & object, string][])(
  'lets pass %s',
  (_, egress, expected) => {
    const policies = [policy({ ...everyPod, policyTypes: ['Egress'], egress })];
    expect(admission(policies, 'egress', apiServer)).toBe(expected);
  },
);

test('adds up what several policies let pass', () => {
  const deny = policy({ ...everyPod, policyTypes: ['Egress'] });
  const allow = policy({ ...everyPod, policyTypes: ['Egress'], egress: [{}] });
  expect(admission([deny, allow], 'egress', apiServer)).toBe('yes');
});

test.each([
  ['every address', { ipBlock: { cidr: '0.0.0.0/0' } }, 'yes'],
  ['some addresses', { ipBlock: { cidr: '203.0.113.0/24' } }, 'maybe'],
  ['pods of its own cluster', { podSelector: {} }, 'no'],
] as const)('does not know the address of a sender: %s', (_, peer, expected) => {
  const ingress = [{ _from: [peer], ports: [{ port: 10_512, protocol: 'UDP' }] }];
  const policies = [policy({ ...everyPod, policyTypes: ['Ingress'], ingress })];
  expect(admission(policies, 'ingress', { protocol: 'UDP', port: 10_512 })).toBe(expected);
});
