import { expect, test } from 'vitest';

import { known, unknown } from '../../../src/model/fact.js';
import {
  authServiceFacts,
  earlyLiqoFacts,
  noLiqoFacts,
  onPremisesCluster,
} from '../../helpers/cluster-facts.js';
import { findingsOf, localOf } from './findings-of.js';

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

test.each([
  ['v0.10.3', 'kubeadm', 'warn', 'Services of type LoadBalancer and no discovery'],
  ['v0.10.3', 'kind', 'warn', 'Services of type NodePort and no discovery'],
  ['v0.4.0', 'kind', 'pass', 'Services of type NodePort and discovery'],
  ['v0.4.0', 'k3s', 'warn', 'Services of type NodePort and no discovery'],
] as const)('%s, to be installed on %s: %s', (...[version, provider, status, defaults]) => {
  const local = onPremisesCluster('local', { liqo: noLiqoFacts(), platform: { provider } });
  expect(localOf('LD-AUTH-005', { local, version, ...lan })).toEqual([
    status,
    `Liqo is not installed; an installation of ${version} has ${defaults} here by itself.`,
  ]);
});

test('elsewhere than in one LAN, and in v1.2.0, nothing is said of the standard values', () => {
  const elsewhere = { intent: { scenario: 'onprem-to-cloud' } } as const;
  expect(findingsOf('LD-AUTH-005', { version: 'v0.10.3', ...elsewhere })).toEqual([]);
  expect(findingsOf('LD-AUTH-005', lan)).toEqual([]);
});
