import { expect, test } from 'vitest';

import { formatDuration, parseDuration } from '../../src/cli/duration.js';

test.each([
  ['300ms', 300],
  ['5s', 5000],
  ['2m', 120_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['0s', 0],
])('reads %s as %i milliseconds', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(['', '5', 'abc', '-5s', '5 s', '5S', '1d', 's', '1.s', 'Infinitys'])(
  'does not read "%s"',
  (text) => {
    expect(parseDuration(text)).toBe(undefined);
  },
);

test.each([
  [0, '0s'],
  [499, '0s'],
  [15_000, '15s'],
  [60_000, '1m'],
  [570_000, '9m30s'],
  [3_600_000, '1h'],
  [3_661_000, '1h1m1s'],
])('writes %i milliseconds as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
