import { expect, test } from 'vitest';

import { known, unknown } from '../../../src/model/fact.js';
import {
  addresses,
  cloudCluster,
  earlyLiqoFacts,
  noLiqoFacts,
  nodeFacts,
  onPremisesCluster,
  type ClusterOverrides,
} from '../../helpers/cluster-facts.js';
import { briefOf, findingsOf, localOf, type RuleRun } from './findings-of.js';

const ranges = (...list: readonly string[]) => known(list, 'a test');
const remoteWith = (overrides: ClusterOverrides) => ({ remote: cloudCluster('remote', overrides) });

test.each([
  ['10.100.0.0/16', { cidrs: { service: ranges('10.0.0.0/16') } }, 'pass', undefined],
  [
    '10.96.0.0/16',
    {},
    'warn',
    'The local cluster uses 10.96.0.0/12 as service range, so it maps the pod range 10.96.0.0/16 of the remote cluster to a free range of its pools.',
  ],
  [
    '10.70.0.0/16',
    {},
    'warn',
    'The local cluster uses 10.70.0.0/16 as external range, so it maps the pod range 10.70.0.0/16 of the remote cluster to a free range of its pools.',
  ],
  [
    '172.20.0.0/16',
    { liqo: { reservedRanges: ranges('172.16.0.0/12') } },
    'warn',
    'The local cluster uses 172.16.0.0/12 as reserved range, so it maps the pod range 172.20.0.0/16 of the remote cluster to a free range of its pools.',
  ],
  [
    '172.20.0.0/16',
    { cidrs: { service: unknown('servicecidrs is forbidden') } },
    'unknown',
    'The service range of the local cluster could not be read: servicecidrs is forbidden.',
  ],
] as const)(
  'v1.2.0: the pod range %s of the other cluster beside own ranges (%#)',
  (...[pod, own, status, reason]) => {
    const run = {
      local: onPremisesCluster('local', own),
      ...remoteWith({ cidrs: { pod: ranges(pod) } }),
    };
    expect(localOf('LD-NET-002', run)).toEqual([status, reason]);
  },
);

const nodeNetworks = 'LD-NET-003';
test('parts of pod ranges that lie apart say nothing of the whole, and parts that overlap do', () => {
  const partly = (part: string) => ({
    cidrs: { pod: unknown('nothing tells it'), podOfNodes: ranges(part) },
  });
  const run = (part: string) =>
    briefOf('LD-NET-001', { local: onPremisesCluster('local', partly(part)), ...remoteWith({}) });
  expect(run('10.200.0.0/24')).toEqual([
    [
      undefined,
      'unknown',
      'Of the pods of the local cluster only the ranges of the nodes are known, which lie apart from the others; the whole range may not.',
    ],
  ]);
  expect(run('10.244.3.0/24').map(([, status]) => status)).toEqual(['warn']);
});

test('of many parts of pod ranges that overlap, or lie in another range, three are named', () => {
  const parts = Array.from({ length: 5000 }, (_, index) => `10.${64 + (index >> 8)}.${index & 255}.0/24`);
  const run = {
    local: onPremisesCluster('local', {
      cidrs: { pod: unknown('nothing tells it'), podOfNodes: ranges(...parts) },
    }),
    ...remoteWith({
      cidrs: {
        pod: ranges('10.64.0.0/10'),
        service: ranges('10.64.0.0/11'),
        external: ranges('10.9.0.0/16'),
      },
    }),
  };
  const three = '10.64.0.0/24, 10.64.1.0/24, 10.64.2.0/24 and 4997 more';
  const pairs = [0, 1, 2].map((third) => `10.64.${third}.0/24 and 10.64.0.0/10`).join(', ');
  expect(briefOf('LD-NET-001', run)).toEqual([
    [
      undefined,
      'warn',
      `The pod ranges ${pairs} and 4997 more overlap: the local cluster maps 10.64.0.0/10 of the remote one, and the remote cluster ${three} of the local one, to a free range of its own pools.`,
    ],
  ]);
  expect(briefOf('LD-NET-002', run)).toContainEqual([
    'remote',
    'warn',
    `The remote cluster uses 10.64.0.0/11 as service range, so it maps the pod ranges ${three} of the local cluster to a free range of its pools.`,
  ]);
});

