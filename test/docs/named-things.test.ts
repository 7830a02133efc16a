import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { commandNames, commandTable } from '../../src/cli/command-table.js';
import { documents } from '../helpers/documented-commands.js';
import { sourceTexts, type SourceText } from '../helpers/source-texts.js';
import { flagsListedHere, foreignFlags } from './foreign-flags.js';

/** Texts of the program, but the style sheet, whose variables are written as flags are. */
const texts = sourceTexts('src').filter(
  ({ where }) => !where.startsWith('src/lab/') && !where.includes('style-sheet.ts'),
);
const prose: readonly SourceText[] = documents.map(([where, text]) => ({ where, text }));

/** What a text names that has this form and is not known. */
function unknownIn(
  sources: readonly SourceText[],
  form: RegExp,
  isKnown: (name: string) => boolean,
): string[] {
  return sources.flatMap(({ where, text }) =>
    [...text.matchAll(form)].flatMap(([whole, name = whole]) =>
      isKnown(name) ? [] : [`${where}: ${whole}`],
    ),
  );
}

const ownFlags = new Set([
  'help',
  'version',
  'no-color',
  ...Object.values(commandTable).flatMap(({ flags }) =>
    Object.entries(flags).flatMap(([name, options]) => [name, ...[options].flatMap(aliasesOf)]),
  ),
]);

function aliasesOf(options: object): readonly string[] {
  return 'alias' in options ? ([options.alias].flat() as string[]) : [];
}

/** A flag, whole: what a template goes on with when the program runs is not known here. */
const flag = /(?<![\w-])--([a-z][\w.-]*\w)(?![\w-]|…)/gu;

test('every flag that a text of the program names is one of its own, of liqoctl or of a program that has it', () => {
  expect(unknownIn(texts, flag, (name) => ownFlags.has(name) || foreignFlags.has(name))).toEqual([]);
  const named = new Set(texts.flatMap(({ text }) => [...text.matchAll(flag)].map(([, name]) => name)));
  expect(named.size).toBeGreaterThan(80);
  expect(flagsListedHere.filter((name) => !named.has(name))).toEqual([]);
});

test('every command that a text of the program names is there', () => {
  const form = /(?<![\w/.-])liqo-doctor ((?!check-)[a-z]+)/gu;
  const isCommand = (name: string) => commandNames.some((known) => known === name);
  // What the program does, what it is made for, and a label of cryptography.
  const words = new Set(['prints', 'for', 'wireguard']);
  expect(unknownIn(texts, form, (name) => isCommand(name) || words.has(name))).toEqual([]);
});

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};
const everywhere = [...texts, ...prose];

test('every script of npm that a text or a document names is there', () => {
  const form = /\bnpm run (?:-+\w+ )*([\w:]+)/gu;
  expect(unknownIn(everywhere, form, (name) => name in scripts)).toEqual([]);
});

test('every file of ours that a text or a document names is there', () => {
  // Sources of rules name files of Liqo, with the release.
  const ours = everywhere.filter(({ text }) => !/^Liqo v|; Liqo v|, Liqo v/u.test(text));
  const form = /(?<![\w/.@-])((?:docs|test|src|scripts|bin)\/[\w/.-]*\w)(?![\w@]|-\*)/gu;
  expect(unknownIn(ours, form, (name) => existsSync(name))).toEqual([]);
});

test('every variable of the environment that a document names is read, and every one that is read is named', () => {
  const form = /\bLIQO_DOCTOR_[A-Z_]+/gu;
  const files = execFileSync('git', ['ls-files', '-z', '*.ts', '*.js', '*.md', '.ci'], { encoding: 'utf8' })
    .split('\0')
    .filter((name) => name !== '' && !name.endsWith('named-things.test.ts'));
  const namedIn = (ending: RegExp) =>
    new Set(
      files
        .filter((name) => ending.test(name))
        .flatMap((name) => [...readFileSync(name, 'utf8').matchAll(form)].map(([variable]) => variable)),
    );
  const internal = ['LIQO_DOCTOR_BENCH', 'LIQO_DOCTOR_LAB_RUNNER', 'LIQO_DOCTOR_SOAK'];
  expect([...namedIn(/\.md$/u), ...internal].toSorted()).toEqual([...namedIn(/\.[tj]s$/u)].toSorted());
});
