// Measures how long judgements take, over situations that differ in every one:
//
//   npm run bench:judge -- [--count 100000]
//
// One line: how many judgements, in how many seconds of one core, the compiler's included, and how many milliseconds
// for each. Exit code 1 when
// 100,000 of them would take 60 seconds or more.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

const { values } = parseArgs({ options: { count: { type: 'string', default: '100000' } } });
const count = Number(values.count);
if (!Number.isInteger(count) || count < 1) {
  console.error('--count takes a whole number above 0');
  process.exit(2);
}

const helpers = fileURLToPath(new URL('../test/judge', import.meta.url));
const { outputFiles } = await build({
  stdin: { contents: "export * from './many-situations.ts';", resolveDir: helpers },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  write: false,
});
const source = Buffer.from(outputFiles[0].contents).toString('base64');
const { judgeAll, situationsFrom } = await import(`data:text/javascript;base64,${source}`);

const verdicts = {};
const batch = 100;
let microseconds = 0;
for (let first = 0; first < count; first += batch) {
  const situations = situationsFrom(first, Math.min(batch, count - first));
  const before = process.cpuUsage();
  judgeAll(situations, verdicts);
  const { user, system } = process.cpuUsage(before);
  microseconds += user + system;
}
const seconds = microseconds / 1e6;
const told = Object.entries(verdicts).map(([verdict, times]) => `${times} ${verdict}`);
console.log(
  `${count} judgements in ${seconds.toFixed(1)} s of one core, ${((seconds * 1000) / count).toFixed(3)} ms each (${told.join(', ')})`,
);
process.exitCode = (seconds / count) * 100_000 < 60 ? 0 : 1;
