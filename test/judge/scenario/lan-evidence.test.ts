import { expect, test } from 'vitest';

import { classifyScenario } from '../../../src/judge/scenario/classify-scenario.js';
import type { ClusterFacts, LiqoFacts } from '../../../src/model/cluster-facts.js';
import type { LanSight } from '../../../src/model/discovery.js';
import { known } from '../../../src/model/fact.js';
import type { LanHearing } from '../../../src/model/lan-hearing.js';
import type { ScenarioId, Side } from '../../../src/model/peering.js';
import {
  addresses,
  authServiceFacts,
  cloudCluster,
  earlyLiqoFacts,
  nodeFacts,
  onPremisesCluster,
} from '../../helpers/cluster-facts.js';
import { intent, sourceSeen } from '../run.js';

const source = 'a test';
const ids = { local: 'local-id', remote: 'remote-id' } as const;
const nodes = { local: '192.168.1.11', remote: '192.168.1.12' } as const;

function cluster(
  side: Side,
  {
    address = nodes[side],
    liqo = {},
  }: { readonly address?: string; readonly liqo?: Partial<LiqoFacts> } = {},
): ClusterFacts {
  const node = nodeFacts({ name: `${side}-node`, addresses: addresses(['InternalIP', address]) });
  return onPremisesCluster(side, {
    nodes: known([node], source),
    liqo: earlyLiqoFacts('v0.10.3', {
      clusterId: known(ids[side], source),
      lanDiscovery: known({ announces: true, searches: true, readyPods: 1 }, source),
      authService: known(authServiceFacts({ type: 'NodePort' }), source),
      ...liqo,
    }),
  });
}

interface Announcing {
  readonly side: Side;
  readonly sender?: string;
  readonly on?: string;
  readonly state?: 'present' | 'goodbye';
}

function sight(...all: readonly Announcing[]): LanSight {
  const announcements = all.map(
    ({ side, sender = nodes[side], on = 'eth0', state = 'present' as const }) => ({
      instance: ids[side].toUpperCase(),
      host: `${side}-node.local`,
      port: 30_443,
      addresses: [{ address: nodes[side], interface: on }],
      interfaces: [on],
      senders: [sender],
      state,
      firstHeardMs: 12,
    }),
  );
  return {
    listenedMs: 2100,
    interfaces: [
      { interface: 'eth0', family: 'IPv4', address: '192.168.1.5', queries: 2, heard: all.length },
    ],
    announcements,
    leftOut: { instances: 0, messages: 0 },
    contrasts: [],
  };
}

const fromMachine = (...all: readonly Announcing[]): LanHearing => ({
  from: 'operator',
  sight: sight(...all),
});
const fromNode = (...all: readonly Announcing[]): LanHearing => ({
  ...{ from: 'local', node: 'local-node', sight: sight(...all) },
});

interface Given {
  readonly local?: ClusterFacts;
  readonly remote?: ClusterFacts;
  readonly observations?: Parameters<typeof classifyScenario>[0]['observations'];
  readonly scenario?: ScenarioId;
}

function scenarioOf(hearings: readonly LanHearing[], given: Given = {}) {
  const { local = cluster('local'), remote = cluster('remote'), observations = [], scenario } = given;
  const clusters = { local, remote };
  const classified = classifyScenario({
    clusters,
    observations,
    intent: intent({ scenario }),
    hearings,
  });
  const { id, confidence, evidence } = classified.scenario;
  return { id, confidence, said: evidence.filter((text) => text.includes('mDNS')) };
}

const silentMachine = (side: Side, why: string) =>
  `This machine heard no announcement of the ${side} cluster by mDNS within 2.1 s, which proves nothing. ${why}`;
const others = 'Other mDNS messages came in (1), so that multicast does come through.';

test('a node that hears the other cluster from its own node is in one LAN with it', () => {
  expect(scenarioOf([fromNode({ side: 'remote' })])).toEqual({
    id: 'same-lan',
    confidence: 'high',
    said: [
      'Node local-node of the local cluster heard the remote cluster announced by mDNS at 192.168.1.12 port 30443 on eth0: both are in one broadcast domain.',
    ],
  });
});

test('a machine that hears both on one interface shows that they are in one LAN', () => {
  expect(scenarioOf([fromMachine({ side: 'local' }, { side: 'remote' })])).toEqual({
    id: 'same-lan',
    confidence: 'high',
    said: [
      'This machine heard the local cluster announced by mDNS at 192.168.1.11 port 30443 on eth0, and the remote one at 192.168.1.12 port 30443 on eth0: both are in one broadcast domain.',
    ],
  });
});

