import { expect, test } from 'vitest';

import { Stopwatch } from '../../src/check/stopwatch.js';

/** A clock that stands still until it is put forward. */
function standingClock() {
  let now = 5000;
  return {
    now: () => now,
    wallTime: () => Date.UTC(2026, 0, 1),
    pass: (milliseconds: number) => (now += milliseconds),
  };
}

test('one stage ends where the next begins, and a stage that is entered again goes on', () => {
  const clock = standingClock();
  const stopwatch = new Stopwatch(clock);
  stopwatch.enter('inspect');
  clock.pass(300.4);
  stopwatch.enter('ask');
  clock.pass(20);
  stopwatch.enter('inspect');
  clock.pass(100.4);
  stopwatch.enter('judge');
  clock.pass(9);
  expect(stopwatch.timing()).toEqual({
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 430,
    stages: { inspect: 401, ask: 20, judge: 9 },
  });
});

test('looking at the time does not end a stage', () => {
  const clock = standingClock();
  const stopwatch = new Stopwatch(clock);
  stopwatch.enter('probe');
  clock.pass(10);
  expect(stopwatch.timing().stages).toEqual({ probe: 10 });
  clock.pass(5);
  expect(stopwatch.timing().stages).toEqual({ probe: 15 });
});

test('of several probers of a cluster the slowest start is told, and of each pod its first word counts', () => {
  const clock = standingClock();
  const stopwatch = new Stopwatch(clock);
  const onResponder = stopwatch.awaitPod('local', 'responder');
  clock.pass(700);
  onResponder();
  const onFirst = stopwatch.awaitPod('local', 'prober');
  const onSecond = stopwatch.awaitPod('local', 'prober');
  stopwatch.awaitPod('remote', 'responder');
  clock.pass(600);
  onSecond();
  clock.pass(200);
  onFirst();
  onSecond();
  onResponder();
  expect(stopwatch.timing().podStarts).toEqual({ local: { responder: 700, prober: 800 }, remote: {} });
});
