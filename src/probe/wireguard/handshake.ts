import { type KeyPair, sharedSecret } from './key-pair.js';
import { isSealedFor, seal } from './mac1.js';
import { encodeMessage, type InitiationMessage, parseMessage, type ResponseMessage } from './messages.js';
import { decrypt, encrypt, hash, kdf1, kdf2, kdf3 } from './primitives.js';
import type { SessionKeys } from './transport.js';

/**
 * The handshake Noise_IKpsk2 as WireGuard has it, without a pre-shared key (32 zero bytes) and without cookies.
 * Source: WireGuard whitepaper §5.4.2, §5.4.3, §5.4.5; the names are its.
 */

const firstChainingKey = hash(Buffer.from('Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s'));
const firstHash = hash(firstChainingKey, Buffer.from('WireGuard v1 zx2c4 Jason@zx2c4.com'));
const noPresharedKey = Buffer.alloc(32);
const nothing = new Uint8Array();

/** A chaining key and the hash of all that was said. */
interface NoiseState {
  readonly chainingKey: Buffer;
  readonly hash: Buffer;
}

/** A handshake that waits for its response. */
export interface PendingHandshake {
  readonly state: NoiseState;
  readonly initiator: KeyPair;
  readonly ephemeral: KeyPair;
  /** The initiator's index of the session. */
  readonly sender: number;
}

/** What an initiation is made of. */
export interface InitiationInput {
  readonly initiator: KeyPair;
  readonly responderPublicKey: Uint8Array;
  /** Fresh for every initiation. */
  readonly ephemeral: KeyPair;
  /** 12 bytes; newer than that of every earlier initiation with the same static key. */
  readonly timestamp: Uint8Array;
  /** An index of 32 bits that no other session of this end has. */
  readonly sender: number;
}

/** The 148 bytes of an initiation, and what its response is read with; `undefined` for a public key of low order. */
export function initiate(
  input: InitiationInput,
): { readonly bytes: Buffer; readonly pending: PendingHandshake } | undefined {
  const { initiator, responderPublicKey, ephemeral, timestamp, sender } = input;
  const toStatic = sharedSecret(ephemeral, responderPublicKey);
  const bothStatic = sharedSecret(initiator, responderPublicKey);
  if (toStatic === undefined || bothStatic === undefined) return undefined;
  const started = startWith(responderPublicKey, ephemeral.publicKey);
  const identified = sealNext(started, toStatic, initiator.publicKey);
  const timed = sealNext(identified.state, bothStatic, timestamp);
  const message: InitiationMessage = {
    type: 'initiation',
    sender,
    ephemeral: ephemeral.publicKey,
    encryptedStatic: identified.sealed,
    encryptedTimestamp: timed.sealed,
  };
  return {
    bytes: seal(encodeMessage(message), responderPublicKey),
    pending: { state: timed.state, initiator, ephemeral, sender },
  };
}

/** An authentic initiation, as its receiver knows it. */
export interface ReceivedInitiation {
  readonly state: NoiseState;
  /** Who sent it: the static public key. */
  readonly initiatorPublicKey: Buffer;
  readonly initiatorEphemeral: Buffer;
  /** 12 bytes, to be compared with those seen before. */
  readonly timestamp: Buffer;
  /** The initiator's index of the session. */
  readonly sender: number;
}

/** Reads an initiation; `undefined` for bytes that are none for this responder. */
export function receiveInitiation(bytes: Uint8Array, responder: KeyPair): ReceivedInitiation | undefined {
  const message = parseMessage(bytes);
  if (message?.type !== 'initiation' || !isSealedFor(responder.publicKey, bytes)) return undefined;
  const { ephemeral, encryptedStatic, encryptedTimestamp, sender } = message;
  const toStatic = sharedSecret(responder, ephemeral);
  if (toStatic === undefined) return undefined;
  const started = startWith(responder.publicKey, ephemeral);
  const identified = openNext(started, toStatic, encryptedStatic);
  if (identified === undefined) return undefined;
  const bothStatic = sharedSecret(responder, identified.text);
  if (bothStatic === undefined) return undefined;
  const timed = openNext(identified.state, bothStatic, encryptedTimestamp);
  if (timed === undefined) return undefined;
  return {
    state: timed.state,
    initiatorPublicKey: identified.text,
    // A copy: the datagram's own memory may be used again.
    initiatorEphemeral: Buffer.from(ephemeral),
    timestamp: timed.text,
    sender,
  };
}

