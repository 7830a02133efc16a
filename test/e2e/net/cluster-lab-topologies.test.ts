import { describe, expect, test } from 'vitest';

import type { Verdict } from '../../../src/model/report.js';
import { differencesOf, truthOf } from '../../lab/prove/expected.js';
import { checkInProcess } from '../../lab/prove/in-process-check.js';
import { clusterLab, type LabClusterName } from './cluster-lab.js';
import { clusterLabNames, clusterLabSituation } from './cluster-lab-topologies.js';
import type { Generation } from './situations.js';

/** By hand: whose API server and whose node ports are reached from where. */
const verdicts: readonly (readonly [string, LabClusterName, Generation, Verdict])[] = [
  ['flat', 'a', 'g2', 'ready'],
  ['flat', 'b', 'g3', 'ready'],
  ['flat+udp-dropped', 'a', 'g3', 'not-ready'],
  ['routed', 'a', 'g2', 'ready'],
  ['routed', 'b', 'g3', 'ready'],
  ['routed+udp-dropped', 'b', 'g2', 'not-ready'],
  ['routed+udp-rejected', 'a', 'g3', 'not-ready'],
  // With v0.x the provider asks for the consumer's servers too, with v1.x the consumer reaches all that it needs.
  ['a-nat', 'a', 'g2', 'not-ready'],
  ['a-nat', 'a', 'g3', 'ready'],
  ['a-nat', 'b', 'g3', 'not-ready'],
  // The forwards lead to ports that nobody advertises.
  ['a-nat-pf', 'a', 'g2', 'not-ready'],
  ['a-nat-pf', 'a', 'g3', 'ready'],
  ['a-nat-pf', 'b', 'g3', 'not-ready'],
];

describe('the description of two real clusters', () => {
  for (const [name, consumer, generation, verdict] of verdicts) {
    test(`${verdict}: ${name}, ${consumer} the consumer, ${generation}`, async () => {
      const situation = clusterLabSituation(name, consumer, generation);
      const { topology, intent } = situation;
      const { report } = await checkInProcess({ topology, intent, seed: 1, kubeconfig: 'usual' });
      const truth = truthOf(situation);
      expect({ verdict: report.verdict, works: truth.works }).toEqual({
        verdict,
        works: verdict === 'ready',
      });
      expect(differencesOf({ report }, situation, truth)).toEqual([]);
    });
  }
});

test('a network that nobody describes is refused by its name', () => {
  for (const name of ['', 'ring', 'flat+ring']) {
    expect(() => clusterLabSituation(name, 'a', 'g3')).toThrow(
      `LIQO_DOCTOR_LAB_TOPOLOGY is none of ${clusterLabNames.join(', ')}: ${name}`,
    );
  }
});

test('the environment names the clusters, the network and the way to the operator', () => {
  expect(clusterLab({})).toBeUndefined();
  expect(clusterLab({ LIQO_DOCTOR_LAB: '', LIQO_DOCTOR_LAB_TOPOLOGY: 'flat' })).toBeUndefined();
  expect(
    clusterLab({
      LIQO_DOCTOR_LAB: 'clusters',
      LIQO_DOCTOR_LAB_TOPOLOGY: 'a-nat',
      LIQO_DOCTOR_LAB_COMMAND: 'ip netns exec op',
    }),
  ).toEqual({ folder: 'clusters', topology: 'a-nat', command: ['ip', 'netns', 'exec', 'op'] });
});
