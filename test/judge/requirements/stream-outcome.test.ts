import { expect, test } from 'vitest';

import { streamOutcome } from '../../../src/judge/requirements/stream-outcome.js';
import type { Certificate, Observation } from '../../../src/model/observation.js';
import { observation } from '../run.js';

const certificate: Certificate = {
  subject: 'CN=kube-apiserver',
  issuer: 'CN=kubernetes',
  names: ['192.0.2.1'],
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  fingerprint: 'AB',
  trusted: true,
  nameMatches: true,
};

function seen(service: 'auth' | 'apiServer', parts: Partial<Observation>): Observation {
  return observation({
    purpose: 'endpoint',
    service,
    target: 'remote',
    host: '192.0.2.1',
    port: 443,
    outcome: 'open',
    ...parts,
  });
}

test.each([
  ['open', {}, 'met'],
  ['open', { clusterId: 'mine' }, 'met'],
  ['open', { clusterId: 'other' }, 'unmet'],
  ['refused', {}, 'unmet'],
  ['filtered', {}, 'unmet'],
  ['unreachable', {}, 'unmet'],
  ['reset', {}, 'unmet'],
  ['dns-failure', {}, 'unmet'],
  ['wrong-service', {}, 'unmet'],
  ['wrong-cluster', {}, 'unmet'],
  ['proxy-failure', { cause: 'proxy-refused' }, 'unmet'],
  ['error', {}, 'unknown'],
  // Peers do not verify this certificate, so its faults are no failure once the right cluster answered.
  ['tls-failure', { cause: 'expired', clusterId: 'mine' }, 'met'],
  ['tls-failure', { cause: 'expired' }, 'unknown'],
  ['tls-failure', { cause: 'not-tls' }, 'unmet'],
] as const)('an authentication server that is %s %o is %s', (outcome, parts, expected) => {
  expect(streamOutcome('auth', seen('auth', { outcome, ...parts }), 'mine').status).toBe(expected);
});

test.each([
  ['open', { certificate }, 'met', 'the API server answered'],
  [
    'open',
    { certificate: { ...certificate, nameMatches: false } },
    'unmet',
    'its certificate does not name 192.0.2.1, only 192.0.2.1',
  ],
  [
    'open',
    { certificate: { ...certificate, trusted: false } },
    'unmet',
    'its certificate does not descend from the authority that Liqo hands to the peer, issued by CN=kubernetes',
  ],
  ['open', { certificate: { ...certificate, trusted: null } }, 'met', 'the API server answered'],
  [
    'tls-failure',
    { cause: 'expired', certificate },
    'unmet',
    'its certificate has expired, on 2027-01-01T00:00:00.000Z',
  ],
  [
    'tls-failure',
    { cause: 'client-certificate-wanted', certificate },
    'met',
    'the API server answered and asked for a client certificate, which peers have',
  ],
  [
    'tls-failure',
    { cause: 'client-certificate-wanted' },
    'unknown',
    'it asked for a client certificate before it could be identified',
  ],
  ['wrong-service', { cause: 'not-kubernetes' }, 'unmet', 'another service answered there (not-kubernetes)'],
] as const)('an API server that is %s %o is %s', (...[outcome, parts, status, text]) => {
  const one = seen('apiServer', { outcome, ...(parts as Partial<Observation>) });
  expect(streamOutcome('apiServer', one, undefined)).toEqual({ status, text });
});
