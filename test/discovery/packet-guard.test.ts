import { expect, test } from 'vitest';

import { PacketGuard } from '../../src/discovery/packet-guard.js';
import { answerOf } from '../helpers/mdns-answer.js';

const sender = '192.168.1.66';
const encoded = answerOf({ instance: 'turin', host: 'turin.local', port: 30_443 });

/** A head of 12 bytes with these four counts (RFC 1035 §4.1.1), and so many bytes behind it. */
function message(counts: readonly number[], bodyBytes: number): Buffer {
  const bytes = Buffer.alloc(12 + bodyBytes);
  counts.forEach((count, index) => bytes.writeUInt16BE(count, 4 + 2 * index));
  return bytes;
}

test('an answer as a responder makes it is let through', async () => {
  expect(new PacketGuard().admits(await encoded, sender, 0)).toBe(true);
});

test('a message that counts more questions or records than have room in it is refused', () => {
  const admits = (counts: readonly number[], bodyBytes: number) =>
    new PacketGuard().admits(message(counts, bodyBytes), sender, 0);
  // The shortest question is the root's name, type and class: 5 bytes; the shortest record: 11 bytes.
  expect([admits([1, 0, 0, 0], 5), admits([1, 0, 0, 0], 4)]).toEqual([true, false]);
  expect([admits([0, 1, 1, 1], 33), admits([0, 1, 1, 1], 32)]).toEqual([true, false]);
  expect([0, 1, 2, 3].map((place) => admits([0, 0, 0, 0].with(place, 65_535), 60))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(new PacketGuard().admits(Buffer.alloc(11), sender, 0)).toBe(false);
});

test('a second lets so much through of one sender, and a flood of refused messages ends in a pause', async () => {
  const guard = new PacketGuard();
  const packet = await encoded;
  const admitted = Array.from({ length: 300 }, (_, index) => guard.admits(packet, sender, index)).filter(
    Boolean,
  );
  expect(admitted).toHaveLength(60);
  expect(guard.admits(packet, '192.168.1.67', 299)).toBe(true);
  expect(guard.pauseMs(299)).toBe(701);
  expect(guard.pauseMs(1000)).toBe(0);
  expect(guard.admits(packet, sender, 1000)).toBe(true);
});

test('what passes by counts towards the pause, and not as refused', () => {
  const guard = new PacketGuard();
  for (let index = 0; index < 200; index += 1) guard.passOver(10);
  expect(guard.pauseMs(10)).toBe(1000);
  expect(guard.refused).toBe(0);
});
