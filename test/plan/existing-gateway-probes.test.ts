import { expect, test } from 'vitest';

import { known } from '../../src/model/fact.js';
import type { PeeringIntent } from '../../src/model/peering.js';
import { planRun } from '../../src/plan/plan-run.js';
import { cloudCluster, liqoFacts, onPremisesCluster } from '../helpers/cluster-facts.js';

const intent: PeeringIntent = {
  liqoVersion: 'v1.2.0',
  peering: 'out-of-band',
  networkingDisabled: false,
  gateway: {},
};
const server = {
  namespace: 'liqo-tenant-home',
  name: 'home',
  remoteClusterId: 'home',
  serviceType: 'LoadBalancer',
  listenPort: 51_840,
  addresses: ['198.51.100.30', 'gw.example.org'],
  port: 51_840,
};
const input = {
  clusters: {
    local: onPremisesCluster('local', { liqo: liqoFacts({ clusterId: known('home', 'a test') }) }),
    remote: cloudCluster('remote', {
      liqo: liqoFacts({ clusterId: known('cloud', 'a test'), gatewayServers: known([server], 'a test') }),
    }),
  },
  intent,
  allowLoadBalancer: false,
  probeFrom: 'pods',
} as const;

function gatewayProbes(changes: Partial<Parameters<typeof planRun>[0]> = {}) {
  const plan = planRun({ ...input, ...changes });
  if (!plan.ok) throw new Error(plan.failure);
  const { local, remote } = plan.value.probes;
  const brief = (probes: typeof local) =>
    probes
      .filter(({ kind }) => kind === 'live-gateway')
      .map(({ id, purpose, target, host, port }) => [id, purpose, target, host, port]);
  return { local: brief(local), remote: brief(remote) };
}

const probe = ['remote-gateway-existing-1', 'existing', 'remote', '198.51.100.30', 51_840];

test('a gateway server for the peer is probed from there, at its first address, beside the stand-ins', () => {
  expect(gatewayProbes()).toEqual({ local: [probe], remote: [] });
  const plans = [
    planRun(input),
    planRun({ ...input, clusters: { ...input.clusters, remote: cloudCluster('remote') } }),
  ];
  const [standIns, without] = plans.map((plan) => plan.ok && plan.value.standIns);
  expect(standIns).toEqual(without);
});

test('where the client dials another address, that one is probed', () => {
  const gateway = { clientAddress: '203.0.113.8', clientPort: 40_582 };
  expect(gatewayProbes({ intent: { ...intent, gateway } }).local).toEqual([
    ['remote-gateway-existing-1', 'existing', 'remote', '203.0.113.8', 40_582],
  ]);
});

test('with --capture its own cluster sends to the advertised address, whatever the client dials', () => {
  const gateway = { clientAddress: '203.0.113.8', clientPort: 40_582 };
  expect(gatewayProbes({ capture: true, intent: { ...intent, gateway } }).remote).toEqual([
    ['remote-gateway-contrast-capture', 'contrast', 'remote', '198.51.100.30', 51_840],
  ]);
});

test.each([
  ['from this machine alone', { probeFrom: 'operator' }],
  ['without networking', { intent: { ...intent, networkingDisabled: true } }],
] as const)('is not probed %s', (_, changes) => {
  expect(gatewayProbes({ ...changes, capture: true })).toEqual({ local: [], remote: [] });
});
