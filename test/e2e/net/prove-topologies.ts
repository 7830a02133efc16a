import { seedOfCommit } from '../../helpers/seed-of-commit.js';
import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { builtBundles } from './built-bundles.js';
import { unlessHeldUp } from './machine-load.js';
import { proveSituation } from './prove-situation.js';
import {
  chosenTopologies,
  demoTopologies,
  dualStackTopologies,
  type Generation,
  keptTopologies,
  type NamedTopology,
  randomTopology,
} from './situations.js';
import { labPrograms } from './start-real-lab.js';

/** Several checks one after the other, on a machine that is busy with others. */
const needs = { programs: labPrograms, timeoutMs: 900_000 };

const seed = Number(process.env['LIQO_DOCTOR_NET_SEED'] ?? 1);
const count = Number(process.env['LIQO_DOCTOR_NET_COUNT'] ?? 3);

/** Those that take the longest first, so that none of them is left at the end. */
const topologies: readonly NamedTopology[] = [
  ...Array.from({ length: count }, (_, index) => randomTopology(seed + index)),
  ...keptTopologies,
  ...dualStackTopologies,
  ...demoTopologies,
  ...chosenTopologies,
];

/** Whether every topology is run, and with both generations. */
const areAllRun = process.env['LIQO_DOCTOR_NET_WHOLE'] === '1';

/** Of those that are run with one generation alone every commit runs one in so many, the next commit others. */
const aloneShare = 3;

/** The topologies that are run with a generation. */
function chosenFor(generation: Generation): readonly NamedTopology[] {
  if (areAllRun) return topologies;
  const turn = seedOfCommit() % aloneShare;
  const alone = topologies.filter((topology) => topology.alone !== undefined);
  const inTurn = new Set(alone.filter((_, index) => index % aloneShare === turn));
  return topologies.filter((one) => one.alone === undefined || (one.alone === generation && inTurn.has(one)));
}

/** Proves the topologies with a release of a generation, each in a test of its own. */
export function proveTopologies(generation: Generation): void {
  const bundles = builtBundles();
  for (const { name, situation, ...expected } of chosenFor(generation)) {
    testWithNamespaces(`${name}, ${generation}`, needs, async ({ annotate }) => {
      const again: string[] = [];
      const ending = await unlessHeldUp(again, (onReport) =>
        proveSituation(situation(generation), bundles, { ...expected, onReport }),
      );
      await annotate([ending, ...again].join(', '));
    });
  }
}
