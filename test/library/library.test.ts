import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect } from 'vitest';

import { findScenario } from '../../src/lab/topology/scenarios.js';
import { sides } from '../../src/model/peering.js';
import type { Report } from '../../src/model/report.js';
import { type CheckLab, test } from '../check/lab-check.js';
import { type InstalledPackage, installPackage } from './installed-package.js';
import type { Observed } from './programs/observed.js';
import type { WholeCheck } from './programs/whole-check.js';

const programs = fileURLToPath(new URL('programs/', import.meta.url));

let installed: InstalledPackage;
let mistakes: string;
beforeAll(async () => {
  installed = await installPackage();
  const names = await readdir(programs);
  for (const name of names) await installed.write(name, await readFile(join(programs, name), 'utf8'));
  for (const [index, text] of documented.entries()) await installed.write(documentedName(index), text);
  mistakes = await installed.compile(
    [...names, ...documented.map((_, index) => documentedName(index))],
    ['node'],
  );
}, 120_000);
afterAll(() => installed.remove());

/** The programs of the tutorial, in their order, and that of the README. */
const documented = ['docs/library.md', 'README.md'].flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^```ts\n(?<code>.*?)^```$/gmsu)].map(
    ({ groups }) => groups?.['code'] ?? '',
  ),
);
const documentedName = (index: number) => `documented-${index}.ts`;

/** Runs one of the programs between the clusters of a lab; gives what it observed and how it ended. */
async function observed(program: string, { lab }: CheckLab, ...more: readonly string[]) {
  const file = join(installed.folder, `${program}-${Math.random()}.json`);
  const kubeconfigs = sides.map((side) => lab.clusters[side].kubeconfigPath);
  const ended = await installed.run(program, [...kubeconfigs, file, ...more]);
  const told = JSON.parse(await readFile(file, 'utf8')) as Observed<unknown>;
  return { ...told, ended };
}

/** What a process shows of a check, besides its result. */
function traces({ ended, before, after }: Awaited<ReturnType<typeof observed>>) {
  const { exitCode, stdout, stderr } = ended;
  return { exitCode, stdout, stderr, listeners: [before.listeners, after.listeners], alive: after.alive };
}

/** It has its own two outputs and nothing else, and ends by itself: otherwise there would be no exit code. */
function noTraces({ before }: Awaited<ReturnType<typeof observed>>) {
  const { listeners } = before;
  return {
    exitCode: 0,
    stdout: '',
    stderr: '',
    listeners: [listeners, listeners],
    alive: ['PipeWrap', 'PipeWrap'],
  };
}

function topologyOf(name: string) {
  return findScenario(name)!.topology('v1.2.0');
}

test('programs, those of the tutorial too, are compiled against the declarations of the package alone', () => {
  expect(mistakes).toBe('');
});

test('all programs of the documents are among them', () => {
  expect(documented.map((text) => text.includes("from 'liqo-doctor';"))).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
});

test('the package has the library, its types, and nothing of the sources', () => {
  const files = installed.published.filter((path) => /^dist\/library\b|^src\/|\.ts$/u.test(path));
  expect(files.toSorted()).toEqual(['dist/library.d.ts', 'dist/library.js']);
});

