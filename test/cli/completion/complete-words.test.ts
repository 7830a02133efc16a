import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { main } from '../../../src/cli/main.js';
import { testShell } from '../test-shell.js';
import { kubeconfigText } from './kubeconfig-text.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-completion-'));
  await writeFile(join(folder, 'a.yaml'), kubeconfigText(['a-one', 'a-two'], join(folder, 'ran')));
  await writeFile(join(folder, 'b.yaml'), kubeconfigText(['b-one', 'a-two'], join(folder, 'ran')));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function answer(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const shell = testShell(['__complete', ...words], { env, homeDirectory: folder });
  const exitCode = await main(shell);
  return { exitCode, ...shell.written };
}

/** The words that are offered, and whether a file is wanted. */
async function offered(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await answer(words, env);
  const lines = stdout.split('\n');
  expect({ exitCode, stderr, last: lines.at(-1) }).toEqual({ exitCode: 0, stderr: '', last: '' });
  const directive = lines.at(-2);
  const found = lines.slice(0, -2).map((line) => line.split('\t')[0]);
  return directive === ':0' ? [...found, '<file>'] : directive === ':4' ? found : ['<wrong directive>'];
}

const reportFormats = ['text', 'json', 'yaml', 'html', 'markdown', 'junit', 'github'];

test('a candidate comes with its description, and the directive of Cobra comes last', async () => {
  expect(await answer(['explain', 'LD-API-001'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^LD-API-001\t[^\n]+\n:4\n$/u) as string,
    stderr: '',
  });
});

test.each([
  // Commands.
  [[''], ['check', 'demo', 'discover', 'cleanup', 'explain', 'judge', 'manifests', 'matrix', 'completion']],
  [['c'], ['check', 'cleanup', 'completion']],
  [['-'], ['--help', '--version']],
  [['no-such-command', ''], []],
  // Flags: in full, without those that have no effect on a check, and each once unless it may be repeated.
  [
    ['check', '--remote'],
    ['--remote', '--remote-context', '--remote-liqo-namespace'],
  ],
  [
    ['check', '--remote', 'x', '--remote'],
    ['--remote-context', '--remote-liqo-namespace'],
  ],
  [
    ['check', '--remote-kubeconfig=x', '--remote'],
    ['--remote-context', '--remote-liqo-namespace'],
  ],
  [['check', '--la'], ['--label']],
  [['check', '--label', 'a=b', '--la'], ['--label']],
  [['check', '--create'], []],
  [
    ['explain', 'LD-API-001', '-'],
    ['--output', '-o', '--help'],
  ],
  [
    ['explain', 'LD-API-001', ''],
    ['--output', '--help'],
  ],
  [['judge', 'a', 'b', '--c'], ['--color']],
  [['judge', 'a', 'b', '--no'], ['--no-color']],
  [['judge', 'a', 'b', '--no-color', '--n'], []],
  [['judge', 'a', 'b', '--no-color', '--c'], []],
  // Values, behind a space or an equals sign, of the flag or of its letter.
  [['check', '-o', ''], reportFormats],
  [
    ['check', '--output', 'j'],
    ['json', 'junit'],
  ],
  [
    ['check', '--output=j'],
    ['json', 'junit'],
  ],
  [
    ['check', '-o=j'],
    ['json', 'junit'],
  ],
  [['check', '--no-such-flag=j'], []],
  [['check', '--verbose=j'], []],
  [
    ['matrix', '-o', ''],
    ['text', 'json'],
  ],
  [
    ['manifests', '-o', ''],
    ['yaml', 'json'],
  ],
  [
    ['check', '--liqo-version', ''],
    ['v0.4.0', 'v0.10.3', 'v1.2.0'],
  ],
  [['check', '--timeout', ''], []],
  [['check', '--kubeconfig', ''], ['<file>']],
  [['check', '--save=x'], ['<file>']],
  // A value that may be left out.
  [['check', '--wait', '5m', '--deep', '--wa'], []],
  [['check', '--wait', '--remote', 'x', '--dee'], ['--deep']],
  [['check', '--wait', '--dee'], ['--deep']],
  [['check', '--wait', '5'], []],
  // A value that is attached is one, and a switch takes none.
  [['matrix', '-ojson', 'same'], ['same-lan']],
  [['matrix', '--output=json', 'same'], ['same-lan']],
  [['demo', '--verbose', 'same-lan-'], ['same-lan-pending-load-balancer']],
  // Positionals, also behind `--`, where no word is a flag.
  [
    ['matrix', 'cloud'],
    ['cloud-to-cloud', 'cloud-private'],
  ],
  [
    ['matrix', '--', 'cloud'],
    ['cloud-to-cloud', 'cloud-private'],
  ],
  [['matrix', '--', '-'], []],
  [['matrix', '--', 'same-lan', ''], []],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['judge', ''], ['<file>']],
  [['judge', 'a', ''], ['<file>']],
  // The case of a code is that in which it was begun.
  [['explain', 'ld-api-002'], ['ld-api-002']],
  // Releases of Liqo that the demo can show the scenario with.
  [
    ['demo', '--liqo-version', ''],
    ['v0.10.3', 'v1.2.0'],
  ],
  [['demo', 'onprem-to-cloud-auth-clusterip', '--liqo-version', ''], ['v0.10.3']],
])('%j is completed by %j', async (words, expected) => {
  expect(await offered(words)).toEqual(expected);
});

