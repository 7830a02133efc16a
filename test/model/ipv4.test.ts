import { Address4 } from 'ip-address';
import { expect, test } from 'vitest';

import { ipv4Number, ipv4Range } from '../../src/model/ipv4.js';
import { fc } from '../helpers/seeded-fast-check.js';

test.each([
  ['0.0.0.0', 0],
  ['192.168.1.11', 3_232_235_787],
  ['255.255.255.255', 4_294_967_295],
  ['256.0.0.1', undefined],
  ['010.0.0.1', undefined],
  ['10.0.0', undefined],
  ['10.0.0.1/24', undefined],
  ['example.org', undefined],
  ['', undefined],
])('%s is the number %s', (text, expected) => {
  expect(ipv4Number(text)).toBe(expected);
});

test.each([
  ['10.0.0.1', { first: 167_772_161, last: 167_772_161 }],
  ['10.0.0.9/8', { first: 167_772_160, last: 184_549_375 }],
  ['0.0.0.0/0', { first: 0, last: 4_294_967_295 }],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0/', undefined],
  ['10.0.0.0/x', undefined],
  ['fd00::/8', undefined],
])('%s is the range %o', (text, expected) => {
  expect(ipv4Range(text)).toEqual(expected);
});

test('any address and prefix has the range that a library gives it', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, length) => {
      const text = `${address}/${length}`;
      const library = new Address4(text);
      expect(ipv4Range(text)).toEqual({
        first: Number(library.startAddress().bigInt()),
        last: Number(library.endAddress().bigInt()),
      });
    }),
  );
});
