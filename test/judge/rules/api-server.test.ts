import { expect, test } from 'vitest';

import type { Certificate } from '../../../src/model/observation.js';
import { known, unknown } from '../../../src/model/fact.js';
import {
  cloudCluster,
  earlyLiqoFacts,
  noLiqoFacts,
  onPremisesCluster,
  type ClusterOverrides,
} from '../../helpers/cluster-facts.js';
import { cloudApiHost, judgeRun, observation } from '../run.js';
import { briefOf, type RuleRun } from './findings-of.js';

// The runs of these tests begin at 2026-01-15 12:00 UTC.
const validity = 'LD-API-006';

function certificate(notBefore: string, notAfter: string): ClusterOverrides {
  return {
    apiServer: {
      certificateStartsAt: known(notBefore, 'a test'),
      certificateExpiresAt: known(notAfter, 'a test'),
    },
  };
}

function at(remote: ClusterOverrides, run: RuleRun = {}) {
  return briefOf(validity, { remote: cloudCluster('remote', remote), ...run }).filter(
    ([cluster]) => cluster === 'remote',
  );
}

const clock = 'by the clock of the local cluster it is 2026-01-15 12:00 UTC';

test.each([
  ['years to come pass', '2025-01-01T00:00:00Z', '2035-01-01T00:00:00Z', 'pass', undefined],
  ['31 days to come pass', '2025-01-01T00:00:00Z', '2026-02-15T12:00:00Z', 'pass', undefined],
  [
    '29 days to come are a warning',
    '2025-01-01T00:00:00Z',
    '2026-02-13T12:00:00Z',
    'warn',
    `The certificate expires at 2026-02-13 12:00 UTC; ${clock}.`,
  ],
  [
    'an hour ago has failed',
    '2025-01-01T00:00:00Z',
    '2026-01-15T11:00:00Z',
    'fail',
    `The certificate expired at 2026-01-15 11:00 UTC; ${clock}.`,
  ],
  [
    'not before tomorrow fails',
    '2026-01-16T12:00:00Z',
    '2035-01-01T00:00:00Z',
    'fail',
    `The certificate is valid from 2026-01-16 12:00 UTC on only; ${clock}.`,
  ],
] as const)('a certificate that ends in time: %s', (...[, notBefore, notAfter, status, reason]) => {
  expect(at(certificate(notBefore, notAfter))).toEqual([['remote', status, reason]]);
});

test('the clock of the cluster that looks at the certificate decides', () => {
  const fresh = certificate('2026-01-15T11:59:00Z', '2035-01-01T00:00:00Z');
  const behind = { clock: known({ aheadMs: -10 * 60_000, withinMs: 1000 }, 'a test') };
  expect(at(fresh, { local: onPremisesCluster('local', behind) })).toEqual([
    [
      'remote',
      'fail',
      'The certificate is valid from 2026-01-15 11:59 UTC on only; by the clock of the local cluster it is 2026-01-15 11:50 UTC.',
    ],
  ]);
  const unseen = { clock: unknown('no Date header') };
  expect(at(fresh, { local: onPremisesCluster('local', unseen) })[0]?.[1]).toBe('pass');
});

test('what the other cluster saw goes before what this machine saw', () => {
  const seen: Certificate = {
    subject: 'CN=kube-apiserver',
    issuer: 'CN=kubernetes',
    names: [cloudApiHost],
    notBefore: '2024-01-01T00:00:00Z',
    notAfter: '2026-01-01T00:00:00Z',
    fingerprint: 'AA',
    trusted: true,
    nameMatches: true,
  };
  const observations = [
    observation({
      purpose: 'endpoint',
      service: 'apiServer',
      target: 'remote',
      host: cloudApiHost,
      port: 443,
      outcome: 'tls-failure',
      cause: 'expired',
      certificate: seen,
    }),
  ];
  expect(at({}, { observations })).toEqual([
    ['remote', 'fail', `The certificate expired at 2026-01-01 00:00 UTC; ${clock}.`],
  ]);
});

test('the certificate of a proxy in front, no certificate, and no time are unknown', () => {
  const proxied = { apiServer: { kubeconfigSharesAuthority: known(false, 'a test') } };
  const none = { apiServer: { certificateExpiresAt: unknown('no TLS') } };
  expect(at(proxied)[0]?.slice(1)).toEqual([
    'unknown',
    'The certificate that this machine sees is that of something in front of the API server.',
  ]);
  expect(at(none)[0]?.slice(1)).toEqual(['unknown', 'No certificate was seen.']);
  const noTime = ['unknown', 'What time it is was not recorded.'];
  expect(at({}, { startedAt: '' })[0]?.slice(1)).toEqual(noTime);
  const beyondDates = { clock: known({ aheadMs: 1e300, withinMs: 1000 }, 'a test') };
  expect(at({}, { local: onPremisesCluster('local', beyondDates) })[0]?.slice(1)).toEqual(noTime);
});

const proxy = 'LD-API-007';
const inBand = { intent: { peering: 'in-band' } } as const;
const without = { proxy: known(false, 'a test') };

test('v1.2.0: in-band peering needs the proxy of the provider, and is ruled out without it', () => {
  const run = { remote: cloudCluster('remote', { liqo: without }), ...inBand };
  expect(briefOf(proxy, run)).toEqual([
    ['remote', 'fail', 'There is no Deployment liqo-proxy in the remote cluster.'],
  ]);
  const judgement = judgeRun({ local: onPremisesCluster('local'), generation: 'g3', ...run });
  expect(judgement.verdict).toBe('not-ready');
  expect(judgement.next.notes[0]).toMatch(/^LD-API-007 does not hold in the remote cluster /);
});

test('v0.10.3: in-band peering needs the proxies of both clusters', () => {
  const run = {
    version: 'v0.10.3',
    local: onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.10.3', without) }),
    remote: cloudCluster('remote', { liqo: earlyLiqoFacts('v0.10.3') }),
    ...inBand,
  };
  expect(briefOf(proxy, run)).toEqual([
    ['local', 'fail', 'There is no Deployment liqo-proxy in the local cluster.'],
    ['remote', 'pass', undefined],
  ]);
});

test.each([
  ['a proxy that could not be read is unknown', { proxy: unknown('forbidden') }, 'unknown'],
  ['a provider without Liqo is not judged', noLiqoFacts(), 'skip'],
] as const)('v1.2.0: %s', (_, liqo, status) => {
  const found = briefOf(proxy, { remote: cloudCluster('remote', { liqo }), ...inBand });
  expect(found.map((one) => one[1])).toEqual([status]);
});

test('v1.2.0: out-of-band peering needs no proxy', () => {
  const remote = cloudCluster('remote', { liqo: without });
  expect(briefOf(proxy, { remote })).toEqual([[undefined, 'skip', 'Only in-band peering needs it.']]);
});

test('v1.2.0: the names in the certificate of a proxy in front say nothing of the API server', () => {
  const remote = cloudCluster('remote', {
    apiServer: {
      certificateNames: known(['teleport.example.org'], 'a test'),
      kubeconfigSharesAuthority: known(false, 'a test'),
    },
  });
  const [found] = briefOf('LD-API-003', { remote });
  expect(found).toEqual(['remote', 'unknown', 'No certificate was seen.']);
});
