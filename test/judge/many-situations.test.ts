import { expect, test } from 'vitest';

import { judgeAll, situationsFrom } from './many-situations.js';

test('the situations that the benchmark judges have every verdict', () => {
  const verdicts = judgeAll(situationsFrom(0, 900));
  expect(Object.keys(verdicts).toSorted()).toEqual(['not-ready', 'ready', 'undetermined']);
  expect(Object.values(verdicts).reduce((sum, times) => sum + times, 0)).toBe(900);
});
