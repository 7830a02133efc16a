import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { version } from '../../src/cli/version.js';
import { buildProgram, type BuiltProgram } from './built-program.js';

let program: BuiltProgram;
beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => program.remove());

test('the launcher runs the bundle and hands on its exit code', async () => {
  expect(await program.run(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  expect(await program.run(['check', '--foo'])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'liqo-doctor: unknown argument: --foo (see liqo-doctor --help)\n',
  });
});

test('a missing kubeconfig is exactly one JSON document on stdout', async () => {
  const { exitCode, stdout } = await program.run(['check', '--remote', 'b.yaml', '-o', 'json'], {
    HOME: '/nonexistent',
  });
  expect({ exitCode, document: JSON.parse(stdout) as unknown }).toEqual({
    exitCode: 2,
    document: {
      apiVersion: 'liqo-doctor/v1',
      kind: 'RunError',
      code: 'kubeconfig-missing',
      message: 'no kubeconfig found: KUBECONFIG is not set and /nonexistent/.kube/config does not exist',
      exitCode: 2,
    },
  });
});

test('a program that a kubeconfig names is told before it runs, without its arguments', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-plugin-'));
  const file = join(folder, 'config');
  await writeFile(
    file,
    `current-context: milan
contexts: [{ name: milan, context: { cluster: milan, user: jane } }]
clusters: [{ name: milan, cluster: { server: 'https://127.0.0.1:1' } }]
users:
  - name: jane
    user:
      exec:
        apiVersion: client.authentication.k8s.io/v1
        command: no-such-plugin
        args: [--password=secret]
`,
  );
  const { stderr } = await program.run(['cleanup', '--kubeconfig', file]);
  await rm(folder, { recursive: true });
  expect(stderr.split('\n')[0]).toBe(
    'milan: the credential comes from no-such-plugin, which the kubeconfig names',
  );
  expect(stderr).toContain('the credential plugin no-such-plugin is not installed');
  expect(stderr).not.toContain('secret');
});

test('the bundles hold nothing that passes a line to a shell', async () => {
  const chunks = await readdir(join(program.distribution, 'chunks'));
  const files = ['cli.js', ...chunks.map((name) => join('chunks', name))];
  const withShell = files.filter((name) =>
    /\bexecSync\b|shell:\s*(?:!0|true)/u.test(readFileSync(join(program.distribution, name), 'utf8')),
  );
  expect(withShell).toEqual([]);
});

test('colour follows NO_COLOR and FORCE_COLOR', async () => {
  const plain = await program.run(['explain', 'LD-API-002'], { NO_COLOR: '1', FORCE_COLOR: '1' });
  const coloured = await program.run(['explain', 'LD-API-002'], { FORCE_COLOR: '1' });
  expect(plain.stdout).not.toContain('\u001B');
  expect(coloured.stdout).toContain('\u001B[1mWhy it matters\u001B[22m');
  expect(coloured.stdout.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain.stdout);
});

/** What a built file loads as soon as it is loaded, its own text included. */
function loadedWith(...files: readonly string[]): string {
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const [, imported] of readFileSync(path, 'utf8').matchAll(
      /(?:\bfrom|\bimport)\s*"(\.{1,2}\/[^"]+)"/gu,
    )) {
      load(join(dirname(path), imported ?? ''));
    }
  };
  for (const file of files) load(join(program.distribution, file));
  return [...loaded].map((path) => readFileSync(path, 'utf8')).join('');
}

/** The chunk of a module that is loaded when it is needed. */
function chunkOf(module: string): string {
  const chunks = readdirSync(join(program.distribution, 'chunks'));
  const found = chunks.filter((chunk) => chunk.startsWith(`${module}-`));
  expect(found, module).toHaveLength(1);
  return join('chunks', found[0] ?? '');
}

test('help and usage errors load no Kubernetes client and no lab', () => {
  const text = loadedWith('cli.js');
  expect({
    yargs: text.includes('recommendCommands'),
    client: text.includes('CoreV1Api'),
    lab: text.includes('lab-runner.mjs'),
  }).toEqual({ yargs: true, client: false, lab: false });
});

test('shell completion loads no Kubernetes client and no simulated clusters', () => {
  const text = loadedWith('cli.js', ...['answer', 'scenarios', 'catalogue'].map(chunkOf));
  expect({
    contexts: text.includes('failsafe'),
    client: text.includes('CoreV1Api'),
    lab: text.includes('lab-runner.mjs') || text.includes('startLab'),
  }).toEqual({ contexts: true, client: false, lab: false });
});
