import { type DatagramReply, datagramBytes, decodeDatagram, encodeDatagram } from './datagram.js';
import type { DatagramRequest } from './datagram.js';
import { sleep } from './deadline.js';
import type { ProbeContext } from './probe-context.js';
import type { Datagram, UdpSocket } from './world.js';

/** What a request may wish for; see `DatagramRequest`. */
export type DatagramWishes = Pick<DatagramRequest, 'bytes' | 'wantsFullSize' | 'replyAfterSeconds'>;

/** An authentic reply to one of an asker's own requests, wherever it came from. */
export interface HeardReply {
  readonly reply: DatagramReply;
  /** The size of its UDP payload. */
  readonly bytes: number;
  /** When it came, by this program's clock. */
  readonly atMs: number;
}

/** What came to a request: an authentic reply, or nothing in time. */
export type DatagramAnswer =
  | {
      readonly kind: 'reply';
      readonly reply: DatagramReply;
      /** The size of the reply's UDP payload. */
      readonly bytes: number;
      /** From sending to receiving, in milliseconds; of a late reply that includes the wait asked for. */
      readonly afterMs: number;
    }
  | { readonly kind: 'silence' };

/** A request that has left, or failed to. */
export interface AskedDatagram {
  /** The errno that sending met; an ICMP error for an earlier datagram may come out here. */
  readonly code: string | undefined;
  /** Waits for the first reply of a type, or returns at once when it came already. */
  answer(type: DatagramReply['type'], waitMs: number): Promise<DatagramAnswer>;
}

interface Pending {
  readonly sentAtMs: number;
  readonly answers: Map<DatagramReply['type'], DatagramAnswer>;
  readonly listeners: Set<() => void>;
}

/**
 * Sends single authenticated requests of a probe's own making on a socket, and tells what came to each. A session's
 * rounds on the same socket are not disturbed: this has a nonce of its own.
 *
 * The socket stays its owner's, who closes it.
 */
export class DatagramAsker {
  readonly #probe: string;
  readonly #socket: UdpSocket;
  readonly #context: ProbeContext;
  readonly #nonce: Uint8Array;
  readonly #asked: Pending[] = [];
  readonly #listeners = new Set<(heard: HeardReply) => void>();

  constructor(probe: string, socket: UdpSocket, context: ProbeContext) {
    this.#probe = probe;
    this.#socket = socket;
    this.#context = context;
    this.#nonce = context.world.random(16);
    socket.onDatagram((datagram) => this.#take(datagram));
  }

  /** How many requests were made so far, which is the sequence number of the next. */
  get count(): number {
    return this.#asked.length;
  }

  /** Tells of every authentic reply of either type, one that came twice too. */
  onReply(listener: (heard: HeardReply) => void): void {
    this.#listeners.add(listener);
  }

  /** Sends one request: to the socket's peer, or from an unconnected socket `to` somebody. It is sent once. */
  async ask(
    wishes: DatagramWishes,
    to?: { readonly address: string; readonly port: number },
  ): Promise<AskedDatagram> {
    const sequence = this.#asked.length;
    const request = { type: 'request', probe: this.#probe, sequence, nonce: this.#nonce, ...wishes } as const;
    const payload = encodeDatagram(request, this.#context);
    const pending: Pending = {
      sentAtMs: this.#context.world.clock.now(),
      answers: new Map(),
      listeners: new Set(),
    };
    this.#asked.push(pending);
    const code = await this.#socket.send(payload, to);
    return { code, answer: (type, waitMs) => this.#answer(pending, type, waitMs) };
  }

  async #answer(pending: Pending, type: DatagramReply['type'], waitMs: number): Promise<DatagramAnswer> {
    const { signal } = this.#context;
    const over = new AbortController();
    const listener = () => {
      if (signal.aborted || pending.answers.has(type)) over.abort();
    };
    pending.listeners.add(listener);
    signal.addEventListener('abort', listener);
    listener();
    await sleep(waitMs, over.signal);
    // Nor is silence what has arrived and was not read yet.
    if (!over.signal.aborted) await new Promise((resolve) => setImmediate(resolve));
    signal.removeEventListener('abort', listener);
    pending.listeners.delete(listener);
    return pending.answers.get(type) ?? { kind: 'silence' };
  }

  #take({ payload }: Datagram): void {
    const decoded = decodeDatagram(payload, this.#context);
    if (!decoded.ok || decoded.value.type === 'request') return;
    const reply = decoded.value;
    const pending = this.#asked[reply.sequence];
    const isOurs = reply.probe === this.#probe && Buffer.compare(reply.nonce, this.#nonce) === 0;
    if (!isOurs || pending === undefined) return;
    const heard = { reply, bytes: reply.bytes ?? datagramBytes, atMs: this.#context.world.clock.now() };
    for (const listener of this.#listeners) listener(heard);
    if (pending.answers.has(reply.type)) return;
    const afterMs = heard.atMs - pending.sentAtMs;
    pending.answers.set(reply.type, { kind: 'reply', reply, bytes: heard.bytes, afterMs });
    for (const listener of [...pending.listeners]) listener();
  }
}
