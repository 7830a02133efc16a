import { expect, test } from 'vitest';

import { readUdpPacket } from '../../src/probe/udp-packet.js';

/** 203.0.113.8:40582 → 192.168.1.11:5871, two bytes of payload; written down by RFC 791 and RFC 768. */
const ipv4 = '4500001e000040004011000' + '0cb007108c0a8010b' + '9e8616ef000a0000' + 'abcd';
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const altered = (at: number, value: number) => {
  const copy = bytes(ipv4);
  copy[at] = value;
  return copy;
};

test('reads a datagram', () => {
  expect(readUdpPacket(bytes(ipv4))).toEqual({
    sourceAddress: '203.0.113.8',
    sourcePort: 40582,
    destinationAddress: '192.168.1.11',
    destinationPort: 5871,
    payload: bytes('abcd'),
  });
});

test('reads a datagram behind IP options', () => {
  const withOptions = `46${ipv4.slice(2, 40)}01010101${ipv4.slice(40)}`;
  expect(readUdpPacket(bytes(withOptions))?.sourceAddress).toBe('203.0.113.8');
});

test.each([
  ['nothing', new Uint8Array()],
  ['TCP', altered(9, 6)],
  ['a first fragment', altered(6, 0x20)],
  ['a later fragment', altered(7, 1)],
  ['a header shorter than can be', altered(0, 0x44)],
  ['a header longer than the packet', altered(0, 0x4f)],
  ['a datagram longer than the packet', altered(25, 11)],
  ['a datagram shorter than its header', altered(25, 7)],
  ['an unknown version of IP', altered(0, 0x55)],
  ['half an IPv6 header', bytes(`60${'00'.repeat(25)}`)],
  ['IPv6 with an extension header', bytes(`6000000000080040${'00'.repeat(48)}`)],
])('takes %s for no datagram', (_what, packet) => {
  expect(readUdpPacket(packet)).toBeUndefined();
});
