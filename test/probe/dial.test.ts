import { expect, test } from 'vitest';

import { dialStaggered } from '../../src/probe/dial.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import type { DialResult, World } from '../../src/probe/world.js';
import { startTcp } from '../helpers/probe-servers.js';
import { shortLimits, testContext } from '../helpers/probe-setup.js';

const destination = { address: '192.0.2.1', port: 443 };
const limits = { ...shortLimits, dialAtMs: [0, 20, 40] };

/** A dial that hears nothing until it is given up. */
function silence(signal: AbortSignal): Promise<DialResult> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ ok: false, code: 'ABORTED' }));
  });
}

/** Dials with these ends, in order; `undefined` is silence. */
function contextOf(...ends: readonly (string | undefined)[]) {
  let dials = 0;
  const dialTcp: World['dialTcp'] = (_address, _port, signal) => {
    const code = ends[dials];
    dials += 1;
    return code === undefined ? silence(signal) : Promise.resolve({ ok: false, code });
  };
  return { context: testContext({ dialTcp }, limits), dials: () => dials };
}

const deadline = (ms: number) => AbortSignal.timeout(ms);

test('is silent when all dials are, until the deadline', async () => {
  const { context, dials } = contextOf();
  expect(await dialStaggered(destination, context, deadline(100))).toEqual({ ok: false, code: 'ABORTED' });
  expect(dials()).toBe(3);
});

test('ends at once with the first word of the network, whichever dial it comes to', async () => {
  const first = contextOf('ECONNREFUSED');
  const startedAt = performance.now();
  expect(await dialStaggered(destination, first.context, deadline(5000))).toEqual({
    ok: false,
    code: 'ECONNREFUSED',
  });
  expect(performance.now() - startedAt).toBeLessThan(1000);
  expect(first.dials()).toBe(1);
  const second = contextOf(undefined, 'EHOSTUNREACH');
  expect(await dialStaggered(destination, second.context, deadline(5000))).toEqual({
    ok: false,
    code: 'EHOSTUNREACH',
  });
  expect(second.dials()).toBe(2);
});

test('does not take the want of a file descriptor for a word of the network', async () => {
  const { context } = contextOf('EMFILE', undefined, 'ECONNREFUSED');
  expect(await dialStaggered(destination, context, deadline(5000))).toEqual({
    ok: false,
    code: 'ECONNREFUSED',
  });
});

test('does not call silence what was never dialled', async () => {
  const { context } = contextOf(undefined, 'EMFILE', undefined);
  expect(await dialStaggered(destination, context, deadline(100))).toEqual({ ok: false, code: 'EMFILE' });
});

test('waits for the other dials when the kernel gives one up early', async () => {
  const { context } = contextOf('ETIMEDOUT', 'ETIMEDOUT', undefined);
  const startedAt = performance.now();
  const result = await dialStaggered(destination, context, deadline(100));
  expect(result).toEqual({ ok: false, code: 'ABORTED' });
  expect(performance.now() - startedAt).toBeGreaterThan(90);
});

test('resets the connections that lost', async () => {
  let sawReset = () => {};
  const reset = new Promise<void>((resolve) => {
    sawReset = resolve;
  });
  const port = await startTcp((socket) => {
    socket.resume();
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNRESET') sawReset();
    });
  });
  const world = nodeWorld();
  // All connect, but are told so only together, the second first.
  const results: (() => void)[] = [];
  const context = testContext(
    {
      dialTcp: async () => {
        const dialled = await world.dialTcp('127.0.0.1', port, new AbortController().signal);
        await new Promise<void>((resolve) => {
          results.push(resolve);
          if (results.length === 2) for (const release of results.toReversed()) release();
        });
        return dialled;
      },
    },
    { ...limits, dialAtMs: [0, 0] },
  );
  const result = await dialStaggered({ address: '127.0.0.1', port }, context, deadline(5000));
  expect(result.ok).toBe(true);
  await reset;
  if (result.ok) result.socket.destroy();
});
