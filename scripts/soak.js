// Kills the command line at random instants of its runs, and lets API servers stumble over a fifth of all calls; looks
// each time whether both clusters are as before, object by object:
//
//   npm run soak -- --kills 200 --faults 500 [--seed 1]
//
// The clusters are those of the demo, each run with pods. What is killed with SIGINT or SIGTERM has to have cleaned up
// when it ends; after SIGKILL the clock of the clusters' Job controllers is put forward to the end of the run's deadline
// and of the time to live, and then nothing may be left but one empty, labelled namespace. A run with faults has to end
// with the verdict that it has without, or undetermined; the probes of the run, which are no calls, are left alone. Ends
// with one line that counts, and with exit code 1 when anything is wrong. The same seed chooses the same instants and
// faults; what they meet depends on the machine's pace.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { importBundled } from './import-bundled.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    faults: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
  },
});
const [kills, faults, seed] = [values.kills, values.faults, values.seed].map(Number);
if (![kills, faults, seed].every((number) => Number.isInteger(number) && number >= 0)) {
  console.error('--kills, --faults and --seed take whole numbers');
  process.exit(2);
}

const { buildSoakFiles, killRuns, faultyRuns, soakSummary } = await importBundled('test/soak', [
  'soak-files',
  'kills',
  'faults',
  'soak-summary',
]);

console.log(`seed ${seed}`);
const startedAt = performance.now();
const files = await buildSoakFiles(fileURLToPath(new URL('..', import.meta.url)));
let done = 0;
const tell = (what, { mistakes }) => {
  done += 1;
  if (mistakes.length > 0) console.log(`${what}:\n  ${mistakes.join('\n  ')}`);
  if (done % 50 === 0) console.log(`  ${done} runs in ${secondsSince(startedAt)} s`);
};
try {
  const killed = await killRuns({ count: kills, seed }, files, (kill) =>
    tell(`${kill.signal} after ${kill.afterMs} ms`, kill),
  );
  const faulty = await faultyRuns({ count: faults, seed }, files, (run) =>
    tell(`${run.scenario} with faults of seed ${run.seed}`, run),
  );
  console.log(`${soakSummary(killed, faulty)} in ${secondsSince(startedAt)} s`);
  process.exitCode = [...killed, ...faulty].some(({ mistakes }) => mistakes.length > 0) ? 1 : 0;
} finally {
  await files.remove();
}

function secondsSince(start) {
  return ((performance.now() - start) / 1000).toFixed(1);
}