test('a machine that is a node of one cluster and hears the other one is in one LAN with it', () => {
  const local = cluster('local', { address: '192.168.1.5' });
  expect(scenarioOf([fromMachine({ side: 'remote' })], { local }).said[0]).toBe(
    'This machine heard the remote cluster announced by mDNS at 192.168.1.12 port 30443 on eth0, and is a node of the local one: both are in one broadcast domain.',
  );
});

test('one LAN is known across subnets too, where addresses alone say that networks are routed', () => {
  const remote = cluster('remote', { address: '192.168.7.12' });
  expect(scenarioOf([fromNode({ side: 'remote', sender: '192.168.7.12' })], { remote })).toMatchObject({
    id: 'same-lan',
    confidence: 'high',
  });
});

test('of two clusters in public clouds nothing that is announced makes a LAN', () => {
  const [local, remote] = [cloudCluster('local'), cloudCluster('remote')];
  expect(scenarioOf([fromNode({ side: 'remote' })], { local, remote }).id).toBe('cloud-to-cloud');
});

test.each([
  [
    'both on different interfaces',
    [fromMachine({ side: 'local', on: 'eth0' }, { side: 'remote', on: 'eth1' })],
    [
      'This machine heard the local cluster announced by mDNS at 192.168.1.11 port 30443 on eth0, which says nothing of where the remote one is.',
      'This machine heard the remote cluster announced by mDNS at 192.168.1.12 port 30443 on eth1, which says nothing of where the local one is.',
    ],
  ],
  [
    'one of them alone',
    [fromMachine({ side: 'remote' })],
    [
      'This machine heard the remote cluster announced by mDNS at 192.168.1.12 port 30443 on eth0, which says nothing of where the local one is.',
      silentMachine('local', others),
    ],
  ],
  [
    'what somebody else passes on',
    [fromNode({ side: 'remote', sender: '192.168.1.1' })],
    [
      'Node local-node of the local cluster heard the remote cluster announced by mDNS at 192.168.1.12 port 30443 on eth0 by 192.168.1.1, which is no node of it: it may have been passed on from another network.',
    ],
  ],
  [
    'what has been withdrawn',
    [fromNode({ side: 'remote', state: 'goodbye' })],
    [
      'Node local-node of the local cluster heard no announcement of the remote cluster by mDNS within 2.1 s, which proves nothing. Other mDNS messages came in (1), so that multicast does come through.',
    ],
  ],
] as const)('%s proves no common LAN, and is told', (_, hearings, said) => {
  // Their node addresses are of one subnet, which is weak evidence and stays so.
  expect(scenarioOf(hearings)).toEqual({ id: 'same-lan', confidence: 'low', said });
});

test.each([
  [
    'a load balancer',
    { authService: known(authServiceFacts({ type: 'LoadBalancer' }), source) },
    'Service liqo-auth is of type LoadBalancer, and Liqo announces a NodePort only.',
  ],
  [
    'discovery that is off',
    { lanDiscovery: known(null, source) },
    'There is no Deployment liqo-discovery in namespace liqo: it neither announces itself nor looks for others.',
  ],
  [
    'advertisement that is off',
    { lanDiscovery: known({ announces: false, searches: true }, source) },
    'It does not announce itself (--mdns-enable-advertisement=false).',
  ],
  [
    'a pod that does not run',
    { lanDiscovery: known({ announces: true, searches: true, readyPods: 0 }, source) },
    'Deployment liqo-discovery has no ready pod.',
  ],
  // Whoever only does not look for others would be heard.
  [
    'no reason in its settings',
    { lanDiscovery: known({ announces: true, searches: false }, source) },
    others,
  ],
] as const)(
  'silence because of %s is told with that reason, and leaves the scenario as it is',
  (_, liqo, why) => {
    const remote = cluster('remote', { liqo });
    const silent = scenarioOf([fromMachine({ side: 'local' })], { remote });
    expect(silent.said.at(-1)).toBe(silentMachine('remote', why));
    const { id, confidence } = scenarioOf([], { remote });
    expect([silent.id, silent.confidence]).toEqual([id, confidence]);
  },
);

test('silence is not told where nobody speaks of a LAN, and where the operator does it is', () => {
  const observations = [sourceSeen('remote', '198.51.100.11', '203.0.113.10:40582')];
  const far = { local: cloudCluster('local'), observations };
  expect(scenarioOf([fromMachine()], far)).toMatchObject({ id: 'onprem-nat-to-cloud', said: [] });
  expect(scenarioOf([fromMachine()], { ...far, scenario: 'same-lan' }).said).toHaveLength(2);
});