/** An established session: the other end's index of it, and the keys. */
export interface EstablishedSession {
  readonly peer: number;
  readonly keys: SessionKeys;
}

/** The 92 bytes that answer an initiation, and the session that they establish. */
export function respondTo(
  received: ReceivedInitiation,
  { ephemeral, sender }: { readonly ephemeral: KeyPair; readonly sender: number },
): { readonly bytes: Buffer; readonly session: EstablishedSession } | undefined {
  const { initiatorEphemeral, initiatorPublicKey } = received;
  const bothEphemeral = sharedSecret(ephemeral, initiatorEphemeral);
  const toStatic = sharedSecret(ephemeral, initiatorPublicKey);
  if (bothEphemeral === undefined || toStatic === undefined) return undefined;
  const { state, key } = mixResponse(received.state, {
    ephemeral: ephemeral.publicKey,
    bothEphemeral,
    toStatic,
  });
  const encryptedNothing = encrypt({ key, counter: 0n, authenticated: state.hash }, nothing);
  const message: ResponseMessage = {
    type: 'response',
    sender,
    receiver: received.sender,
    ephemeral: ephemeral.publicKey,
    encryptedNothing,
  };
  const [receive, send] = kdf2(state.chainingKey, nothing);
  return {
    bytes: seal(encodeMessage(message), initiatorPublicKey),
    session: { peer: received.sender, keys: { send, receive } },
  };
}

/** Reads the response to a pending handshake; `undefined` for bytes that are none. */
export function receiveResponse(
  bytes: Uint8Array,
  pending: PendingHandshake,
): EstablishedSession | undefined {
  const { initiator, ephemeral: own } = pending;
  const message = parseMessage(bytes);
  if (message?.type !== 'response' || message.receiver !== pending.sender) return undefined;
  if (!isSealedFor(initiator.publicKey, bytes)) return undefined;
  const { ephemeral, encryptedNothing, sender } = message;
  const bothEphemeral = sharedSecret(own, ephemeral);
  const toStatic = sharedSecret(initiator, ephemeral);
  if (bothEphemeral === undefined || toStatic === undefined) return undefined;
  const { state, key } = mixResponse(pending.state, { ephemeral, bothEphemeral, toStatic });
  const opened = decrypt({ key, counter: 0n, authenticated: state.hash }, encryptedNothing);
  if (opened === undefined) return undefined;
  const [send, receive] = kdf2(state.chainingKey, nothing);
  return { peer: sender, keys: { send, receive } };
}

function startWith(responderPublicKey: Uint8Array, ephemeral: Uint8Array): NoiseState {
  return {
    chainingKey: kdf1(firstChainingKey, ephemeral),
    hash: hash(hash(firstHash, responderPublicKey), ephemeral),
  };
}

/** Encrypts the next field of an initiation. */
function sealNext(state: NoiseState, secret: Uint8Array, text: Uint8Array) {
  const [chainingKey, key] = kdf2(state.chainingKey, secret);
  const sealed = encrypt({ key, counter: 0n, authenticated: state.hash }, text);
  return { sealed, state: { chainingKey, hash: hash(state.hash, sealed) } };
}

/** Decrypts the next field of an initiation; `undefined` when it is not authentic. */
function openNext(state: NoiseState, secret: Uint8Array, sealed: Uint8Array) {
  const [chainingKey, key] = kdf2(state.chainingKey, secret);
  const text = decrypt({ key, counter: 0n, authenticated: state.hash }, sealed);
  return text === undefined ? undefined : { text, state: { chainingKey, hash: hash(state.hash, sealed) } };
}

interface ResponseSecrets {
  /** The responder's ephemeral public key. */
  readonly ephemeral: Uint8Array;
  readonly bothEphemeral: Uint8Array;
  /** Between the responder's ephemeral and the initiator's static key. */
  readonly toStatic: Uint8Array;
}

/** What both ends do with a response up to its encrypted field, and the key of that field. */
function mixResponse(
  state: NoiseState,
  { ephemeral, bothEphemeral, toStatic }: ResponseSecrets,
): { readonly state: NoiseState; readonly key: Buffer } {
  const mixed = kdf1(kdf1(kdf1(state.chainingKey, ephemeral), bothEphemeral), toStatic);
  const [chainingKey, temporary, key] = kdf3(mixed, noPresharedKey);
  return { state: { chainingKey, hash: hash(hash(state.hash, ephemeral), temporary) }, key };
}
