import { beforeAll } from 'vitest';

import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import type { Bundles } from '../../lab/prove/real-check.js';
import { bundleAgent } from '../../lab/prove/real-check.js';
import { proveSituation } from './prove-situation.js';
import { type Generation, type NamedTopology, releases } from './situations.js';

/** Several checks one after the other, on a machine that is busy with others. */
const timeoutMs = 300_000;

/** Proves topologies with a release of both generations, each in a test of its own. */
export function proveTopologies(topologies: readonly NamedTopology[]): void {
  let bundles: Bundles;
  beforeAll(async () => {
    bundles = await bundleAgent();
    return () => bundles.remove();
  });
  for (const { name, situation, ...expected } of topologies) {
    for (const generation of Object.keys(releases) as Generation[]) {
      testWithNamespaces(`${name}, ${generation}`, { timeoutMs }, async ({ annotate }) => {
        const ending = await proveSituation(situation(generation), bundles, expected);
        await annotate(ending);
      });
    }
  }
}
