import { type EstablishedSession, initiate, type PendingHandshake, receiveResponse } from './handshake.js';
import { freshKeyPair, type KeyPair } from './key-pair.js';
import { parseMessage } from './messages.js';
import { tai64n } from './tai64n.js';
import { openPacket, sealPacket } from './transport.js';

/** What a datagram was to an initiator. */
export type TunnelEvent =
  /** A response; `sender` is the index of the initiation that it answers. */
  | { readonly kind: 'response'; readonly sender: number }
  /** What came through the tunnel; a keepalive is empty. */
  | { readonly kind: 'packet'; readonly packet: Buffer };

/**
 * The initiator's end of a tunnel: bytes in, bytes out, no socket and no clock. Unlike WireGuard's own it takes the
 * response to any of its initiations, because a response may take longer than the next initiation waits; the first
 * response makes the tunnel.
 */
export class InitiatorTunnel {
  readonly #initiator: KeyPair;
  readonly #responderPublicKey: Uint8Array;
  readonly #pending = new Map<number, PendingHandshake>();
  readonly #seen = new Set<bigint>();
  #session: (EstablishedSession & { readonly own: number }) | undefined;
  #counter = 0n;

  constructor(initiator: KeyPair, responderPublicKey: Uint8Array) {
    this.#initiator = initiator;
    this.#responderPublicKey = responderPublicKey;
  }

  get isEstablished(): boolean {
    return this.#session !== undefined;
  }

  /** The next initiation, at a time later than the one before; `sender` is an index not used before. */
  initiation({ unixMs, sender }: { readonly unixMs: number; readonly sender: number }): Buffer {
    const begun = initiate({
      initiator: this.#initiator,
      responderPublicKey: this.#responderPublicKey,
      ephemeral: freshKeyPair(),
      timestamp: tai64n(unixMs),
      sender,
    });
    if (begun === undefined) throw new TypeError('the responder has a public key of low order');
    this.#pending.set(sender, begun.pending);
    return begun.bytes;
  }

  /** A message around a packet; without one, a keepalive. `undefined` while there is no tunnel. */
  seal(packet?: Uint8Array): Buffer | undefined {
    if (this.#session === undefined) return undefined;
    const { peer, keys } = this.#session;
    const counter = this.#counter;
    this.#counter += 1n;
    return sealPacket({ key: keys.send, receiver: peer, counter }, packet);
  }

  /** Takes a datagram; `undefined` for what is not authentic or was seen before. */
  receive(bytes: Uint8Array): TunnelEvent | undefined {
    const message = parseMessage(bytes);
    switch (message?.type) {
      case 'response': {
        const pending = this.#pending.get(message.receiver);
        const session = pending === undefined ? undefined : receiveResponse(bytes, pending);
        if (session === undefined) return undefined;
        this.#pending.delete(message.receiver);
        this.#session ??= { ...session, own: message.receiver };
        return { kind: 'response', sender: message.receiver };
      }
      case 'transport': {
        if (message.receiver !== this.#session?.own || this.#seen.has(message.counter)) return undefined;
        const packet = openPacket(message, this.#session.keys.receive);
        if (packet === undefined) return undefined;
        this.#seen.add(message.counter);
        return { kind: 'packet', packet };
      }
      default:
        return undefined;
    }
  }
}
