import { expect, test } from 'vitest';

import {
  initiate,
  receiveInitiation,
  receiveResponse,
  respondTo,
} from '../../../src/probe/wireguard/handshake.js';
import { freshKeyPair, keyPairOf, runKeyPairs, sharedSecret } from '../../../src/probe/wireguard/key-pair.js';
import { isSealedFor } from '../../../src/probe/wireguard/mac1.js';
import { parseMessage } from '../../../src/probe/wireguard/messages.js';
import { hash, mac } from '../../../src/probe/wireguard/primitives.js';
import { tai64n } from '../../../src/probe/wireguard/tai64n.js';

/*
 * That the two ends agree proves little, since both are ours: `real-wireguard.namespaces.test.ts` has the word of
 * another implementation. Here are the primitives' published vectors, and what must not pass.
 */

const run = { key: Uint8Array.from({ length: 16 }, (_, index) => index), runId: 'x7k2p' };
const { initiator, responder } = runKeyPairs(run);

function begin() {
  return initiate({
    initiator,
    responderPublicKey: responder.publicKey,
    ephemeral: freshKeyPair(),
    timestamp: tai64n(1_700_000_000_123),
    sender: 7,
  })!;
}

test('hashes as RFC 7693 and the reference implementation do', () => {
  // RFC 7693, appendix B.
  expect(hash(Buffer.from('abc')).toString('hex')).toBe(
    '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982',
  );
  // What Python's hashlib.blake2s(b'abc', key=bytes(range(32)), digest_size=16) says.
  expect(
    mac(
      Uint8Array.from({ length: 32 }, (_, index) => index),
      Buffer.from('abc'),
    ).toString('hex'),
  ).toBe('61ba5f165c194692e09d12520cc4c74a');
});

test('shares secrets as RFC 7748 does, and none with a key of low order', () => {
  // RFC 7748 §6.1.
  const alice = keyPairOf(
    Buffer.from('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a', 'hex'),
  );
  const bob = keyPairOf(
    Buffer.from('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb', 'hex'),
  );
  expect(alice.publicKey.toString('hex')).toBe(
    '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
  );
  expect(sharedSecret(alice, bob.publicKey)?.toString('hex')).toBe(
    '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742',
  );
  expect(sharedSecret(alice, new Uint8Array(32))).toBeUndefined();
});

test('writes times as TAI64N does', () => {
  // libtai's own example: 1992-06-02 08:07:09 TAI is 400000002a2b2c2d. WireGuard leaves leap seconds out.
  expect(tai64n((0x2a2b2c2d - 10) * 1000 + 250).toString('hex')).toBe('400000002a2b2c2d0ee6b280');
});

test('both ends agree on the keys, and know each other', () => {
  const begun = begin();
  const received = receiveInitiation(begun.bytes, responder)!;
  const answered = respondTo(received, { ephemeral: freshKeyPair(), sender: 9 })!;
  const session = receiveResponse(answered.bytes, begun.pending)!;
  expect([begun.bytes.length, answered.bytes.length]).toEqual([148, 92]);
  expect([received.initiatorPublicKey, received.timestamp, received.sender]).toEqual([
    initiator.publicKey,
    tai64n(1_700_000_000_123),
    7,
  ]);
  expect([session.peer, answered.session.peer]).toEqual([9, 7]);
  expect(session.keys).toEqual({ send: answered.session.keys.receive, receive: answered.session.keys.send });
});

test('the keys of a run are its own, and those of its two ends differ', () => {
  const same = runKeyPairs(run);
  const others = [runKeyPairs({ ...run, runId: 'other' }), runKeyPairs({ ...run, key: new Uint8Array(16) })];
  const all = [initiator, responder, ...others.flatMap((pairs) => [pairs.initiator, pairs.responder])];
  expect(same.initiator.publicKey).toEqual(initiator.publicKey);
  expect(new Set(all.map(({ publicKey }) => publicKey.toString('hex'))).size).toBe(6);
});

test.each([0, 4, 8, 39, 40, 87, 88, 115, 116, 131])('an initiation with byte %i changed is none', (place) => {
  const bytes = Buffer.from(begin().bytes);
  bytes[place] = bytes[place]! ^ 1;
  expect(receiveInitiation(bytes, responder)).toBeUndefined();
});

test.each([0, 4, 8, 12, 43, 44, 59, 60, 75])('a response with byte %i changed is none', (place) => {
  const begun = begin();
  const received = receiveInitiation(begun.bytes, responder)!;
  const { bytes } = respondTo(received, { ephemeral: freshKeyPair(), sender: 9 })!;
  bytes[place] = bytes[place]! ^ 1;
  expect(receiveResponse(bytes, begun.pending)).toBeUndefined();
});

test('a message is for its receiver alone', () => {
  const { bytes } = begin();
  expect([isSealedFor(responder.publicKey, bytes), isSealedFor(initiator.publicKey, bytes)]).toEqual([
    true,
    false,
  ]);
  expect(receiveInitiation(bytes, freshKeyPair())).toBeUndefined();
  expect(parseMessage(bytes.subarray(0, 147))).toBeUndefined();
});
