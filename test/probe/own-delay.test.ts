import { setTimeout as sleep } from 'node:timers/promises';

import { expect, onTestFinished, test } from 'vitest';

import { watchOwnDelay } from '../../src/probe/own-delay.js';

function standStill(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('notices that the process stood still, for whom it concerned', async () => {
  const clock = { now: () => performance.now(), wallTime: () => Date.now() };
  const watch = watchOwnDelay(clock);
  onTestFinished(() => watch.stop());
  const before = clock.now();
  standStill(300);
  // Even before a timer had a chance to notice.
  expect(watch.since(before)).toBeGreaterThanOrEqual(250);
  await sleep(30);
  expect(watch.since(before)).toBeGreaterThanOrEqual(250);
});

test('says nothing of delays that ended before, nor of small ones', () => {
  let now = 0;
  const watch = watchOwnDelay({ now: () => now, wallTime: () => 0 });
  onTestFinished(() => watch.stop());
  now = 120;
  expect(watch.since(0)).toBeUndefined();
  now = 130;
  expect(watch.since(0)).toBe(110);
});
