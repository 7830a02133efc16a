import { expect, test } from 'vitest';

import { createIcmpWitness } from '../../src/probe/icmp-witness.js';

function setUp() {
  let count = 100;
  const witness = createIcmpWitness(() => Promise.resolve({ destinationUnreachable: count }));
  return {
    witness,
    messageArrives: () => {
      count += 1;
    },
  };
}

test('tells that messages came for the only probe', async () => {
  const { witness, messageArrives } = setUp();
  const finish = await witness.watch();
  messageArrives();
  expect(await finish()).toBe(true);
});

test('tells that none came', async () => {
  const { witness } = setUp();
  const finish = await witness.watch();
  expect(await finish()).toBe(false);
});

test('leaves it open when another socket of the run met an error meanwhile', async () => {
  const { witness, messageArrives } = setUp();
  const finish = await witness.watch();
  messageArrives();
  witness.noteError();
  expect(await finish()).toBe(false);
});

test('takes one message for each error of a socket that belongs to the watch', async () => {
  const { witness, messageArrives } = setUp();
  const finishFirst = await witness.watch();
  messageArrives();
  witness.noteError(finishFirst);
  expect(await finishFirst()).toBe(false);
  const finishSecond = await witness.watch();
  messageArrives();
  messageArrives();
  witness.noteError(finishSecond);
  expect(await finishSecond()).toBe(true);
});

test('leaves it open for two probes at the same time, and serves the next one alone again', async () => {
  const { witness, messageArrives } = setUp();
  const first = await witness.watch();
  const second = await witness.watch();
  messageArrives();
  expect([await first(), await second()]).toEqual([false, false]);
  const third = await witness.watch();
  messageArrives();
  expect(await third()).toBe(true);
});

test('knows nothing without counters', async () => {
  const witness = createIcmpWitness(() => Promise.resolve(undefined));
  const finish = await witness.watch();
  expect(await finish()).toBe(false);
});
