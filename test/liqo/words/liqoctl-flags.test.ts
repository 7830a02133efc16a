import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { commandTable } from '../../../src/cli/command-table.js';
import { buildTopology } from '../../../src/lab/random/build-topology.js';
import { runPasted, type RanCommand } from '../../helpers/pasted-lines.js';
import { printedLines } from '../../helpers/printed-lines.js';
import { checkInProcess } from '../../lab/prove/in-process-check.js';
import { recipeOf } from '../../lab/prove/prove.js';
import { intentOf } from '../../lab/prove/prove-one.js';
import { flagsIn, unknownToLiqoctl } from './liqoctl-flags.js';

/** Source: docs/helm/helm_upgrade.md and helm_install.md of Helm 3; `kubectl patch --help`, `kubectl options`. */
const otherFlags: Readonly<Record<string, readonly string[]>> = {
  helm: [
    'namespace',
    'version',
    'reuse-values',
    'create-namespace',
    'kubeconfig',
    'kube-context',
    'set',
    'values',
  ],
  kubectl: ['kubeconfig', 'context', 'namespace', 'type', 'patch'],
  'liqo-doctor': Object.values(commandTable).flatMap(({ flags }) => Object.keys(flags)),
};

/** What no program of a release knows of what bash ran. */
function unknownIn([program = '', ...words]: RanCommand, version: string): readonly string[] {
  if (program === 'liqoctl') return unknownToLiqoctl(words, version);
  // A line that `liqoctl generate` printed, of which bash sees here only what is added to it.
  if (program === 'unknown command') return unknownToLiqoctl(['peer', 'out-of-band', ...words], version);
  const known = otherFlags[program];
  return known === undefined ? [program] : flagsIn(words).filter((flag) => !known.includes(flag));
}

/** A line, and the releases of which one has to know it. */
interface Printed {
  readonly line: string;
  readonly versions: readonly string[];
}

/** Lines that no liqoctl of their releases, helm, kubectl or liqo-doctor would take, with what it does not know. */
function mistakesIn(printed: readonly Printed[]): string[] {
  const ran = runPasted(printed.map(({ line }) => line));
  return printed.flatMap(({ line, versions }, index) =>
    (ran[index] ?? []).flatMap((words) => {
      const unknown = versions.map((version) => unknownIn(words, version));
      return unknown.some((names) => names.length === 0) ? [] : [`${unknown.join(' or ')}: ${line}`];
    }),
  );
}

/** What a judgement of random clusters gives to be pasted. */
async function printedFor(seed: number): Promise<Printed[]> {
  const recipe = recipeOf(seed);
  const { version, remoteVersion = version, capture } = recipe;
  const topology = buildTopology(recipe);
  const intent = intentOf(recipe);
  const { report } = await checkInProcess({ topology, intent, seed, kubeconfig: 'usual', capture });
  return printedLines(report).map((line) => ({ line, versions: [version, remoteVersion] }));
}

test(
  'what is printed to be pasted is what liqoctl of that release, helm and kubectl know',
  { timeout: 60_000 },
  async () => {
    const printed: Printed[] = [];
    for (let seed = 1; seed <= 150; seed += 1) printed.push(...(await printedFor(seed)));
    expect(mistakesIn(printed)).toEqual([]);
    expect(printed.length).toBeGreaterThan(300);
  },
);

const golden = 'test/report/golden';

test.each(readdirSync(golden).filter((name) => name.endsWith('.json')))('so is what %s prints', (name) => {
  const versions = [name.includes('-with-auth-server') ? 'v0.10.3' : 'v1.2.0'];
  const lines = printedLines(JSON.parse(readFileSync(join(golden, name), 'utf8')));
  expect(mistakesIn(lines.map((line) => ({ line, versions })))).toEqual([]);
});

test('what a release does not have is not taken for known', () => {
  const peer = 'liqoctl peer --kubeconfig a --remote-kubeconfig b --in-band';
  const install = 'liqoctl install eks --region eu --eks-cluster-name milan';
  const generate = 'liqoctl generate peer-command --only-command';
  const upgrade = 'helm upgrade liqo liqo/liqo --reuse-value';
  const lines = [peer, install, `$(${generate}) --remote-kubeconfig b`, upgrade];
  expect(mistakesIn(lines.map((line) => ({ line, versions: ['v0.10.3'] })))).toEqual([
    `remote-kubeconfig,in-band: ${peer}`,
    `region: ${install}`,
    `remote-kubeconfig: $(${generate}) --remote-kubeconfig b`,
    `reuse-value: ${upgrade}`,
  ]);
  expect(mistakesIn([{ line: generate, versions: ['v1.2.0'] }])).toHaveLength(1);
});
