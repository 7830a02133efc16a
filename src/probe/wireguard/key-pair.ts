import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';

/** An X25519 key pair (RFC 7748). */
export interface KeyPair {
  readonly privateKey: KeyObject;
  /** 32 bytes. */
  readonly publicKey: Buffer;
}

/** The DER of an X25519 key is a fixed beginning and the 32 bytes of the key. Source: RFC 8410 §4, §7. */
const privatePrefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b656e032100', 'hex');

/** The pair of a private key of 32 bytes. */
export function keyPairOf(privateBytes: Uint8Array): KeyPair {
  const der = Buffer.concat([privatePrefix, privateBytes]);
  return pairOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/** A pair that nobody has had before. */
export function freshKeyPair(): KeyPair {
  return pairOf(generateKeyPairSync('x25519').privateKey);
}

function pairOf(privateKey: KeyObject): KeyPair {
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: der.subarray(publicPrefix.length) };
}

/** DH: the secret that a pair shares with somebody's public key; `undefined` for one that gives none (RFC 7748 §6.1). */
export function sharedSecret({ privateKey }: KeyPair, publicKey: Uint8Array): Buffer | undefined {
  const der = Buffer.concat([publicPrefix, publicKey]);
  try {
    return diffieHellman({
      privateKey,
      publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }),
    });
  } catch {
    // OpenSSL refuses keys of low order, with which everybody would share the same secret.
    return undefined;
  }
}

/** The static keys of the two ends of a run's throw-away tunnel. */
export interface RunKeyPairs {
  readonly initiator: KeyPair;
  readonly responder: KeyPair;
}

/**
 * Static keys that both agents of a run make of its key, each for itself (HKDF, RFC 5869). They are good for nothing
 * but this run's probes and are never written anywhere.
 */
export function runKeyPairs({
  key,
  runId,
}: {
  readonly key: Uint8Array;
  readonly runId: string;
}): RunKeyPairs {
  const derive = (end: string): KeyPair =>
    keyPairOf(Buffer.from(hkdfSync('sha256', key, runId, `liqo-doctor wireguard ${end}`, 32)));
  return { initiator: derive('initiator'), responder: derive('responder') };
}
