import { expect, test } from 'vitest';

import { addressEntries, addressEntryOf } from '../../../src/judge/rules/catalogue-addresses.js';
import { known } from '../../../src/model/fact.js';
import type { Observation } from '../../../src/model/observation.js';
import {
  addresses,
  authServiceFacts,
  earlyLiqoFacts,
  gatewayServiceFacts,
  nodeFacts,
  onPremisesCluster,
} from '../../helpers/cluster-facts.js';
import { loadBalancerGateway, nodePortGateway, observation } from '../run.js';
import { findingsOf, type RuleRun } from './findings-of.js';

const aws = nodeFacts({
  name: 'ip-10-0-1-11',
  addresses: addresses(['InternalIP', '10.0.1.11'], ['InternalDNS', 'ip-10-0-1-11.ec2.internal']),
  labels: { 'node-role.kubernetes.io/control-plane': '' },
});

function found(kind: keyof typeof addressEntryOf, run: RuleRun) {
  return findingsOf(addressEntryOf[kind].code, run)
    .filter(({ cluster }) => cluster === 'local')
    .map(({ service, status }) => [service, status]);
}

/** Liqo v0.10.3 on one node that has an InternalDNS name, with auth and gateway at node ports. */
function withInternalDns(version = 'v0.10.3'): RuleRun {
  const nodes = known([aws], 'a test');
  return { version, local: onPremisesCluster('local', { nodes, liqo: earlyLiqoFacts(version) }) };
}

test('every rule of Liqo has a code of its own, numbered without gaps', () => {
  expect(addressEntries.map(({ code }) => code)).toEqual(
    addressEntries.map((_, index) => `LD-ADDR-${String(index + 1).padStart(3, '0')}`),
  );
});

test('v0.10.3: an InternalDNS name bites where the service was not reached, with the words of its override', () => {
  const all = findingsOf('LD-ADDR-001', withInternalDns());
  const auth = all.find(({ service, cluster }) => service === 'auth' && cluster === 'local');
  expect(auth).toEqual({
    code: 'LD-ADDR-001',
    title: 'The node address that Liqo takes is one that other networks resolve',
    severity: 'warning',
    status: 'warn',
    reason:
      'Node ip-10-0-1-11 has no external address, and Liqo takes its InternalDNS name ip-10-0-1-11.ec2.internal before its InternalIP 10.0.1.11; other networks can usually not resolve such a name.',
    service: 'auth',
    cluster: 'local',
    endpoint: { protocol: 'https', host: 'ip-10-0-1-11.ec2.internal', ports: [30_443] },
    dependsOn: [],
    evidence: [],
    remedy:
      'Set auth.config.addressOverride, and auth.config.portOverride where the port differs, to what the other cluster is to use.',
    docs: 'ld-addr-001',
  });
});

test('v0.5.0: the remedy names the argument that this release reads', () => {
  const [auth] = findingsOf('LD-ADDR-001', withInternalDns('v0.5.0')).filter((one) => one.service === 'auth');
  expect(auth?.remedy).toMatch(/^Set controllerManager\.pod\.extraArgs to --auth-service-address-override /);
});

test('v0.10.3: with in-band peering nothing bites on auth and the API server', () => {
  const run: RuleRun = { ...withInternalDns(), intent: { peering: 'in-band' } };
  expect(found('unresolvable-node-name', run)).toEqual([
    ['auth', 'skip'],
    ['apiServer', 'skip'],
  ]);
});

function reachedAuth(nodes: readonly ReturnType<typeof nodeFacts>[]): RuleRun {
  const [first] = nodes;
  const host = first?.addresses.at(-1)?.address ?? '';
  const seen = observation({
    purpose: 'endpoint',
    service: 'auth',
    target: 'local',
    host,
    port: 30_443,
    outcome: 'open',
    clusterId: 'id',
  });
  const liqo = earlyLiqoFacts('v0.10.3', { clusterId: known('id', 'a test') });
  return {
    version: 'v0.10.3',
    local: onPremisesCluster('local', { nodes: known(nodes, 'a test'), liqo }),
    observations: [seen],
  };
}

test('v0.10.3: a name that the other cluster did resolve is no warning', () => {
  expect(found('unresolvable-node-name', reachedAuth([aws]))).toEqual([
    ['auth', 'pass'],
    ['apiServer', 'warn'],
  ]);
});

test('v0.10.3: a node that is not Ready, and one of several, still warn where auth is reached', () => {
  const run = reachedAuth([nodeFacts({ ready: false }), nodeFacts({ name: 'node-2' })]);
  expect(found('node-not-ready', run)).toEqual([['auth', 'warn']]);
  expect(found('arbitrary-node', run)).toEqual([['auth', 'warn']]);
});

