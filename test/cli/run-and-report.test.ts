import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import type { CheckEnvironment, CheckOutcome } from '../../src/check/check-request.js';
import { type ReportFormat, reportFormats } from '../../src/report/render-report.js';
import type { ReportOptions } from '../../src/cli/report-options.js';
import { runAndReport } from '../../src/cli/run-and-report.js';
import { runInvocation } from '../../src/cli/run-invocation.js';
import { readSavedRun } from '../../src/judge/saved/saved-run-document.js';
import type { Report } from '../../src/model/report.js';
import { renderMarkdown } from '../../src/report/markdown.js';
import { situationsFrom } from '../judge/many-situations.js';
import { notReadyReport, readyReport, undeterminedReport } from '../report/example-reports.js';
import { testShell, type TestShell } from './test-shell.js';

type Run = (environment: Omit<CheckEnvironment, 'world'>) => Promise<CheckOutcome>;

const names = { local: 'milan', remote: 'frankfurt' };

function report(
  shell: TestShell,
  run: Run,
  { save, ...options }: Partial<ReportOptions> & { readonly save?: string } = {},
): Promise<number> {
  const output: ReportOptions = {
    format: 'text',
    failOn: 'unmet',
    redact: false,
    verbose: false,
    ...options,
  };
  return runInvocation(
    { output, run: (session) => runAndReport(run, session, { names, report: output, mentioned: [], save }) },
    shell,
  );
}

function ending(with_: Report): Run {
  return ({ onReport }) => {
    onReport(with_);
    return Promise.resolve({ kind: 'report', report: with_, leftovers: [] });
  };
}

test.each([
  ['ready', readyReport, 0],
  ['not ready', notReadyReport, 3],
  ['undetermined', undeterminedReport, 4],
])('a report that is %s gives the same exit code in text and in JSON', async (_, example, exitCode) => {
  const text = testShell([]);
  const json = testShell([]);
  expect(await report(text, ending(example))).toBe(exitCode);
  expect(await report(json, ending(example), { format: 'json' })).toBe(exitCode);
  expect(JSON.parse(json.written.stdout)).toEqual(example);
  expect([text.written.stderr, json.written.stderr]).toEqual(['', '']);
});

test.each(reportFormats)('a report is one document in %s, with the same exit code', async (format) => {
  const shell = testShell([]);
  expect(await report(shell, ending(notReadyReport), { format })).toBe(3);
  const beginnings: Readonly<Record<ReportFormat, string>> = {
    text: '✗ Not ready: ',
    json: '{\n  "apiVersion": "liqo-doctor/v1",',
    yaml: 'apiVersion: liqo-doctor/v1\n',
    html: '<!doctype html>\n',
    markdown: '## Not ready: ',
    junit: '<?xml version="1.0" encoding="UTF-8"?>\n',
    github: '::error title=liqo-doctor::Not ready: ',
  };
  expect(shell.written.stdout.slice(0, beginnings[format].length)).toBe(beginnings[format]);
  expect(shell.written.stderr).toBe('');
});

test('appends the report to the summary of a GitHub Actions step, and says when it cannot', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-summary-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'summary.md');
  const inWorkflow = (path: string): TestShell => testShell([], { env: { GITHUB_STEP_SUMMARY: path } });
  await report(inWorkflow(file), ending(readyReport), { format: 'github' });
  await report(inWorkflow(file), ending(readyReport), { format: 'github' });
  await report(inWorkflow(file), ending(readyReport), { format: 'text' });
  const once = renderMarkdown(readyReport);
  expect(await readFile(file, 'utf8')).toBe(`${once}${once}`);
  const nowhere = inWorkflow(join(folder, 'missing', 'summary.md'));
  expect(await report(nowhere, ending(readyReport), { format: 'github' })).toBe(0);
  expect(nowhere.written.stderr).toBe(
    `the step summary ${join(folder, 'missing', 'summary.md')} cannot be written (ENOENT)\n`,
  );
});

test('says on stderr why a ready report fails with --fail-on warning', async () => {
  const shell = testShell([]);
  const warned: Report = { ...readyReport, findings: notReadyReport.findings };
  expect(await report(shell, ending(warned), { failOn: 'warning', format: 'json' })).toBe(3);
  // One warning and two failed findings.
  expect(shell.written.stderr).toBe('warnings: 3; the exit code is 3 because of --fail-on warning\n');
});

test('writes the report before the run has cleaned up, and then what is left', async () => {
  const shell = testShell([]);
  let stdoutWhileCleaning = '';
  const run: Run = async ({ onReport, onProgress }) => {
    onProgress({ stage: 'probe', side: 'remote', text: 'probing 2 addresses' });
    onProgress({ stage: 'probe', side: 'remote', text: 'probing 2 addresses' });
    onReport(readyReport);
    await new Promise(setImmediate);
    stdoutWhileCleaning = shell.written.stdout;
    const leftovers = [
      { side: 'local' as const, object: 'namespace/liqo-doctor', reason: 'still terminating' },
    ];
    return { kind: 'report', report: readyReport, leftovers };
  };
  expect(await report(shell, run, { format: 'json' })).toBe(0);
  expect(JSON.parse(stdoutWhileCleaning)).toEqual(readyReport);
  expect(shell.written.stdout).toBe(stdoutWhileCleaning);
  expect(shell.written.stderr).toBe(
    'frankfurt: probing 2 addresses\nleft in milan: namespace/liqo-doctor (still terminating)\n',
  );
});

