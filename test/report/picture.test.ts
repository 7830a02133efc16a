import { expect, test } from 'vitest';

import type { Report } from '../../src/model/report.js';
import type { Requirement } from '../../src/model/requirement.js';
import { pictureOf } from '../../src/report/picture.js';
import { notReadyReport, readyReport } from './example-reports.js';

test('shows every connection that a peering needs, and greys the gateway that is not needed', () => {
  expect(pictureOf(readyReport)).toEqual({
    clusters: {
      local: { name: 'milan', place: 'cloud', isBehindNat: false },
      remote: { name: 'frankfurt', place: 'cloud', isBehindNat: false },
    },
    between: 'Internet',
    connections: [
      {
        service: 'API server',
        from: 'local',
        to: 'remote',
        state: 'works',
        endpoint: 'https://198.51.100.20:443',
        stoppedAt: undefined,
      },
      {
        service: 'gateway',
        from: 'local',
        to: 'remote',
        state: 'works',
        endpoint: 'UDP 198.51.100.77:51840',
        stoppedAt: undefined,
      },
      {
        service: 'gateway',
        from: 'remote',
        to: 'local',
        state: 'unneeded',
        endpoint: undefined,
        stoppedAt: undefined,
      },
    ],
  });
});

test('greys an unmet gateway where the other one is met', () => {
  const [apiServer, met, other] = readyReport.requirements;
  const requirements = [apiServer!, met!, { ...other!, status: 'unmet' as const }];
  const states = pictureOf({ ...readyReport, requirements }).connections.map(({ state }) => state);
  expect(states).toEqual(['works', 'works', 'unneeded']);
});

test('puts the place that blocks where it is, and none where it may be another', () => {
  const [first, ...others] = notReadyReport.requirements;
  const stoppedAt = (blocker: NonNullable<Requirement['blocker']>): unknown =>
    pictureOf({ ...notReadyReport, requirements: [{ ...first!, blocker }, ...others] }).connections[0]
      ?.stoppedAt;
  const router = { at: 'nat-device', cluster: 'local' } as const;
  const firewall = { at: 'egress', cluster: 'remote' } as const;
  expect([
    stoppedAt({ places: [router], confidence: 'high', evidence: ['p1'] }),
    stoppedAt({ places: [router, firewall], confidence: 'high', evidence: ['p1'] }),
    stoppedAt({ places: [router], confidence: 'medium', evidence: ['p1'] }),
  ]).toEqual([{ side: 'local', what: 'NAT router' }, undefined, undefined]);
});

test('puts the clusters of each scenario where the requirement matrix has them, whichever side reads column A', () => {
  const placed = (id: Report['scenario']['id'], a: 'local' | 'remote'): unknown => {
    const scenario = { ...readyReport.scenario, id, a, b: a === 'local' ? 'remote' : 'local' } as const;
    const { clusters, between } = pictureOf({ ...readyReport, scenario });
    const described = [clusters.local, clusters.remote].map(
      ({ place, isBehindNat }) => `${place ?? 'anywhere'}${isBehindNat ? ', NAT' : ''}`,
    );
    return [...described, between];
  };
  expect([
    placed('onprem-nat-to-cloud', 'local'),
    placed('onprem-nat-to-cloud', 'remote'),
    placed('nat-to-nat', 'local'),
    placed('same-lan', 'local'),
    placed('routed-private', 'local'),
  ]).toEqual([
    ['on premises, NAT', 'cloud', 'Internet'],
    ['cloud', 'on premises, NAT', 'Internet'],
    ['on premises, NAT', 'on premises, NAT', 'Internet'],
    ['on premises', 'on premises', 'LAN'],
    ['anywhere', 'anywhere', 'private network'],
  ]);
});
