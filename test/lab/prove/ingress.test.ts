import { describe, expect, onTestFinished, test } from 'vitest';

import { buildTopology } from '../../../src/lab/random/build-topology.js';
import { NotCarriedOut, settingsOfLine, stepsOf } from './carry-out.js';
import { differencesFor } from './compare-for-real.js';
import { truthOf } from './expected.js';
import { checkInProcess, serversOf } from './in-process-check.js';
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
      const settings = commands.flatMap(settingsOfLine).map(([key, value]) => `${key}=${value}`);
      expect(settings.filter((setting) => setting.startsWith('auth.')).toSorted()).toEqual(
        (values ?? []).toSorted(),
      );
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

test('keeping TLS and having the controller speak it, the other cure, works as well', async () => {
  const kind = kindsOfIngress.find(({ title }) => title === 'plain HTTP to a TLS backend');
  if (kind === undefined) throw new NotCarriedOut('there is no such kind');
  const topology = buildTopology(kind.recipe);
  const intent = intentOf(kind.recipe);
  const { report } = await checkInProcess({ topology, intent, seed: 1, kubeconfig: 'usual' });
  const auth = report.requirements.find(({ service, status }) => service === 'auth' && status === 'unmet');
  const other = auth?.prescription?.alternatives.find(({ summary }) => summary.startsWith('Keep TLS'));
  const commands = other?.commands ?? [];
  const list = commands.flatMap(settingsOfLine).map(([key, value]) => `${key}=${value}`);
  const words = `Set ${list.join(' and ')} in the Liqo installation of the local cluster.`;
  const [step] = stepsOf({ actions: [{ cluster: 'local', kind: 'helm-values', words }], commands });
  const situation = { topology, intent, servers: serversOf(topology, 'usual'), capture: false };
  const after = step?.carryOut(situation);
  expect(list).toEqual(['auth.ingress.annotations.nginx\\.ingress\\.kubernetes\\.io/backend-protocol=HTTPS']);
  expect([truthOf(situation).works, after && truthOf(after).works]).toEqual([false, true]);
});