test('tells on stderr, when verbose, how long writing the report and cleaning up took', async () => {
  const shell = testShell([]);
  const run: Run = async ({ onReport }) => {
    onReport(readyReport);
    await new Promise(setImmediate);
    return { kind: 'report', report: readyReport, leftovers: [] };
  };
  expect(await report(shell, run, { verbose: true })).toBe(0);
  expect(shell.written.stderr).toMatch(
    /^the report was written in [\d.]+ m?s; meanwhile and afterwards cleaning up took [\d.]+ m?s\n$/u,
  );
});

const timing = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 8123, stages: {} };

function runThatIsKept(): Run {
  const [input] = situationsFrom(0, 1);
  if (input === undefined) throw new TypeError('there is a situation');
  return ({ onJudged, onReport }) => {
    onJudged?.({ input, timing });
    onReport(readyReport);
    return Promise.resolve({ kind: 'report', report: readyReport, leftovers: [] });
  };
}

test('a run is kept in a file that its owner alone may read, beside the report', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'save-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const save = join(folder, 'run.json');
  const shell = testShell([]);
  expect(await report(shell, runThatIsKept(), { format: 'json', save })).toBe(0);
  expect(JSON.parse(shell.written.stdout)).toEqual(readyReport);
  expect(readSavedRun(await readFile(save, 'utf8'))).toMatchObject({ ok: true, value: { timing } });
  expect(((await stat(save)).mode & 0o777).toString(8)).toBe('600');
});

test('a file in which a run cannot be kept is told, and the report stands', async () => {
  const shell = testShell([]);
  expect(await report(shell, runThatIsKept(), { save: '/nonexistent/run.json' })).toBe(0);
  expect(shell.written.stdout).toMatch(/^✓ Ready: /u);
  expect(shell.written.stderr).toBe(
    '/nonexistent/run.json cannot be written (ENOENT); the run is not kept\n',
  );
});

test('a run that could not start prints one error document and its hint, with exit code 2', async () => {
  const shell = testShell([]);
  const run: Run = () =>
    Promise.resolve({
      kind: 'could-not-start',
      failure: {
        code: 'same-cluster',
        message: 'both kubeconfigs mean the same cluster',
        hint: 'give another',
      },
    });
  expect(await report(shell, run, { format: 'json' })).toBe(2);
  expect(JSON.parse(shell.written.stdout)).toEqual({
    apiVersion: 'liqo-doctor/v1',
    kind: 'RunError',
    code: 'same-cluster',
    message: 'both kubeconfigs mean the same cluster',
    exitCode: 2,
  });
  expect(shell.written.stderr).toBe('liqo-doctor: both kubeconfigs mean the same cluster\ngive another\n');
});

test('an interrupted run ends with the code of its signal and says what is left', async () => {
  const shell = testShell([]);
  const run: Run = ({ signal }) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ kind: 'interrupted', leftovers: [] }));
      shell.interruptions.emit('SIGTERM');
    });
  expect(await report(shell, run, { format: 'json' })).toBe(143);
  expect(JSON.parse(shell.written.stdout)).toEqual({
    apiVersion: 'liqo-doctor/v1',
    kind: 'RunError',
    code: 'interrupted',
    message: 'interrupted by SIGTERM; nothing of the run is left',
    exitCode: 143,
  });
});

test('a dry run lists what it would do, in text and in JSON', async () => {
  const dryRun = { creates: { local: ['Namespace x'], remote: [] }, probes: { local: [], remote: [] } };
  const run: Run = () => Promise.resolve({ kind: 'dry-run', dryRun });
  const text = testShell([]);
  const json = testShell([]);
  expect([await report(text, run), await report(json, run, { format: 'json' })]).toEqual([0, 0]);
  expect(text.written.stdout).toContain('Would be created in milan (local)\n  Namespace x\n');
  expect(JSON.parse(json.written.stdout)).toEqual({
    apiVersion: 'liqo-doctor/v1',
    kind: 'DryRun',
    ...dryRun,
  });
});

test('--output-file takes the whole result, and stderr the answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'liqo-doctor-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const outputFile = join(folder, 'report.json');
  const shell = testShell([]);
  expect(await report(shell, ending(readyReport), { format: 'json', outputFile })).toBe(0);
  expect(JSON.parse(await readFile(outputFile, 'utf8'))).toEqual(readyReport);
  expect(shell.written).toEqual({
    stdout: '',
    stderr: `Ready: milan can peer with frankfurt. The report is in ${outputFile}.\n`,
  });
});

test('a result file that cannot be written does not lose the result', async () => {
  const shell = testShell([]);
  const outputFile = '/nonexistent/report.json';
  expect(await report(shell, ending(readyReport), { format: 'json', outputFile })).toBe(0);
  expect(JSON.parse(shell.written.stdout)).toEqual(readyReport);
  expect(shell.written.stderr).toBe(
    `${outputFile} cannot be written (ENOENT); the result follows on stdout\n`,
  );
});
