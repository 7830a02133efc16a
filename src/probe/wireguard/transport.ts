import { encodeMessage, type TransportMessage } from './messages.js';
import { decrypt, encrypt } from './primitives.js';

/** The two keys of a session, as one of its ends has them. */
export interface SessionKeys {
  readonly send: Uint8Array;
  readonly receive: Uint8Array;
}

/** What a packet is sent with. */
export interface SendInput {
  readonly key: Uint8Array;
  /** The receiver's index of the session. */
  readonly receiver: number;
  /** Used for one message only. */
  readonly counter: bigint;
}

const nothing = new Uint8Array();

/**
 * The message around a packet; without a packet, a keepalive. The packet is not padded: WireGuard pads to a multiple of
 * 16, though never beyond the tunnel's MTU. Source: WireGuard whitepaper §5.4.6; `calculate_skb_padding`, Linux
 * drivers/net/wireguard/send.c.
 */
export function sealPacket({ key, receiver, counter }: SendInput, packet: Uint8Array = nothing): Buffer {
  const encryptedPacket = encrypt({ key, counter, authenticated: nothing }, packet);
  return encodeMessage({ type: 'transport', receiver, counter, encryptedPacket });
}

/** The packet inside; `undefined` when it is not authentic. */
export function openPacket(
  { counter, encryptedPacket }: TransportMessage,
  key: Uint8Array,
): Buffer | undefined {
  return decrypt({ key, counter, authenticated: nothing }, encryptedPacket);
}
