import { expect, test } from 'vitest';

import { runPhase } from '../../src/probe/phase.js';

const never = new AbortController().signal;

/** Stands still, as a process does that has no processor to run on. */
function standStill(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('gives what came in time', async () => {
  expect(await runPhase(never, 1000, () => Promise.resolve('answer'))).toEqual({
    value: 'answer',
    isLate: false,
  });
});

test('counts an answer that came after the deadline as late, though its timer had no chance to fire', async () => {
  const late = await runPhase(never, 50, () => {
    standStill(300);
    return Promise.resolve('answer');
  });
  expect(late).toEqual({ value: 'answer', isLate: true });
});

test('ends at the deadline', async () => {
  const startedAt = performance.now();
  const ended = await runPhase(
    never,
    60,
    (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('aborted'))),
  );
  expect(ended).toEqual({ value: 'aborted', isLate: false });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(59);
});
