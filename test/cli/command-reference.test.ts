import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { renderCommandReference } from '../../src/cli/command-reference.js';
import { commandNames } from '../../src/cli/command-table.js';
import { failureCodes } from '../../src/cli/failure-codes.js';
import { main } from '../../src/cli/main.js';
import { sourceTexts } from '../helpers/source-texts.js';
import { testShell } from './test-shell.js';

const published = readFileSync('docs/commands.md', 'utf8');

/** What a document says below each of its headings. */
const sections = new Map(
  published
    .split('\n## ')
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const),
);

test('docs/commands.md is what `node scripts/generate-docs.js` writes', () => {
  expect(published).toBe(renderCommandReference());
  expect([...sections.keys()]).toEqual([...commandNames, 'Codes of errors']);
});

test.each(commandNames)('every flag that `%s --help` lists is in its section', async (name) => {
  const shell = testShell([name, '--help']);
  expect(await main(shell)).toBe(0);
  const listed = shell.written.stdout
    .split('\nExamples:\n')[0]!
    .split('\n')
    .flatMap((line) => /^ {2,6}(-\w, )?--\S+?(?:, --\S+?)*(?= |$)/u.exec(line)?.[0].trim().split(', ') ?? [])
    .filter((flag) => !['--help', '--version'].includes(flag));
  const section = sections.get(name) ?? '';
  expect(listed.filter((flag) => !section.includes(`\`${flag}\``))).toEqual([]);
  expect(listed.length).toBeGreaterThanOrEqual(section.includes('\nOutput:\n') ? 1 : 0);
});

test('every code of an error is one that the source gives', () => {
  const given = new Set(
    sourceTexts('src').flatMap(({ where, text }) => (where.includes('failure-codes.ts') ? [] : [text])),
  );
  const built = ['cluster-unknown', 'user-unknown'];
  expect(Object.keys(failureCodes).filter((code) => !given.has(code) && !built.includes(code))).toEqual([]);
});