const apart = { cidrs: { pod: ranges('100.64.0.0/16'), external: ranges('100.65.0.0/16') } };

function withNodes(reserved: readonly string[], remote: ClusterOverrides, liqo = {}): RuleRun {
  return {
    local: onPremisesCluster('local', { liqo: { reservedRanges: ranges(...reserved), ...liqo } }),
    ...remoteWith(remote),
  };
}

test.each([
  ["v1.2.0: nodes in the peer's pod range are in danger", [], 'warn'],
  ['v1.2.0: nodes whose network is reserved are safe', ['192.168.1.0/24'], 'pass'],
] as const)('%s', (_, reserved, status) => {
  const run = withNodes(reserved, { cidrs: { pod: ranges('192.168.0.0/16') } });
  expect(localOf(nodeNetworks, run)).toEqual([
    status,
    status === 'pass'
      ? undefined
      : 'The node addresses 192.168.1.10, 192.168.1.11 of the local cluster lie in the pod range 192.168.0.0/16 of the remote cluster, which is not reserved.',
  ]);
});

test('v1.2.0: nodes in the pools are in danger only where a range of the peer has to be mapped', () => {
  expect(localOf(nodeNetworks, withNodes([], {}))).toEqual([
    'warn',
    "The node addresses 192.168.1.10, 192.168.1.11 of the local cluster lie in Liqo's pools and in no reserved range: Liqo has to map a range of the remote cluster, and may choose theirs.",
  ]);
  expect(localOf(nodeNetworks, withNodes([], apart))).toEqual(['pass', undefined]);
});

test('v1.2.0: nodes with public addresses are safe, and a node alone is told as one', () => {
  const nodes = (address: string) =>
    known([nodeFacts({ addresses: addresses(['InternalIP', address]) })], 'a test');
  const at = (address: string) =>
    localOf(nodeNetworks, { local: onPremisesCluster('local', { nodes: nodes(address) }) });
  expect(at('198.51.100.9')).toEqual(['pass', undefined]);
  expect(at('10.1.2.3')?.[1]).toMatch(
    /^The node address 10\.1\.2\.3 of the local cluster lies in Liqo's pools/,
  );
});

test('v1.2.0: where reserved ranges or nodes could not be read it is unknown', () => {
  const unread = withNodes([], {}, { reservedRanges: unknown('networks.ipam.liqo.io is forbidden') });
  expect(localOf(nodeNetworks, unread)?.[0]).toBe('unknown');
  const local = onPremisesCluster('local', { nodes: unknown('nodes is forbidden') });
  expect(localOf(nodeNetworks, { local })).toEqual([
    'unknown',
    'The nodes could not be read: nodes is forbidden.',
  ]);
});

test("v1.2.0: before Liqo is installed only a clash with the peer's pods is a warning", () => {
  const local = onPremisesCluster('local', { liqo: noLiqoFacts() });
  expect(localOf(nodeNetworks, { local })).toEqual(['pass', undefined]);
  const clash = remoteWith({ cidrs: { pod: ranges('192.168.0.0/16') } });
  expect(localOf(nodeNetworks, { local, ...clash })?.[0]).toBe('warn');
});

test('v1.2.0: without networking no range is mapped', () => {
  const intent = { networkingDisabled: true };
  const reason = 'Without networking nothing is mapped.';
  expect(briefOf('LD-NET-001', { intent })).toEqual([[undefined, 'skip', reason]]);
  expect(localOf('LD-NET-002', { intent })).toEqual(['skip', reason]);
  expect(localOf(nodeNetworks, { intent })).toEqual(['skip', reason]);
});

test.each([
  ['v0.10.3', 'networkManager.config.reservedSubnets'],
  ['v1.2.0', 'ipam.reservedSubnets'],
] as const)('%s: the remedy for node networks names the value of the release, %s', (version, name) => {
  const run = {
    version,
    local: onPremisesCluster('local', version === 'v0.10.3' ? { liqo: earlyLiqoFacts(version) } : {}),
    ...remoteWith({ cidrs: { pod: ranges('192.168.0.0/16') } }),
  };
  const [found] = findingsOf('LD-NET-003', run).filter(({ cluster }) => cluster === 'local');
  expect([found?.status, found?.remedy]).toEqual([
    'warn',
    `Reserve the network of the nodes: set ${name} in the Liqo installation of the local cluster. Ranges that are mapped already stay where they are.`,
  ]);
});

