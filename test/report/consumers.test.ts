import { readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse as parseJUnit, type TestCase, type TestSuites } from 'junit2json';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { exitCodeOf } from '../../src/report/exit-code.js';
import { renderReportJson } from '../../src/report/json.js';
import { renderJUnit, renderRunErrorJUnit } from '../../src/report/junit.js';
import { renderReportYaml } from '../../src/report/yaml.js';
import { goldenReports } from './golden-reports.js';

const reports = (await goldenReports()).map(({ name, report }) => [name, report] as const);
const validate = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync('docs/report-schema.json', 'utf8')) as object,
);

async function casesOf(xml: string): Promise<{ suites: TestSuites; cases: readonly TestCase[] }> {
  const suites = (await parseJUnit(xml)) as TestSuites;
  return { suites, cases: (suites.testsuite ?? []).flatMap(({ testcase }) => testcase ?? []) };
}

test.each(reports)('a reader of JUnit counts in %s what the report says', async (_name, report) => {
  const { suites, cases } = await casesOf(renderJUnit(report, { failOn: 'unmet' }));
  const { requirements, findings } = report;
  expect(cases).toHaveLength(requirements.length + findings.length);
  const suite = (suites.testsuite ?? []).find(({ name }) => name === 'requirements');
  const passed = (suite?.testcase ?? []).filter(
    ({ failure, error, skipped }) => failure === undefined && error === undefined && skipped === undefined,
  );
  expect(passed).toHaveLength(requirements.filter(({ status }) => status === 'met').length);
  const isBad = cases.some(({ failure, error }) => failure !== undefined || error !== undefined);
  expect(isBad).toBe(exitCodeOf(report, 'unmet') !== 0);
  for (const { name, tests, failures, errors, skipped, testcase = [] } of suites.testsuite ?? []) {
    expect({ name, tests, failures, errors, skipped }).toEqual({
      name,
      tests: testcase.length,
      failures: testcase.filter(({ failure }) => failure !== undefined).length,
      errors: testcase.filter(({ error }) => error !== undefined).length,
      skipped: testcase.filter((one) => one.skipped !== undefined).length,
    });
  }
});

test('a reader of JUnit finds one error where there is no report', async () => {
  const { cases } = await casesOf(
    renderRunErrorJUnit({ code: 'kubeconfig-missing', message: 'there is no <kubeconfig> & no "context"' }),
  );
  expect(cases.map(({ error }) => error?.map(({ type, message }) => ({ type, message })))).toEqual([
    [{ type: 'kubeconfig-missing', message: 'there is no <kubeconfig> & no "context"' }],
  ]);
});

test.each(reports)('the YAML of %s says what its JSON says, which its schema describes', (_name, report) => {
  const json: unknown = JSON.parse(renderReportJson(report));
  expect(parseYaml(renderReportYaml(report))).toEqual(json);
  expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
});
