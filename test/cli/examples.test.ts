import { expect, test } from 'vitest';

import { parseCommandLine } from '../../src/cli/command-line.js';
import { commandNames } from '../../src/cli/command-table.js';
import { toInvocation } from '../../src/cli/invocation.js';
import { main } from '../../src/cli/main.js';
import { findScenario } from '../../src/lab/topology/scenarios.js';
import { collector, testShell } from './test-shell.js';

/** The text of `--help` on a terminal of so many columns. */
async function helpOf(command: readonly string[], columns: number): Promise<string> {
  let text = '';
  const stdout = collector((written) => (text += written), { isTTY: true, columns });
  expect(await main(testShell([...command, '--help'], { stdout }))).toBe(0);
  return text;
}

/** The lines to paste that a help text ends with; each stands below a few words. */
function linesIn(help: string): readonly string[] {
  const [, shown = ''] = help.split('\nExamples:\n');
  return shown
    .trimEnd()
    .split('\n\n')
    .map((block) => {
      const [, line] = /^ {2}# \S.*\n {2}(\S.*)$/u.exec(block) ?? [];
      return line ?? `not an example: ${block}`;
    });
}

/** The arguments of liqo-doctor in a line of a shell, up to a pipe, a redirection or a bracket. */
function argumentsIn(line: string): readonly string[] {
  const [, words] = /(?:^|\()liqo-doctor (.+?)(?:\)| [|>] .*|$)/u.exec(line) ?? [];
  return words?.split(' ') ?? [];
}

test.each([[[]], ...commandNames.map((name) => [[name]])])(
  'the help of %j ends with two to five lines to paste, whole at 80 columns',
  async (command) => {
    const narrow = await helpOf(command, 80);
    const lines = linesIn(narrow);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines.length).toBeLessThanOrEqual(5);
    expect(lines).toEqual(linesIn(await helpOf(command, 100)));
    expect(narrow.split('\n').filter((line) => line.length > 80)).toEqual([]);
  },
);

test.each(commandNames)('every example of %s is a command line that the program takes', async (name) => {
  for (const line of linesIn(await helpOf([name], 100))) {
    const parsed = await parseCommandLine(argumentsIn(line), 100);
    expect(parsed, line).toMatchObject({ kind: 'command', command: name });
    if (parsed.kind !== 'command') continue;
    expect(toInvocation(parsed.command, parsed.given), line).toMatchObject({ ok: true });
  }
});

test.each(['explain', 'matrix', 'manifests', 'completion'])(
  'every example of %s, which needs no cluster, works',
  async (name) => {
    const outcomes = await Promise.all(
      linesIn(await helpOf([name], 100)).map(async (line) => {
        const shell = testShell(argumentsIn(line));
        const exitCode = await main(shell);
        return { exitCode, stderr: shell.written.stderr, isSilent: shell.written.stdout === '' };
      }),
    );
    expect(outcomes).toEqual(outcomes.map(() => ({ exitCode: 0, stderr: '', isSilent: false })));
  },
);

test('every scenario in an example of demo exists, with the release that is named', async () => {
  const named = [...linesIn(await helpOf(['demo'], 100)), ...linesIn(await helpOf([], 100))].flatMap(
    (line) => {
      const [, scenario, , version] = / demo ([a-z]\S+)( --liqo-version (\S+))?/u.exec(line) ?? [];
      return scenario === undefined ? [] : [{ scenario, version: version ?? 'v1.2.0' }];
    },
  );
  expect(named.length).toBeGreaterThanOrEqual(3);
  expect(
    named.filter(({ scenario, version }) => !(version in (findScenario(scenario)?.works ?? {}))),
  ).toEqual([]);
});
