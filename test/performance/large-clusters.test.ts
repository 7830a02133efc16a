import { expect, test } from 'vitest';

import { known, unknown } from '../../src/model/fact.js';
import type { Side } from '../../src/model/peering.js';
import { addresses, clusterFacts, nodeFacts } from '../helpers/cluster-facts.js';
import { judgeRun } from '../judge/run.js';

/** Clusters of so many nodes in networks of their own, each node with an address and a part of the pods' range. */
function clusterOf(side: Side, count: number) {
  const first = side === 'local' ? 10 : 172;
  const parts = (second: number) =>
    Array.from({ length: count }, (_, index) => `${first}.${second + (index >> 8)}.${index & 255}`);
  const nodes = parts(16).map((start, index) =>
    nodeFacts({ name: `node-${index}`, addresses: addresses(['InternalIP', `${start}.7`]) }),
  );
  return clusterFacts(side, {
    nodes: known(nodes, 'a test'),
    cidrs: {
      pod: unknown('nothing tells it'),
      podOfNodes: known(
        parts(64).map((start) => `${start}.0/24`),
        'a test',
      ),
    },
  });
}

/** Milliseconds of a processor for one judgement, at best of some. */
function judgingMs(count: number): number {
  const run = {
    generation: 'g3',
    local: clusterOf('local', count),
    remote: clusterOf('remote', count),
  } as const;
  const times = Array.from({ length: 4 }, () => {
    const before = process.cpuUsage();
    judgeRun({ ...run, local: { ...run.local }, remote: { ...run.remote } });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

test('judging takes longer with the number of nodes, not with its square', () => {
  const [some, many] = [judgingMs(1000), judgingMs(8000)];
  expect(many / some).toBeLessThan(24);
}, 120_000);
