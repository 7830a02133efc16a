import { expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod/mini';

import { judge, type JudgeInput } from '../../../src/judge/judge.js';
import {
  readSavedRun,
  type savedRunSchema,
  writeSavedRun,
} from '../../../src/judge/saved/saved-run-document.js';
import { judgeSavedRun, type SavedRun } from '../../../src/judge/saved/saved-run.js';
import { fuzzParser } from '../../helpers/fuzz.js';
import { savedRunParser } from '../../helpers/fuzz-saved-runs.js';
import { situationsFrom } from '../many-situations.js';

const timing = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 8123, stages: { inspect: 512.5 } };

function kept(input: JudgeInput): SavedRun {
  return { input, timing };
}

/** The same value as JSON has it. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A type without what JSON does not know: which members may be written, and may be absent. */
type Plain<T> = T extends readonly (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]-?: Plain<T[K]> }
    : T;

test('everything that the judge takes has its place in the document', () => {
  expectTypeOf<Plain<z.output<typeof savedRunSchema>['input']>>().toEqualTypeOf<Plain<JudgeInput>>();
});

test('a run that was kept is read as it was, and judged as it was', () => {
  for (const input of situationsFrom(0, 150)) {
    const read = readSavedRun(writeSavedRun(kept(input)));
    if (!read.ok) throw new Error(read.failure);
    expect(asJson(read.value)).toEqual(asJson(kept(input)));
    expect(judgeSavedRun(read.value)).toEqual({ ...judge(input), timing });
  }
});

test.each([
  ['', 'holds no run that `check --save` kept'],
  ['{"apiVersion":"liqo-doctor/v1","kind":"PeeringReport"}', 'holds no run that `check --save` kept (kind)'],
  ['{"apiVersion":"liqo-doctor/v9","kind":"SavedRun"}', 'holds no run that `check --save` kept (apiVersion)'],
])('%j is refused with a clause that says where', (text, clause) => {
  expect(readSavedRun(text)).toEqual({ ok: false, failure: clause });
});

// `npm run fuzz` spoils any number.
test('a file of anybody is refused, or judged and shown, whatever stands in it, and nothing is thrown', async () => {
  const { name, inputs } = await fuzzParser(savedRunParser, { inputs: 1000, seed: 20_261 });
  expect({ name, inputs }).toEqual({ name: 'a saved run', inputs: 1000 });
});
