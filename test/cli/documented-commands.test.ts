import { expect, test } from 'vitest';

import { parseCommandLine } from '../../src/cli/command-line.js';
import { isCommandName } from '../../src/cli/command-table.js';
import { toInvocation } from '../../src/cli/invocation.js';
import { main } from '../../src/cli/main.js';
import { argumentsOf, commandLinesIn, documents } from '../helpers/documented-commands.js';
import { testShell } from './test-shell.js';

const documented = documents
  .map(([file, text]) => [file, commandLinesIn(text)] as const)
  .filter(([, lines]) => lines.length > 0);

/** Whether a command line is understood, and why not. */
async function problemOf(argv: readonly string[]): Promise<string | undefined> {
  // A sentence may name a command without what it needs.
  if (argv.length === 1 && isCommandName(argv[0] ?? '')) return undefined;
  const parsed = await parseCommandLine(argv, 80);
  if (parsed.kind === 'usage') return parsed.message;
  if (parsed.kind === 'text') return undefined;
  const invocation = toInvocation(parsed.command, parsed.given);
  return invocation.ok ? undefined : invocation.failure;
}

test.each(documented)('every command of %s is one that liqo-doctor understands', async (_file, lines) => {
  const all = argumentsOf(lines);
  expect(all.length).toBeGreaterThanOrEqual(lines.length);
  const problems = await Promise.all(
    all.map(async (argv) => [argv.join(' '), await problemOf(argv)] as const),
  );
  expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([]);
});

const offline = documented
  .map(([file, lines]) => {
    const commands = argumentsOf(lines).filter(([name = '']) =>
      ['explain', 'matrix', 'manifests'].includes(name),
    );
    return [file, commands] as const;
  })
  .filter(([, commands]) => commands.length > 0);

test.each(offline)('what needs no cluster in %s runs', { timeout: 60_000 }, async (_file, commands) => {
  const ended = await Promise.all(
    commands.map(async (argv) => {
      const shell = testShell(argv);
      return [argv.join(' '), await main(shell), shell.written.stderr];
    }),
  );
  expect(ended).toEqual(commands.map((argv) => [argv.join(' '), 0, '']));
});

test('steps of pipelines are among the commands', () => {
  const [, text = ''] = documents.find(([file]) => file === 'docs/pipelines.md') ?? [];
  const steps = text.split('\n').filter((line) => /(?:run: |sh '|- )liqo-doctor/u.test(line));
  expect(steps).toHaveLength(3);
  expect(commandLinesIn(text)).toContain(
    'liqo-doctor check --kubeconfig consumer.yaml --remote provider.yaml -o github',
  );
});
