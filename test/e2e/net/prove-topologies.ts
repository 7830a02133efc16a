import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { builtBundles } from './built-bundles.js';
import { unlessHeldUp } from './machine-load.js';
import { proveSituation } from './prove-situation.js';
import { type Generation, type NamedTopology, releases } from './situations.js';
import { labPrograms } from './start-real-lab.js';

/** Several checks one after the other, on a machine that is busy with others. */
const needs = { programs: labPrograms, timeoutMs: 900_000 };

/** Proves topologies with a release of both generations, each in a test of its own. */
export function proveTopologies(topologies: readonly NamedTopology[]): void {
  const bundles = builtBundles();
  for (const { name, situation, ...expected } of topologies) {
    for (const generation of Object.keys(releases) as Generation[]) {
      testWithNamespaces(`${name}, ${generation}`, needs, async ({ annotate }) => {
        const again: string[] = [];
        const ending = await unlessHeldUp(again, (onReport) =>
          proveSituation(situation(generation), bundles, { ...expected, onReport }),
        );
        await annotate([ending, ...again].join(', '));
      });
    }
  }
}
