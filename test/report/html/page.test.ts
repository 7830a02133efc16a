import { expect, test } from 'vitest';

import { renderHtml, renderRunErrorHtml } from '../../../src/report/html/page.js';
import { fc } from '../../helpers/seeded-fast-check.js';
import { notReadyReport, readyReport, undeterminedReport } from '../example-reports.js';
import { replaceStrings } from '../hostile-report.js';

/** The names of all elements in order, those that end with a slash before them. */
function elementsOf(page: string): string[] {
  const withoutCode = page.replace(/<(?<name>style|script)>.*?<\/\k<name>>/gsu, '');
  // What begins as a flag does in a line to paste is kept in one piece, whatever it is.
  const withoutFlags = withoutCode.replace(/<span>([^<]*)<\/span>/gu, '$1');
  return [...withoutFlags.matchAll(/<(\/?[a-z0-9]+)/gu)].map(([, name]) => name ?? '');
}

function textOf(page: string): string {
  return page
    .replace(/<(?<name>style|script|svg)\b.*?<\/\k<name>>/gsu, '')
    .replace(/<[^>]*>/gu, ' ')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replace(/\s+/gu, ' ');
}

test('says what the text says: answer, requirements, steps with their lines, and what to run next', () => {
  const text = textOf(renderHtml(notReadyReport));
  const wanted = [
    'Not ready: 2 requirements are unmet (authentication server of milan, gateway of milan or frankfurt).',
    'auth remote → local NodePort + PortForwarding NodePort https://192.168.1.11:31443 ✗ unmet',
    '✗ LD-VER-001 : milan runs v0.10.3 and frankfurt runs v0.9.4. Upgrade frankfurt to v0.10.3.',
    'Authentication server of milan unmet',
    'TCP 203.0.113.8:30443 → 192.168.1.11:31443',
    'helm upgrade liqo liqo/liqo --version v0.10.3 -n liqo --kube-context milan --reuse-values',
    'This may interrupt peerings that are active now.',
    'Or the gateway of frankfurt:',
    'UDP <your public address>:40582 → 192.168.1.11:30742',
    'Make the changes above first, then run the same check again.',
  ];
  expect(wanted.filter((part) => !text.includes(part))).toEqual([]);
});

test('draws each connection in the state that its requirement has', () => {
  const lanes = [readyReport, notReadyReport, undeterminedReport].map((report) => {
    const wide = /<svg class="picture wide".*?<\/svg>/su.exec(renderHtml(report))?.[0] ?? '';
    return [...wide.matchAll(/class="lane ([a-z]+)"/gu)].map(([, state]) => state);
  });
  expect(lanes).toEqual([
    ['works', 'works', 'unneeded'],
    ['blocked', 'works', 'blocked', 'blocked'],
    ['works', 'unknown', 'blocked'],
  ]);
});

test('describes the picture for those who do not see it', () => {
  expect(renderHtml(readyReport)).toContain(
    'role="img" aria-label="API server of frankfurt from milan: works; gateway of frankfurt from milan: works; gateway of milan from frankfurt: not needed."',
  );
});

test('names nothing to load, and forbids it', () => {
  for (const page of [renderHtml(notReadyReport), renderRunErrorHtml({ code: 'usage', message: 'x' })]) {
    expect(page.match(/\b(?:src|href(?!="#)|srcset)=|url\(|@import|<link|<iframe|<img/gu)).toBeNull();
    expect(page).toContain(`content="default-src 'none';`);
  }
});

test('has the same elements whatever the clusters called their things', () => {
  const expected = elementsOf(renderHtml(replaceStrings(notReadyReport, 'x')));
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map((text) => `${text}x`),
    fc.constantFrom('</code><script>alert(1)</script>', '"><b a="', "'onload='x", '--></svg><p>', ']]>'),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      const oneLine = text.replaceAll('\n', ' ');
      expect(elementsOf(renderHtml(replaceStrings(notReadyReport, oneLine)))).toEqual(expected);
    }),
  );
});