test.each([
  { outcome: 'open', status: 'pass', because: 'it is reached at every other node too' },
  { outcome: 'filtered', status: 'warn', because: 'it is not reached at the other node' },
] as const)(
  'v0.10.3: that auth is advertised at any of two nodes is $status where $because',
  ({ outcome, status }) => {
    const [one, other] = ['192.168.1.11', '192.168.1.12'].map((address, index) =>
      nodeFacts({ name: `node-${index + 1}`, addresses: addresses(['InternalIP', address]) }),
    );
    if (one === undefined || other === undefined) throw new Error('there are two nodes');
    const run = reachedAuth([one, other]);
    const candidate = observation({
      purpose: 'candidate',
      service: 'auth',
      target: 'local',
      host: '192.168.1.12',
      port: 30_443,
      outcome,
    });
    expect(
      found('arbitrary-node', { ...run, observations: [...(run.observations ?? []), candidate] }),
    ).toEqual([['auth', status]]);
  },
);

const both = [{ ip: '198.51.100.7', hostname: 'lb.example.org' }];

function behindLoadBalancer(...observations: readonly Observation[]): RuleRun {
  const authService = known(authServiceFacts({ type: 'LoadBalancer', loadBalancer: both }), 'a test');
  const liqo = earlyLiqoFacts('v0.10.3', { authService });
  return { version: 'v0.10.3', local: onPremisesCluster('local', { liqo }), observations };
}

test('v0.10.3: a load balancer name that does not resolve beside an address that answers is said so', () => {
  const common = { service: 'auth', target: 'local', port: 443 } as const;
  const failed = observation({
    ...common,
    purpose: 'endpoint',
    host: 'lb.example.org',
    outcome: 'dns-failure',
    cause: 'nxdomain',
  });
  const good = observation({
    ...common,
    purpose: 'candidate',
    host: '198.51.100.7',
    outcome: 'open',
  });
  const [found] = findingsOf('LD-ADDR-009', behindLoadBalancer(failed, good));
  expect([found?.status, found?.evidence]).toEqual(['warn', [failed.id, good.id]]);
  expect(found?.reason).toMatch(
    / The remote cluster could not resolve lb\.example\.org, while it reached 198\.51\.100\.7\.$/,
  );
  const [alone] = findingsOf('LD-ADDR-009', behindLoadBalancer(failed));
  expect(alone?.reason).toMatch(/ The remote cluster could not resolve lb\.example\.org\.$/);
});

test('v0.10.3: a gateway of type ClusterIP is a warning of its own', () => {
  const gatewayService = known(gatewayServiceFacts({ type: 'ClusterIP', annotations: {} }), 'a test');
  const local = onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.10.3', { gatewayService }) });
  expect(found('gateway-type', { version: 'v0.10.3', local })).toEqual([['gateway', 'warn']]);
});

test('v0.5.0: a gateway that can advertise its private address alone is told to rely on the other one', () => {
  const local = onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.5.0') });
  const [gateway] = findingsOf('LD-ADDR-016', { version: 'v0.5.0', local });
  expect(gateway?.remedy).toBe(
    'Rely on the gateway of the other cluster, which this one can dial from behind NAT, or upgrade to Liqo v0.6 or later, which has gateway.config.addressOverride.',
  );
});

const sick = nodeFacts({ name: 'sick', ready: false });
const many = Array.from({ length: 10_000 }, (_, index) => ({ ...sick, name: `sick-${index}` }));

test('v1.2.0: of 10,000 nodes that are not Ready three are told', () => {
  const local = onPremisesCluster('local', { nodes: known([nodeFacts(), ...many], 'a test') });
  const [gateway] = findingsOf('LD-ADDR-002', { local }).filter(({ service }) => service === 'gateway');
  expect(gateway?.reason).toBe(
    [0, 1, 2]
      .map(
        (index) =>
          `If the gateway server's pod is on node sick-${index}, which is not Ready, Liqo advertises an empty address. `,
      )
      .join('') + '9997 more of its nodes are alike.',
  );
  expect(gateway?.remedy).toMatch(/--gw-client-address/);
});

test('v1.2.0: node addresses do not matter to a gateway server behind a load balancer', () => {
  const local = onPremisesCluster('local', { nodes: known([nodeFacts(), sick], 'a test') });
  const reached = loadBalancerGateway('local', { host: '198.51.100.7', port: 51_840, outcome: 'replied' });
  const run = { local, standIns: [reached.standIn], observations: reached.observations };
  expect(found('node-not-ready', run)).toEqual([]);
  expect(found('node-not-ready', { local, gateway: { type: 'LoadBalancer' } })).toEqual([]);
  const nodePort = nodePortGateway('local', { host: '192.168.1.11', nodePort: 30_001, outcome: 'replied' });
  expect(
    found('node-not-ready', {
      local,
      standIns: [nodePort.standIn],
      observations: nodePort.observations,
    }),
  ).toEqual([['gateway', 'warn']]);
});
