import { expect, test } from 'vitest';

import type { ClusterFacts } from '../../../src/model/cluster-facts.js';
import { known, unknown } from '../../../src/model/fact.js';
import type { Observation } from '../../../src/model/observation.js';
import type { ScenarioId, Side } from '../../../src/model/peering.js';
import {
  addresses,
  cloudCluster,
  type ClusterOverrides,
  nodeFacts,
  onPremisesCluster,
} from '../../helpers/cluster-facts.js';
import { cloudApiHost, cloudWithV10, homeWithV10, judgeRun, observation, sourceSeen } from '../run.js';

const source = 'a test';
const missing = unknown('forbidden');

/** A cluster on premises whose node has these addresses; its API server listens at the first. */
function at(side: Side, own: readonly string[], overrides: ClusterOverrides = {}): ClusterFacts {
  const nodes = own.map((address, index) =>
    nodeFacts({ name: `node-${index}`, addresses: addresses(['InternalIP', address]) }),
  );
  return onPremisesCluster(side, {
    nodes: known(nodes, source),
    ...overrides,
    apiServer: {
      kubeconfigUrl: 'https://api.example.org:6443',
      listeners: known([{ address: own[0] ?? '', port: 6443 }], source),
      ...overrides.apiServer,
    },
  });
}

/** The same where the nodes may not be read, and what else is not. */
function unreadable(side: Side, own: readonly string[], overrides: ClusterOverrides = {}): ClusterFacts {
  return { ...at(side, own, overrides), nodes: missing };
}

const noListeners = { apiServer: { listeners: missing } };

const open = (target: Side, host: string, more: Partial<Observation> = {}): Observation =>
  observation({
    purpose: 'endpoint',
    service: 'apiServer',
    target,
    host,
    port: 6443,
    outcome: 'open',
    ...more,
  });

interface Row {
  readonly title: string;
  readonly local: ClusterFacts;
  readonly remote: ClusterFacts;
  readonly seen?: readonly Observation[];
  readonly named?: ScenarioId;
  readonly is: readonly [id: ScenarioId, a: Side, confidence: 'high' | 'medium' | 'low'];
  readonly evidence: readonly string[];
  /** The finding about the operator's word: its status, and its reason where it warns. */
  readonly finding?: readonly [status: string, reason?: string];
}

const eks =
  'The remote cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.';
const localPrivate = 'Nodes of the local cluster have private addresses only: 192.168.1.11.';
const remotePrivate = 'Nodes of the remote cluster have private addresses only: 192.168.1.21.';
const localNat =
  'Packets of the local cluster arrive from 203.0.113.8, and its nodes have private addresses only (192.168.1.11): a NAT device is in their path.';

