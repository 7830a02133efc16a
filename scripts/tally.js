// Runs the whole checks over real networks so many times, and tells how each run ended: `node scripts/tally.js 20`.
// What follows the number goes to vitest, in place of `--project net`.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [runs = '1', ...given] = process.argv.slice(2);
const selected = given.length > 0 ? given : ['--project', 'net'];
const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-tally-'));
const file = join(folder, 'result.json');
let isGood = true;
try {
  await run('npm', ['run', '--silent', 'build']);
  for (let index = 1; index <= Number(runs); index += 1) {
    await rm(file, { force: true });
    const startedAt = performance.now();
    await run('npx', ['vitest', 'run', ...selected, '--reporter=json', `--outputFile.json=${file}`]);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const { passed, failed, names } = await resultOf(file);
    console.log(`run ${index}: ${passed} passed, ${failed} failed, ${seconds} s`);
    for (const name of names) console.log(`  failed: ${name}`);
    isGood &&= passed > 0 && failed === 0;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = isGood ? 0 : 1;

/** Runs a command to its end, however it ends; what it writes is not of interest. */
function run(command, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('close', resolve);
  });
}

/** A run that wrote no result, or failed outside of its tests, has failed once. */
async function resultOf(path) {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, names: ['there is no result'] };
  const { numPassedTests: passed, numFailedTests, success, testResults } = JSON.parse(text);
  const names = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName }) => fullName);
  const isOnlyOutside = !success && numFailedTests === 0;
  if (isOnlyOutside) names.push('something outside of the tests');
  return { passed, failed: numFailedTests + (isOnlyOutside ? 1 : 0), names };
}
