import type { Finding } from '../model/finding.js';
import type { Report, RunError } from '../model/report.js';
import { countsAsWarning, type FailOn } from './exit-code.js';
import { type Content, type Markup, markup } from './markup.js';
import { type OpenRequirement, openRequirements } from './open-requirements.js';
import { clusterName, openRequirementName, requirementName } from './report-names.js';
import { stepsOf } from './steps.js';

/**
 * A report as JUnit XML, for pipelines that gate on tests: one test case for each requirement and for each finding. Test
 * cases fail or err exactly when the exit code is not 0: what is unmet fails, what is required and unknown is an error,
 * what is not needed is skipped, and so is a finding that fails without being what keeps the clusters from peering.
 *
 * Source: the schema of the Apache Ant task JUnitReport as the Jenkins plugin xUnit checks it (junit-10.xsd).
 */
export function renderJUnit(report: Report, { failOn }: { readonly failOn: FailOn }): string {
  const { startedAt, durationMs } = report.timing;
  return documentOf([
    suiteOf({ name: 'requirements', startedAt, durationMs }, requirementCases(report)),
    suiteOf({ name: 'findings', startedAt, durationMs: 0 }, findingCases(report, failOn)),
  ]);
}

/** Why there is no report, as one test case that could not be run. */
export function renderRunErrorJUnit({ code, message }: Pick<RunError, 'code' | 'message'>): string {
  const result = markup`<error type="${code}" message="${message}"/>`;
  return documentOf([suiteOf({ name: 'set-up' }, [{ name: 'the run could start', kind: 'error', result }])]);
}

interface TestCase {
  readonly name: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly result?: Content;
}

interface Suite {
  readonly name: string;
  readonly startedAt?: string;
  readonly durationMs?: number;
}

function documentOf(suites: readonly Markup[]): string {
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="liqo-doctor">
${suites}
</testsuites>
`.text;
}

function suiteOf({ name, startedAt, durationMs = 0 }: Suite, cases: readonly TestCase[]): Markup {
  const count = (wanted: TestCase['kind']): number => cases.filter(({ kind }) => kind === wanted).length;
  const started =
    startedAt === undefined ? undefined : markup` timestamp="${startedAt.replace(/\.\d+Z$/u, '')}"`;
  return markup`<testsuite name="${name}" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${(durationMs / 1000).toFixed(3)}"${started}>
${cases.map(({ name: title, result }) =>
  result === undefined
    ? markup`<testcase classname="liqo-doctor.${name}" name="${title}" time="0"/>`
    : markup`<testcase classname="liqo-doctor.${name}" name="${title}" time="0">${result}</testcase>`,
)}
</testsuite>`;
}

/** A requirement by itself; the gateways, of which one suffices, each as much as it is needed. */
function requirementCases(report: Report): TestCase[] {
  const open = openRequirements(report);
  return report.requirements.map((requirement) => {
    const name = `${requirementName(report, requirement)} is reached from ${clusterName(report, requirement.from)}`;
    const { status, reason } = requirement;
    if (status === 'met') return { name, kind: 'passed' };
    const needed = open.find(({ alternatives }) => alternatives.includes(requirement));
    if (needed === undefined)
      return { name, kind: 'skipped', result: markup`<skipped message="${reason}"/>` };
    const advice = adviceFor(report, needed);
    return needed.status === 'unmet'
      ? {
          name,
          kind: 'failure',
          result: markup`<failure type="${status}" message="${reason}">${advice}</failure>`,
        }
      : {
          name,
          kind: 'error',
          result: markup`<error type="${status}" message="${reason}">${advice}</error>`,
        };
  });
}

/** The words of what to do, in a line each. */
function adviceFor(report: Report, open: OpenRequirement): string[] {
  const step = stepsOf(report).find(({ name }) => name === openRequirementName(report, open));
  const remedies = (step?.ways ?? []).flatMap(({ remedy }) => remedy ?? []);
  return remedies.flatMap(({ summary, changes, commands }) => [
    ...(summary === undefined ? [] : [summary]),
    ...changes.map(({ cluster, words }) => `${cluster}: ${words}`),
    ...commands.flatMap((command) => command.split('\n')),
  ]);
}

function findingCases(report: Report, failOn: FailOn): TestCase[] {
  return report.findings.map((finding) => {
    const { code, title, service, cluster, from, status, reason, remedy } = finding;
    const place = [service, cluster, from === undefined ? undefined : `from ${from}`].filter(
      (each) => each !== undefined,
    );
    const name = `${code} ${title}${place.length === 0 ? '' : ` (${place.join(' ')})`}`;
    if (status === 'pass') return { name, kind: 'passed' };
    const message = reason ?? title;
    return isDecisive(finding, report, failOn)
      ? {
          name,
          kind: 'failure',
          result: markup`<failure type="${status}" message="${message}">${remedy}</failure>`,
        }
      : { name, kind: 'skipped', result: markup`<skipped message="${status}: ${message}"/>` };
  });
}

/** Whether a finding is among what the exit code says. */
function isDecisive(finding: Finding, { verdict }: Report, failOn: FailOn): boolean {
  if (failOn === 'warning' && countsAsWarning(finding)) return true;
  return finding.status === 'fail' && verdict === 'not-ready';
}
