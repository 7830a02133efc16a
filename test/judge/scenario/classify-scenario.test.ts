import { expect, test } from 'vitest';

import { classifyScenario } from '../../../src/judge/scenario/classify-scenario.js';
import type { ClusterFacts } from '../../../src/model/cluster-facts.js';
import { known, unknown } from '../../../src/model/fact.js';
import type { Observation } from '../../../src/model/observation.js';
import type { ScenarioId, Side } from '../../../src/model/peering.js';
import { addresses, cloudCluster, nodeFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { cloudApiHost, intent, observation, sourceSeen } from '../run.js';

function at(side: Side, ...own: readonly string[]): ClusterFacts {
  const nodes = own.map((address, index) =>
    nodeFacts({ name: `node-${index}`, addresses: addresses(['InternalIP', address]) }),
  );
  return onPremisesCluster(side, { nodes: known(nodes, 'a test') });
}

type Pair = readonly [
  local: ClusterFacts,
  remote: ClusterFacts,
  observations?: readonly Observation[],
  scenario?: ScenarioId,
];

function classify(...[local, remote, observations = [], scenario]: Pair) {
  return classifyScenario({ clusters: { local, remote }, observations, intent: intent({ scenario }) });
}

function brief(...given: Pair) {
  const { id, a, b, confidence } = classify(...given).scenario;
  return { id, a, b, confidence };
}

const open = (target: Side, host: string): Observation =>
  observation({ purpose: 'endpoint', service: 'apiServer', target, host, port: 6443, outcome: 'open' });

test('two clouds are cloud-to-cloud by their platforms alone', () => {
  expect(brief(cloudCluster('local'), cloudCluster('remote'))).toEqual({
    id: 'cloud-to-cloud',
    a: 'local',
    b: 'remote',
    confidence: 'high',
  });
});

test('a home whose packets arrive from a public address is behind NAT, whichever side it is', () => {
  expect(
    brief(cloudCluster('local'), at('remote', '192.168.1.11'), [
      sourceSeen('remote', '198.51.100.11', '203.0.113.10:40582'),
    ]),
  ).toEqual({
    id: 'onprem-nat-to-cloud',
    a: 'remote',
    b: 'local',
    confidence: 'high',
  });
});

test('private addresses alone make NAT towards a cloud no more than likely', () => {
  expect(brief(at('local', '192.168.1.11'), cloudCluster('remote'))).toEqual({
    id: 'onprem-nat-to-cloud',
    a: 'local',
    b: 'remote',
    confidence: 'low',
  });
});

test('datagrams that arrive at a private address show a route, though their replies are lost', () => {
  const seen = (outcome: Observation['outcome']): Observation =>
    observation({
      purpose: 'stand-in',
      service: 'gateway',
      target: 'remote',
      host: '192.168.1.11',
      port: 30742,
      outcome,
    });
  const scenarioAt = (outcome: Observation['outcome']) =>
    brief(at('local', '203.0.113.20'), at('remote', '192.168.1.11'), [seen(outcome)]).id;
  expect([scenarioAt('reply-lost'), scenarioAt('request-lost')]).toEqual([
    'routed-private',
    'onprem-nat-to-onprem',
  ]);
});

test("a source among the receiver's own nodes or pods is its kube-proxy and no evidence", () => {
  const remote = cloudCluster('remote', { cidrs: { pod: known(['10.9.0.0/16'], 'a test') } });
  const snat = ['198.51.100.12:1024', '10.0.1.11:1024', '10.9.3.4:1024'].map((source) =>
    sourceSeen('local', '198.51.100.11', source),
  );
  expect(brief(at('local', '192.168.1.11'), remote, snat)).toEqual({
    id: 'onprem-nat-to-cloud',
    a: 'local',
    b: 'remote',
    confidence: 'low',
  });
});

test('packets that keep a global node address show that there is no NAT', () => {
  expect(
    brief(at('local', '203.0.113.40'), cloudCluster('remote'), [
      sourceSeen('local', '198.51.100.11', '203.0.113.40:99'),
    ]),
  ).toEqual({
    id: 'onprem-to-cloud',
    a: 'local',
    b: 'remote',
    confidence: 'high',
  });
});

test('the same home network number behind two NAT devices is no LAN', () => {
  const observations = [
    sourceSeen('local', '203.0.113.99', '203.0.113.10:1'),
    sourceSeen('remote', '203.0.113.10', '203.0.113.99:1'),
  ];
  expect(brief(at('local', '192.168.1.11'), at('remote', '192.168.1.21'), observations)).toEqual({
    id: 'nat-to-nat',
    a: 'local',
    b: 'remote',
    confidence: 'high',
  });
});

test('an equal /24 that no packet crossed is weak evidence of a LAN', () => {
  expect(brief(at('local', '192.168.1.11'), at('remote', '192.168.1.21'))).toEqual({
    id: 'same-lan',
    a: 'local',
    b: 'remote',
    confidence: 'low',
  });
});

test('a neighbour reached at its node address is on the same LAN, in IPv6 too', () => {
  expect(brief(at('local', 'fd00:1::a'), at('remote', 'fd00:1::b'), [open('remote', 'fd00:1::b')])).toEqual({
    id: 'same-lan',
    a: 'local',
    b: 'remote',
    confidence: 'high',
  });
});

test('private addresses of other subnets that answer are routed', () => {
  const { scenario } = classify(at('local', '10.1.0.5'), at('remote', '10.2.0.5'), [
    open('remote', '10.2.0.5'),
  ]);
  expect(scenario).toEqual({
    id: 'routed-private',
    a: 'local',
    b: 'remote',
    confidence: 'high',
    evidence: [
      'The local cluster reached the remote one at 10.2.0.5, a private address.',
      'Nodes of the local cluster have private addresses only: 10.1.0.5.',
      'Nodes of the remote cluster have private addresses only: 10.2.0.5.',
    ],
  });
});

test('a public and a NATed cluster on premises read the NAT row, the NATed one as A', () => {
  expect(
    brief(at('local', '203.0.113.40'), at('remote', '192.168.1.11'), [
      sourceSeen('remote', '203.0.113.40', '203.0.113.10:1'),
    ]),
  ).toEqual({
    id: 'onprem-nat-to-onprem',
    a: 'remote',
    b: 'local',
    confidence: 'medium',
  });
});

test('two public clusters on premises are onprem-to-onprem', () => {
  expect(brief(at('local', '203.0.113.40'), at('remote', '198.51.100.7')).id).toBe('onprem-to-onprem');
});

test('a cloud whose API server has a private address only reads column A of cloud-private', () => {
  const remote = cloudCluster('remote', { apiServer: { kubeconfigUrl: `https://${cloudApiHost}` } });
  const seen = observation({
    purpose: 'endpoint',
    service: 'apiServer',
    target: 'remote',
    host: cloudApiHost,
    port: 443,
    address: '10.0.0.2',
    outcome: 'filtered',
  });
  expect(brief(cloudCluster('local'), remote, [seen])).toEqual({
    id: 'cloud-private',
    a: 'remote',
    b: 'local',
    confidence: 'medium',
  });
});

test("the operator's word holds, and a contradiction by packets is said aloud", () => {
  const observations = [open('remote', '192.168.1.21')];
  const result = classify(
    at('local', '192.168.1.11'),
    at('remote', '192.168.1.21'),
    observations,
    'nat-to-nat',
  );
  expect({
    id: result.scenario.id,
    confidence: result.scenario.confidence,
    first: result.scenario.evidence[0],
    by: result.contradictedBy,
  }).toEqual({
    id: 'nat-to-nat',
    confidence: 'low',
    first:
      'The scenario nat-to-nat was named by the operator; what was seen contradicts it and shows same-lan.',
    by: 'same-lan',
  });
});

test.each([
  ['a private address of their own node', '192.168.2.21:40582', 'routed-private'],
  ['the public address of a NAT device', '198.51.100.9:40582', 'onprem-nat-to-onprem'],
  ['a private address that is nobody of theirs', '192.168.9.1:40582', 'onprem-nat-to-onprem'],
])('packets that come to a public address from %s show how the networks are joined', (_, source, id) => {
  const seen = [sourceSeen('remote', '203.0.113.11', source)];
  expect(brief(at('local', '203.0.113.11'), at('remote', '192.168.2.21'), seen).id).toBe(id);
});

test('a private source that may be of the receiver itself, since both networks are numbered alike, shows no route', () => {
  const seen = [sourceSeen('remote', '203.0.113.11', '172.18.0.2:40582')];
  const local = at('local', '203.0.113.11', '172.18.0.2');
  expect(brief(local, at('remote', '172.18.0.2'), seen).id).not.toBe('routed-private');
});

test("the operator's word raises the confidence of what was seen when both agree", () => {
  expect(brief(at('local', '192.168.1.11'), at('remote', '192.168.1.21'), [], 'same-lan').confidence).toBe(
    'high',
  );
});

test('clusters of which nothing could be read are classified with low confidence', () => {
  const missing = unknown('forbidden');
  const unread = (side: Side): ClusterFacts =>
    onPremisesCluster(side, {
      nodes: missing,
      platform: { cloud: missing, managed: missing },
      apiServer: { listeners: missing, kubeconfigUrl: 'https://api.example.org:6443' },
    });
  expect(brief(unread('local'), unread('remote'))).toEqual({
    id: 'onprem-to-onprem',
    a: 'local',
    b: 'remote',
    confidence: 'low',
  });
});
