import { expect, test } from 'vitest';

import type { Report } from '../../src/model/report.js';
import { exitCodeOf } from '../../src/report/exit-code.js';
import { renderJUnit, renderRunErrorJUnit } from '../../src/report/junit.js';
import { fc } from '../helpers/seeded-fast-check.js';
import { notReadyReport, readyReport, undeterminedReport } from './example-reports.js';

test('has a test case for every requirement and finding', () => {
  expect(renderJUnit(readyReport, { failOn: 'unmet' }).split('\n')).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="liqo-doctor">',
    '<testsuite name="requirements" tests="3" failures="0" errors="0" skipped="1" time="12.345" timestamp="2026-11-22T14:38:00">',
    '<testcase classname="liqo-doctor.requirements" name="API server of frankfurt is reached from milan" time="0"/>',
    '<testcase classname="liqo-doctor.requirements" name="gateway of frankfurt is reached from milan" time="0"/>',
    '<testcase classname="liqo-doctor.requirements" name="gateway of milan is reached from frankfurt" time="0"><skipped message="the peer&#39;s gateway is reachable"/></testcase>',
    '</testsuite>',
    '<testsuite name="findings" tests="1" failures="0" errors="0" skipped="0" time="0.000" timestamp="2026-11-22T14:38:00">',
    '<testcase classname="liqo-doctor.findings" name="LD-API-001 The API server is reachable (apiServer)" time="0"/>',
    '</testsuite>',
    '</testsuites>',
    '',
  ]);
});

test('tells in a failure what to do', () => {
  const lines = renderJUnit(notReadyReport, { failOn: 'unmet' }).split('\n');
  const start = lines.findIndex((line) => line.includes('name="authentication server of milan'));
  expect(lines.slice(start, start + 4)).toEqual([
    '<testcase classname="liqo-doctor.requirements" name="authentication server of milan is reached from frankfurt" time="0"><failure type="unmet" message="Liqo would advertise https://192.168.1.11:31443, a private address that frankfurt cannot reach: connections were filtered.">Forward a public port to the node port and make Liqo advertise it.',
    'milan: Add this row to the port forwarding of the router.',
    'milan: Make Liqo advertise the forwarded address and port.',
    'helm upgrade liqo liqo/liqo --version v0.10.3 -n liqo --kube-context milan --reuse-values --set auth.config.addressOverride=203.0.113.8 --set auth.config.portOverride=30443</failure></testcase>',
  ]);
});

test('fails or errs exactly when the exit code is not 0', () => {
  const report = fc.constantFrom<Report>(readyReport, notReadyReport, undeterminedReport);
  const variation = fc.record({
    status: fc.constantFrom('pass', 'warn', 'skip', 'unknown' as const),
    severity: fc.constantFrom('error', 'warning', 'info' as const),
    failOn: fc.constantFrom('unmet', 'warning' as const),
  });
  fc.assert(
    fc.property(report, variation, (given, { failOn, ...varied }) => {
      const [finding, ...others] = notReadyReport.findings;
      const findings = [{ ...finding!, ...varied }, ...(given === readyReport ? [] : others)];
      const text = renderJUnit({ ...given, findings }, { failOn });
      const exitCode = exitCodeOf({ ...given, findings }, failOn);
      expect(/<failure|<error/u.test(text)).toBe(exitCode !== 0);
    }),
  );
});

test('counts what it has', () => {
  const text = renderJUnit(notReadyReport, { failOn: 'unmet' });
  const declared = [...text.matchAll(/tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/gu)];
  const sums = [1, 2, 3, 4].map((place) =>
    declared.reduce((sum, numbers) => sum + Number(numbers[place]), 0),
  );
  const found = [/<testcase /gu, /<failure /gu, /<error /gu, /<skipped /gu].map(
    (pattern) => text.match(pattern)?.length ?? 0,
  );
  expect(sums).toEqual(found);
});

test('is an error of its own when there is no report', () => {
  expect(renderRunErrorJUnit({ code: 'api-unreachable', message: 'The API server did not answer.' })).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="liqo-doctor">
<testsuite name="set-up" tests="1" failures="0" errors="1" skipped="0" time="0.000">
<testcase classname="liqo-doctor.set-up" name="the run could start" time="0"><error type="api-unreachable" message="The API server did not answer."/></testcase>
</testsuite>
</testsuites>
`,
  );
});
