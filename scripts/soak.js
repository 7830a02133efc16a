// Kills the command line at random instants of its runs, and lets API servers stumble over a fifth of all calls; looks
// each time whether both clusters are as before, object by object:
//
//   npm run soak -- --kills 200 --faults 500 [--seed 1] [--processes 2] [--lanes 4]
//
// The clusters are those of the demo, each run with pods. What is killed with SIGINT or SIGTERM has to have cleaned up
// when it ends; after SIGKILL the clock of the clusters' Job controllers is put forward to the end of the run's deadline
// and of the time to live, and then nothing may be left but one empty, labelled namespace. A run with faults has to end
// with the verdict that it has without, or undetermined; the probes of the run, which are no calls, are left alone. Ends
// with one line that counts, and with exit code 1 when anything is wrong. The same seed chooses the same instants and
// faults, however many processes divide them and however many lanes each has; what they meet depends on the machine's
// pace. Runs mostly wait, for about a second of computing each; on a machine that is busy
// otherwise, fewer lanes, since a call that gets no time to compute for three seconds has failed.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { importBundled } from './import-bundled.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    faults: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '2' },
    lanes: { type: 'string', default: '4' },
    part: { type: 'string' },
  },
});
const [kills, faults, seed, processes, lanes] = [
  values.kills,
  values.faults,
  values.seed,
  values.processes,
  values.lanes,
].map(Number);
const isWhole = [kills, faults, seed].every((number) => Number.isInteger(number) && number >= 0);
if (!isWhole || !(Number.isInteger(processes) && processes > 0) || !(Number.isInteger(lanes) && lanes > 0)) {
  console.error('--kills, --faults and --seed take whole numbers; --processes and --lanes one from 1 on');
  process.exit(2);
}
await (values.part === undefined ? divide() : soak(Number(values.part)));

/** One share of the runs, told to the process that asked for it. */
async function soak(index) {
  const { buildSoakFiles, killRuns, faultyRuns } = await importBundled('test/soak', [
    'soak-files',
    'kills',
    'faults',
  ]);
  const files = await buildSoakFiles(fileURLToPath(new URL('..', import.meta.url)));
  const part = { seed, lanes, share: { index, of: processes } };
  try {
    await killRuns({ ...part, count: kills }, files, (kill) => process.send({ kill }));
    await faultyRuns({ ...part, count: faults }, files, (faulty) => process.send({ faulty }));
  } finally {
    await files.remove();
    process.disconnect();
  }
}

async function divide() {
  const { soakSummary } = await importBundled('test/soak', ['soak-summary']);
  console.log(`seed ${seed}`);
  const startedAt = performance.now();
  const secondsSince = () => ((performance.now() - startedAt) / 1000).toFixed(1);
  const [killed, faulty] = [[], []];
  const tell = (what, { mistakes }) => {
    if (mistakes.length > 0) console.log(`${what}:\n  ${mistakes.join('\n  ')}`);
    const done = killed.length + faulty.length;
    if (done % 50 === 0) console.log(`  ${done} runs in ${secondsSince()} s`);
  };
  const take = ({ kill, faulty: run }) => {
    if (kill !== undefined) {
      killed.push(kill);
      tell(`${kill.signal} after ${kill.afterMs} ms`, kill);
    } else {
      faulty.push(run);
      tell(`${run.scenario} with faults of seed ${run.seed}`, run);
    }
  };
  const codes = await Promise.all(
    Array.from(
      { length: processes },
      (_, index) =>
        new Promise((resolve) => {
          const part = fork(fileURLToPath(import.meta.url), [
            ...process.argv.slice(2),
            '--part',
            String(index),
          ]);
          part.on('message', take);
          part.on('close', resolve);
        }),
    ),
  );
  console.log(`${soakSummary(killed, faulty)} in ${secondsSince()} s`);
  const isComplete = killed.length === kills && faulty.length === faults && codes.every((code) => code === 0);
  if (!isComplete) console.error('not all of the runs were made');
  const isWrong = [...killed, ...faulty].some(({ mistakes }) => mistakes.length > 0);
  process.exitCode = isWrong || !isComplete ? 1 : 0;
}
