import { createSocket } from 'node:dgram';
import { once } from 'node:events';

import { expect, onTestFinished, test } from 'vitest';

import type { DatagramProbe } from '../../src/model/agent-plan.js';
import { datagramBytes } from '../../src/probe/datagram.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { Responder } from '../../src/probe/responder.js';
import { startUdp } from '../helpers/probe-servers.js';
import { observe, shortLimits, testContext, testIdentity } from '../helpers/probe-setup.js';

const probeOf = (port: number): DatagramProbe => ({
  kind: 'stand-in-udp',
  id: 'remote-gateway-stand-in-1-nodeport',
  purpose: 'stand-in',
  service: 'gateway',
  target: 'remote',
  host: '127.0.0.1',
  port,
});

/** A responder on a real port of 127.0.0.1. */
async function startResponder() {
  const bound = await nodeWorld().bindUdp(0);
  if (!bound.ok) throw new Error(bound.code);
  onTestFinished(() => bound.socket.close());
  const responder = new Responder({
    identity: testIdentity,
    clock: nodeWorld().clock,
    onArrival: () => {},
  });
  responder.serveDatagrams(bound.socket);
  return { responder, port: Number(bound.socket.localAddress.split(':').at(-1)) };
}

async function openSocket() {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return socket;
}

/** Somebody on the way who passes everything on as often as he likes, in both directions, one socket per source. */
async function startRelay(port: number, copies: { readonly requests: number; readonly replies: number }) {
  const upstreams = new Map<string, Promise<Awaited<ReturnType<typeof openSocket>>>>();
  return await startUdp((request, answer, source) => {
    const upstream =
      upstreams.get(source) ??
      openSocket().then((socket) => {
        socket.on('message', (reply) => {
          for (let copy = 0; copy < copies.replies; copy += 1) answer(reply);
        });
        return socket;
      });
    upstreams.set(source, upstream);
    void upstream.then((socket) => {
      for (let copy = 0; copy < copies.requests; copy += 1) socket.send(request, port, '127.0.0.1');
    });
  });
}

test('is not deceived by requests that somebody on the way repeats', async () => {
  const { responder, port } = await startResponder();
  const relay = await startRelay(port, { requests: 3, replies: 1 });
  const { datagrams, outcome } = await observe(probeOf(relay));
  expect(outcome).toBe('replied');
  // Each request was answered once, so that no reply was counted twice.
  expect(datagrams).toMatchObject({ received: 4, duplicates: 0 });
  const [arrival] = responder.arrivals;
  expect(arrival?.received).toBe(datagrams?.sent);
  expect(arrival?.copies).toBe(2 * (datagrams?.sent ?? 0));
});

test('counts replies that somebody on the way repeats as duplicates', async () => {
  const { port } = await startResponder();
  const relay = await startRelay(port, { requests: 1, replies: 3 });
  const { datagrams, outcome } = await observe(probeOf(relay));
  expect(outcome).toBe('replied');
  expect(datagrams?.received).toBe(4);
  expect(datagrams?.duplicates).toBeGreaterThanOrEqual(6);
});

test('gives an eavesdropper nothing for a request that he overheard and sends from elsewhere', async () => {
  const { responder, port } = await startResponder();
  const overheard: Buffer[] = [];
  const forward = await openSocket();
  const listener = await startUdp((request) => {
    overheard.push(request);
    forward.send(request, port, '127.0.0.1');
  });
  await observe(probeOf(listener));
  const thief = await openSocket();
  let stolen = 0;
  thief.on('message', () => {
    stolen += 1;
  });
  for (const request of overheard) thief.send(request, port, '127.0.0.1');
  while ((responder.arrivals[0]?.copies ?? 0) < overheard.length) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(stolen).toBe(0);
  expect(responder.arrivals).toMatchObject([{ received: 20, copies: 20 }]);
});

test('takes no longer and no more memory when a stranger floods it with what is no reply', async () => {
  const garbage = Buffer.alloc(60_000, 'LQDR');
  const forged = Buffer.alloc(datagramBytes, 1);
  const port = await startUdp((_request, answer) => {
    for (let copy = 0; copy < 100; copy += 1) answer(copy % 10 === 0 ? garbage : forged);
  });
  const before = process.memoryUsage().rss;
  const startedAt = performance.now();
  const { outcome, datagrams } = await observe(probeOf(port), testContext());
  const { firstRoundEndMs, secondRoundEndMs } = shortLimits.datagrams;
  expect({ outcome, received: datagrams?.received }).toEqual({ outcome: 'silent', received: 0 });
  expect(performance.now() - startedAt).toBeLessThan(firstRoundEndMs + secondRoundEndMs + 500);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
});
