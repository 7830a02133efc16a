import { expect, test } from 'vitest';

import type { NodeFacts } from '../../../src/model/cluster-facts.js';
import { known, unknown } from '../../../src/model/fact.js';
import { nodeFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { localOf } from './findings-of.js';

function at(code: string, version: string, ...nodes: readonly Partial<NodeFacts>[]) {
  const local = onPremisesCluster('local', { nodes: known(nodes.map(nodeFacts), 'a test') });
  return localOf(code, { local, version });
}

const kernelOf = 'LD-PLAT-003';
const wireGuard = 'LD-PLAT-004';

test('v1.0.0: a kernel of 5.10 is recent enough, one of 5.9 is not', () => {
  expect(at(kernelOf, 'v1.0.0', { kernelVersion: '5.10.0-30-amd64' })).toEqual(['pass', undefined]);
  expect(at(kernelOf, 'v1.0.0', { kernelVersion: '5.9.16' })).toEqual(['fail', 'Node node-1 runs 5.9.16.']);
});

test('v1.2.0: virtual nodes and Windows are not asked for a kernel, an unreadable version stays unknown', () => {
  const others = [
    { kernelVersion: '3.10.0', virtual: true },
    { kernelVersion: '10.0.20348', operatingSystem: 'windows' },
  ];
  expect(at(kernelOf, 'v1.2.0', ...others)).toEqual(['pass', undefined]);
  expect(at(kernelOf, 'v1.2.0', { kernelVersion: 'custom' })).toEqual([
    'unknown',
    'Node node-1 tells a kernel version that cannot be read: "custom".',
  ]);
});

test('v1.2.0: of 10,000 old nodes five are named', () => {
  const nodes = Array.from({ length: 10_000 }, (_, index) => ({
    name: `n${index}`,
    kernelVersion: '4.19.0',
  }));
  expect(at(kernelOf, 'v1.2.0', ...nodes)?.[1]).toBe(
    'Node n0 runs 4.19.0, n1 runs 4.19.0, n2 runs 4.19.0, n3 runs 4.19.0, n4 runs 4.19.0 and 9995 more.',
  );
});

test.each([
  ['v0.10.3: a kernel of 5.6 has WireGuard', 'v0.10.3', { kernelVersion: '5.6.0' }, 'pass', undefined],
  [
    'v0.10.3: an older kernel falls back to wireguard-go',
    'v0.10.3',
    { kernelVersion: '4.19.0-27-amd64', osImage: 'Debian GNU/Linux 10', architecture: 'arm64' },
    'warn',
    'Node node-1 runs 4.19.0-27-amd64; WireGuard is part of Linux from 5.6 on. Unless the module was added, a gateway there falls back to wireguard-go in user space.',
  ],
  [
    'v0.9.0: the fallback may not start on arm64 (liqo#1851)',
    'v0.9.0',
    { kernelVersion: '5.4.0', osImage: 'Flatcar', architecture: 'arm64' },
    'warn',
    'Node node-1 runs 5.4.0; WireGuard is part of Linux from 5.6 on. Unless the module was added, a gateway there falls back to boringtun in user space, which in this release may not start on arm64 (node-1).',
  ],
  [
    'v0.3.2: a kernel of RHEL 8 may have the module',
    'v0.3.2',
    { kernelVersion: '4.18.0-513.el8.x86_64', osImage: 'Red Hat Enterprise Linux 8.9' },
    'unknown',
    'Node node-1 runs 4.18.0-513.el8.x86_64, older than 5.6, and the distribution may have added WireGuard to it.',
  ],
  [
    'v0.10.3: CentOS 7 has no WireGuard (liqo#2659)',
    'v0.10.3',
    { kernelVersion: '3.10.0-1160.el7.x86_64', osImage: 'CentOS Linux 7 (Core)' },
    'warn',
    'Node node-1 runs 3.10.0-1160.el7.x86_64; WireGuard is part of Linux from 5.6 on. Unless the module was added, a gateway there falls back to wireguard-go in user space.',
  ],
  [
    'v0.5.0: the 5.4 of Ubuntu may have WireGuard added',
    'v0.5.0',
    { kernelVersion: '5.4.0-150-generic', osImage: 'Ubuntu 20.04.6 LTS' },
    'unknown',
    'Node node-1 runs 5.4.0-150-generic, older than 5.6, and the distribution may have added WireGuard to it.',
  ],
] as const)('%s', (...[, version, node, status, reason]) => {
  expect(at(wireGuard, version, node)).toEqual([status, reason]);
});

test('v0.10.3: nodes that could not be read leave WireGuard unknown; v1.2.0 does not ask', () => {
  const local = onPremisesCluster('local', { nodes: unknown('nodes is forbidden') });
  expect(localOf(wireGuard, { local, version: 'v0.10.3' })).toEqual([
    'unknown',
    'The nodes could not be read: nodes is forbidden.',
  ]);
  expect(localOf(wireGuard, { local })).toBeUndefined();
});
