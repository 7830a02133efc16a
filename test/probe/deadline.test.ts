import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { expect, test } from 'vitest';

import { abortAfter, sleep } from '../../src/probe/deadline.js';

/** Collects what nothing holds any more. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

const forever = new AbortController().signal;

test('a signal aborts when its time is over, though nobody but its listener knows of it', async () => {
  let isAborted = false;
  const listen = () => {
    abortAfter(200, forever).addEventListener('abort', () => (isAborted = true));
  };
  listen();
  // What AbortSignal.any makes of AbortSignal.timeout does not survive this in Node.js 20.
  collectGarbage();
  await sleep(20, forever);
  collectGarbage();
  await expect.poll(() => isAborted, { timeout: 10_000 }).toBe(true);
});

test('it aborts with its parent, at once where that is over already', () => {
  const parent = new AbortController();
  const signal = abortAfter(60_000, parent.signal);
  expect(signal.aborted).toBe(false);
  parent.abort();
  expect(signal.aborted).toBe(true);
  expect(abortAfter(60_000, AbortSignal.abort()).aborted).toBe(true);
});
