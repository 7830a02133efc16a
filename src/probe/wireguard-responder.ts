import { randomBytes } from 'node:crypto';

import type { RunIdentity } from './datagram.js';
import { receiveInitiation, respondTo, type EstablishedSession } from './wireguard/handshake.js';
import { freshKeyPair, runKeyPairs, type RunKeyPairs } from './wireguard/key-pair.js';
import { type InitiationMessage, parseMessage, type TransportMessage } from './wireguard/messages.js';
import { openPacket, sealPacket } from './wireguard/transport.js';

/** Sessions kept; the oldest goes when one more is made. */
const sessionsKept = 256;

/** Packets that one session echoes: many times what a probe sends. */
const packetsPerSession = 256n;

/** Initiations that a run may send in all. Each is remembered, so that a replay of it gets nothing. */
const initiationsKept = 16_384;

/** An answer to a datagram of WireGuard. */
export interface WireGuardReply {
  /** Never larger than what it answers. */
  readonly bytes: Buffer;
  /** True for the answer to an initiation. */
  readonly isResponse: boolean;
}

interface ResponderSession extends EstablishedSession {
  readonly seen: Set<bigint>;
  counter: bigint;
}

/**
 * The responder's end of the throw-away tunnels of one run.
 *
 * It answers an authentic initiation of the run's own initiator key with a response, and echoes what comes through the
 * tunnel in a message of the same size. Anybody else gets nothing, as from WireGuard itself, and so does whoever
 * repeats what he overheard. What it remembers is bounded.
 */
export class WireGuardResponder {
  readonly #keys: RunKeyPairs;
  readonly #sessions = new Map<number, ResponderSession>();
  readonly #initiations = new Set<string>();

  constructor(identity: RunIdentity) {
    this.#keys = runKeyPairs(identity);
  }

  /** The answer to a datagram; `undefined` for none. `isAdmitted` is asked for authentic ones only. */
  reply(bytes: Uint8Array, isAdmitted: () => boolean): WireGuardReply | undefined {
    const message = parseMessage(bytes);
    switch (message?.type) {
      case 'initiation':
        return this.#respond(bytes, message, isAdmitted);
      case 'transport':
        return this.#echo(message, isAdmitted);
      default:
        return undefined;
    }
  }

  #respond(
    bytes: Uint8Array,
    { ephemeral }: InitiationMessage,
    isAdmitted: () => boolean,
  ): WireGuardReply | undefined {
    const name = Buffer.from(ephemeral).toString('latin1');
    // A replay costs no arithmetic.
    if (this.#initiations.has(name) || this.#initiations.size >= initiationsKept) return undefined;
    const received = receiveInitiation(bytes, this.#keys.responder);
    if (received === undefined) return undefined;
    if (!received.initiatorPublicKey.equals(this.#keys.initiator.publicKey)) return undefined;
    this.#initiations.add(name);
    if (!isAdmitted()) return undefined;
    const own = this.#freeIndex();
    const response = respondTo(received, { ephemeral: freshKeyPair(), sender: own });
    if (response === undefined) return undefined;
    this.#keep(own, { ...response.session, seen: new Set(), counter: 0n });
    return { bytes: response.bytes, isResponse: true };
  }

  #echo(message: TransportMessage, isAdmitted: () => boolean): WireGuardReply | undefined {
    const session = this.#sessions.get(message.receiver);
    if (session === undefined) return undefined;
    const { keys, peer, seen } = session;
    if (message.counter >= packetsPerSession || seen.has(message.counter)) return undefined;
    const packet = openPacket(message, keys.receive);
    if (packet === undefined) return undefined;
    seen.add(message.counter);
    if (!isAdmitted()) return undefined;
    const { counter } = session;
    session.counter += 1n;
    return { bytes: sealPacket({ key: keys.send, receiver: peer, counter }, packet), isResponse: false };
  }

  #keep(own: number, session: ResponderSession): void {
    this.#sessions.set(own, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > sessionsKept && oldest !== undefined) this.#sessions.delete(oldest);
  }

  #freeIndex(): number {
    let index = randomBytes(4).readUInt32LE();
    while (this.#sessions.has(index)) index = randomBytes(4).readUInt32LE();
    return index;
  }
}
