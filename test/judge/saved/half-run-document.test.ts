import { expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod/mini';

import type { HalfRun } from '../../../src/judge/saved/half-run.js';
import {
  type halfRunSchema,
  isHalfRun,
  readHalfRun,
  writeHalfRun,
} from '../../../src/judge/saved/half-run-document.js';
import { halfOf } from '../../check/half/half.js';
import { fc } from '../../helpers/seeded-fast-check.js';
import { situationsFrom } from '../many-situations.js';

/** A type without what JSON does not know: which members may be written, and may be absent. */
type Plain<T> = T extends readonly (infer E)[]
  ? Plain<E>[]
  : T extends object
    ? { -readonly [K in keyof T]-?: Plain<T[K]> }
    : T;

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const halves = situationsFrom(0, 60)
  .filter(({ probeFrom }) => probeFrom === 'pods')
  .flatMap((run) => [halfOf('local', run), halfOf('remote', run)]);

test('everything that a half tells has its place in the document', () => {
  expectTypeOf<Plain<z.output<typeof halfRunSchema>>>().toEqualTypeOf<Plain<HalfRun>>();
});

test('a half is read as it was written', () => {
  expect(halves.length).toBeGreaterThan(20);
  for (const half of halves) {
    const text = writeHalfRun(half);
    const read = readHalfRun(text);
    if (!read.ok) throw new Error(read.failure);
    expect([isHalfRun(text), asJson(read.value)]).toEqual([true, asJson(half)]);
  }
});

test('a half speaks for its own cluster alone', () => {
  const [consumer, provider] = halves;
  if (consumer === undefined || provider === undefined) throw new Error('there are halves');
  const forged: readonly HalfRun[] = [
    { ...consumer, facts: provider.facts },
    { ...consumer, outcome: { cluster: 'remote', role: 'responder', status: 'ran' } },
    { ...consumer, evidence: { ...consumer.evidence, workloads: provider.evidence.workloads } },
    {
      ...consumer,
      evidence: {
        ...consumer.evidence,
        arrivals: [{ probe: 'remote-x', received: 1, source: '192.0.2.1:1' }],
      },
    },
    {
      ...consumer,
      evidence: {
        ...consumer.evidence,
        observations: halves.flatMap((half) => (half.side === 'remote' ? half.evidence.observations : [])),
      },
    },
  ];
  for (const half of forged) {
    expect(readHalfRun(writeHalfRun(half))).toEqual({
      ok: false,
      failure: 'holds a half that tells of a cluster that is not its own',
    });
  }
});

test('a half whose responder has more Services than any run raises is refused', () => {
  const [consumer] = halves;
  if (consumer === undefined) throw new Error('there are halves');
  const request = {
    cluster: 'local',
    service: 'gateway',
    exposure: 'NodePort',
    port: 51840,
    annotations: {},
  } as const;
  const services = Array.from({ length: 9 }, () => ({ request, loadBalancer: [] }));
  expect(readHalfRun(writeHalfRun({ ...consumer, responder: { services, sourceNodePorts: [] } }))).toEqual({
    ok: false,
    failure: 'holds no half of a run that `check --half` wrote (responder.services)',
  });
});

test('a spoilt half is read or refused; none throws', () => {
  const texts = halves.slice(0, 6).map(writeHalfRun);
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.record({ at: fc.nat(), length: fc.nat(60), inserted: fc.string({ maxLength: 12 }) }),
      (text, { at, length, inserted }) => {
        const start = at % text.length;
        const read = readHalfRun(text.slice(0, start) + inserted + text.slice(start + length));
        expect(typeof (read.ok ? read.value.id : read.failure)).toBe('string');
      },
    ),
    { numRuns: 500 },
  );
});
