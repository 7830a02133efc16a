import { expect, test } from 'vitest';

import { known } from '../../src/model/fact.js';
import type { PeeringIntent } from '../../src/model/peering.js';
import { planRun } from '../../src/plan/plan-run.js';
import { cloudCluster, earlyLiqoFacts, noLiqoFacts, onPremisesCluster } from '../helpers/cluster-facts.js';

const intent: PeeringIntent = {
  liqoVersion: 'v1.2.0',
  peering: 'out-of-band',
  networkingDisabled: false,
  gateway: {},
};
const authority = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';

const clusters = { local: onPremisesCluster('local'), remote: cloudCluster('remote') };
const base = { clusters, intent, allowLoadBalancer: false, probeFrom: 'pods' } as const;

test('raises a gateway stand-in on both sides for Liqo v1.x, since the server may go on either', () => {
  const plan = planRun(base);
  expect(plan.ok && plan.value.standIns).toEqual([
    { cluster: 'local', service: 'gateway', exposure: 'NodePort', port: 51_840, annotations: {} },
    { cluster: 'remote', service: 'gateway', exposure: 'NodePort', port: 51_840, annotations: {} },
  ]);
});

test('says why a LoadBalancer stand-in is not raised', () => {
  const plan = planRun(base);
  const reason = 'temporary LoadBalancer Services are raised only with --allow-load-balancer';
  expect(
    plan.ok && plan.value.notRaised.map((standIn) => [standIn.cluster, standIn.exposure, standIn.reason]),
  ).toEqual([
    ['local', 'LoadBalancer', reason],
    ['remote', 'LoadBalancer', reason],
  ]);
});

test('raises exactly what the flags of liqoctl peer settle', () => {
  const gateway = {
    location: 'Provider',
    type: 'NodePort',
    nodePort: 31_840,
    clientAddress: '203.0.113.10',
    clientPort: 40_582,
  } as const;
  const plan = planRun({ ...base, intent: { ...intent, gateway } });
  expect(plan.ok && plan.value.standIns).toEqual([
    {
      cluster: 'remote',
      service: 'gateway',
      exposure: 'NodePort',
      port: 51_840,
      nodePort: 31_840,
      annotations: {},
      dialHost: '203.0.113.10',
      dialPort: 40_582,
    },
  ]);
});

test('raises no gateway where networking is disabled', () => {
  const plan = planRun({ ...base, intent: { ...intent, networkingDisabled: true } });
  expect(plan.ok && [plan.value.standIns, plan.value.notRaised]).toEqual([[], []]);
});

test('probes the API server of either side from the other for Liqo v1.x, and no authentication server', () => {
  const plan = planRun(base);
  expect(plan.ok && plan.value.probes.remote).toEqual([
    {
      kind: 'api-server',
      id: 'local-apiServer-endpoint-1',
      purpose: 'endpoint',
      service: 'apiServer',
      target: 'local',
      host: '192.168.1.10',
      port: 6443,
      certificateAuthority: authority,
    },
  ]);
});

test('probes auth, API server and live gateway of both sides for Liqo v0.10, and raises siblings of the gateways', () => {
  const early = {
    local: onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.10.3') }),
    remote: onPremisesCluster('remote', { liqo: earlyLiqoFacts('v0.10.3') }),
  };
  const plan = planRun({ ...base, clusters: early });
  expect(plan.ok && plan.value.standIns).toEqual([
    { cluster: 'local', service: 'gateway', exposure: 'NodePort', port: 5871, annotations: {} },
    { cluster: 'remote', service: 'gateway', exposure: 'NodePort', port: 5871, annotations: {} },
  ]);
  const endpoints = plan.ok ? plan.value.probes.remote.filter(({ purpose }) => purpose === 'endpoint') : [];
  // Auth: the first node in name order; API: the control-plane node; gateway: the annotation of its Service.
  expect(endpoints.map(({ kind, host, port }) => [kind, host, port])).toEqual([
    ['api-server', '192.168.1.10', 6443],
    ['auth', '192.168.1.10', 30_443],
    ['live-gateway', '192.168.1.11', 31_871],
  ]);
});

