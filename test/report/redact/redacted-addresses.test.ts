import { expect, test } from 'vitest';

import { addressKind } from '../../../src/liqo/address-kind.js';
import { RedactedAddresses } from '../../../src/report/redact/redacted-addresses.js';
import { fc } from '../../helpers/seeded-fast-check.js';

function redacted(...texts: readonly string[]): string[] {
  const addresses = new RedactedAddresses();
  return texts.map((text) => addresses.replaceIn(text));
}

test('public addresses become ones of the documentation ranges, the same for the same', () => {
  expect(
    redacted(
      'UDP 5.9.1.2:51840 from 80.91.7.3',
      'https://5.9.1.2',
      '[2a01:4f8:1:2::3]:443 2a01:4f8:1:2::3: https://2a01:4f8:1:2::3:30443.',
    ),
  ).toEqual([
    'UDP 203.0.113.1:51840 from 203.0.113.2',
    'https://203.0.113.1',
    '[2001:db8::1]:443 2001:db8::1: https://2001:db8::1:30443.',
  ]);
});

test('private addresses stay of their kind and in their networks, and machines keep their number there', () => {
  expect(redacted('10.20.3.4 10.20.3.9 10.20.4.9 192.168.178.20 172.20.1.1 100.70.0.5 fd12:3456::7')).toEqual(
    ['10.0.0.4 10.0.0.9 10.0.4.9 192.168.0.20 172.16.0.1 100.64.0.5 fd00::1'],
  );
});

test('a range goes on holding the addresses that it held', () => {
  expect(redacted('10.244.0.0/16 10.244.3.7 10.96.0.10 10.0.0.0/8 192.168.64.0/18 fd10:244::/56')).toEqual([
    '10.0.0.0/16 10.0.0.7 10.128.0.10 10.0.0.0/8 192.168.0.0/18 fd00::/56',
  ]);
});

test('what is nobody’s own stays, and so does what is no address', () => {
  const texts = [
    '127.0.0.1 ::1 0.0.0.0 169.254.169.254 224.0.0.251 ff02::fb',
    'v1.32.0 1.2.3 1.2.3.4.5 12:30:45 2026-11-23T07:00:00Z node 1.2.3.256 std::vector AB:CD:EF:01',
  ];
  expect(redacted(...texts)).toEqual(texts);
});

const octet = fc.integer({ min: 0, max: 255 });
const privateAddress = fc.tuple(octet, octet, octet).map((octets) => `10.${octets.join('.')}`);

test('two private addresses have as many bits in common as they had', () => {
  fc.assert(
    fc.property(fc.array(privateAddress, { minLength: 2, maxLength: 12 }), (list) => {
      const others = redacted(...list);
      for (const [index, one] of list.entries()) {
        for (const [other, two] of list.entries()) {
          const [before, after] = [
            commonBits(one, two),
            commonBits(others[index] ?? '', others[other] ?? ''),
          ];
          expect(after).toBe(before);
        }
      }
    }),
  );
});

test('any two addresses stay two, of the kind that they were', () => {
  const addresses = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(fc.uniqueArray(addresses, { maxLength: 20, selector: canonical }), (list) => {
      const others = redacted(...list);
      expect(new Set(others).size).toBe(list.length);
      expect(others.map(addressKind)).toEqual(list.map(addressKind));
    }),
    { numRuns: 300 },
  );
});

/** How many bits at their front two IPv4 addresses have in common. */
function commonBits(one: string, other: string): number {
  const [a, b] = [one, other].map((text) =>
    text
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join(''),
  );
  const different = Array.from(a ?? '').findIndex((bit, index) => bit !== b?.[index]);
  return different === -1 ? 32 : different;
}

/** One text for each address, whatever zeros are left out. */
function canonical(address: string): string {
  return address.includes(':') ? new URL(`http://[${address}]`).hostname : address;
}
