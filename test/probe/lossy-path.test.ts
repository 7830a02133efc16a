import { expect, test } from 'vitest';

import type { DatagramProbe, StreamProbe } from '../../src/model/agent-plan.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { Responder } from '../../src/probe/responder.js';
import type { World } from '../../src/probe/world.js';
import { sleep } from '../../src/probe/deadline.js';
import { Fuzz } from '../helpers/fuzz.js';
import { startTcp, startUdp } from '../helpers/probe-servers.js';
import { observe, shortLimits, testContext, testIdentity } from '../helpers/probe-setup.js';

/*
 * The same that `npm run prove:loss` measures with real packets in namespaces, which takes root: here 20 % of what passes
 * is dropped by the test itself, by a seed, and time runs faster.
 */

/** More at once would overflow the receive buffer of the one socket that answers them. */
const probes = 20;
const common = { purpose: 'stand-in', target: 'remote', host: '127.0.0.1' } as const;

function lossOf(seed: number): () => boolean {
  const fuzz = new Fuzz(seed);
  return () => fuzz.below(100) < 20;
}

/** A responder whose requests and replies are lost now and then. */
async function startLossyResponder(isLost: () => boolean): Promise<number> {
  const { clock } = nodeWorld();
  const responder = new Responder({ identity: testIdentity, clock, onArrival: () => {} });
  return await startUdp((payload, answer, source) => {
    if (isLost()) return;
    const [address = '', port = ''] = source.split(':');
    let take: Parameters<Parameters<typeof responder.serveDatagrams>[0]['onDatagram']>[0] = () => {};
    responder.serveDatagrams({
      localAddress: '127.0.0.1:0',
      send: (reply) => {
        if (!isLost()) answer(reply);
        return Promise.resolve(undefined);
      },
      onDatagram: (listener) => {
        take = listener;
      },
      onError: () => {},
      close: () => {},
    });
    take({ payload, address, port: Number(port) });
  });
}

test.each([1, 2, 3, 4, 5])(
  'every UDP probe gets through a path that loses packets by seed %i',
  async (seed) => {
    const port = await startLossyResponder(lossOf(seed));
    // The responder is this very process, which needs some time for all.
    const datagrams = { ...shortLimits.datagrams, firstRoundEndMs: 1000, secondRoundEndMs: 1000 };
    const context = testContext({}, { ...shortLimits, datagrams });
    const seen = await Promise.all(
      Array.from({ length: probes }, (_, index) => {
        const task: DatagramProbe = {
          kind: 'stand-in-udp',
          id: `p${index}`,
          service: 'gateway',
          port,
          ...common,
        };
        return observe(task, context);
      }),
    );
    expect(new Set(seen.map(({ outcome }) => outcome))).toEqual(new Set(['replied']));
    const sent = seen.reduce((sum, { datagrams }) => sum + (datagrams?.sent ?? 0), 0);
    const received = seen.reduce((sum, { datagrams }) => sum + (datagrams?.received ?? 0), 0);
    expect(received / sent).toBeLessThan(0.8);
  },
);

const scale = 1 / 12;
const limits = {
  ...shortLimits,
  tcpMs: 5000 * scale,
  dialAtMs: [0, 300, 700, 1100, 1500].map((ms) => ms * scale),
  httpMs: 5000,
};

/** Dials as Linux does: a SYN at each time, and a connection when it and the answer to it came through. */
function lossyDial(synAtMs: readonly number[], isLost: () => boolean): World['dialTcp'] {
  const world = nodeWorld();
  return async (address, port, signal) => {
    const startedAt = performance.now();
    for (const atMs of [...synAtMs, 60_000]) {
      await sleep(startedAt + atMs * scale - performance.now(), signal);
      if (signal.aborted) return { ok: false, code: 'ABORTED' };
      if (!isLost() && !isLost()) return world.dialTcp(address, port, signal);
    }
    return { ok: false, code: 'ETIMEDOUT' };
  };
}

test.each([
  ['before 6.5', [0, 1000, 3000, 7000]],
  ['6.5 and later', [0, 1000, 2000, 3000, 4000, 5000]],
])(
  'every TCP probe gets through where SYNs are lost, with the schedule of Linux %s',
  async (_kernel, synAtMs) => {
    const { clock } = nodeWorld();
    const responder = new Responder({ identity: testIdentity, clock, onArrival: () => {} });
    const end = new AbortController();
    const port = await startTcp((socket) => void responder.serveConnection(socket, end.signal));
    const context = testContext({ dialTcp: lossyDial(synAtMs, lossOf(7)) }, limits);
    const seen = await Promise.all(
      Array.from({ length: probes }, (_, index) => {
        const task: StreamProbe = { kind: 'stand-in-tcp', id: `p${index}`, service: 'auth', port, ...common };
        return observe(task, context);
      }),
    );
    expect(new Set(seen.map(({ outcome }) => outcome))).toEqual(new Set(['open']));
  },
);
