import { expect, test } from 'vitest';

import { fuzzParser } from '../helpers/fuzz.js';
import { fuzzedParsers } from '../helpers/fuzz-parsers.js';

/** As many here as take no time worth mentioning; `npm run fuzz` feeds a million. */
const inputs = 3000;

test.each(fuzzedParsers().map((parser) => [parser.name, parser] as const))(
  'whatever comes in place of %s, nothing is thrown, no stranger believed, and little time and memory taken',
  async (name, parser) => {
    const { slowestMs, grownMiB, ...result } = await fuzzParser(parser, {
      inputs: Math.ceil(inputs * parser.share),
      seed: 20_261,
    });
    expect(result).toEqual({ name, inputs: Math.ceil(inputs * parser.share) });
    expect(slowestMs).toBeLessThan(1000);
    expect(grownMiB).toBeLessThan(64);
  },
);