test("discover offers this machine's network interfaces", async () => {
  expect(await offered(['discover', '--interface', ''])).toEqual(Object.keys(networkInterfaces()));
});

test.each([
  ['--kubeconfig', ['check', '--kubeconfig', '$FOLDER/a.yaml', '--context', ''], ['a-one', 'a-two']],
  [
    'an alias of --remote',
    ['check', '--remote-kubeconfig=${FOLDER}/b.yaml', '--remote-context', ''],
    ['b-one', 'a-two'],
  ],
  [
    '--kubeconfig, for the remote one',
    ['check', '--kubeconfig', '~/a.yaml', '--remote-context='],
    ['a-one', 'a-two'],
  ],
  [
    'the last of two',
    ['check', '--kubeconfig', 'x', '--kubeconfig', '~/a.yaml', '--context', 'a-o'],
    ['a-one'],
  ],
  ['a file that does not exist', ['check', '--kubeconfig', '~/none.yaml', '--context', ''], []],
  ['a folder', ['check', '--kubeconfig', '~', '--context', ''], []],
  ['a device without end', ['check', '--kubeconfig', '/dev/zero', '--context', ''], []],
])('contexts come from %s', async (_, words, expected) => {
  expect(await offered(words, { FOLDER: folder, KUBECONFIG: '/nonexistent' })).toEqual(expected);
});

test('contexts come from all files of KUBECONFIG, else from ~/.kube/config, and no plugin runs', async () => {
  const [a, b] = [join(folder, 'a.yaml'), join(folder, 'b.yaml')];
  const listed = await offered(['cleanup', '--context', ''], { KUBECONFIG: `${a}:/nonexistent:${b}` });
  expect(listed).toEqual(['a-one', 'a-two', 'b-one']);
  expect(await offered(['cleanup', '--context', ''])).toEqual([]);
  expect(existsSync(join(folder, 'ran'))).toBe(false);
});

test('a kubeconfig is read whole or not at all: no pipe is used up, and none is waited for', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await offered(['check', '--kubeconfig', pipe, '--context', ''])).toEqual([]);
  const large = join(folder, 'large.yaml');
  await writeFile(large, kubeconfigText(['large'], 'ran'));
  expect(await offered(['check', '--kubeconfig', large, '--context', ''])).toEqual(['large']);
  await truncate(large, 3 * 2 ** 20);
  expect(await offered(['check', '--kubeconfig', large, '--context', ''])).toEqual([]);
});

test('the name of a context that would take several lines or hide something is left out', async () => {
  const file = join(folder, 'odd.yaml');
  await writeFile(
    file,
    kubeconfigText(['two\nlines', 'a\ttab', 'bell\u0007', 'turned\u202e', '', 'plain one'], 'ran'),
  );
  expect(await offered(['check', '--kubeconfig', file, '--context', ''])).toEqual(['plain one']);
});

test('what is no kubeconfig is passed over in silence', async () => {
  const file = join(folder, 'broken.yaml');
  await writeFile(file, 'contexts: [{name: a\n');
  expect(await offered(['check', '--kubeconfig', file, '--context', ''])).toEqual([]);
});