const tunnel = 'LD-NET-004';
const providerOf = (provider: string) => remoteWith({ platform: { provider } });

test.each([
  ['the default of 1340 fits everywhere', 'aks', undefined, 'pass', undefined],
  ['1440 fits Ethernet', 'eks', 1440, 'pass', undefined],
  ['1400 fits Google Cloud', 'gke', 1400, 'pass', undefined],
  [
    '1440 does not fit Azure',
    'aks',
    1440,
    'warn',
    "The tunnel's MTU is 1440 bytes, but the network of Azure, where the remote cluster is, carries packets of 1400 bytes, which leaves 1340 over IPv4.",
  ],
  [
    '1500 does not fit Ethernet',
    'eks',
    1500,
    'warn',
    "The tunnel's MTU is 1500 bytes, but Ethernet, where the local cluster is, carries packets of 1500 bytes, which leaves 1440 over IPv4.",
  ],
] as const)('v1.2.0: --mtu: %s', (...[, provider, mtu, status, reason]) => {
  expect(briefOf(tunnel, { ...providerOf(provider), intent: { mtu } })).toEqual([
    [undefined, status, reason],
  ]);
});

test.each([
  ['equal values that fit pass', 1340, 1340, 'pass', undefined],
  [
    'different values warn',
    1440,
    1340,
    'warn',
    'The local cluster uses an MTU of 1440 bytes, the remote one 1340.',
  ],
  [
    'a value that is not told is unknown',
    1440,
    null,
    'unknown',
    'The MTU of the remote cluster is not known.',
  ],
] as const)('v0.3.2: %s', (...[, here, there, status, reason]) => {
  const liqo = (mtu: number | null) => earlyLiqoFacts('v0.3.2', { tunnelMtu: known(mtu, 'a test') });
  const run = {
    version: 'v0.3.2',
    local: onPremisesCluster('local', { liqo: liqo(here) }),
    ...remoteWith({ liqo: liqo(there) }),
  };
  expect(briefOf(tunnel, run)).toEqual([[undefined, status, reason]]);
});

test('v0.4.0: where Liqo is to be installed, the MTU that liqoctl sets there is compared', () => {
  const run = {
    version: 'v0.4.0',
    local: onPremisesCluster('local', {
      liqo: earlyLiqoFacts('v0.4.0', { tunnelMtu: known(1440, 'a test') }),
    }),
    ...remoteWith({ liqo: noLiqoFacts(), platform: { provider: 'aks' } }),
  };
  expect(briefOf(tunnel, run)).toEqual([
    [undefined, 'warn', 'The local cluster uses an MTU of 1440 bytes, the remote one 1360.'],
  ]);
});

const second = 1000;
const clock = (aheadMs: number) => ({ clock: known({ aheadMs, withinMs: second }, 'a test') });

test.each([
  [0, 'pass', undefined],
  // 298 s apart, each known to a second: at most 300 s.
  [298 * second, 'pass', undefined],
  [-299 * second, 'unknown', "The local cluster's clock is 299 s behind the remote one's, give or take 2 s."],
  [
    302 * second,
    'unknown',
    "The local cluster's clock is 302 s ahead of the remote one's, give or take 2 s.",
  ],
  [303 * second, 'warn', "The local cluster's clock is 303 s ahead of the remote one's, give or take 2 s."],
] as const)('a clock %i ms ahead of the other one is %s', (aheadMs, status, reason) => {
  const run = { local: onPremisesCluster('local', clock(aheadMs)), ...remoteWith(clock(0)) };
  expect(briefOf('LD-NET-005', run)).toEqual([[undefined, status, reason]]);
});

test('a clock that was not seen is unknown', () => {
  const run = remoteWith({ clock: unknown('the answer had no Date header') });
  expect(briefOf('LD-NET-005', run)).toEqual([
    [undefined, 'unknown', 'The clock of the remote cluster is unknown: the answer had no Date header.'],
  ]);
});