test('lets stand-ins take the place of auth and gateway where an old release is not installed yet', () => {
  const absent = {
    local: onPremisesCluster('local', { liqo: noLiqoFacts() }),
    remote: onPremisesCluster('remote', { liqo: noLiqoFacts() }),
  };
  const plan = planRun({ ...base, clusters: absent, intent: { ...intent, liqoVersion: 'v0.10.3' } });
  expect(
    plan.ok && plan.value.standIns.map(({ cluster, service, exposure }) => [cluster, service, exposure]),
  ).toEqual([
    ['local', 'gateway', 'NodePort'],
    ['local', 'auth', 'NodePort'],
    ['remote', 'gateway', 'NodePort'],
    ['remote', 'auth', 'NodePort'],
  ]);
});

test('raises nothing and probes nothing with --probe-from none', () => {
  const plan = planRun({ ...base, probeFrom: 'none' });
  expect(plan.ok && [plan.value.standIns, plan.value.probes]).toEqual([[], { local: [], remote: [] }]);
});

test('fails with a reason for a release that nothing is known of', () => {
  const absent = {
    local: onPremisesCluster('local', { liqo: noLiqoFacts() }),
    remote: onPremisesCluster('remote', { liqo: noLiqoFacts() }),
  };
  const plan = planRun({ ...base, clusters: absent, intent: { ...intent, liqoVersion: 'v0.11.0-rc.1' } });
  expect(plan.ok).toBe(false);
});

test('names an authority only where it could be read', () => {
  const unreadable = { known: false, reason: 'ConfigMap kube-root-ca.crt could not be read' } as const;
  const local = onPremisesCluster('local', { apiServer: { certificateAuthority: unreadable } });
  const plan = planRun({ ...base, clusters: { ...clusters, local } });
  expect(plan.ok && plan.value.probes.remote[0]).not.toHaveProperty('certificateAuthority');
});

test('leaves the authority to the system where Liqo tells its peers so', () => {
  const local = onPremisesCluster('local', { liqo: { trustedCa: known(true, 'a test') } });
  const plan = planRun({ ...base, clusters: { ...clusters, local } });
  expect(plan.ok && plan.value.probes.remote[0]).toMatchObject({ publicAuthorities: true });
});

test('sends probes through the proxy of whoever dials: Liqo of that cluster, or the operator', () => {
  const ofLiqo = { httpsProxy: 'http://proxy.example.org:3128' };
  const local = onPremisesCluster('local', { liqo: { proxyEnvironment: known(ofLiqo, 'a test') } });
  const input = {
    ...base,
    clusters: { ...clusters, local },
    operatorProxies: { httpsProxy: 'http://own:8080' },
  };
  const proxiesOf = (probeFrom: 'pods' | 'operator') => {
    const plan = planRun({ ...input, probeFrom });
    if (!plan.ok) throw new Error(plan.failure);
    const { local: fromLocal, remote: fromRemote } = plan.value.probes;
    return [fromLocal, fromRemote].map((probes) =>
      probes.map((probe) => ('proxy' in probe ? probe.proxy?.host : undefined)),
    );
  };
  expect(proxiesOf('pods')).toEqual([['proxy.example.org'], [undefined]]);
  expect(proxiesOf('operator')).toEqual([['own'], ['own']]);
});

test('lets flows fall silent only where deep probing was asked for', () => {
  const idleOf = (deep?: boolean) => {
    const plan = planRun({ ...base, deep });
    return plan.ok ? plan.value.idleMs : undefined;
  };
  expect([idleOf(), idleOf(true)]).toEqual([undefined, [4000, 12_000, 27_000, 65_000]]);
});
