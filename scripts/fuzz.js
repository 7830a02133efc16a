// Feeds every parser of what comes from the network, from a pod, an API server, a kubeconfig or a saved run with broken
// and deceitful input, and renders reports that hold it:
//
//   npm run fuzz -- --count 1000000 [--seed 1]
//
// --count is the number of inputs for each of the cheap parsers; the others get the share that is printed. The same seed
// makes the same inputs. Ends with exit code 1 at the first input that a parser does not cope with.
import { parseArgs } from 'node:util';

import { importBundled } from './import-bundled.js';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error('--count takes a whole number above 0, --seed a whole number');
  process.exit(2);
}

const { fuzzParser, fuzzedParsers, savedRunParser, untrustedParsers } = await importBundled('test/helpers', [
  'fuzz',
  'fuzz-parsers',
  'fuzz-saved-runs',
  'fuzz-untrusted',
]);

console.log(`seed ${seed}`);
const startedAt = performance.now();
let total = 0;
for (const parser of [...fuzzedParsers(), ...untrustedParsers(), savedRunParser]) {
  const parserStartedAt = performance.now();
  const inputs = Math.ceil(count * parser.share);
  const { slowestMs, grownMiB } = await fuzzParser(parser, { inputs, seed });
  total += inputs;
  const seconds = seconds1(performance.now() - parserStartedAt);
  const cost = `slowest ${slowestMs.toFixed(1)} ms, memory ${grownMiB >= 0 ? '+' : ''}${grownMiB.toFixed(1)} MiB`;
  console.log(`  ${parser.name}: ${inputs} inputs in ${seconds} s; ${cost}`);
}
console.log(
  `${total} inputs in ${seconds1(performance.now() - startedAt)} s, nothing thrown, no stranger believed`,
);

function seconds1(ms) {
  return (ms / 1000).toFixed(1);
}
