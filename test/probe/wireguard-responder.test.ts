import { expect, test } from 'vitest';

import type { Arrival } from '../../src/model/agent-event.js';
import { encodeDatagram } from '../../src/probe/datagram.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { Responder } from '../../src/probe/responder.js';
import { initiate, receiveInitiation } from '../../src/probe/wireguard/handshake.js';
import { InitiatorTunnel } from '../../src/probe/wireguard/initiator-tunnel.js';
import { freshKeyPair, runKeyPairs } from '../../src/probe/wireguard/key-pair.js';
import { tai64n } from '../../src/probe/wireguard/tai64n.js';
import { WireGuardResponder } from '../../src/probe/wireguard-responder.js';
import type { Datagram, UdpSocket } from '../../src/probe/world.js';
import { testIdentity } from '../helpers/probe-setup.js';

const keys = runKeyPairs(testIdentity);
const always = () => true;

function setUp() {
  const responder = new WireGuardResponder(testIdentity);
  const tunnel = new InitiatorTunnel(keys.initiator, keys.responder.publicKey);
  let moment = 1_700_000_000_000;
  let sender = 0;
  const initiation = () => tunnel.initiation({ unixMs: (moment += 1), sender: (sender += 1) });
  return { responder, tunnel, initiation };
}

/** A tunnel that stands. */
function established() {
  const ends = setUp();
  const response = ends.responder.reply(ends.initiation(), always);
  ends.tunnel.receive(response!.bytes);
  return ends;
}

test('answers with a response, and echoes packets in messages of the same size', () => {
  const { responder, tunnel, initiation } = setUp();
  const response = responder.reply(initiation(), always);
  expect([response?.isResponse, response?.bytes.length]).toEqual([true, 92]);
  expect(tunnel.receive(response!.bytes)).toEqual({ kind: 'response', sender: 1 });
  for (const packet of [Buffer.alloc(0), Buffer.alloc(1340, 7)]) {
    const sent = tunnel.seal(packet)!;
    const echo = responder.reply(sent, always);
    expect([echo?.isResponse, echo?.bytes.length]).toEqual([false, packet.length + 32]);
    expect(tunnel.receive(echo!.bytes)).toEqual({ kind: 'packet', packet });
  }
});

test('answers no replay, of an initiation or of a packet', () => {
  const { responder, tunnel, initiation } = setUp();
  const first = initiation();
  const response = responder.reply(first, always)!;
  tunnel.receive(response.bytes);
  const packet = tunnel.seal()!;
  const answered = [first, packet, first, packet].map(
    (bytes) => responder.reply(bytes, always) !== undefined,
  );
  expect(answered).toEqual([false, true, false, false]);
});

test('answers nobody who knows its public key but is not the initiator of the run', () => {
  const responder = new WireGuardResponder(testIdentity);
  const { bytes } = initiate({
    initiator: freshKeyPair(),
    responderPublicKey: keys.responder.publicKey,
    ephemeral: freshKeyPair(),
    timestamp: tai64n(1_700_000_000_000),
    sender: 1,
  })!;
  expect(receiveInitiation(bytes, keys.responder)?.sender).toBe(1);
  expect(responder.reply(bytes, always)).toBeUndefined();
});

test('answers nobody of another run', () => {
  const other = runKeyPairs({ ...testIdentity, runId: 'run-2' });
  const tunnel = new InitiatorTunnel(other.initiator, other.responder.publicKey);
  const responder = new WireGuardResponder(testIdentity);
  expect(responder.reply(tunnel.initiation({ unixMs: 1, sender: 1 }), always)).toBeUndefined();
});

test('asks for admission only of what is authentic, and heeds a refusal', () => {
  const { responder, initiation } = setUp();
  let asked = 0;
  const never = () => {
    asked += 1;
    return false;
  };
  const bytes = initiation();
  const forged = Buffer.from(bytes);
  forged[50] = forged[50]! ^ 1;
  expect([responder.reply(forged, never), asked, responder.reply(bytes, never), asked]).toEqual([
    undefined,
    0,
    undefined,
    1,
  ]);
});

test('echoes only so many packets of one session, and forgets the oldest of many', () => {
  const { responder, tunnel, initiation } = established();
  const echoes = Array.from({ length: 300 }, () => responder.reply(tunnel.seal()!, always));
  expect(echoes.filter((echo) => echo !== undefined)).toHaveLength(256);
  const other = established();
  expect(other.responder.reply(other.tunnel.seal()!, always)).toBeDefined();
  for (let count = 0; count < 256; count += 1) other.responder.reply(other.initiation(), always);
  expect(other.responder.reply(other.tunnel.seal()!, always)).toBeUndefined();
  expect(responder.reply(initiation(), always)).toBeDefined();
});

test('counts handshakes for the probe whose ordinary datagrams came from that very port, and for no other', () => {
  let deliver: (datagram: Datagram) => void = () => {};
  const sent: number[] = [];
  const arrivals: Arrival[] = [];
  const socket: UdpSocket = {
    localAddress: '[::]:30742',
    send: (payload) => {
      sent.push(payload.length);
      return Promise.resolve(undefined);
    },
    onDatagram: (listener) => {
      deliver = listener;
    },
    onError: () => {},
    close: () => {},
  };
  const responder = new Responder({
    identity: testIdentity,
    clock: nodeWorld().clock,
    onArrival: (arrival) => arrivals.push(arrival),
  });
  responder.serveDatagrams(socket);
  const address = '203.0.113.8';
  for (const [index, port] of [1000, 1001].entries()) {
    const request = { type: 'request', probe: 'tunnel', sequence: index, nonce: new Uint8Array(16) } as const;
    deliver({ payload: encodeDatagram(request, testIdentity), address, port });
  }
  const { initiation } = setUp();
  deliver({ payload: initiation(), address, port: 1001 });
  deliver({ payload: initiation(), address, port: 2000 });
  deliver({ payload: Buffer.from([1, 0, 0, 0, 9]), address, port: 1001 });
  expect(sent.slice(2)).toEqual([92, 92]);
  expect(arrivals.map(({ received, handshakes }) => [received, handshakes])).toEqual([
    [1, undefined],
    [2, undefined],
    [2, 1],
  ]);
});
