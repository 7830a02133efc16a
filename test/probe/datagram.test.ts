import fc from 'fast-check';
import { expect, test } from 'vitest';

import { failure, success } from '../../src/model/result.js';
import {
  datagramBytes,
  type DatagramMessage,
  decodeDatagram,
  encodeDatagram,
} from '../../src/probe/datagram.js';
import { testIdentity } from '../helpers/probe-setup.js';

const text = (limitBytes: number) =>
  fc
    .string({ unit: 'grapheme' })
    .filter((value) => Buffer.from(value).toString() === value && Buffer.byteLength(value) <= limitBytes);
const common = {
  probe: text(128),
  sequence: fc.integer({ min: 0, max: 0xffff_ffff }),
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
};
const message: fc.Arbitrary<DatagramMessage> = fc.oneof(
  fc.record({ type: fc.constant('request' as const), ...common }),
  fc.record({ type: fc.constant('reply' as const), ...common, source: text(64) }),
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

test('makes replies exactly as large as requests', () => {
  fc.assert(fc.property(message, (value) => encodeDatagram(value, testIdentity).length === datagramBytes));
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
  const ours = [...Buffer.from('LQDR'), 1];
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
  expect(decodeDatagram(Buffer.concat([bytes, bytes]), testIdentity)).toEqual(failure('foreign'));
  const newer = Buffer.from(bytes);
  newer[4] = 2;
  expect(decodeDatagram(newer, testIdentity)).toEqual(failure('version'));
});

test('throws for a probe ID that does not fit, which only a bug can bring about', () => {
  expect(() => encodeDatagram({ ...request, probe: 'x'.repeat(129) }, testIdentity)).toThrow(RangeError);
});
