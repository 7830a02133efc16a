import { expect, test } from 'vitest';

import { known, unknown } from '../../../src/model/fact.js';
import {
  authServiceFacts,
  earlyLiqoFacts,
  noLiqoFacts,
  onPremisesCluster,
} from '../../helpers/cluster-facts.js';
import { briefOf, findingsOf, localOf } from './findings-of.js';

const lan = { intent: { scenario: 'same-lan' } } as const;
const on = { lanDiscovery: known({ announces: true, searches: true }, 'a test') };
const loadBalancer = { authService: known(authServiceFacts({ type: 'LoadBalancer' }), 'a test') };

test.each([
  ['v0.10.3: a NodePort with discovery on is found', 'v0.10.3', on, 'pass', undefined],
  [
    "v0.10.3: the chart's own defaults are not found",
    'v0.10.3',
    loadBalancer,
    'warn',
    'Service liqo-auth is of type LoadBalancer, and Liqo announces a cluster only where it is a NodePort. Discovery in the LAN is off: there is no Deployment liqo-discovery.',
  ],
  [
    'v0.3.2: a cluster that only looks for others is not found',
    'v0.3.2',
    { lanDiscovery: known({ announces: false, searches: true }, 'a test') },
    'warn',
    'The cluster does not announce itself in the LAN.',
  ],
  [
    'v0.3.2: a cluster that only announces itself finds no other',
    'v0.3.2',
    { lanDiscovery: known({ announces: true, searches: false }, 'a test') },
    'warn',
    'The cluster does not look for others in the LAN.',
  ],
  [
    'v0.3.2: discovery that could not be read is unknown',
    'v0.3.2',
    { lanDiscovery: unknown('deployments.apps is forbidden') },
    'unknown',
    'How the cluster is found could not be read: deployments.apps is forbidden.',
  ],
] as const)('%s', (...[, version, overrides, status, reason]) => {
  const local = onPremisesCluster('local', { liqo: earlyLiqoFacts(version, overrides) });
  expect(localOf('LD-AUTH-005', { local, version, ...lan })).toEqual([status, reason]);
});

test('v0.10.3: where Liqo is to be installed the defaults are told; elsewhere than in one LAN, and in v1.2.0, nothing is', () => {
  const local = onPremisesCluster('local', { liqo: noLiqoFacts() });
  expect(localOf('LD-AUTH-005', { local, version: 'v0.10.3', ...lan })).toEqual([
    'warn',
    'Liqo is not installed. Its chart gives LoadBalancers and no discovery by default; only liqoctl install kind sets both for one LAN, and k3s the NodePorts.',
  ]);
  const elsewhere = { intent: { scenario: 'onprem-to-cloud' } } as const;
  expect(findingsOf('LD-AUTH-005', { local, version: 'v0.10.3', ...elsewhere })).toEqual([]);
  expect(findingsOf('LD-AUTH-005', lan)).toEqual([]);
});

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
