import { expect, test } from 'vitest';

import { buildDigest } from '../../src/agent/digest.js';
import { agentDigestSchema } from '../../src/model/agent-event.js';
import { outcomeSchema } from '../../src/model/observation.js';
import { fc } from '../helpers/seeded-fast-check.js';

const text = fc.string({ unit: 'binary', maxLength: 200 });
const entry = fc.record(
  { id: text, outcome: fc.constantFrom(...outcomeSchema.options), cause: text },
  { requiredKeys: ['id', 'outcome'] },
);

test('never exceeds 4,096 bytes and accounts for every entry', () => {
  fc.assert(
    fc.property(text, fc.array(entry, { maxLength: 120 }), (runId, outcomes) => {
      const digest = buildDigest({ runId, reason: 'done', outcomes });
      expect(Buffer.byteLength(JSON.stringify(digest))).toBeLessThanOrEqual(4096);
      expect(digest.outcomes.length + digest.truncated).toBe(outcomes.length);
      expect(agentDigestSchema.parse(digest)).toEqual(digest);
    }),
  );
});

test('keeps everything when it fits', () => {
  const outcomes = [
    { id: 'remote-auth-endpoint-1', outcome: 'open' as const },
    { id: 'remote-apiServer-endpoint-1', outcome: 'tls-failure' as const, cause: 'wrong-name' },
  ];
  expect(buildDigest({ runId: 'x7k2p', reason: 'deadline', outcomes })).toEqual({
    runId: 'x7k2p',
    reason: 'deadline',
    outcomes,
    truncated: 0,
  });
});

test('fills its room before it leaves entries out', () => {
  // An entry takes 49 bytes with its comma and the frame around the entries at most 80.
  const outcomes = Array.from({ length: 1000 }, (_, index) => ({
    id: `probe-${String(index).padStart(10, '0')}`,
    outcome: 'filtered' as const,
  }));
  const digest = buildDigest({ runId: 'x7k2p', reason: 'done', outcomes });
  expect(digest.outcomes).toEqual(outcomes.slice(0, digest.outcomes.length));
  expect(Buffer.byteLength(JSON.stringify(digest))).toBeGreaterThan(4096 - 64);
});
