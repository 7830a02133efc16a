import { expect, test } from 'vitest';
import { parse } from 'yaml';

import { renderReportYaml, renderRunErrorYaml } from '../../src/report/yaml.js';
import { fc } from '../helpers/seeded-fast-check.js';
import { notReadyReport, readyReport, undeterminedReport } from './example-reports.js';

test('means the same as the JSON document', () => {
  for (const report of [readyReport, notReadyReport, undeterminedReport]) {
    expect(parse(renderReportYaml(report))).toEqual(JSON.parse(JSON.stringify(report)));
  }
});

test('carries any text unchanged, without a character that a terminal acts on', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (message) => {
      const text = renderRunErrorYaml({ code: 'internal', message, exitCode: 1 });
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(parse(text)).toEqual({
        apiVersion: 'liqo-doctor/v1',
        kind: 'RunError',
        code: 'internal',
        message,
        exitCode: 1,
      });
    }),
  );
});
