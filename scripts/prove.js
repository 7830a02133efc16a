// Judges random topologies, compares with the lab's own model of Liqo, and carries out what is prescribed:
//
//   npm run prove -- --topologies 10000 [--seed 1] [--for-real 50]
//
// The same seed makes the same topologies; each is made from a seed of its own, which is printed where something is
// wrong, with the plainest recipe that goes wrong in the same way. With --for-real so many of them run through the real
// agent as well, in pods of the lab, and have to be seen alike. Ends with one line that counts, and with exit code 1
// when anything is wrong.
import { parseArgs } from 'node:util';

import { importBundled } from './import-bundled.js';

const { values } = parseArgs({
  options: {
    topologies: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    'for-real': { type: 'string', default: '0' },
  },
});
const [topologies, seed, forReal] = [values.topologies, values.seed, values['for-real']].map(Number);
if (
  !Number.isInteger(topologies) ||
  topologies < 1 ||
  !Number.isInteger(seed) ||
  !Number.isInteger(forReal)
) {
  console.error('--topologies takes a whole number above 0, --seed and --for-real whole numbers');
  process.exit(2);
}

const { prove, proveOne, summaryOf, mistakesOf, minimise, compareForReal } = await importBundled(
  'test/lab/prove',
  ['prove', 'prove-one', 'minimise', 'compare-for-real'],
);

console.log(`seed ${seed}`);
const startedAt = performance.now();
const { tally, failing } = await prove({ topologies, seed }, (done) => {
  if (done % 1000 === 0) console.log(`  ${done} topologies in ${secondsSince(startedAt)} s`);
});
for (const { seed: own, recipe, mistakes } of failing.slice(0, 10)) {
  console.log(`seed ${own}: ${mistakes.join('\n  ')}`);
  const kind = kindOf(mistakes);
  const fails = async (one) => kindOf(mistakesOf(await proveOne(one, own))) === kind;
  console.log(`  ${JSON.stringify(await minimise(recipe, fails))}`);
}
const different = forReal > 0 ? await compareForReal({ topologies: forReal, seed }) : [];
for (const { seed: own, differences } of different)
  console.log(`seed ${own} for real:\n  ${differences.join('\n  ')}`);
if (forReal > 0) console.log(`${forReal} for real: ${different.length} seen differently by the agent`);
console.log(`${summaryOf(tally)} in ${secondsSince(startedAt)} s`);
process.exit(failing.length + different.length > 0 ? 1 : 0);

function kindOf(mistakes) {
  return (mistakes[0] ?? '').slice(0, 12);
}

function secondsSince(start) {
  return ((performance.now() - start) / 1000).toFixed(1);
}
