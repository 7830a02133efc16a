import { timingSafeEqual } from 'node:crypto';

import { macBytes } from './messages.js';
import { hash, mac } from './primitives.js';

const label = Buffer.from('mac1----');

/** A handshake message with its first MAC, which says who it is for, and an empty second one: there are no cookies. */
export function seal(message: Uint8Array, receiverPublicKey: Uint8Array): Buffer {
  return Buffer.concat([message, mac1(message, receiverPublicKey), Buffer.alloc(macBytes)]);
}

/** Whether a handshake message is for the owner of this public key. Costs little, hence comes before everything else. */
export function isSealedFor(receiverPublicKey: Uint8Array, sealed: Uint8Array): boolean {
  const end = sealed.length - 2 * macBytes;
  const found = sealed.subarray(end, end + macBytes);
  return timingSafeEqual(mac1(sealed.subarray(0, end), receiverPublicKey), found);
}

/** Source: WireGuard whitepaper §5.4.4. */
function mac1(message: Uint8Array, receiverPublicKey: Uint8Array): Buffer {
  return mac(hash(label, receiverPublicKey), message);
}
