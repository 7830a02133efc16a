import { BlockList, isIP } from 'node:net';

import { expect, test } from 'vitest';

import { isInAny, overlapping } from '../../../src/judge/evidence/range-list.js';
import { fc } from '../../helpers/seeded-fast-check.js';

// Few networks, so that many of the ranges meet; of lengths that nest.
const cidr4 = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 32 }))
  .map(([second, last, length]) => `10.${second}.0.${last}/${length}`);
const cidr6 = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 128 }))
  .map(([third, last, length]) => `2001:db8:${third}::${last.toString(16)}/${length}`);
const address4 = fc.integer({ min: 0, max: 255 }).map((last) => `10.0.0.${last}`);
const address6 = fc.integer({ min: 0, max: 255 }).map((last) => `2001:db8::${last.toString(16)}`);
const range = fc.oneof(cidr4, cidr6, address4, address6, fc.constantFrom('', 'node.example', '10.0.0.0/33'));
const list = fc.array(range, { maxLength: 40 });

/** Whether Node.js's own list of blocked addresses finds the beginning of one in the other: ranges of prefixes nest. */
function meet(one: string, other: string): boolean {
  return startsIn(one, other) || startsIn(other, one);
}

function startsIn(text: string, within: string): boolean {
  const [[address = ''], [network = '', length]] = [text.split('/'), within.split('/')];
  const family = isIP(address);
  if (family === 0 || isIP(network) !== family || !isValid(text) || !isValid(within)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const blocked = new BlockList();
  blocked.addSubnet(network, Number(length ?? (family === 4 ? 32 : 128)), type);
  return blocked.check(address, type);
}

const isValid = (text: string): boolean => text !== '10.0.0.0/33';

test('ranges meet where one begins within the other, each pair once and in the order of the lists', () => {
  fc.assert(
    fc.property(list, list, (ones, others) => {
      const expected = ones.flatMap((one) =>
        others.filter((other) => meet(one, other)).map((other) => [one, other]),
      );
      expect(overlapping(ones, others)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('an address is in a list where it lies in one of its ranges', () => {
  fc.assert(
    fc.property(list, fc.oneof(address4, address6), (ranges, address) => {
      expect(isInAny(ranges, address)).toBe(ranges.some((one) => meet(one, address)));
    }),
    { numRuns: 300 },
  );
});