const rows: readonly Row[] = [
  // Declared addresses against the source that the other side saw.
  {
    title: 'a public node address whose packets arrive from another public address: the node is public still',
    local: at('local', ['203.0.113.40']),
    remote: cloudCluster('remote'),
    seen: [sourceSeen('local', '198.51.100.11', '203.0.113.99:1')],
    is: ['onprem-to-cloud', 'local', 'high'],
    evidence: [
      'Packets of the local cluster arrive from 203.0.113.99, and its nodes have global addresses of their own: 203.0.113.40.',
      eks,
    ],
  },
  {
    title: 'private nodes, equal subnets, and packets that were translated: no LAN',
    local: at('local', ['192.168.1.11']),
    remote: at('remote', ['192.168.1.21']),
    seen: [sourceSeen('local', '198.51.100.8', '203.0.113.8:40582')],
    is: ['nat-to-nat', 'local', 'low'],
    evidence: [localNat, remotePrivate],
  },
  {
    title: 'equal subnets without any packet: perhaps a LAN',
    local: at('local', ['192.168.1.11']),
    remote: at('remote', ['192.168.1.21']),
    is: ['same-lan', 'local', 'low'],
    evidence: [
      'Nodes of both clusters have addresses of one subnet: 192.168.1.11 and 192.168.1.21.',
      localPrivate,
      remotePrivate,
    ],
  },
  {
    title: 'the very same private address on both sides: two networks that are numbered alike',
    local: at('local', ['192.168.1.11']),
    remote: at('remote', ['192.168.1.11']),
    is: ['nat-to-nat', 'local', 'low'],
    evidence: [localPrivate, 'Nodes of the remote cluster have private addresses only: 192.168.1.11.'],
  },
  {
    title: 'translated packets, but a private address that answers: the private way counts',
    local: at('local', ['192.168.1.11']),
    remote: at('remote', ['10.9.0.21']),
    seen: [sourceSeen('local', '198.51.100.8', '203.0.113.8:40582'), open('remote', '10.9.0.21')],
    is: ['routed-private', 'local', 'high'],
    evidence: [
      'The local cluster reached the remote one at 10.9.0.21, a private address.',
      localNat,
      'Nodes of the remote cluster have private addresses only: 10.9.0.21.',
    ],
  },
  {
    title: 'an address of carrier-grade NAT is private',
    local: at('local', ['100.64.3.7']),
    remote: cloudCluster('remote'),
    seen: [sourceSeen('local', '198.51.100.11', '203.0.113.8:40582')],
    is: ['onprem-nat-to-cloud', 'local', 'high'],
    evidence: [
      'Packets of the local cluster arrive from 203.0.113.8, and its nodes have private addresses only (100.64.3.7): a NAT device is in their path.',
      eks,
    ],
  },
  {
    title: 'packets that kept a private node address and were answered: the networks route to each other',
    local: at('local', ['10.1.0.11']),
    remote: at('remote', ['10.2.0.11']),
    seen: [sourceSeen('local', '10.2.0.11', '10.1.0.11:5')],
    is: ['routed-private', 'local', 'high'],
    evidence: [
      'The local cluster reached the remote one at 10.2.0.11, a private address.',
      'Packets of the local cluster arrive from its own node address 10.1.0.11: no NAT is in their path.',
      'Nodes of the remote cluster have private addresses only: 10.2.0.11.',
    ],
  },
  // The platform against addresses.
  {
    title: "a cloud's private nodes behind the cloud's NAT: the cloud publishes what is asked of it",
    local: at('local', ['203.0.113.40']),
    remote: cloudCluster('remote', {
      nodes: known([nodeFacts({ addresses: addresses(['InternalIP', '10.0.1.11']) })], source),
    }),
    seen: [sourceSeen('remote', '203.0.113.40', '198.51.100.99:40582')],
    is: ['onprem-to-cloud', 'local', 'medium'],
    evidence: ['Nodes of the local cluster have global addresses: 203.0.113.40.', eks],
  },
  {
    title: 'a cloud whose API server resolves to a private address and is not reached',
    local: cloudWithV10('local', { platform: { provider: 'gke', evidence: [] } }),
    remote: cloudWithV10('remote'),
    seen: [open('remote', cloudApiHost, { port: 443, outcome: 'filtered', address: '10.0.3.7' })],
    is: ['cloud-private', 'remote', 'medium'],
    evidence: [
      'The API server of the remote cluster has a private address only.',
      'The local cluster runs on machines of a public cloud (gke).',
      eks,
    ],
  },
  {
    title: 'the same where it is reached at that private address: the networks are joined',
    local: cloudWithV10('local', { platform: { provider: 'gke', evidence: [] } }),
    remote: cloudWithV10('remote'),
    seen: [open('remote', cloudApiHost, { port: 443, address: '10.0.3.7' })],
    is: ['routed-private', 'local', 'high'],
    evidence: [
      'The local cluster reached the remote one at 10.0.3.7, a private address.',
      'The local cluster runs on machines of a public cloud (gke).',
      eks,
    ],
  },
  // The operator's word against packets.
  {
    title: "the operator's word, which packets contradict on one side although the other side sent none",
    local: at('local', ['192.168.1.11']),
    remote: at('remote', ['203.0.113.40']),
    seen: [sourceSeen('local', '203.0.113.40', '203.0.113.8:40582')],
    named: 'onprem-to-onprem',
    is: ['onprem-to-onprem', 'local', 'low'],
    evidence: [
      'The scenario onprem-to-onprem was named by the operator; what was seen contradicts it and shows onprem-nat-to-onprem.',
      localNat,
      'Nodes of the remote cluster have global addresses: 203.0.113.40.',
    ],
    finding: [
      'warn',
      'The scenario onprem-to-onprem was named, but what was seen shows onprem-nat-to-onprem.',
    ],
  },
  {
    title: "the operator's NAT, where packets keep the node's public address",
    local: at('local', ['203.0.113.40']),
    remote: at('remote', ['192.168.1.21']),
    seen: [sourceSeen('local', '198.51.100.8', '203.0.113.40:40582')],
    named: 'nat-to-nat',
    is: ['nat-to-nat', 'remote', 'low'],
    evidence: [
      'The scenario nat-to-nat was named by the operator; what was seen contradicts it and shows onprem-nat-to-onprem.',
      'Packets of the local cluster arrive from its own node address 203.0.113.40: no NAT is in their path.',
      remotePrivate,
    ],
    finding: ['warn', 'The scenario nat-to-nat was named, but what was seen shows onprem-nat-to-onprem.'],
  },
  {
    title: "the operator's word against declared addresses alone: it counts, and nothing is held against it",
    local: at('local', ['192.168.1.11']),
    remote: cloudCluster('remote'),
    named: 'onprem-to-cloud',
    is: ['onprem-to-cloud', 'local', 'medium'],
    evidence: [
      'The scenario onprem-to-cloud was named by the operator; what was seen would rather suggest onprem-nat-to-cloud.',
      localPrivate,
      eks,
    ],
    finding: ['pass'],
  },
  {
    title: "the operator's word, with which packets agree",
    local: at('local', ['192.168.1.11']),
    remote: at('remote', ['203.0.113.40']),
    seen: [sourceSeen('local', '203.0.113.40', '203.0.113.8:40582')],
    named: 'onprem-nat-to-onprem',
    is: ['onprem-nat-to-onprem', 'local', 'high'],
    evidence: [
      'The scenario was named by the operator, and what was seen agrees.',
      localNat,
      'Nodes of the remote cluster have global addresses: 203.0.113.40.',
    ],
    finding: ['pass'],
  },
  // Nodes that may not be read.
  {
    title: 'unreadable nodes, API server at a private address, translated packets: NAT, with less confidence',
    local: unreadable('local', ['192.168.1.11']),
    remote: cloudCluster('remote'),
    seen: [sourceSeen('local', '198.51.100.11', '203.0.113.8:40582')],
    is: ['onprem-nat-to-cloud', 'local', 'medium'],
    evidence: [
      'Packets of the local cluster arrive from 203.0.113.8, and the machines of its API server and gateway have 192.168.1.11: a NAT device is in their path. Its nodes could not be read.',
      eks,
    ],
  },
  {
    title: 'unreadable nodes and no packets: where the API server listens is a hint',
    local: unreadable('local', ['192.168.1.11']),
    remote: cloudCluster('remote'),
    is: ['onprem-nat-to-cloud', 'local', 'low'],
    evidence: [
      'The nodes of the local cluster could not be read; the machines of its API server and gateway have 192.168.1.11.',
      eks,
    ],
  },
  {
    title: 'unreadable nodes whose API server machine sends the packets itself: public',
    local: unreadable('local', ['203.0.113.40']),
    remote: cloudCluster('remote'),
    seen: [sourceSeen('local', '198.51.100.11', '203.0.113.40:40582')],
    is: ['onprem-to-cloud', 'local', 'medium'],
    evidence: [
      'Packets of the local cluster arrive from its own node address 203.0.113.40: no NAT is in their path.',
      eks,
    ],
  },
  {
    title: 'unreadable nodes and listeners, a private address in the kubeconfig, translated packets: NAT',
    local: unreadable('local', [''], {
      apiServer: { listeners: missing, kubeconfigUrl: 'https://10.0.0.4:6443' },
    }),
    remote: cloudCluster('remote'),
    seen: [sourceSeen('local', '198.51.100.11', '203.0.113.8:40582')],
    is: ['onprem-nat-to-cloud', 'local', 'medium'],
    evidence: [
      'Packets of the local cluster arrive from 203.0.113.8, and its API server and load balancers have 10.0.0.4: a NAT device is in their path. Its nodes could not be read.',
      eks,
    ],
  },
  {
    title: 'unreadable nodes and listeners, the gateway of v0.10 on a private node',
    local: {
      ...homeWithV10('local'),
      nodes: missing,
      apiServer: { ...homeWithV10('local').apiServer, listeners: missing },
    },
    remote: cloudWithV10('remote'),
    is: ['onprem-nat-to-cloud', 'local', 'low'],
    evidence: [
      'The nodes of the local cluster could not be read; the machines of its API server and gateway have 192.168.1.11.',
      eks,
    ],
  },
  {
    title: 'nothing but a public source: which of the two it is cannot be told',
    local: unreadable('local', [''], noListeners),
    remote: cloudCluster('remote'),
    seen: [sourceSeen('local', '198.51.100.11', '203.0.113.8:40582')],
    is: ['onprem-to-cloud', 'local', 'low'],
    evidence: [
      'Packets of the local cluster arrive from 203.0.113.8; whether that is its own address cannot be told, since no node address of it could be read.',
      eks,
    ],
  },
  {
    title: 'nothing at all',
    local: unreadable('local', [''], noListeners),
    remote: cloudCluster('remote'),
    is: ['onprem-to-cloud', 'local', 'low'],
    evidence: ['No node address of the local cluster could be read.', eks],
  },
  {
    title: 'unreadable nodes on both sides, a neighbour that answers where its API server listens: a LAN',
    local: unreadable('local', ['192.168.1.11']),
    remote: unreadable('remote', ['192.168.1.21']),
    seen: [open('remote', '192.168.1.21')],
    is: ['same-lan', 'local', 'high'],
    evidence: [
      'The local cluster reached the remote one at 192.168.1.21, an address in its own subnet.',
      'The nodes of the local cluster could not be read; the machines of its API server and gateway have 192.168.1.11.',
      'The nodes of the remote cluster could not be read; the machines of its API server and gateway have 192.168.1.21.',
    ],
  },
  {
    title:
      'unreadable nodes that contradict nobody: what stands in for them is not held against the operator',
    local: unreadable('local', ['192.168.1.11']),
    remote: at('remote', ['203.0.113.40']),
    seen: [sourceSeen('local', '203.0.113.40', '203.0.113.8:40582')],
    named: 'onprem-to-onprem',
    is: ['onprem-to-onprem', 'local', 'medium'],
    evidence: [
      'The scenario onprem-to-onprem was named by the operator; what was seen would rather suggest onprem-nat-to-onprem.',
      'Packets of the local cluster arrive from 203.0.113.8, and the machines of its API server and gateway have 192.168.1.11: a NAT device is in their path. Its nodes could not be read.',
      'Nodes of the remote cluster have global addresses: 203.0.113.40.',
    ],
    finding: ['pass'],
  },
];

test.each(rows)(
  '$title',
  ({ local, remote, seen = [], named, is: [id, a, confidence], evidence, finding }) => {
    const { scenario, findings } = judgeRun({
      local,
      remote,
      generation: 'g3',
      observations: seen,
      intent: { ...(named !== undefined && { scenario: named }) },
    });
    expect(scenario).toEqual({
      id,
      a,
      b: a === 'local' ? 'remote' : 'local',
      confidence,
      evidence,
    });
    const said = findings.find(({ code }) => code === 'LD-PLAT-001');
    expect([said?.status, ...(said?.status === 'warn' ? [said.reason] : [])]).toEqual(finding ?? ['skip']);
  },
);
