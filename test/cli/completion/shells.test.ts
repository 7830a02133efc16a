import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { buildProgram, type BuiltProgram } from '../built-program.js';
import { kubeconfigText } from './kubeconfig-text.js';

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>;
};

const contexts = [
  'arn:aws:eks:eu-west-1:1:cluster/prod',
  'arn:aws:eks:eu-west-1:1:cluster/test',
  'admin@kubernetes',
  'my context',
];

let program: BuiltProgram;
let folder = '';
let env: Record<string, string> = {};
beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-shells-'));
  await mkdir(join(folder, 'bin'));
  for (const [name, file] of Object.entries(manifest.bin)) {
    await symlink(join(program.distribution, '..', file), join(folder, 'bin', name));
  }
  await writeFile(join(folder, 'k.yaml'), kubeconfigText(contexts, join(folder, 'ran')));
  await writeFile(join(folder, 'saved-run.json'), '{}');
  const path = [join(folder, 'bin'), dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
  const library = process.env['LD_LIBRARY_PATH'];
  env = {
    PATH: path,
    HOME: folder,
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
    ...(library !== undefined && { LD_LIBRARY_PATH: library }),
  };
}, 60_000);
afterAll(async () => {
  await program.remove();
  await rm(folder, { recursive: true, force: true });
});

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['--version']).error === undefined;
}

/** The function that bash calls, called as bash calls it; gives the files marker and the words that it left. */
function completedByBash(line: string): readonly string[] {
  const script = `
    source <(liqo-doctor completion bash)
    compopt() { printf 'compopt %s\\n' "$*"; }
    COMP_LINE=$1 COMP_POINT=\${#1} COMP_TYPE=9
    COMP_WORDBREAKS=$' \\t\\n"\\'@><=;|&(:'
    _liqo_doctor liqo-doctor
    if (( \${#COMPREPLY[@]} )); then printf '%s\\n' "\${COMPREPLY[@]}"; fi
    complete -p liqo-doctor >&2`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', script, 'bash', line], {
    env,
    cwd: folder,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'complete -F _liqo_doctor liqo-doctor\n' });
  return stdout.split('\n').slice(0, -1);
}

test.each([
  ['liqo-doctor ma', ['manifests', 'matrix']],
  ['liqo-doctor check --output j', ['json', 'junit']],
  // What bash replaces begins behind the equals sign, and behind the last colon.
  ['liqo-doctor check --output=j', ['json', 'junit']],
  [
    'liqo-doctor check --kubeconfig k.yaml --context arn:aws:eks:eu-west-1:1:cluster/',
    ['cluster/prod', 'cluster/test'],
  ],
  ['liqo-doctor check --kubeconfig k.yaml --context admin@', ['kubernetes']],
  ['liqo-doctor check --kubeconfig k.yaml --context m', ['my\\ context']],
  ["liqo-doctor check --kubeconfig k.yaml --context 'm", ['my context']],
  ['liqo-doctor check --kubeconfig "$HOME"/k.yaml --remote-context m', ['my\\ context']],
  ['liqo-doctor judge ', ['compopt -o default']],
  ['liqo-doctor check --kubeconfig ', ['compopt -o default']],
  ['liqo-doctor check --timeout ', []],
  ['liqo-doctor no-such-command ', []],
  // What is typed is not run.
  ['liqo-doctor check --kubeconfig $(touch ran; echo k.yaml) --context ', []],
])('in bash %j becomes %j', (line, expected) => {
  expect(completedByBash(line)).toEqual(expected);
  expect(existsSync(join(folder, 'ran'))).toBe(false);
});

