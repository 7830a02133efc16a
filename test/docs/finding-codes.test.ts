import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { main } from '../../src/cli/main.js';
import { catalogue } from '../../src/judge/rules/catalogue.js';
import { testShell } from '../cli/test-shell.js';

/**
 * How many codes each area has ever had. Codes are relied on by scripts: a finding that is taken out of the catalogue
 * keeps its number, which this shows, since numbers have no gaps as long as none was taken out.
 */
const given = {
  RUN: 7,
  PLAT: 8,
  NET: 6,
  NAT: 5,
  VER: 7,
  AUTH: 6,
  API: 7,
  GW: 9,
  ADDR: 19,
  VIEW: 3,
  DISC: 16,
} as const;

/** Examples of codes that do not exist. */
const invented = ['LD-NIX-001', 'LD-API-999'];

const codes = catalogue.map(({ code }) => code);

/** Every file of the repository, but this one. */
const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((name) => name !== '' && !name.endsWith('finding-codes.test.ts'));

test('the catalogue has every code that was ever given, once', () => {
  const expected = Object.entries(given).flatMap(([area, count]) =>
    Array.from({ length: count }, (_, index) => `LD-${area}-${String(index + 1).padStart(3, '0')}`),
  );
  expect(codes.toSorted()).toEqual(expected.toSorted());
});

test('every code that is mentioned anywhere, and every area, is in the catalogue', () => {
  const mentioned = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?<![\w-])LD-[A-Z]+(?:-\w+)?/gu)].map(([code]) => ({
      file,
      code,
    })),
  );
  const known = new Set([...codes, ...invented, ...Object.keys(given).map((area) => `LD-${area}`)]);
  expect(mentioned.filter(({ code }) => !known.has(code))).toEqual([]);
  // Source, documents, tests and golden files.
  expect(new Set(mentioned.map(({ file }) => file)).size).toBeGreaterThan(100);
});

test.each(codes)('liqo-doctor explain %s explains it', async (code) => {
  const shell = testShell(['explain', code]);
  expect(await main(shell)).toBe(0);
  expect(shell.written.stderr).toBe('');
  expect(shell.written.stdout).toMatch(new RegExp(`^${code} \\(\\w+\\): `, 'u'));
});
