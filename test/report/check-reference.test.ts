import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { catalogue, docsAnchor } from '../../src/judge/rules/catalogue.js';
import { renderCheckReference } from '../../src/report/check-reference.js';

test('docs/checks.md is what `node scripts/generate-docs.js` writes, with an anchor for every code', () => {
  const published = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8');
  expect(published).toBe(renderCheckReference(catalogue));
  const anchors = [...published.matchAll(/^## (\S+)$/gmu)].map(([, code]) => (code ?? '').toLowerCase());
  expect(anchors).toEqual(catalogue.map(({ code }) => docsAnchor(code)));
});

test('writes one section for a finding, with placeholders kept from being read as HTML', () => {
  const entry = {
    code: 'LD-API-001',
    title: 'Liqo has an address to advertise',
    severity: 'error' as const,
    meaning: 'Without it there is no peering.',
    howDecided: 'By `--set apiServer.address=<url>`.',
    remedy: 'Give <url>.',
    source: 'Liqo v1.2.0',
  };
  expect(renderCheckReference([entry]).split('\n\n').slice(2)).toEqual([
    '## LD-API-001',
    '**Liqo has an address to advertise** (error)',
    'Without it there is no peering.',
    'How it is decided: By `--set apiServer.address=<url>`.',
    'What to do: Give &lt;url>.',
    'Source: Liqo v1.2.0\n',
  ]);
});
