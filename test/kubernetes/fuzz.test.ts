import { expect, test } from 'vitest';

import { fuzzParser } from '../helpers/fuzz.js';
import { fuzzedParsers } from '../helpers/fuzz-parsers.js';
import { untrustedParsers } from '../helpers/fuzz-untrusted.js';

const inputs = 3000;

const agentLog = fuzzedParsers().filter(({ name }) => name === "the agent's log");

// `npm run fuzz` feeds any number.
test.each([...untrustedParsers(), ...agentLog].map((parser) => [parser.name, parser] as const))(
  'whatever comes in place of %s, nothing crashes and nothing is shown that a terminal acts on',
  async (name, parser) => {
    const { slowestMs, grownMiB, ...result } = await fuzzParser(parser, { inputs, seed: 20_268 });
    expect(result).toEqual({ name, inputs });
    expect(slowestMs).toBeLessThan(5000);
    expect(grownMiB).toBeLessThan(128);
  },
  120_000,
);
