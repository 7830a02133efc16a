import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, test } from 'vitest';

import type { Arrival } from '../../src/model/agent-event.js';
import {
  datagramBytes,
  type DatagramMessage,
  decodeDatagram,
  encodeDatagram,
} from '../../src/probe/datagram.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { Responder } from '../../src/probe/responder.js';
import type { Datagram, UdpSocket } from '../../src/probe/world.js';
import { startTcp } from '../helpers/probe-servers.js';
import { testIdentity } from '../helpers/probe-setup.js';

const nonce = new Uint8Array(16).fill(3);
const requestOf = (probe: string, sequence = 0): DatagramMessage => ({
  type: 'request',
  probe,
  sequence,
  nonce,
});

/** A responder on a socket that only records what is sent, so that thousands of datagrams take no time. */
function setUp() {
  let deliver: (datagram: Datagram) => void = () => {};
  const sent: { payload: Uint8Array; to: unknown }[] = [];
  const arrivals: Arrival[] = [];
  let now = 0;
  const socket: UdpSocket = {
    localAddress: '[::]:30742',
    send: (payload, to) => {
      sent.push({ payload, to });
      return Promise.resolve(undefined);
    },
    onDatagram: (listener) => {
      deliver = listener;
    },
    onError: () => {},
    close: () => {},
  };
  const clock = { now: () => now, wallTime: () => 0 };
  const responder = new Responder({
    identity: testIdentity,
    clock,
    onArrival: (arrival) => arrivals.push(arrival),
  });
  responder.serveDatagrams(socket);
  return {
    responder,
    sent,
    arrivals,
    receive: (payload: Uint8Array, address = '203.0.113.8', port = 40582) =>
      deliver({ payload, address, port }),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

test('answers a request with a reply of the same size that tells its source', () => {
  const { receive, sent } = setUp();
  const request = encodeDatagram(requestOf('p', 5), testIdentity);
  receive(request);
  expect(sent.map(({ to }) => to)).toEqual([{ payload: request, address: '203.0.113.8', port: 40582 }]);
  const reply = sent[0]!.payload;
  expect(reply.length).toBe(request.length);
  expect(decodeDatagram(reply, testIdentity)).toEqual({
    ok: true,
    value: { type: 'reply', probe: 'p', sequence: 5, nonce, source: '203.0.113.8:40582' },
  });
});

test('answers a long request with a small reply, unless one of its own size was asked for', () => {
  const { receive, sent } = setUp();
  receive(encodeDatagram({ ...requestOf('p'), bytes: 1472 }, testIdentity));
  receive(encodeDatagram({ ...requestOf('p', 1), bytes: 1472, wantsFullSize: true }, testIdentity));
  receive(encodeDatagram({ ...requestOf('p', 2), wantsFullSize: true }, testIdentity));
  expect(sent.map(({ payload }) => payload.length)).toEqual([datagramBytes, 1472, datagramBytes]);
  expect(decodeDatagram(sent[1]!.payload, testIdentity)).toEqual({
    ok: true,
    value: {
      ...requestOf('p', 1),
      type: 'reply',
      bytes: 1472,
      wantsFullSize: true,
      source: '203.0.113.8:40582',
    },
  });
});

test('answers nothing to strangers, to other runs and to replies', () => {
  const { receive, sent, arrivals } = setUp();
  const request = encodeDatagram(requestOf('p'), testIdentity);
  receive(new Uint8Array());
  receive(Buffer.from('hello'));
  receive(Buffer.alloc(request.length));
  receive(encodeDatagram(requestOf('p'), { ...testIdentity, key: new Uint8Array(16) }));
  receive(encodeDatagram(requestOf('p'), { ...testIdentity, runId: 'run-2' }));
  receive(encodeDatagram({ ...requestOf('p'), type: 'reply', source: '' }, testIdentity));
  expect({ sent, arrivals }).toEqual({ sent: [], arrivals: [] });
});

test('counts the arrivals of each probe and remembers where the first came from', () => {
  const { receive, responder } = setUp();
  receive(encodeDatagram(requestOf('a'), testIdentity), '::ffff:198.51.100.1', 1000);
  receive(encodeDatagram(requestOf('a', 1), testIdentity), '198.51.100.1', 2000);
  receive(encodeDatagram(requestOf('b'), testIdentity), '2001:db8::7', 3000);
  expect(responder.arrivals).toEqual([
    {
      probe: 'a',
      received: 2,
      source: '198.51.100.1:1000',
      sources: [
        { source: '198.51.100.1:1000', received: 1 },
        { source: '198.51.100.1:2000', received: 1 },
      ],
    },
    { probe: 'b', received: 1, source: '[2001:db8::7]:3000' },
  ]);
});

test('answers at most 1000 requests of one source and 4000 of all in a second, and tells of the rest', () => {
  const { receive, responder, sent, wait } = setUp();
  let sequence = 0;
  const ask = (address?: string) => {
    receive(encodeDatagram(requestOf('p', (sequence += 1)), testIdentity), address);
  };
  for (let count = 0; count < 1200; count += 1) ask();
  expect(sent.length).toBe(1000);
  for (let source = 1; source <= 10; source += 1) {
    for (let count = 0; count < 400; count += 1) ask(`198.51.100.${source}`);
  }
  expect(sent.length).toBe(4000);
  expect(responder.arrivals).toMatchObject([{ probe: 'p', received: 5200, unanswered: 1200 }]);
  wait(1000);
  ask();
  expect(sent.length).toBe(4001);
});

test('answers a request once, whoever sends it again and from wherever', () => {
  const { receive, responder, sent } = setUp();
  const request = encodeDatagram(requestOf('p'), testIdentity);
  receive(request);
  receive(request);
  receive(request, '198.51.100.66', 53);
  expect(sent.length).toBe(1);
  expect(responder.arrivals).toEqual([{ probe: 'p', received: 1, source: '203.0.113.8:40582', copies: 2 }]);
  // Another probe of the same name has another nonce, another datagram another number.
  receive(encodeDatagram({ ...requestOf('p'), nonce: new Uint8Array(16) }, testIdentity));
  receive(encodeDatagram(requestOf('p', 1), testIdentity));
  expect(sent.length).toBe(3);
});

test('lets no flood of replays use up what the run may send', () => {
  const { receive, sent } = setUp();
  const overheard = encodeDatagram(requestOf('p'), testIdentity);
  for (let count = 0; count < 5000; count += 1) receive(overheard);
  receive(encodeDatagram(requestOf('p', 1), testIdentity));
  expect(sent.length).toBe(2);
});

test('lists at most sixteen sources of a probe', () => {
  const { receive, responder } = setUp();
  for (let port = 1; port <= 20; port += 1) {
    receive(encodeDatagram(requestOf('p', port), testIdentity), '198.51.100.1', port);
  }
  expect(responder.arrivals[0]).toMatchObject({ received: 20 });
  expect(responder.arrivals[0]?.sources?.length).toBe(16);
});

test('remembers a bounded number of probes', () => {
  const { receive, responder } = setUp();
  for (let probe = 0; probe < 600; probe += 1) {
    receive(encodeDatagram(requestOf(`p${probe}`), testIdentity), `10.0.${probe >> 8}.${probe & 255}`);
  }
  expect(responder.arrivals.length).toBe(512);
});

test('gives a stranger on TCP nothing but the end of the connection', async () => {
  const responder = new Responder({ identity: testIdentity, clock: nodeWorld().clock, onArrival: () => {} });
  const port = await startTcp(
    (socket) => void responder.serveConnection(socket, new AbortController().signal),
  );
  const client = connect(port, '127.0.0.1');
  let received = 0;
  client.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(client, 'close');
  expect(received).toBe(0);
});

test('ends TCP connections that say nothing when the run ends', async () => {
  const run = new AbortController();
  const responder = new Responder({ identity: testIdentity, clock: nodeWorld().clock, onArrival: () => {} });
  const port = await startTcp((socket) => void responder.serveConnection(socket, run.signal));
  const client = connect(port, '127.0.0.1');
  await once(client, 'connect');
  run.abort();
  client.resume();
  await once(client, 'close');
});