describe.concurrent('a program that checks', { timeout: 120_000 }, () => {
  test('gets the report that the clusters deserve, before cleaning up, and can keep and show it', async ({
    startFor,
  }) => {
    const lab = await startFor(topologyOf('cloud-to-cloud'));
    const before = lab.objects();
    const { name } = lab.lab.network.topology.clusters.remote;
    const run = await observed('whole-check', lab, name);
    const { told, result, judgedAgain, text } = run.result as WholeCheck;
    if (result.kind !== 'report') throw new Error(JSON.stringify(result));
    expect(told).toEqual(['inspect', 'probe', 'judge', 'ready', 'clean-up']);
    expect(result.report.next.command).toBe(
      // What came as text is no file, and whose context was named need not have it as the current one.
      `liqoctl peer --kubeconfig '<kubeconfig of milan>' --remote-kubeconfig ${lab.lab.clusters.remote.kubeconfigPath} --remote-context turin`,
    );
    expect(judgedAgain).toEqual({ kind: 'report', report: result.report });
    expect(text?.split('\n')[0]).toContain('Ready');
    expect({ left: lab.objects(), leftovers: result.leftovers }).toEqual({ left: before, leftovers: [] });
    expect(traces(run)).toEqual(noTraces(run));
  });

  test('leaves nothing behind when it is aborted while its pods work', async ({ startFor }) => {
    const lab = await startFor(topologyOf('onprem-nat-to-cloud'));
    const before = lab.objects();
    const run = await observed('aborted-check', lab);
    expect(run.result).toEqual({ kind: 'interrupted', leftovers: [] });
    expect(lab.objects()).toEqual(before);
    expect(traces(run)).toEqual(noTraces(run));
  });

  test('gets what its own callback throws, after cleaning up', async ({ startFor }) => {
    const lab = await startFor(topologyOf('same-lan'));
    const before = lab.objects();
    const run = await observed('failing-callback', lab);
    expect(run.result).toBe('Error: of the caller');
    expect(lab.objects()).toEqual(before);
    expect(traces(run)).toEqual(noTraces(run));
  });

  test('may check several times at once, and abort one of them', async ({ startFor }) => {
    const lab = await startFor(topologyOf('onprem-nat-to-cloud-no-forwarding'));
    const before = lab.objects();
    const run = await observed('several-checks', lab);
    expect(run.result).toEqual(['not-ready', 'not-ready', 'interrupted']);
    expect(lab.objects()).toEqual(before);
    expect(traces(run)).toEqual(noTraces(run));
  });

  test('does what the tutorial says when it is pasted from there', async ({ startFor }) => {
    const lab = await startFor(topologyOf('same-lan'));
    const before = lab.objects();
    const kubeconfigs = sides.map((side) => lab.lab.clusters[side].kubeconfigPath);
    const pasted = (index: number) => installed.run(documentedName(index), kubeconfigs);
    const [first, second, last] = await Promise.all([pasted(0), pasted(1), pasted(3)]);
    expect([first, second, last].map(({ exitCode, stdout }) => [exitCode, stdout.split('\n')[0]])).toEqual([
      [0, '✓ Ready: attic can peer with cellar.'],
      [0, 'ready'],
      [0, 'ready'],
    ]);
    expect([first.stderr, last.stderr]).toEqual(['', '']);
    expect(second.stderr).toContain('local: waiting for the responder pod');
    expect(lab.objects()).toEqual(before);
    const written = await readdir(installed.folder);
    expect(written).toEqual(expect.arrayContaining(['report.html', 'report.md', 'run.json']));
  });
});

test('tells tasks as the tutorial does', async () => {
  const report = JSON.parse(
    await readFile('test/report/golden/onprem-to-cloud-auth-clusterip-with-auth-server.json', 'utf8'),
  ) as Report;
  const tutorial = (await import(join(installed.folder, 'documented-2.js'))) as {
    tasksOf: (report: Report) => string[];
  };
  expect(tutorial.tasksOf(report)).toEqual([
    'Service liqo-auth is of type ClusterIP, which Liqo refuses to advertise without an override port.',
    '- Set auth.service.type=NodePort in the Liqo installation of the local cluster.',
    '  helm repo add liqo https://helm.liqo.io/',
    '  helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kubeconfig local.yaml --set auth.service.type=NodePort',
  ]);
});

test('the tutorial names every option, and every field of a report', () => {
  const text = readFileSync('docs/library.md', 'utf8');
  const declared = readFileSync(join(installed.folder, 'node_modules/liqo-doctor/dist/library.d.ts'), 'utf8');
  const fieldsOf = (name: string) => {
    const [, body = ''] =
      new RegExp(`^export interface ${name}\\b[^{]*\\{(.*?)^\\}`, 'msu').exec(declared) ?? [];
    return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gmu)].map(([, field = '']) => field);
  };
  const named = ['CheckOptions', 'GivenSettings', 'ClusterAccess', 'IntentSettings', 'PodSettings', 'Report'];
  const fields = named.flatMap(fieldsOf);
  expect(fields.length).toBeGreaterThan(30);
  const unsaid = fields.filter((field) => !text.includes(`\`${field}\``));
  expect(unsaid).toEqual([]);
});

test('the declarations need no types but those of the language and of browsers', async () => {
  const program =
    "import { check } from 'liqo-doctor';\nexport const result = check({ remote: { context: 'b' } });\n";
  await installed.write('alone.ts', program);
  expect(await installed.compile(['alone.ts'], [])).toBe('');
  await installed.write('alone.ts', program.replace('context', 'contexts'));
  expect(await installed.compile(['alone.ts'], [])).toContain(
    "'contexts' does not exist in type 'ClusterAccess",
  );
});
