import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

// @ts-expect-error: a script without types.
import { libraryTypes as untyped } from '../../scripts/library-types.js';

const libraryTypes = untyped as (entry: string) => Promise<string>;
const surface = fileURLToPath(new URL('../../src/library/index.ts', import.meta.url));

let folder: string;
let declarations: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-declarations-'));
  declarations = await libraryTypes(surface);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'library.d.ts'), declarations);
});
afterAll(() => rm(folder, { recursive: true }));

/** What TypeScript says of a file, in which `./library.js` is what is published and `surface` the source of it. */
async function mistakesIn(name: string, text: string): Promise<string[]> {
  const file = join(folder, name);
  await writeFile(file, text);
  const project = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(project.config, ts.sys, process.cwd());
  const program = ts.createProgram([file], {
    ...options,
    allowImportingTsExtensions: true,
    typeRoots: [join(process.cwd(), 'node_modules/@types')],
  });
  return program
    .getSemanticDiagnostics(program.getSourceFile(file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const same = `
import type * as published from './library.js';
import type * as own from '${surface}';
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : { readonly published: A; readonly own: B };
`;

test(
  'every type that is published is that of the source, in all of its fields',
  { timeout: 120_000 },
  async () => {
    const exported = [
      ...declarations.matchAll(/^export (?:interface|type) (?<name>\w+)(?<generic><)?/gmu),
    ].map(({ groups }) => `${groups?.['name'] ?? ''}${groups?.['generic'] === undefined ? '' : '<string>'}`);
    const functions = [...declarations.matchAll(/^export declare function (\w+)/gmu)].map(
      ([, name = '']) => name,
    );
    expect(exported.length).toBeGreaterThan(30);
    expect(functions).toEqual(['check', 'judge', 'render', 'redact', 'exitCodeOf']);
    const compared = [
      ...exported.map((name) => [`published.${name}`, `own.${name}`]),
      ...functions.map((name) => [`typeof published.${name}`, `typeof own.${name}`]),
    ];
    const lines = compared.map(
      ([one, other], index) => `export const same${index}: Same<${one}, ${other}> = true;`,
    );
    expect(await mistakesIn('same.ts', `${same}${lines.join('\n')}`)).toEqual([]);
  },
);

test('a type that differs is noticed', { timeout: 120_000 }, async () => {
  const text = `${same}export const differs: Same<published.Finding, Omit<own.Finding, 'docs'>> = true;`;
  expect(await mistakesIn('differs.ts', text)).toHaveLength(1);
});

test('the declarations import nothing', () => {
  expect(declarations).not.toMatch(/\bimport\b|\brequire\b|<reference/u);
});
