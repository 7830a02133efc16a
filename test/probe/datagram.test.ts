import { expect, test } from 'vitest';

import { failure, success } from '../../src/model/result.js';
import {
  datagramBytes,
  type DatagramMessage,
  decodeDatagram,
  encodeDatagram,
  longestDatagramBytes,
  longestReplyAfterSeconds,
} from '../../src/probe/datagram.js';
import { testIdentity } from '../helpers/probe-setup.js';
import { fc } from '../helpers/seeded-fast-check.js';

const text = (limitBytes: number) =>
  fc
    .string({ unit: 'grapheme' })
    .filter((value) => Buffer.from(value).toString() === value && Buffer.byteLength(value) <= limitBytes);
const common = {
  probe: text(128),
  sequence: fc.integer({ min: 0, max: 0xffff_ffff }),
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
};
const wishes = {
  bytes: fc.integer({ min: datagramBytes + 1, max: longestDatagramBytes }),
  wantsFullSize: fc.constant(true),
  replyAfterSeconds: fc.integer({ min: 0, max: longestReplyAfterSeconds }),
};
const required = ['type', 'probe', 'sequence', 'nonce'] as const;
const message: fc.Arbitrary<DatagramMessage> = fc.oneof(
  fc.record({ type: fc.constant('request' as const), ...common, ...wishes }, { requiredKeys: [...required] }),
  fc.record(
    {
      type: fc.constantFrom('reply' as const, 'late-reply' as const),
      ...common,
      ...wishes,
      source: text(64),
    },
    { requiredKeys: [...required, 'source'] },
  ),
);

const request: DatagramMessage = {
  type: 'request',
  probe: 'p',
  sequence: 7,
  nonce: new Uint8Array(16).fill(9),
};

test('gives back what was encoded', () => {
  fc.assert(
    fc.property(message, (value) => {
      expect(decodeDatagram(encodeDatagram(value, testIdentity), testIdentity)).toEqual(success(value));
    }),
  );
});

test('makes every datagram as large as it says, and all others equally large', () => {
  fc.assert(
    fc.property(
      message,
      (value) => encodeDatagram(value, testIdentity).length === (value.bytes ?? datagramBytes),
    ),
  );
});

test('draws a request out with zeros only, and counts on every one of them', () => {
  const long = encodeDatagram({ ...request, bytes: 1472 }, testIdentity);
  expect(long.subarray(datagramBytes)).toEqual(Buffer.alloc(1472 - datagramBytes));
  expect(decodeDatagram(long, testIdentity)).toEqual(success({ ...request, bytes: 1472 }));
  expect(decodeDatagram(long.subarray(0, 1471), testIdentity)).toEqual(failure('forged'));
  expect(decodeDatagram(long.subarray(0, datagramBytes), testIdentity)).toEqual(failure('forged'));
  expect(decodeDatagram(Buffer.concat([long, Buffer.alloc(1)]), testIdentity)).toEqual(failure('forged'));
  const touched = Buffer.from(long);
  touched[1471] = 1;
  expect(decodeDatagram(touched, testIdentity)).toEqual(failure('forged'));
});

test('tells a late reply after no time from none at all', () => {
  const wishing = { ...request, replyAfterSeconds: 0 };
  expect(decodeDatagram(encodeDatagram(wishing, testIdentity), testIdentity)).toEqual(success(wishing));
  expect(decodeDatagram(encodeDatagram(request, testIdentity), testIdentity)).toEqual(success(request));
});

test('takes a datagram with any one bit changed for no datagram of this run', () => {
  const original = encodeDatagram(request, testIdentity);
  for (let bit = 0; bit < original.length * 8; bit += 1) {
    const changed = Buffer.from(original);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(decodeDatagram(changed, testIdentity).ok).toBe(false);
  }
});

test('reads nothing into bytes from strangers', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => !decodeDatagram(bytes, testIdentity).ok),
  );
  const ours = [...Buffer.from('LQDR'), 2];
  const sized = fc.uint8Array({
    minLength: datagramBytes - ours.length,
    maxLength: datagramBytes - ours.length,
  });
  fc.assert(
    fc.property(sized, (rest) => {
      expect(decodeDatagram(Uint8Array.from([...ours, ...rest]), testIdentity)).toEqual(failure('forged'));
    }),
  );
});

test('refuses datagrams of another run, whether its key or its name differs', () => {
  const bytes = encodeDatagram(request, testIdentity);
  expect(decodeDatagram(bytes, { ...testIdentity, runId: 'run-2' })).toEqual(failure('forged'));
  expect(decodeDatagram(bytes, { ...testIdentity, key: new Uint8Array(16) })).toEqual(failure('forged'));
});

test('names what is wrong with a datagram', () => {
  const bytes = encodeDatagram(request, testIdentity);
  expect(decodeDatagram(bytes.subarray(1), testIdentity)).toEqual(failure('foreign'));
  expect(decodeDatagram(bytes.subarray(0, datagramBytes - 1), testIdentity)).toEqual(failure('foreign'));
  expect(decodeDatagram(Buffer.concat([bytes, Buffer.alloc(65_000)]), testIdentity)).toEqual(
    failure('foreign'),
  );
  expect(decodeDatagram(Buffer.concat([bytes, bytes]), testIdentity)).toEqual(failure('forged'));
  const older = Buffer.from(bytes);
  older[4] = 1;
  expect(decodeDatagram(older, testIdentity)).toEqual(failure('version'));
});

test('throws for a probe ID that does not fit, which only a bug can bring about', () => {
  expect(() => encodeDatagram({ ...request, probe: 'x'.repeat(129) }, testIdentity)).toThrow(RangeError);
});

test('throws for a size or a delay out of bounds, which only a bug can bring about', () => {
  for (const wrong of [{ bytes: datagramBytes - 1 }, { bytes: 65_001 }, { replyAfterSeconds: 241 }]) {
    expect(() => encodeDatagram({ ...request, ...wrong }, testIdentity)).toThrow(RangeError);
  }
});
