import { expect, test } from 'vitest';

import { known } from '../../../src/model/fact.js';
import { authServiceFacts, earlyLiqoFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { findingsOf, localOf, briefOf } from './findings-of.js';

const range = 'LD-GW-005';

test.each([
  [30_000, 'pass', undefined],
  [32_767, 'pass', undefined],
  [
    29_999,
    'warn',
    'Node port 29999 lies outside of 30000-32767, the range that an API server has unless it is configured with another.',
  ],
  [
    40_582,
    'warn',
    'Node port 40582 lies outside of 30000-32767, the range that an API server has unless it is configured with another.',
  ],
] as const)('v1.2.0: the pinned node port %i of the provider: %s', (nodePort, status, reason) => {
  expect(briefOf(range, { gateway: { nodePort } })).toEqual([['remote', status, reason]]);
});

test('v1.2.0: with the server on the consumer its range counts', () => {
  const run = { gateway: { nodePort: 8080, location: 'Consumer' } } as const;
  expect(briefOf(range, run).map(([cluster, status]) => [cluster, status])).toEqual([['local', 'warn']]);
});

test('v0.10.3: a node port in use outside of the default range shows another range', () => {
  const ports = [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 8443, nodePort: 20_443 }];
  const authService = known(authServiceFacts({ ports }), 'a test');
  const local = onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.10.3', { authService }) });
  expect(localOf(range, { local, version: 'v0.10.3' })).toEqual([
    'pass',
    'Node port 20443 is in use, so the range of this cluster is not the default one.',
  ]);
});

test('v1.2.0: without a pinned node port there is nothing to judge', () => {
  expect(findingsOf(range)).toEqual([]);
});
