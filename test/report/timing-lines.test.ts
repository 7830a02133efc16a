import { expect, test } from 'vitest';

import { createTextStyle } from '../../src/report/text-style.js';
import { timingLines } from '../../src/report/timing-lines.js';
import { readyReport } from './example-reports.js';

const style = createTextStyle({ width: 160, colour: false, ascii: false, verbose: true });
const timing = {
  startedAt: '2026-11-22T14:38:00.000Z',
  durationMs: 7421,
  stages: { inspect: 310, ask: 95, raise: 120, start: 1400, probe: 5488, judge: 8 },
};

test('every stage is told, and how long the pods of each cluster took to tell of themselves', () => {
  const podStarts = { local: { responder: 1380, prober: 1210 }, remote: { responder: 990 } };
  expect(timingLines({ ...readyReport, timing: { ...timing, podStarts } }, style)).toEqual([
    'Started at 2026-11-22T14:38:00.000Z, took 7.4 s, inspect 310 ms, ask 95 ms, raise 120 ms, start 1.4 s, probe 5.5 s, judge 8 ms.',
    'Pods of the local cluster told of themselves after: responder 1.4 s, prober 1.2 s.',
    'Pods of the remote cluster told of themselves after: responder 990 ms.',
  ]);
});

test('of pods that were not heard of nothing is told', () => {
  expect(
    timingLines({ ...readyReport, timing: { ...timing, podStarts: { local: {}, remote: {} } } }, style),
  ).toHaveLength(1);
});
