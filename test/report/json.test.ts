import { readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

import {
  renderChangesJson,
  renderDryRunJson,
  renderJson,
  renderReportJson,
  renderRunErrorJson,
} from '../../src/report/json.js';
import { renderReportSchema } from '../../src/report/report-schema.js';
import { fc } from '../helpers/seeded-fast-check.js';
import { notReadyReport, readyReport, undeterminedReport } from './example-reports.js';

const published = readFileSync(new URL('../../docs/report-schema.json', import.meta.url), 'utf8');

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(published) as object);

test('docs/report-schema.json is what `node scripts/generate-docs.js` writes', () => {
  expect(published).toBe(renderReportSchema());
});

test.each([
  ['a ready report', renderReportJson(readyReport)],
  ['a report that is not ready', renderReportJson(notReadyReport)],
  ['an undetermined report', renderReportJson(undeterminedReport)],
  ['what changed', renderChangesJson({ before: notReadyReport, after: readyReport })],
  ['a run error', renderRunErrorJson({ code: 'usage', message: 'unknown flag --foo', exitCode: 2 })],
  [
    'a dry run',
    renderDryRunJson({
      creates: { local: ['Namespace liqo-doctor'], remote: [] },
      probes: { local: [], remote: ['HTTPS 203.0.113.8 port 6443'] },
    }),
  ],
])('writes %s as one document that the published schema accepts', (_, text) => {
  expect(text.endsWith('}\n')).toBe(true);
  validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
});

test('a document that a later release has added to is accepted, one with a changed value is not', () => {
  expect(validate({ ...readyReport, added: 1 })).toBe(true);
  expect(validate({ ...readyReport, verdict: 'maybe' })).toBe(false);
});

test('carries the report whole', () => {
  expect(JSON.parse(renderReportJson(notReadyReport))).toEqual(notReadyReport);
});

test('means the same value and holds no character that a terminal acts on', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = renderJson({ text });
      expect(JSON.parse(json)).toEqual({ text });
      expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }),
  );
});
