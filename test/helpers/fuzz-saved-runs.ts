import { writeSavedRun, readSavedRun } from '../../src/judge/saved/saved-run-document.js';
import { judgeSavedRun } from '../../src/judge/saved/saved-run.js';
import { renderReport, reportFormats } from '../../src/report/render-report.js';
import { situationsFrom } from '../judge/many-situations.js';
import type { Fuzz } from './fuzz.js';
import type { FuzzedParser } from './fuzz-parsers.js';

const timing = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 8123, stages: { inspect: 512.5 } };

/** How many situations there are to spoil. */
const situations = 9000;

/** Numbers at the ends of what JSON, a date and an integer hold, and texts that other places of the file have. */
const strangeValues: readonly unknown[] = [
  ...[null, true, false, '', [], {}, [null], [[]], { known: true }, { known: false }],
  ...[-1, 0, 0.5, 65_536, 2 ** 31, 2 ** 53, 8.64e15, -8.64e15, 1e300, -1e300],
  ...[
    '::1',
    '::',
    '10.0.0.0/8',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.1/33',
    '10.0.0.1:6443',
    'host.example',
    '.',
    ':',
  ],
  ...[
    'https://',
    'https://[::1]:99999',
    '+275760-09-13T00:00:00.000Z',
    '-271821-04-20T00:00:00Z',
    'v1.0.0',
    'v99',
  ],
  ...['__proto__', 'constructor', 'toString', '\ud800', '\u001b[31m', 'x'.repeat(5000)],
];

/** The places in a value, each as what holds it and its name there. */
function placesIn(value: unknown): { readonly holder: Record<string, unknown>; readonly name: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [{ holder, name }, ...placesIn(holder[name])]);
}

function spoil(document: unknown, fuzz: Fuzz): void {
  const { holder, name } = fuzz.pick(placesIn(document));
  const chance = fuzz.below(8);
  if (chance === 0) Reflect.deleteProperty(holder, name);
  // What stands elsewhere in the file has a form that some place takes.
  else if (chance < 4) {
    const other = fuzz.pick(placesIn(document));
    holder[name] = structuredClone(other.holder[other.name]);
  } else holder[name] = fuzz.pick(strangeValues);
}

/** A run that `--save` kept and somebody changed: refused, or judged and shown in every format. */
export const savedRunParser: FuzzedParser = {
  name: 'a saved run',
  share: 0.02,
  feed: async (fuzz) => {
    const [input] = situationsFrom(fuzz.below(situations), 1);
    if (input === undefined) throw new TypeError('there is a situation');
    const document: unknown = JSON.parse(writeSavedRun({ input, timing }));
    for (let left = 1 + fuzz.below(3); left > 0; left -= 1) spoil(document, fuzz);
    const read = readSavedRun(JSON.stringify(document));
    if (!read.ok) {
      if (!/^holds no run/.test(read.failure)) throw new Error(`not said: ${read.failure}`);
      return;
    }
    const options = { width: 40 + fuzz.below(100), colour: false, ascii: fuzz.below(2) === 0 };
    const verbose = fuzz.below(2) === 0;
    const report = judgeSavedRun(read.value);
    for (const format of reportFormats) {
      await renderReport(report, format, { ...options, verbose, failOn: 'unmet' });
    }
  },
};
