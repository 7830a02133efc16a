import { expect, test } from 'vitest';

import type { Finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { changesOf } from '../../src/report/changes.js';
import { renderChangesText } from '../../src/report/changes-text.js';
import { notReadyReport, readyReport } from './example-reports.js';

const style = { width: 80, colour: false, ascii: false, verbose: false };

function withFindings(...findings: readonly (Pick<Finding, 'code' | 'status'> & Partial<Finding>)[]): Report {
  const whole = findings.map((one) => ({
    title: 'It holds',
    severity: 'warning' as const,
    dependsOn: [],
    evidence: [],
    docs: '',
    ...one,
  }));
  return { ...readyReport, findings: whole };
}

test('a report is no other than itself', () => {
  const { requirements, findings } = changesOf({ before: notReadyReport, after: notReadyReport });
  expect([requirements, findings]).toEqual([[], []]);
});

test('of a check that is made twice in one cluster the first is compared with the first', () => {
  const code = 'LD-RUN-007';
  const before = withFindings(
    { code, status: 'warn', cluster: 'remote' },
    { code, status: 'pass', cluster: 'remote' },
  );
  const after = withFindings(
    { code, status: 'pass', cluster: 'remote', reason: 'Nothing enforces it.' },
    { code, status: 'pass', cluster: 'remote' },
  );
  expect(changesOf({ before, after }).findings).toEqual([
    {
      code,
      title: 'It holds',
      cluster: 'remote',
      before: 'warn',
      after: 'pass',
      reason: 'Nothing enforces it.',
    },
  ]);
});

test('what is gone comes last, and what holds and is new is told only in all detail', () => {
  const before = withFindings({ code: 'LD-API-004', status: 'fail' });
  const after = withFindings({ code: 'LD-NET-001', status: 'pass' });
  expect(changesOf({ before, after }).findings.map((one) => [one.code, one.before, one.after])).toEqual([
    ['LD-NET-001', null, 'pass'],
    ['LD-API-004', 'fail', null],
  ]);
  const lines = (verbose: boolean) =>
    renderChangesText({ before, after }, { ...style, verbose })
      .split('\n')
      .filter((line) => line.startsWith('- '));
  expect(lines(false)).toEqual(['- LD-API-004: fail → not asked. It holds.']);
  expect(lines(true)).toEqual([
    '- LD-NET-001: not asked → pass. It holds.',
    '- LD-API-004: fail → not asked. It holds.',
  ]);
});

test('names and reasons of strangers bring nothing that a terminal acts on, and lines keep within the width', () => {
  const hostile = 'a\u001b[2J\u202eb '.repeat(30);
  const before = withFindings({ code: 'LD-API-004', status: 'fail' });
  const after = withFindings({ code: 'LD-API-004', status: 'warn', reason: hostile });
  const text = renderChangesText({ before, after }, style);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
