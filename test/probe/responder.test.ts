import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, test } from 'vitest';

import type { Arrival } from '../../src/model/agent-event.js';
import { type DatagramMessage, decodeDatagram, encodeDatagram } from '../../src/probe/datagram.js';
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
    { probe: 'a', received: 2, source: '198.51.100.1:1000' },
    { probe: 'b', received: 1, source: '[2001:db8::7]:3000' },
  ]);
});

test('answers at most 200 requests of one source and 2000 of all in a second', () => {
  const { receive, sent, wait } = setUp();
  const request = encodeDatagram(requestOf('p'), testIdentity);
  for (let count = 0; count < 300; count += 1) receive(request);
  expect(sent.length).toBe(200);
  for (let source = 1; source <= 20; source += 1) {
    for (let count = 0; count < 150; count += 1) receive(request, `198.51.100.${source}`);
  }
  expect(sent.length).toBe(2000);
  wait(1000);
  receive(request);
  expect(sent.length).toBe(2001);
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
