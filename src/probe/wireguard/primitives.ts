import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';

import { blake2s } from '@noble/hashes/blake2.js';

/** The functions that WireGuard is made of, under the names of its whitepaper (§5.4). */

const tagBytes = 16;

/** HASH: BLAKE2s-256 (RFC 7693). */
export function hash(...parts: readonly Uint8Array[]): Buffer {
  const digest = createHash('blake2s256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** MAC: keyed BLAKE2s with an output of 16 bytes (RFC 7693 §2.9), which `node:crypto` does not have. */
export function mac(key: Uint8Array, input: Uint8Array): Buffer {
  return Buffer.from(blake2s(input, { key, dkLen: 16 }));
}

/** KDF1: the next chaining key. */
export function kdf1(chainingKey: Uint8Array, input: Uint8Array): Buffer {
  return hmac(hmac(chainingKey, input), Buffer.from([1]));
}

/** KDF2: the next chaining key and one more. */
export function kdf2(chainingKey: Uint8Array, input: Uint8Array): readonly [Buffer, Buffer] {
  const [first, second] = kdf3(chainingKey, input);
  return [first, second];
}

/** KDF3: the next chaining key and two more. */
export function kdf3(chainingKey: Uint8Array, input: Uint8Array): readonly [Buffer, Buffer, Buffer] {
  const secret = hmac(chainingKey, input);
  const first = hmac(secret, Buffer.from([1]));
  const second = hmac(secret, first, Buffer.from([2]));
  return [first, second, hmac(secret, second, Buffer.from([3]))];
}

function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const digest = createHmac('blake2s256', key);
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** A key, the counter that makes its nonce, and what is authenticated beside the text. */
export interface AeadInput {
  readonly key: Uint8Array;
  readonly counter: bigint;
  readonly authenticated: Uint8Array;
}

/** AEAD: ChaCha20-Poly1305 (RFC 7539 §2.8) with a nonce of four zero bytes and the counter; the tag comes last. */
export function encrypt({ key, counter, authenticated }: AeadInput, text: Uint8Array): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, nonceOf(counter), { authTagLength: tagBytes });
  cipher.setAAD(authenticated, { plaintextLength: text.length });
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** The text; `undefined` when it is not authentic. */
export function decrypt({ key, counter, authenticated }: AeadInput, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < tagBytes) return undefined;
  const text = sealed.subarray(0, sealed.length - tagBytes);
  const cipher = createDecipheriv('chacha20-poly1305', key, nonceOf(counter), { authTagLength: tagBytes });
  cipher.setAAD(authenticated, { plaintextLength: text.length });
  cipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    return Buffer.concat([cipher.update(text), cipher.final()]);
  } catch {
    // Node reports a tag that does not fit by throwing, without a code of its own.
    return undefined;
  }
}

function nonceOf(counter: bigint): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64LE(counter, 4);
  return nonce;
}
