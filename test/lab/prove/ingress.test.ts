import { describe, expect, onTestFinished, test } from 'vitest';

import { buildTopology } from '../../../src/lab/random/build-topology.js';
import { settingsIn, shellWords } from './command-lines.js';
import { differencesFor } from './compare-for-real.js';
import { checkInProcess } from './in-process-check.js';
import { kindsOfIngress } from './ingress-recipes.js';
import { mistakesOf } from './prove.js';
import { intentOf, proveOne } from './prove-one.js';
import { bundleAgent } from './real-check.js';

describe('an authentication server behind an Ingress', () => {
  for (const { title, recipe, verdict, values } of kindsOfIngress) {
    test(`${verdict}: ${title}`, { timeout: 60_000 }, async () => {
      const proof = await proveOne(recipe, 1);
      expect(mistakesOf(proof)).toEqual([]);
      expect(proof).toMatchObject({ verdict, truth: verdict === 'ready' });
      const { report } = await checkInProcess({
        topology: buildTopology(recipe),
        intent: intentOf(recipe),
        seed: 1,
        kubeconfig: 'usual',
      });
      const commands = report.requirements.flatMap(({ prescription }) => prescription?.commands ?? []);
      expect(
        settingsOf(commands)
          .filter((setting) => setting.startsWith('auth.'))
          .toSorted(),
      ).toEqual((values ?? []).toSorted());
    });
  }
});

test(
  'the real agent sees the answers of a controller as the model of it does',
  { timeout: 240_000 },
  async () => {
    const wanted = ['TLS to a plain backend', 'TLS passed through to a plain backend'];
    const recipes = kindsOfIngress.filter(({ title }) => wanted.includes(title)).map(({ recipe }) => recipe);
    const bundles = await bundleAgent();
    onTestFinished(() => bundles.remove());
    const differences = [];
    for (const recipe of recipes) differences.push(await differencesFor(recipe, { seed: 1, bundles }));
    expect(differences).toEqual([[], []]);
  },
);

test('keeping TLS and having the controller speak it is the other cure', async () => {
  const recipe = kindsOfIngress.find(({ title }) => title === 'plain HTTP to a TLS backend')?.recipe;
  if (recipe === undefined) throw new TypeError('there is no such kind');
  const request = { topology: buildTopology(recipe), intent: intentOf(recipe), seed: 1 } as const;
  const { report } = await checkInProcess({ ...request, kubeconfig: 'usual' });
  const alternatives = report.requirements.flatMap(({ prescription }) => prescription?.alternatives ?? []);
  const other = alternatives.find(({ summary }) => summary.startsWith('Keep TLS'));
  expect(settingsOf(other?.commands ?? [])).toEqual([
    'auth.ingress.annotations.nginx\\.ingress\\.kubernetes\\.io/backend-protocol=HTTPS',
  ]);
});

function settingsOf(commands: readonly string[]): string[] {
  return commands.flatMap((line) => settingsIn(shellWords(line))).map(([key, value]) => `${key}=${value}`);
}