test('without liqo-doctor on the PATH bash completes nothing and says nothing', () => {
  const script = execFileSync('liqo-doctor', ['completion', 'bash'], { env, encoding: 'utf8' });
  const commands = `${script}\nCOMP_LINE='liqo-doctor ' COMP_POINT=12\n_liqo_doctor\nprintf '%s' "\${#COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', commands], {
    env: { PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toEqual({ stdout: '0', stderr: '' });
});

/**
 * The arguments with which an interactive shell runs each line: keys are typed at a terminal, Tab among them, and the
 * program is replaced by a function that writes down what it gets.
 */
async function typedAt(command: string, keys: readonly string[]): Promise<readonly (readonly string[])[]> {
  const written = join(folder, 'arguments');
  await rm(written, { force: true });
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...env, WRITTEN: written },
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.write([...keys, 'exit'].map((line) => `${line}\n`).join(''));
  await new Promise((resolve) => child.on('close', resolve));
  if (!existsSync(written)) return [];
  return readFileSync(written, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t').slice(0, -1));
}

const recorder = `liqo-doctor() { printf '%s\\t' "$@" >> "$WRITTEN"; echo >> "$WRITTEN"; }\n`;

/** Each with one possible end, which Tab completes, and with the arguments that follow. */
const keysAndArguments = [
  ['liqo-doctor ch\t-o js\t', ['check', '-o', 'json']],
  ['liqo-doctor check --output=js\t', ['check', '--output=json']],
  [
    'liqo-doctor check --kubeconfig k.yaml --context ar\tp\t',
    ['check', '--kubeconfig', 'k.yaml', '--context', 'arn:aws:eks:eu-west-1:1:cluster/prod'],
  ],
  [
    'liqo-doctor check --kubeconfig=k.yaml --context=m\t',
    ['check', '--kubeconfig=k.yaml', '--context=my context'],
  ],
  [
    'liqo-doctor cleanup --remote k.yaml --remote-context "m\t',
    ['cleanup', '--remote', 'k.yaml', '--remote-context', 'my context'],
  ],
  ['liqo-doctor judge sa\t', ['judge', 'saved-run.json']],
  ['liqo-doctor judge --output-file=sa\t', ['judge', '--output-file=saved-run.json']],
] as const;

test.skipIf(!isInstalled('script'))('keys typed at an interactive bash become whole lines', async () => {
  await writeFile(join(folder, 'bashrc'), `source <(liqo-doctor completion bash)\n${recorder}`);
  const typed = await typedAt(
    'bash --noprofile --rcfile bashrc -i',
    keysAndArguments.map(([keys]) => keys),
  );
  expect(typed).toEqual(keysAndArguments.map(([, line]) => line));
});

test.skipIf(!isInstalled('script') || !isInstalled('zsh'))(
  'keys typed at an interactive zsh become whole lines',
  async () => {
    const start = 'autoload -Uz compinit; compinit -u -D\nsource <(liqo-doctor completion zsh)\n';
    await writeFile(join(folder, '.zshrc'), `${start}${recorder}`);
    const typed = await typedAt(
      'zsh -i',
      keysAndArguments.map(([keys]) => keys),
    );
    expect(typed).toEqual(keysAndArguments.map(([, line]) => line));
  },
);

test.skipIf(!isInstalled('fish')).each([
  ['liqo-doctor ma', ['manifests', 'matrix']],
  ['liqo-doctor check --output=j', ['--output=json', '--output=junit']],
  ["liqo-doctor check --kubeconfig k.yaml --context 'm", ['my context']],
  ['liqo-doctor judge sa', ['saved-run.json']],
  ['liqo-doctor judge --output-file=sa', ['--output-file=saved-run.json']],
])('in fish %j becomes %j', (line, expected) => {
  const commands = 'liqo-doctor completion fish | source; complete -C $argv[1]';
  const { stdout, stderr } = spawnSync('fish', ['-c', commands, '--', line], {
    env,
    cwd: folder,
    encoding: 'utf8',
  });
  const words = stdout.split('\n').map((each) => each.split('\t')[0]);
  expect({ words: words.slice(0, -1), stderr }).toEqual({ words: expected, stderr: '' });
});

test.skipIf(!isInstalled('kubectl'))('kubectl completes `kubectl liqo-doctor` by it', () => {
  const ask = (...words: readonly string[]) =>
    execFileSync('kubectl', ['__complete', 'liqo-doctor', ...words], {
      env,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  expect([
    ask('check', '--output=j'),
    ask('check', '--kubeconfig', 'k.yaml', '--context', 'ad'),
    ask('judge', ''),
    ask('check', '--timeout', ''),
  ]).toEqual(['json\njunit\n:4\n', 'admin@kubernetes\n:4\n', ':0\n', ':4\n']);
});
