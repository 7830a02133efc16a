import { expect, test } from 'vitest';

import { commandNames, commandTable } from '../../../src/cli/command-table.js';
import { offeredToFlag, offeredToPositional } from '../../../src/cli/completion/offered-values.js';
import { takesValue } from '../../../src/cli/completion/typed-line.js';
import { toInvocation } from '../../../src/cli/invocation.js';
import { camelCase } from '../../../src/cli/parse-options.js';
import { flagsWithoutEffect } from '../../../src/cli/check-flags.js';

const valueFlags = commandNames.flatMap((command) =>
  Object.entries(commandTable[command].flags)
    .filter(([flag, options]) => takesValue(options) && !(flag in flagsWithoutEffect))
    .map(([flag]) => ({ command, flag })),
);

test('for every flag that takes a value, and for every positional, it is said what is offered', () => {
  expect(valueFlags.filter(({ command, flag }) => offeredToFlag(command, flag) === undefined)).toEqual([]);
  const positionals = commandNames.flatMap((command) =>
    Object.keys(commandTable[command].positionals).map((name) => ({ command, name })),
  );
  expect(positionals.filter(({ command, name }) => offeredToPositional(command, name) === undefined)).toEqual(
    [],
  );
});

/** What a flag says that it takes when it is given something else: `must be a, b or c`. */
function acceptedWords(command: (typeof commandNames)[number], flag: string): readonly string[] | undefined {
  const given = { code: 'x', run: 'x', remote: 'x', shell: 'bash', [camelCase(flag)]: 'no-such-word' };
  const invocation = toInvocation(command, given);
  const [, listed] =
    (invocation.ok ? '' : invocation.failure).match(/: must be ([\w-]+(?:, [\w-]+)* or [\w-]+)$/u) ?? [];
  return listed?.split(/, | or /u);
}

test('the words that are offered to a flag are those that it takes, all of them', () => {
  const wrong = valueFlags.flatMap(({ command, flag }) => {
    const accepted = acceptedWords(command, flag);
    const offered = offeredToFlag(command, flag);
    const words = offered?.kind === 'words' ? offered.words : undefined;
    // `--nodes` takes all or a number, which its message says in other words.
    if (flag === 'nodes' || (accepted === undefined && words === undefined)) return [];
    const isSame = JSON.stringify([...(accepted ?? [])].sort()) === JSON.stringify([...(words ?? [])].sort());
    return isSame ? [] : [{ command, flag, accepted, words }];
  });
  expect(wrong).toEqual([]);
});
