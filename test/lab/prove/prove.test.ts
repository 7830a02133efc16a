import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { seedOfCommit } from '../../helpers/seed-of-commit.js';
import { compareForReal } from './compare-for-real.js';
import { keptRecipes } from './kept-recipes.js';
import { mistakesOf, prove, summaryOf } from './prove.js';
import { proveOne } from './prove-one.js';

const nothingWrong = { wrongVerdicts: 0, wrongRequirements: 0, unproven: 0, nonMinimal: 0 };

describe('random topologies', () => {
  test.for([1, seedOfCommit()])(
    'are judged as the truth is from seed %i on, and what is prescribed makes them ready',
    { timeout: 240_000 },
    async (seed) => {
      const { tally, failing } = await prove({ topologies: 100, seed });
      expect(failing, summaryOf(tally)).toEqual([]);
      expect(tally).toMatchObject({ topologies: 100, ...nothingWrong });
    },
  );

  test('look the same to the real agent as to the model of it', { timeout: 240_000 }, async () => {
    expect(await compareForReal({ topologies: 4, seed: 5000 })).toEqual([]);
  });
});

describe('a topology that once showed a mistake', () => {
  for (const { title, recipe } of keptRecipes) {
    test(title, { timeout: 60_000 }, async () => {
      expect(mistakesOf(await proveOne(recipe, 1))).toEqual([]);
    });
  }
});

test("the lab's truth about Liqo sees nothing of what it is the measure of", () => {
  const folder = join(import.meta.dirname, '../../../src/lab/truth');
  const imports = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/from '([^']+)'/g)].map(([, from]) => from ?? ''),
  );
  const rooms = new Set(imports.map((from) => from.replace(/^((?:\.\.\/)+\w+|\.|node:).*$/, '$1')));
  expect([...rooms].toSorted()).toEqual(['.', '../../model', '../network', '../topology', 'node:']);
});
