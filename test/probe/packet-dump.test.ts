import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { PacketDump } from '../../src/probe/packet-dump.js';
import { readUdpPacket } from '../../src/probe/udp-packet.js';
import { fc } from '../helpers/seeded-fast-check.js';

/** What tcpdump 4.99.3 wrote of one IPv4 and one IPv6 datagram between two network namespaces. */
const real = readFileSync(new URL('tcpdump/any-both-families.txt', import.meta.url));

function packetsIn(...chunks: readonly Uint8Array[]): Uint8Array[] {
  const packets: Uint8Array[] = [];
  const dump = new PacketDump((packet) => packets.push(packet));
  for (const chunk of chunks) dump.push(chunk);
  dump.end();
  return packets;
}

function packetsInText(text: string): string[] {
  return packetsIn(Buffer.from(text)).map((packet) => Buffer.from(packet).toString('hex'));
}

test('reads the packets of a real tcpdump of both address families', () => {
  const seen = packetsIn(real).map(readUdpPacket);
  expect(
    seen.map((one) => ({ ...one, payload: Buffer.from(one?.payload ?? []).toString('latin1', 0, 4) })),
  ).toEqual([
    {
      sourceAddress: '10.99.7.1',
      sourcePort: 44058,
      destinationAddress: '10.99.7.2',
      destinationPort: 5871,
      payload: 'LQDR',
    },
    {
      sourceAddress: 'fd99:7::1',
      sourcePort: 44093,
      destinationAddress: 'fd99:7::2',
      destinationPort: 5871,
      payload: 'LQDR',
    },
  ]);
  expect(seen.map((one) => one?.payload.length)).toEqual([238, 238]);
});

test('reads the same wherever the output is cut', () => {
  const whole = packetsIn(real);
  fc.assert(
    fc.property(fc.nat(real.length), fc.nat(real.length), (one, other) => {
      const [first, second] = [Math.min(one, other), Math.max(one, other)];
      const parts = [real.subarray(0, first), real.subarray(first, second), real.subarray(second)];
      expect(packetsIn(...parts)).toEqual(whole);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['a line that is missing', 'a\n\t0x0000:  4500 0000 0000 0000 0000 0000 0000 0000\n\t0x0020:  4500\n', []],
  ['an offset that goes back', 'a\n\t0x0000:  4500\n\t0x0000:  4500\n', []],
  ['hex before any packet', '\t0x0000:  4500\n', []],
  ['a line that is no hex', 'a\n\t0x0000:  45zz\n', []],
  ['the text column of -X', 'a\n\t0x0000:  4500  E.\n', []],
  ['a line without its end', 'a\n\t0x0000:  4500\n\t0x0002:  45', ['4500']],
  [
    'a line beyond all bounds',
    `a\n\t0x0000:  4500\n${'x'.repeat(10_000)}\nb\n\t0x0000:  46\n`,
    ['4500', '46'],
  ],
  ['words of another release', 'whatever they say\n\t0x0000:  4500 01\n', ['450001']],
  ['a packet without hex', 'a\nb\n\t0x0000:  45\n', ['45']],
])('copes with %s', (_what, text, expected) => {
  expect(packetsInText(text)).toEqual(expected);
});

test('a packet longer than what was asked for is dropped', () => {
  const line = (index: number) =>
    `\t0x${(index * 16).toString(16).padStart(4, '0')}:  ${'4500 '.repeat(8).trim()}\n`;
  const lines = (count: number) => `a\n${Array.from({ length: count }, (_, index) => line(index)).join('')}`;
  expect(packetsInText(lines(32))).toHaveLength(1);
  expect(packetsInText(lines(33))).toHaveLength(0);
});
