import { expect, test } from 'vitest';

import type { Session } from '../../src/cli/session.js';
import { runInvocation } from '../../src/cli/run-invocation.js';
import { testShell } from './test-shell.js';

const json = { format: 'json', verbose: false } as const;

/** A command that does nothing until it is interrupted. */
function untilInterrupted(session: Session): Promise<number> {
  return new Promise((resolve) => {
    session.signal.addEventListener('abort', () => resolve(130));
  });
}

test('the first interruption lets the command end by itself, which has nothing to clean up', async () => {
  const shell = testShell([]);
  const running = runInvocation({ output: json, run: untilInterrupted }, shell);
  shell.interruptions.emit('SIGINT');
  expect(await running).toBe(130);
  expect(shell.written).toEqual({
    stdout: '',
    stderr: 'interrupted: ending; interrupt again to leave at once\n',
  });
  expect(shell.left).toEqual([]);
});

test('the second interruption says how to clean up by hand, prints one document and leaves at once', async () => {
  const shell = testShell([]);
  const left = new Promise<number>((resolve) => {
    void runInvocation(
      {
        output: json,
        run: (session) => {
          session.tellHowToCleanUp(['kubectl delete jobs -l app.kubernetes.io/managed-by=liqo-doctor']);
          return new Promise(() => undefined);
        },
      },
      { ...shell, exitNow: resolve },
    );
  });
  shell.interruptions.emit('SIGTERM');
  shell.interruptions.emit('SIGTERM');
  expect(await left).toBe(143);
  expect(shell.written.stderr.split('\n')).toEqual([
    'interrupted: cleaning up; interrupt again to leave at once',
    'what the run created may still be there; to remove it:',
    'kubectl delete jobs -l app.kubernetes.io/managed-by=liqo-doctor',
    'liqo-doctor: interrupted again by SIGTERM',
    '',
  ]);
  expect(JSON.parse(shell.written.stdout)).toEqual({
    apiVersion: 'liqo-doctor/v1',
    kind: 'RunError',
    code: 'interrupted',
    message: 'interrupted again by SIGTERM',
    exitCode: 143,
  });
});

test('an exception is told as a bug, in one document, with exit code 1', async () => {
  const shell = testShell([]);
  const run = () => Promise.reject(new TypeError('x is undefined'));
  expect(await runInvocation({ output: json, run }, shell)).toBe(1);
  const message = 'TypeError: x is undefined (this is a bug in liqo-doctor, please report it)';
  expect(JSON.parse(shell.written.stdout)).toEqual({
    apiVersion: 'liqo-doctor/v1',
    kind: 'RunError',
    code: 'internal',
    message,
    exitCode: 1,
  });
  expect(shell.written.stderr).toBe(`liqo-doctor: ${message}\n`);
});

test('an exception that nobody caught aborts the command and is told with its stack when verbose', async () => {
  const shell = testShell([]);
  const running = runInvocation({ output: { format: 'text', verbose: true }, run: untilInterrupted }, shell);
  shell.interruptions.emit('uncaughtException', new Error('write EPIPE'));
  expect(await running).toBe(1);
  const [first, second] = shell.written.stderr.split('\n');
  expect(first).toBe('liqo-doctor: Error: write EPIPE (this is a bug in liqo-doctor, please report it)');
  expect(second).toMatch(/^ {4}at /u);
});

test('a document that stands on stdout already is not followed by a second one', async () => {
  const shell = testShell([]);
  const run = async (session: Session) => {
    await session.writer.result('{}\n');
    throw new Error('late');
  };
  expect(await runInvocation({ output: json, run }, shell)).toBe(1);
  expect(shell.written.stdout).toBe('{}\n');
});

test('nothing listens for interruptions any more when the command has ended', async () => {
  const shell = testShell([]);
  await runInvocation({ output: json, run: () => Promise.resolve(0) }, shell);
  expect(shell.interruptions.eventNames()).toEqual([]);
});
