import { randomBytes } from 'node:crypto';

import { InitiatorTunnel } from '../../src/probe/wireguard/initiator-tunnel.js';
import { runKeyPairs } from '../../src/probe/wireguard/key-pair.js';
import { WireGuardResponder } from '../../src/probe/wireguard-responder.js';
import type { Fuzz } from './fuzz.js';
import type { FuzzedParser } from './fuzz-parsers.js';

const identity = { runId: 'fuzz', key: new Uint8Array(16).fill(7) };
const stranger = { runId: 'fuzz', key: new Uint8Array(16).fill(8) };

/** A handshake costs two hundred times as much as a packet, hence comes more seldom. */
const oneHandshakeIn = 20;

/** New ends before either has taken as much as it may. */
const inputsPerTunnel = 200;

/** The second MAC, the last 16 bytes, is a cookie's, and nobody has given one: it is not looked at. */
const unverifiedBytes = 16;

function assert(isKept: boolean, rule: string): asserts isKept {
  if (!isKept) throw new Error(`broken: ${rule}`);
}

let now = 1_700_000_000_000;

/** Both ends of a tunnel that stands, with bytes of each kind that the responder has answered. */
function tunnelOf(run: typeof identity) {
  const { initiator, responder: responderKeys } = runKeyPairs(run);
  const tunnel = new InitiatorTunnel(initiator, responderKeys.publicKey);
  const responder = new WireGuardResponder(run);
  const ask = (bytes: Uint8Array) => responder.reply(bytes, () => true)?.bytes;
  const initiate = () => tunnel.initiation({ unixMs: (now += 1), sender: randomBytes(4).readUInt32LE() });
  const initiation = initiate();
  const response = ask(initiation)!;
  tunnel.receive(response);
  const packet = tunnel.seal(randomBytes(40))!;
  const echo = ask(packet)!;
  tunnel.receive(echo);
  return { tunnel, ask, initiate, initiation, response, packet, echo };
}

/** Whether bytes are authentic, although they may have been changed where nobody looks. */
function isAuthentic(bytes: Buffer, sample: Buffer, isHandshake: boolean): boolean {
  const verified = sample.length - (isHandshake ? unverifiedBytes : 0);
  return bytes.length === sample.length && bytes.subarray(0, verified).equals(sample.subarray(0, verified));
}

function fresh(): () => ReturnType<typeof tunnelOf> {
  let ends = tunnelOf(identity);
  let fed = 0;
  return () => {
    fed += 1;
    if (fed % inputsPerTunnel === 0) ends = tunnelOf(identity);
    return ends;
  };
}

/** WireGuard's messages to a responder: only what this run's prober sent is answered, once, and by nothing larger. */
export function wireGuardResponderParser(): FuzzedParser {
  const next = fresh();
  const foreign = tunnelOf(stranger);
  const feed = (fuzz: Fuzz) => {
    const ends = next();
    const isHandshake = fuzz.below(oneHandshakeIn) === 0;
    const sample = isHandshake ? ends.initiate() : ends.tunnel.seal(randomBytes(fuzz.below(1400)))!;
    const { bytes, kind } = fuzz.datagram(sample, {
      replayed: isHandshake ? ends.initiation : ends.packet,
      forged: isHandshake ? foreign.initiate() : foreign.packet,
      reflected: isHandshake ? ends.response : ends.echo,
    });
    const reply = ends.ask(bytes);
    const isExpected = isAuthentic(bytes, sample, isHandshake);
    assert((reply !== undefined) === isExpected, `a responder answers ${kind} messages as it must`);
    if (reply === undefined) return;
    assert(reply.length <= bytes.length, 'an answer is no larger than what it answers');
    assert(ends.ask(bytes) === undefined, 'nothing is answered twice');
  };
  return { name: "WireGuard's messages, as a responder", share: 0.2, feed };
}

/** WireGuard's messages to an initiator: only what its own responder sent counts, and once. */
export function wireGuardInitiatorParser(): FuzzedParser {
  const next = fresh();
  const foreign = tunnelOf(stranger);
  const feed = (fuzz: Fuzz) => {
    const ends = next();
    const isHandshake = fuzz.below(oneHandshakeIn) === 0;
    const sample = ends.ask(
      isHandshake ? ends.initiate() : ends.tunnel.seal(randomBytes(fuzz.below(1400)))!,
    )!;
    const { bytes, kind } = fuzz.datagram(sample, {
      replayed: isHandshake ? ends.response : ends.echo,
      forged: isHandshake ? foreign.response : foreign.echo,
      reflected: isHandshake ? ends.initiation : ends.packet,
    });
    const event = ends.tunnel.receive(bytes);
    const isExpected = isAuthentic(bytes, sample, isHandshake);
    assert((event !== undefined) === isExpected, `an initiator takes ${kind} messages as it must`);
    assert(ends.tunnel.receive(bytes) === undefined, 'nothing counts twice');
  };
  return { name: "WireGuard's messages, as an initiator", share: 0.2, feed };
}
