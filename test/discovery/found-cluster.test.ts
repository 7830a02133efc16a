import { expect, test } from 'vitest';

import { verdictOn } from '../../src/discovery/found-cluster.js';
import type { TriedAddress } from '../../src/model/discovery.js';

const turin = '7f1c2b9e-1a2b-4c3d-8e4f-00000000000a';
const open: TriedAddress = { address: '192.168.1.11', outcome: 'open', clusterId: turin, timingsMs: {} };
const byIpv6 = { ...open, address: 'fd00::11' };
const refused: TriedAddress = { address: '172.17.0.1', outcome: 'refused', timingsMs: {} };

test.each([
  ['the announced ID verifies it', [open], { clusterId: turin }, 'verified', '192.168.1.11'],
  ['the ID compares without case', [open], { clusterId: turin.toUpperCase() }, 'verified', '192.168.1.11'],
  ['IPv4 goes before IPv6', [byIpv6, open], { clusterId: turin }, 'verified', '192.168.1.11'],
  ['one address that answers is enough', [refused, byIpv6], { clusterId: turin }, 'verified', 'fd00::11'],
  ['the own ID is the own cluster', [open], { clusterId: turin, ownClusterId: turin }, 'own', '192.168.1.11'],
  ['another ID is another cluster', [open], { clusterId: 'milan' }, 'wrong-cluster', '192.168.1.11'],
  ['where no ID is announced, any verifies', [open], {}, 'verified', '192.168.1.11'],
  ['nothing that answers is unreachable', [refused], { clusterId: turin }, 'unreachable', undefined],
  [
    'another service is no cluster',
    [{ ...open, outcome: 'wrong-service', cause: 'unexpected-body', clusterId: undefined } as never],
    { clusterId: turin },
    'not-liqo',
    '192.168.1.11',
  ],
  ...(['accepted-then-silent', 'stalled-answer'] as const).map(
    (cause) =>
      [
        `what is ${cause} says nothing of what it is`,
        [{ ...open, outcome: 'wrong-service', cause, clusterId: undefined } as never],
        { clusterId: turin },
        'unreachable',
        undefined,
      ] as const,
  ),
] as const)('%s', (...[, tried, expectation, status, address]) => {
  const verdict = verdictOn(tried, expectation);
  expect([verdict.status, verdict.by?.address]).toEqual([status, address]);
});

test.each([
  ['nxdomain', 'Its host auth.example.com has no address (nxdomain).'],
  ['no-address', 'Its host auth.example.com has no address (no-address).'],
  // A server that fails or is silent has not said that there is none.
  ['servfail', 'Its host auth.example.com could not be looked up (servfail).'],
  ['dns-timeout', 'Its host auth.example.com could not be looked up (dns-timeout).'],
])('a host that cannot be looked up is not taken for one without address: %s', (cause, reason) => {
  const tried = { address: 'auth.example.com', outcome: 'dns-failure', cause, timingsMs: {} } as const;
  expect(verdictOn([tried], {}).reason).toBe(reason);
});
