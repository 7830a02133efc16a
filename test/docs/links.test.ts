import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { catalogue, docsAnchor } from '../../src/judge/rules/catalogue.js';
import { anchorsIn, brokenLink, linksIn } from '../helpers/markdown.js';

const files = execFileSync('git', ['ls-files', '-z', '*.md'], { encoding: 'utf8' })
  .split('\0')
  .filter(Boolean);

test.each(files)('every link of %s leads to a file and a heading that exist', (file) => {
  const links = linksIn(readFileSync(file, 'utf8'));
  expect(links.flatMap((link) => brokenLink(file, link) ?? [])).toEqual([]);
});

test('there are links, and broken ones are told', () => {
  expect(files.flatMap((file) => linksIn(readFileSync(file, 'utf8'))).length).toBeGreaterThan(40);
  expect(linksIn('See [a](docs/checks.md#ld-gw-001), ![b][c] and `[d](e)`.\n\n[c]: picture.png')).toEqual([
    'docs/checks.md#ld-gw-001',
    'picture.png',
  ]);
  expect(brokenLink('README.md', 'docs/checks.md#ld-gw-001')).toBeUndefined();
  expect(brokenLink('docs/proof.md', '../test/e2e/net')).toBeUndefined();
  expect(brokenLink('README.md', 'docs/checks.md#ld-gw-999')).toMatch(/no such heading$/u);
  expect(brokenLink('docs/proof.md', 'docs/checks.md')).toMatch(/there is no docs\/docs\/checks.md$/u);
});

test('the anchor that reports give with a finding is the one that GitHub gives to its section', () => {
  const anchors = anchorsIn(readFileSync('docs/checks.md', 'utf8'));
  expect(anchors).toEqual(['findings', ...catalogue.map(({ code }) => docsAnchor(code))]);
});
