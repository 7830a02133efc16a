import { expect, test } from 'vitest';

import type { Observation } from '../../src/model/observation.js';
import type { PeeringIntent } from '../../src/model/peering.js';
import { forwardCandidates } from '../../src/plan/forward-candidates.js';
import { earlyLiqoFacts, onPremisesCluster } from '../helpers/cluster-facts.js';

const intent: PeeringIntent = {
  liqoVersion: 'v1.2.0',
  peering: 'out-of-band',
  networkingDisabled: false,
  gateway: {},
};
const release = { version: 'v0.10.3', generation: 'g2' } as const;
const target = onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.10.3') });

function seen(fields: Partial<Observation>): Observation {
  return {
    id: 'a-probe',
    purpose: 'source',
    service: 'gateway',
    target: 'remote',
    from: 'local',
    view: 'pod',
    protocol: 'udp',
    host: '198.51.100.20',
    port: 30_999,
    outcome: 'replied',
    timingsMs: {},
    ...fields,
  };
}

function addressesTried(observations: readonly Observation[]): string[] {
  return forwardCandidates({ target, release, intent, observations }).map(
    ({ service, host, port }) => `${service} ${host} ${port}`,
  );
}

test('tries the unreached services at the public address that the peer saw', () => {
  expect(addressesTried([seen({ observedSource: '203.0.113.10:61000' })])).toEqual([
    'apiServer 203.0.113.10 6443',
    'auth 203.0.113.10 30443',
  ]);
});

test('tries nothing where the address that the peer saw is a node’s own', () => {
  expect(addressesTried([seen({ observedSource: '192.168.1.11:61000' })])).toEqual([]);
});

test('tries nothing at a private address, which a router in between may have given', () => {
  expect(addressesTried([seen({ observedSource: '10.8.0.1:61000' })])).toEqual([]);
});

test('leaves out a service that is reached at the address Liqo advertises', () => {
  const reached = seen({
    purpose: 'endpoint',
    service: 'apiServer',
    target: 'local',
    from: 'remote',
    outcome: 'open',
  });
  expect(addressesTried([seen({ observedSource: '203.0.113.10:61000' }), reached])).toEqual([
    'auth 203.0.113.10 30443',
  ]);
});
