import { readFileSync } from 'node:fs';

import ts from 'typescript';
import { expect, test } from 'vitest';

import { documents } from '../helpers/documented-commands.js';
import { sourceFiles } from '../helpers/source-texts.js';

/** Numbers that the program ends with: what is returned by functions named for it, and what is called so. */
function exitCodesIn(file: string): number[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNumericLiteral(node) && isExitCode(node)) found.push(Number(node.text));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isExitCode(node: ts.Node): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isTypeNode(at)) return false;
    if (ts.isPropertyAssignment(at) || ts.isFunctionDeclaration(at)) {
      if (/^exitCode|ExitCode$/u.test(at.name?.getText() ?? '')) return true;
    }
  }
  return false;
}

/** Rows of a table of exit codes, as in README.md: `| 130, 143  | … |`. */
function tabulatedIn(text: string): number[] {
  const [, table = ''] = /\n\| exit code +\|.*\n.*\n((?:\|.*\n)+)/u.exec(text) ?? [];
  return [...table.matchAll(/^\| ([\d, ]+?) +\|/gmu)].flatMap(([, cell = '']) =>
    cell.split(', ').map(Number),
  );
}

const used = new Set(
  sourceFiles('src')
    .filter((file) => !file.startsWith('src/lab/'))
    .flatMap(exitCodesIn),
);

const tabulated = documents.flatMap(([file, text]) => tabulatedIn(text).map((code) => ({ file, code })));

test('README.md tells every exit code', () => {
  const told = tabulated.filter(({ file }) => file === 'README.md').map(({ code }) => code);
  expect(new Set(told)).toEqual(used);
});

test('every exit code that a document names exists', () => {
  const named = documents.flatMap(([file, text]) =>
    [...text.matchAll(/\bexit codes? (\d+)/giu)].map(([, code]) => ({ file, code: Number(code) })),
  );
  expect([...named, ...tabulated].filter(({ code }) => !used.has(code))).toEqual([]);
  expect(named.length).toBeGreaterThan(5);
  expect(new Set(tabulated.map(({ file }) => file)).size).toBeGreaterThanOrEqual(2);
});
