import { expect, test } from 'vitest';

import { buildTopology } from '../../../src/lab/random/build-topology.js';
import type { Report } from '../../../src/model/report.js';
import { peeringMistakes } from './check-peerings.js';
import { checkInProcess } from './in-process-check.js';
import { keptRecipes } from './kept-recipes.js';
import { intentOf } from './prove-one.js';

/** A cluster in a cloud whose authentication server is overridden, beside a peering with a third one. */
async function checked() {
  const [recipe] = keptRecipes.filter(({ title }) =>
    title.startsWith('an override that hides the address of a'),
  );
  if (recipe === undefined) throw new Error('the recipe is gone');
  const { local, remote } = recipe.recipe.clusters;
  const peered = { ...recipe.recipe, clusters: { local, remote: { ...remote, peering: 'both' } as const } };
  const topology = buildTopology(peered);
  const intent = intentOf(peered);
  const { report } = await checkInProcess({ topology, intent, seed: 1, kubeconfig: 'usual' });
  return { report, topology };
}

function withoutLines(report: Report, left: RegExp): Report {
  const requirements = report.requirements.map((one) => {
    const { prescription } = one;
    if (prescription === undefined) return one;
    const commands = prescription.commands.filter((line) => !left.test(line));
    return { ...one, prescription: { ...prescription, commands } };
  });
  return { ...report, requirements };
}

test('finds nothing wrong where peerings are taken down before a change and made anew after it', async () => {
  const { report, topology } = await checked();
  expect(peeringMistakes(report, topology)).toEqual([]);
});

test('finds the lines that are left out, each direction by itself', async () => {
  const { report, topology } = await checked();
  expect(peeringMistakes(withoutLines(report, /unpeer paris .*--incoming/), topology)).toEqual([
    'The incoming peering with paris is not disabled before. (auth of remote)',
  ]);
  expect(peeringMistakes(withoutLines(report, /liqoctl peer paris/), topology)).toEqual([
    'The outgoing peering with paris is not restored after. (auth of remote)',
    'The incoming peering with paris is not restored after. (auth of remote)',
  ]);
});
