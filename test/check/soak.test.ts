import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { faultyRuns } from '../soak/faults.js';
import { killRuns } from '../soak/kills.js';
import { buildSoakFiles, type SoakFiles } from '../soak/soak-files.js';

let files: SoakFiles;
beforeAll(async () => {
  files = await buildSoakFiles(fileURLToPath(new URL('../..', import.meta.url)));
}, 60_000);
afterAll(() => files.remove());

// `npm run soak` does the same for any numbers.
describe.concurrent('a run that is disturbed', { timeout: 240_000 }, () => {
  test('leaves both clusters as they were, whenever it is killed', async () => {
    const kills = await killRuns({ count: 6, seed: 4, lanes: 2 }, files, () => undefined);
    expect(kills.filter(({ mistakes }) => mistakes.length > 0)).toEqual([]);
    // Of each kind, so that none of the ways to end goes untried.
    expect(new Set(kills.map(({ signal }) => signal))).toEqual(new Set(['SIGINT', 'SIGTERM', 'SIGKILL']));
  });

  test('comes to the same verdict or to none, and leaves nothing, while a fifth of all API calls fail', async () => {
    const runs = await faultyRuns({ count: 4, seed: 5 }, files, () => undefined);
    expect(runs).toHaveLength(4);
    expect(runs.filter(({ mistakes }) => mistakes.length > 0)).toEqual([]);
  });
});
