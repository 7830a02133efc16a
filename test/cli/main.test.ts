import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { main } from '../../src/cli/main.js';
import { version } from '../../src/cli/version.js';
import { testShell } from './test-shell.js';

async function run(...argv: readonly string[]) {
  const shell = testShell(argv);
  const exitCode = await main(shell);
  return { exitCode, ...shell.written };
}

test('--version prints the version of package.json', async () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(manifest).toMatchObject({ version });
  expect(await run('--version')).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

test('--help names every command, within 100 columns', async () => {
  const { exitCode, stdout, stderr } = await run('--help');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(
    ['check', 'demo', 'explain', 'matrix'].filter((command) => !stdout.includes(`liqo-doctor ${command}`)),
  ).toEqual([]);
  const help = [stdout, (await run('check', '--help')).stdout].join('\n').split('\n');
  expect(help.filter((line) => line.length > 100)).toEqual([]);
});

test.each([
  [['check', '--foo'], 'unknown argument: --foo (see liqo-doctor --help)'],
  [['check', '--foo-bar=1'], 'unknown argument: --foo-bar (see liqo-doctor --help)'],
  [['check', 'extra', '--remote', 'b'], 'unknown argument: extra (see liqo-doctor --help)'],
  [['check', '--remote'], '--remote needs a value (see liqo-doctor --help)'],
  [['chek'], 'Did you mean check? (see liqo-doctor --help)'],
  [
    [],
    'say what to do: check, cleanup, completion, demo, discover, explain, judge, manifests or matrix (see liqo-doctor --help)',
  ],
  [
    ['check'],
    'say which cluster to peer with: --remote <kubeconfig>, or --remote-context <context> (see liqo-doctor check --help)',
  ],
  [
    ['check', '--remote', 'b', '--timeout', '5'],
    '--timeout 5: must be a duration above zero and up to 24h, such as 300ms, 5s or 2m (see liqo-doctor check --help)',
  ],
  [
    ['check', '--remote', '/nonexistent/b.yaml', '--kubeconfig', '/nonexistent/a.yaml'],
    'kubeconfig /nonexistent/a.yaml does not exist',
  ],
  [
    ['demo', 'nowhere'],
    'there is no scenario nowhere: liqo-doctor demo --list shows them (see liqo-doctor demo --help)',
  ],
])('%j ends with exit code 2 and one line on stderr', async (argv, message) => {
  expect(await run(...argv)).toEqual({ exitCode: 2, stdout: '', stderr: `liqo-doctor: ${message}\n` });
});

test.each([[['-o', 'json']], [['-ojson']], [['--output=json']], [['--output', 'json']]])(
  'with %j a wrong command line, too, is one document',
  async (format) => {
    const { exitCode, stdout } = await run('check', '--foo', ...format);
    expect({ exitCode, document: JSON.parse(stdout) as unknown }).toEqual({
      exitCode: 2,
      document: {
        apiVersion: 'liqo-doctor/v1',
        kind: 'RunError',
        code: 'usage',
        message: 'unknown argument: --foo (see liqo-doctor --help)',
        exitCode: 2,
      },
    });
  },
);

test.each([
  ['yaml', 'kind: RunError\n'],
  ['html', '<h1>No report: unknown argument: --foo (see liqo-doctor --help)</h1>'],
  ['markdown', '## No report: unknown argument: --foo (see liqo-doctor --help)\n'],
  ['junit', '<error type="usage" message="unknown argument: --foo (see liqo-doctor --help)"/>'],
  ['github', '::error title=liqo-doctor%3A usage::unknown argument: --foo (see liqo-doctor --help)\n'],
])('with -o %s a wrong command line, too, is one document', async (format, part) => {
  const { exitCode, stdout } = await run('check', '--foo', '-o', format);
  expect({ exitCode, isTold: stdout.includes(part) }).toEqual({ exitCode: 2, isTold: true });
});

test('with -o json a missing kubeconfig is one document, and flags without effect are noticed on stderr', async () => {
  const path = '/nonexistent/a.yaml';
  const { exitCode, stdout, stderr } = await run(
    'check',
    '--kubeconfig',
    path,
    '--remote',
    'b',
    '--cpu=4',
    '-o',
    'json',
  );
  expect({ exitCode, stderr, document: JSON.parse(stdout) as unknown }).toEqual({
    exitCode: 2,
    stderr: `notice: --cpu has no effect on a check\nliqo-doctor: kubeconfig ${path} does not exist\n`,
    document: {
      apiVersion: 'liqo-doctor/v1',
      kind: 'RunError',
      code: 'kubeconfig-missing',
      message: `kubeconfig ${path} does not exist`,
      exitCode: 2,
    },
  });
});

test('explain tells what a finding means, whatever the case of its code', async () => {
  const text = await run('explain', 'ld-api-002');
  expect(text.stdout).toMatch(/^LD-API-002 \(error\): .+\n\nWhy it matters\n {2}\S/u);
  const json = await run('explain', 'LD-API-002', '-o', 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    kind: 'Explanation',
    code: 'LD-API-002',
    severity: 'error',
  });
  expect([text.exitCode, json.exitCode]).toEqual([0, 0]);
});

test('explain refuses a code that does not exist and lists those that do', async () => {
  const { exitCode, stdout, stderr } = await run('explain', 'LD-NIX-001');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^liqo-doctor: there is no finding LD-NIX-001\nThere are: .*LD-API-002/u);
});

test('matrix shows all scenarios for the newest release, or one with its reasons', async () => {
  const all = await run('matrix');
  expect(all.stdout.match(/^SERVICE +CLUSTER A/gmu)).toHaveLength(9);
  const one = await run('matrix', 'same-lan', '--liqo-version', 'v0.3.2', '-o', 'json');
  const { liqoVersion, scenarios } = JSON.parse(one.stdout) as {
    liqoVersion: string;
    scenarios: { rows: { service: string; a: { accepted: string[] } }[] }[];
  };
  expect({
    liqoVersion,
    cells: scenarios.flatMap(({ rows }) => rows.map((row) => [row.service, row.a.accepted])),
  }).toEqual({
    liqoVersion: 'v0.3.2',
    cells: [
      ['auth', ['NodePort']],
      ['apiServer', ['Exposed']],
      ['gateway', ['NodePort']],
    ],
  });
  expect([all.exitCode, one.exitCode]).toEqual([0, 0]);
});

test.each([
  [['matrix', 'moon'], /^liqo-doctor: there is no scenario moon; there are cloud-to-cloud, /u],
  [['matrix', '--liqo-version', 'v0.11.0'], /^liqo-doctor: Liqo v0\.11\.0 is a transitional release/u],
])('%j is refused in one line', async (args, expected) => {
  const { exitCode, stdout, stderr } = await run(...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(expected);
});

test('completion is there for three shells', async () => {
  expect(await run('completion', 'tcsh')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'liqo-doctor: there is no completion for tcsh; there is for bash, zsh, fish (see liqo-doctor completion --help)\n',
  });
});

test('demo --list shows each scenario with a sentence', async () => {
  const { exitCode, stdout } = await run('demo', '--list');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^cloud-to-cloud +Two managed clusters/mu);
});
