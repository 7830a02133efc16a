import { expect, test } from 'vitest';

import type { Arrival } from '../../../src/model/agent-event.js';
import type { Idle, Mapping, Observation } from '../../../src/model/observation.js';
import { addresses, cloudCluster, nodeFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { known } from '../../../src/model/fact.js';
import { observation } from '../run.js';
import { localOf, type RuleRun } from './findings-of.js';

/** Two sockets of a pod of the local cluster (nodes 192.168.1.10, .11), each seen at the ports 31000 and 31001. */
function mapped(...sources: readonly [string, string, string, string]): Observation {
  const sockets = ['10.244.1.7:40000', '10.244.1.7:40000', '10.244.1.7:40001', '10.244.1.7:40001'];
  const mappings = sources.map((observedSource, index): Mapping => ({
    port: index % 2 === 0 ? 31_000 : 31_001,
    localAddress: sockets[index] ?? '',
    observedSource,
  }));
  return observation({
    purpose: 'mapping',
    service: 'gateway',
    target: 'remote',
    host: '198.51.100.20',
    port: 31_000,
    outcome: 'replied',
    mappings,
  });
}

/** Both sockets seen at one address, their ports kept. */
const keptAt = (address: string) =>
  mapped(`${address}:40000`, `${address}:40000`, `${address}:40001`, `${address}:40001`);

const runOf = (seen: Observation, more: Partial<RuleRun> = {}): RuleRun => ({
  observations: [seen],
  ...more,
});

const works = 'A gateway client there works; a gateway server there needs a port-forward.';
const arrive =
  'Packets of the local cluster arrive from 203.0.113.8, none of its own addresses: a NAT device is in their way, and';

test.each([
  ['keeps the port', keptAt('203.0.113.8'), 'the port of the sender is kept'],
  [
    'changes the port',
    mapped('203.0.113.8:1', '203.0.113.8:1', '203.0.113.8:2', '203.0.113.8:2'),
    'the port of the sender is changed, to the same one whatever port it sends to',
  ],
  [
    'chooses the port by destination',
    mapped('203.0.113.8:1', '203.0.113.8:2', '203.0.113.8:3', '203.0.113.8:4'),
    'the port of the sender is changed, to another one for each port that it sends to',
  ],
])('tells of a NAT device that %s', (_, seen, ports) => {
  expect(localOf('LD-NAT-001', runOf(seen))).toEqual(['pass', `${arrive} ${ports}. ${works}`]);
});

test('takes the masquerade of a cluster’s own nodes for no NAT device, though it may change ports', () => {
  const own =
    'Packets of the local cluster arrive from 192.168.1.11, an address of its own: no NAT device is in their way';
  expect(localOf('LD-NAT-001', runOf(keptAt('192.168.1.11')))).toEqual(['pass', `${own}.`]);
  const random = mapped('192.168.1.11:1', '192.168.1.11:2', '192.168.1.11:3', '192.168.1.11:4');
  expect(localOf('LD-NAT-001', runOf(random))).toEqual([
    'pass',
    `${own}, though its own nodes change the port: the port of the sender is changed, to another one for each port that it sends to.`,
  ]);
  expect(localOf('LD-NAT-002', runOf(random))).toEqual([
    'warn',
    'The same socket of the local cluster has another port for each port that it sends to: the nodes of the cluster choose one at random for every flow.',
  ]);
});

test('takes a pod’s own address for no NAT device, even where the other cluster numbers its pods alike', () => {
  expect(localOf('LD-NAT-001', runOf(keptAt('10.244.1.7')))?.[0]).toBe('pass');
});

test('withholds its word where the receiving cluster’s kube-proxy put its own address', () => {
  const remote = cloudCluster('remote');
  const node = remote.nodes.known ? (remote.nodes.value[0]?.addresses[0]?.address ?? '') : '';
  const seen = mapped(`${node}:1`, `${node}:2`, `${node}:3`, `${node}:4`);
  expect(localOf('LD-NAT-001', runOf(seen))).toEqual([
    'unknown',
    `The datagrams of the local cluster arrived from ${node}, an address of the remote cluster, whose own kube-proxy put it there: nothing is known of NAT devices on the way.`,
  ]);
  expect(localOf('LD-NAT-002', runOf(seen))?.[0]).toBe('unknown');
});

test('knows nothing of a cluster whose datagrams never arrived', () => {
  expect(localOf('LD-NAT-001')).toEqual([
    'unknown',
    'No datagram of the local cluster was answered by a responder of the remote one.',
  ]);
  expect(localOf('LD-NAT-002')?.[0]).toBe('unknown');
  expect(localOf('LD-NAT-001', { probeFrom: 'operator' })).toEqual([
    'skip',
    'No datagrams are sent with --probe-from operator.',
  ]);
});

test('cannot tell whose address it is where the nodes could not be read', () => {
  const local = onPremisesCluster('local', { nodes: known([], 'a test') });
  expect(localOf('LD-NAT-001', runOf(keptAt('203.0.113.8'), { local }))).toEqual([
    'unknown',
    'Packets of the local cluster arrive from 203.0.113.8; whether that is an address of its own could not be read.',
  ]);
});

test('warns of ports that depend on the destination’s port, and of none else', () => {
  const random = mapped('203.0.113.8:1', '203.0.113.8:2', '203.0.113.8:3', '203.0.113.8:4');
  expect(localOf('LD-NAT-002', runOf(random))?.[0]).toBe('warn');
  const changed = mapped('203.0.113.8:1', '203.0.113.8:1', '203.0.113.8:2', '203.0.113.8:2');
  expect(localOf('LD-NAT-002', runOf(changed))?.[0]).toBe('pass');
  expect(localOf('LD-NAT-002', runOf(keptAt('203.0.113.8')))?.[0]).toBe('pass');
});

test('claims nothing of ports from a socket that was seen at one port only', () => {
  const { mappings = [], ...rest } = mapped('203.0.113.8:1', '-', '203.0.113.8:2', '-');
  const half = { ...rest, mappings: mappings.filter(({ port }) => port === 31_000) };
  expect(localOf('LD-NAT-001', runOf(half))?.[1]).toBe(
    `${arrive} the port of the sender is changed. ${works}`,
  );
  expect(localOf('LD-NAT-002', runOf(half))).toEqual([
    'unknown',
    'No socket of the local cluster was seen at two ports.',
  ]);
});

test('sees a carrier’s NAT by its addresses, and says that one behind a public address cannot be seen', () => {
  expect(localOf('LD-NAT-003', runOf(keptAt('100.72.3.4')))).toEqual([
    'warn',
    'Packets of the local cluster arrive from 100.72.3.4 of 100.64.0.0/10, which carriers use in front of their own NAT: its router has no public address.',
  ]);
  const nodes = [nodeFacts({ addresses: addresses(['InternalIP', '100.90.1.2']) })];
  expect(
    localOf('LD-NAT-003', { local: onPremisesCluster('local', { nodes: known(nodes, 'a test') }) }),
  ).toEqual([
    'warn',
    'The local cluster has the node address 100.90.1.2 of 100.64.0.0/10, which carriers use in front of their own NAT; a VPN such as Tailscale uses it too.',
  ]);
  expect(localOf('LD-NAT-003')).toEqual([
    'unknown',
    'Nothing shows one, but no packet of the local cluster was seen from outside either.',
  ]);
  expect(localOf('LD-NAT-003', runOf(keptAt('203.0.113.8')))).toEqual([
    'pass',
    "The local cluster's packets arrive from the public address 203.0.113.8. Whether it belongs to the router of the site, or to a carrier in front of that, cannot be seen from here: compare it with the address that the router has outside.",
  ]);
});

test('does not take the addresses of a public cloud’s nodes for a carrier’s', () => {
  const nodes = known([nodeFacts({ addresses: addresses(['InternalIP', '100.90.1.2']) })], 'a test');
  expect(localOf('LD-NAT-003', { local: cloudCluster('local', { nodes }) })).toEqual(['pass', undefined]);
});

const hairpin = (outcome: Observation['outcome']): RuleRun => ({
  observations: [
    observation({
      purpose: 'hairpin',
      service: 'gateway',
      target: 'local',
      from: 'local',
      host: '203.0.113.8',
      port: 31_000,
      outcome,
    }),
  ],
});

test('judges a hairpin by what came back, and silence by nothing', () => {
  expect(localOf('LD-NAT-004')?.[0]).toBe('skip');
  expect(localOf('LD-NAT-004', hairpin('replied'))?.[0]).toBe('pass');
  expect(localOf('LD-NAT-004', hairpin('reply-lost'))?.[0]).toBe('warn');
  expect(localOf('LD-NAT-004', hairpin('silent'))).toEqual([
    'unknown',
    'Datagrams to UDP 203.0.113.8:31000 were not answered: the router forwards that port to nobody, or hands no packets from inside back.',
  ]);
});

/** A run with --deep whose sockets fell silent; the responder sent so many late replies. */
function idleRun(idle: readonly Idle[], lateReplies: number, version = 'v0.10.3'): RuleRun {
  const seen = { ...keptAt('203.0.113.8'), id: 'remote-gateway-mapping-1-idle', idle: [...idle] };
  const arrival: Arrival = { probe: seen.id, received: 40, source: '203.0.113.8:1', lateReplies };
  return {
    version,
    observations: [seen],
    plan: { liqoVersion: version, idleMs: [4000, 12_000, 27_000, 65_000] },
    evidence: {
      arrivals: [arrival],
    },
  };
}

const at = (idleMs: number, alive: number, of = 8): Idle => ({ idleMs, alive, of });

test('is content with flows that outlive the keepalive', () => {
  expect(localOf('LD-NAT-005', idleRun([at(4000, 8), at(12_000, 7), at(27_000, 0)], 24))).toEqual([
    'pass',
    'Flows of the local cluster were still open after 12 s of silence. No flow of the local cluster was open after 27 s of silence. Liqo v0.10.3 sends a keepalive every 10 seconds.',
  ]);
});

test('warns of flows that are forgotten before the next keepalive', () => {
  const run = [at(4000, 8), at(12_000, 0), at(27_000, 0)];
  expect(localOf('LD-NAT-005', idleRun(run, 24))).toEqual([
    'warn',
    'Flows of the local cluster were still open after 4 s of silence. No flow of the local cluster was open after 12 s of silence. Liqo v0.10.3 sends a keepalive every 10 seconds.',
  ]);
  // The same flows live long enough for a ping every 2 seconds.
  expect(localOf('LD-NAT-005', idleRun(run, 24, 'v1.2.0'))?.[0]).toBe('pass');
});

test('does not take late replies for lost on the way that nobody is known to have sent', () => {
  const run = [at(4000, 8), at(12_000, 0)];
  expect(localOf('LD-NAT-005', idleRun(run, 15))?.[0]).toBe('unknown');
  expect(localOf('LD-NAT-005', idleRun(run, 16))?.[0]).toBe('warn');
});

test('takes too few sockets for no proof, and a longer silence survived for a better one', () => {
  expect(localOf('LD-NAT-005', idleRun([at(4000, 3, 3), at(12_000, 0, 3)], 6))?.[0]).toBe('unknown');
  expect(localOf('LD-NAT-005', idleRun([at(4000, 0), at(12_000, 0), at(27_000, 1)], 24))?.[0]).toBe('pass');
});

test('says that lifetimes are only tried with --deep, and when there was no time for them', () => {
  expect(localOf('LD-NAT-005')).toEqual(['skip', 'Only tried with --deep.']);
  expect(localOf('LD-NAT-005', { ...idleRun([], 0), observations: [] })?.[0]).toBe('unknown');
});
