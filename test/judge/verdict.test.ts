import { expect, test } from 'vitest';

import { verdictOf } from '../../src/judge/verdict.js';

const met = [{ status: 'met' }, { status: 'not-applicable' }] as const;

test.each(['pass', 'unknown', 'warn', 'skip'] as const)(
  'a prerequisite that does not fail (%s) leaves the verdict to the requirements',
  (status) => {
    expect(verdictOf(met, [{ status, prerequisite: true }])).toBe('ready');
  },
);

test('a prerequisite that fails rules peering out, even where everything is reachable', () => {
  expect(verdictOf(met, [{ status: 'fail', prerequisite: true }])).toBe('not-ready');
});

test('any other finding that fails says nothing that the requirements do not say', () => {
  expect(verdictOf(met, [{ status: 'fail' }])).toBe('ready');
});
