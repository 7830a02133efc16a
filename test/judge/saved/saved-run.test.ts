import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod/mini';

import { judge, type JudgeInput } from '../../../src/judge/judge.js';
import {
  readSavedRun,
  type savedRunSchema,
  writeSavedRun,
} from '../../../src/judge/saved/saved-run-document.js';
import { judgeSavedRun, type SavedRun } from '../../../src/judge/saved/saved-run.js';
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

/** Every place in a document, as its path. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const members = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...members.flatMap(([name, member]) => placesIn(member, [...path, name]))];
}

function withoutOrWith(document: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(document);
  const last = path.at(-1);
  let holder = copy as Record<string | number, unknown>;
  for (const name of path.slice(0, -1)) holder = holder[name] as Record<string | number, unknown>;
  if (last === undefined) return copy;
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else holder[last] = value;
  return copy;
}

test('a file of anybody is refused or judged, whatever stands in it, and nothing is thrown', () => {
  const [input] = situationsFrom(4321, 1);
  if (input === undefined) throw new TypeError('there is a situation');
  const document: unknown = JSON.parse(writeSavedRun(kept(input)));
  const places = placesIn(document).slice(1);
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.oneof(
        fc.constant(undefined),
        fc.jsonValue(),
        fc.constantFrom(-1, 1e300, '', '\u001b[31m', '::1', '10.0.0.0/8'),
      ),
      (path, value) => {
        const read = readSavedRun(JSON.stringify(withoutOrWith(document, path, value)));
        if (read.ok) expect(judgeSavedRun(read.value).kind).toBe('PeeringReport');
        else expect(read.failure).toMatch(/^holds no run/);
      },
    ),
    { numRuns: 1000 },
  );
});
