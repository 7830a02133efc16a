import { expect, test } from 'vitest';

import { findLargestSize, type SizeTest } from '../../src/probe/largest-size.js';

const bounds = { least: 576, most: 1500, loss: 0 };

/** A way that carries so many bytes; what is larger gets this verdict. */
function wayOf(mtu: number, beyond: 'lost' | 'fragmented' | 'too-big') {
  const way = { sent: 0 };
  const test: SizeTest = (bytes, tries) => {
    const isPassing = bytes <= mtu;
    way.sent += isPassing ? 1 : tries;
    return Promise.resolve(isPassing ? 'passed' : beyond);
  };
  return { way, test };
}

/** Numbers from 0 to below 1 out of a seed (Mulberry32), so that bad luck is the same in every run. */
function randomOf(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The same where packets of every size get lost, with their replies, at this rate. */
function lossyWay(mtu: number, loss: number, seed: number): SizeTest {
  const random = randomOf(seed);
  return (bytes, tries) => {
    const arrived = Array.from({ length: tries }, () => random() >= loss).some(Boolean);
    return Promise.resolve(bytes <= mtu && arrived ? 'passed' : 'lost');
  };
}

test('finds every size to the byte, whatever speaks against larger ones', async () => {
  for (const beyond of ['lost', 'fragmented', 'too-big'] as const) {
    for (let mtu = 576; mtu < 1500; mtu += 1) {
      expect(await findLargestSize(wayOf(mtu, beyond).test, bounds)).toEqual({ bytes: mtu, beyond });
    }
  }
});

test('is content with one packet where the largest size passes', async () => {
  const { way, test: wide } = wayOf(9000, 'lost');
  expect(await findLargestSize(wide, bounds)).toEqual({ bytes: 1500, beyond: undefined });
  expect(way.sent).toBe(1);
});

test('tries again what was counted as divided, since others have fragments too', async () => {
  const divided = new Map([
    [1500, 1],
    [1038, 1],
  ]);
  const noisy: SizeTest = (bytes) => {
    const left = divided.get(bytes) ?? 0;
    divided.set(bytes, left - 1);
    return Promise.resolve(left > 0 ? 'fragmented' : 'passed');
  };
  expect(await findLargestSize(noisy, bounds)).toEqual({ bytes: 1500, beyond: undefined });
});

test('finds nothing where not even the least passes', async () => {
  expect(await findLargestSize(wayOf(500, 'fragmented').test, bounds)).toBe('size-lost');
  expect(await findLargestSize(wayOf(500, 'lost').test, bounds)).toBe('size-lost');
});

test('keeps to bounds that leave one size only', async () => {
  const one = { least: 1280, most: 1280, loss: 0 };
  expect(await findLargestSize(wayOf(1280, 'lost').test, one)).toEqual({ bytes: 1280, beyond: undefined });
  expect(await findLargestSize(wayOf(1200, 'lost').test, one)).toBe('size-lost');
});

test.each([
  // The loss that small packets met, and the one that is: 36 % is 20 % in each direction.
  { seen: 0, real: 0.36 },
  { seen: 0.36, real: 0.36 },
  { seen: 0.1, real: 0.1 },
  { seen: 0.5, real: 0.5 },
])('is never wrong at $real loss in 10,000 searches, $seen of it seen before', async ({ seen, real }) => {
  let found = 0;
  for (let seed = 1; seed <= 5000; seed += 1) {
    for (const [mtu, right] of [
      [1500, { bytes: 1500, beyond: undefined }],
      [1400, { bytes: 1400, beyond: 'lost' }],
    ] as const) {
      const result = await findLargestSize(lossyWay(mtu, real, seed), { ...bounds, loss: seen });
      if (typeof result === 'string') continue;
      expect({ seed, mtu, result }).toEqual({ seed, mtu, result: right });
      found += 1;
    }
  }
  // To be right by never answering would be no merit.
  expect(found).toBeGreaterThan(5000);
});
