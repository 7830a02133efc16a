import { getEventListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import type { CheckEnvironment, CheckOutcome } from '../../src/check/check-request.js';
import type { ReportOptions } from '../../src/cli/report-options.js';
import { runAndReport } from '../../src/cli/run-and-report.js';
import { runInvocation } from '../../src/cli/run-invocation.js';
import { waitUntilReady } from '../../src/cli/wait-until-ready.js';
import { readSavedRun } from '../../src/judge/saved/saved-run-document.js';
import type { Report } from '../../src/model/report.js';
import { situationsFrom } from '../judge/many-situations.js';
import { notReadyReport, readyReport, undeterminedReport } from '../report/example-reports.js';
import { testShell, type TestShell } from './test-shell.js';

type Run = (environment: Omit<CheckEnvironment, 'world'>) => Promise<CheckOutcome>;

const names = { local: 'milan', remote: 'frankfurt' };

interface Waited {
  readonly waitMs?: number;
  readonly options?: Partial<ReportOptions>;
  readonly save?: string;
  /** How long each run takes. */
  readonly runMs?: number;
  /** Called when a pause begins. */
  readonly onPause?: (shell: TestShell) => unknown;
}

/** Runs one after the other, by a clock of their own; gives the exit code, what was written, and how long pauses took. */
async function waited(
  runs: readonly Run[],
  { waitMs = 600_000, options, save, runMs = 5000, onPause }: Waited = {},
) {
  const shell = testShell([]);
  const left = [...runs];
  let now = 1_000_000;
  const pauses: number[] = [];
  const listeners: number[] = [];
  const report: ReportOptions = {
    format: 'text',
    failOn: 'unmet',
    redact: false,
    verbose: false,
    ...options,
  };
  const exitCode = await runInvocation(
    {
      output: report,
      run: (session) =>
        waitUntilReady(
          (attempt, own) => {
            const next = left.shift();
            if (next === undefined) throw new Error('no run was to follow');
            const timed: Run = (environment) => {
              now += runMs;
              return next(environment);
            };
            return runAndReport(timed, own, { names, report, mentioned: [], save, attempt });
          },
          {
            waitMs,
            failOn: report.failOn,
            clock: { now: () => now },
            sleep: (ms, signal) => {
              listeners.push(getEventListeners(signal, 'abort').length);
              pauses.push(ms);
              now += ms;
              onPause?.(shell);
              return Promise.resolve();
            },
          },
          session,
        ),
    },
    shell,
  );
  return {
    exitCode,
    stdout: shell.written.stdout,
    stderr: shell.written.stderr,
    pauses,
    listeners,
    notRun: left.length,
  };
}

function ending(report: Report, leftovers: readonly { object: string; reason: string }[] = []): Run {
  return ({ onReport, onProgress, signal }) => {
    // Listens for longer than it runs, as the timer of a deadline does.
    signal.addEventListener('abort', () => undefined);
    onProgress({ stage: 'probe', side: 'remote', text: 'probing 2 addresses' });
    onReport(report);
    return Promise.resolve({
      kind: 'report',
      report,
      leftovers: leftovers.map((each) => ({ side: 'local' as const, ...each })),
    });
  };
}

function notStarting(code: 'api-unreachable' | 'forbidden'): Run {
  const failure = { code, message: 'cannot use the API server of milan: it does not answer' };
  return () => Promise.resolve({ kind: 'could-not-start', failure });
}

const json = { format: 'json' } as const;

test('runs until one is ready: its report alone is written, and the reason of each other one is told', async () => {
  const { stdout, listeners, ...ended } = await waited(
    [notReadyReport, undeterminedReport, readyReport, readyReport].map((each) => ending(each)),
    { options: json },
  );
  expect(JSON.parse(stdout)).toEqual(readyReport);
  expect(listeners).toEqual([0, 0]);
  expect(ended).toEqual({
    exitCode: 0,
    // The progress of the first run, and the time that is left after 5 s of a run, 15 s of a pause and 5 s of a run.
    stderr: [
      'frankfurt: probing 2 addresses',
      'Not ready: 2 requirements are unmet (authentication server of milan, gateway of milan or frankfurt). Checking again in 15s; 9m55s left.',
      'Undetermined: nothing is unmet, but 1 requirement is unknown (gateway of frankfurt or milan). Checking again in 15s; 9m35s left.',
      '',
    ].join('\n'),
    pauses: [15_000, 15_000],
    notRun: 1,
  });
});

test('a first run that is ready is the only one, as without --wait', async () => {
  expect(await waited([ending(readyReport)])).toMatchObject({ exitCode: 0, pauses: [], notRun: 0 });
});

test.each([
  // Runs of 5 s and pauses of 15 s: they begin after 0, 20, 40 and 60 s.
  ['59s', 59_000, 3],
  ['60s', 60_000, 4],
  ['1s', 1000, 1],
])('within %s so many runs begin, and the last report is written', async (_, waitMs, count) => {
  const runs = Array.from({ length: 6 }, () => ending(notReadyReport));
  const { exitCode, stdout, notRun } = await waited(runs, { waitMs, options: json });
  expect({ exitCode, count: runs.length - notRun, report: JSON.parse(stdout) as unknown }).toEqual({
    exitCode: 3,
    count,
    report: notReadyReport,
  });
});

test('with --fail-on warning a ready report with warnings is waited for too', async () => {
  const warned: Report = { ...readyReport, findings: notReadyReport.findings };
  const ended = await waited([ending(warned), ending(readyReport)], {
    options: { failOn: 'warning', ...json },
  });
  expect(ended).toMatchObject({ exitCode: 0, pauses: [15_000], notRun: 0 });
});

test('what keeps the first run from starting ends the waiting', async () => {
  const { exitCode, stdout, pauses } = await waited([notStarting('api-unreachable'), ending(readyReport)], {
    options: json,
  });
  expect({ exitCode, pauses, document: JSON.parse(stdout) as unknown }).toMatchObject({
    exitCode: 2,
    pauses: [],
    document: { kind: 'RunError', code: 'api-unreachable', exitCode: 2 },
  });
});

test('later an API server that cannot be reached is waited for, and missing rights are not', async () => {
  const back = await waited([ending(notReadyReport), notStarting('api-unreachable'), ending(readyReport)]);
  expect(back).toMatchObject({ exitCode: 0, pauses: [15_000, 15_000] });
  expect(back.stderr.split('\n')[2]).toBe(
    'Not checked: cannot use the API server of milan: it does not answer. Checking again in 15s; 9m35s left.',
  );
  const refused = await waited([ending(notReadyReport), notStarting('forbidden')], { options: json });
  expect(refused).toMatchObject({ exitCode: 2, pauses: [15_000] });
  expect(JSON.parse(refused.stdout)).toMatchObject({ kind: 'RunError', code: 'forbidden' });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
])('%s in a pause ends the waiting with its code and one document', async (signal, code) => {
  const { exitCode, stdout, stderr, notRun } = await waited([ending(notReadyReport), ending(readyReport)], {
    options: json,
    onPause: (shell) => shell.interruptions.emit(signal),
  });
  expect({ exitCode, notRun, document: JSON.parse(stdout) as unknown }).toEqual({
    exitCode: code,
    notRun: 1,
    document: {
      apiVersion: 'liqo-doctor/v1',
      kind: 'RunError',
      code: 'interrupted',
      message: `interrupted by ${signal}; nothing of the run is left`,
      exitCode: code,
    },
  });
  expect(stderr.split('\n').slice(2)).toEqual([
    'interrupted: ending; interrupt again to leave at once',
    `liqo-doctor: interrupted by ${signal}; nothing of the run is left`,
    '',
  ]);
});

test('a run that leaves something behind is the last one', async () => {
  const leftover = { object: 'namespace/liqo-doctor', reason: 'still terminating' };
  const { exitCode, stdout, stderr, pauses } = await waited(
    [ending(notReadyReport, [leftover]), ending(readyReport)],
    { options: json },
  );
  expect(JSON.parse(stdout)).toEqual(notReadyReport);
  expect({ exitCode, pauses, last: stderr.split('\n').at(-2) }).toEqual({
    exitCode: 3,
    pauses: [],
    last: 'left in milan: namespace/liqo-doctor (still terminating)',
  });
});

test('the last run is kept, and no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wait-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const save = join(folder, 'run.json');
  const [input] = situationsFrom(0, 1);
  if (input === undefined) throw new TypeError('there is a situation');
  const run =
    (report: Report, durationMs: number): Run =>
    ({ onJudged, onReport }) => {
      onJudged?.({ input, timing: { startedAt: '2026-01-01T00:00:00.000Z', durationMs, stages: {} } });
      onReport(report);
      return Promise.resolve({ kind: 'report', report, leftovers: [] });
    };
  const keptInPause: boolean[] = [];
  await waited([run(notReadyReport, 1), run(readyReport, 2)], {
    save,
    onPause: () => keptInPause.push(existsSync(save)),
  });
  expect(readSavedRun(await readFile(save, 'utf8'))).toMatchObject({
    ok: true,
    value: { timing: { durationMs: 2 } },
  });
  expect(keptInPause).toEqual([false]);
});
