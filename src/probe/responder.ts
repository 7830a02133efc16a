import type { Socket } from 'node:net';

import type { Arrival } from '../model/agent-event.js';
import { ArrivalBook } from './arrival-book.js';
import {
  type DatagramReply,
  type DatagramRequest,
  decodeDatagram,
  encodeDatagram,
  type RunIdentity,
} from './datagram.js';
import { withDeadline } from './deadline.js';
import { formatHostPort, unmapAddress } from './host-port.js';
import { LateReplies } from './late-replies.js';
import { readLine } from './line.js';
import { streamLineBytes } from './probe-stream.js';
import { type RateLimits, RateLimiter } from './rate-limit.js';
import { beginsLikeWireGuard } from './wireguard/messages.js';
import { WireGuardResponder } from './wireguard-responder.js';
import type { Clock, Datagram, UdpSocket } from './world.js';

/**
 * More than any run sends: what is held back here would look like a lost reply. Only authentic requests that were not
 * seen before count, so nobody else can use it up.
 */
const rateLimits: RateLimits = { perSource: 1000, total: 4000 };
const connectionsKept = 128;
const connectionMs = 10_000;

/** What a responder is made of. */
export interface ResponderOptions {
  readonly identity: RunIdentity;
  readonly clock: Clock;
  /** Called for every authentic request, copies included, with the counts so far. */
  readonly onArrival: (arrival: Arrival) => void;
}

/**
 * Answers this run's probers and nobody else: a request that does not carry the run's code gets nothing, over UDP not
 * a byte and over TCP an end of the connection. So does a copy of a request that was seen before, wherever it comes
 * from: whoever replays one that he overheard learns nothing, makes nothing be sent, and moves no count but that of
 * copies. Replies are never larger than requests, and limited in rate; what it remembers is bounded.
 */
export class Responder {
  readonly #options: ResponderOptions;
  readonly #limiter = new RateLimiter(rateLimits);
  readonly #book = new ArrivalBook();
  readonly #lateReplies = new LateReplies();
  readonly #wireGuard: WireGuardResponder;
  #connections = 0;

  constructor(options: ResponderOptions) {
    this.#options = options;
    this.#wireGuard = new WireGuardResponder(options.identity);
  }

  /** What arrived so far, by probe, in order of first arrival. */
  get arrivals(): readonly Arrival[] {
    return this.#book.arrivals;
  }

  /** Answers the datagrams of a bound socket, from the very address they were sent to. */
  serveDatagrams(socket: UdpSocket): void {
    socket.onDatagram((datagram) => {
      if (beginsLikeWireGuard(datagram.payload)) {
        this.#answerWireGuard(datagram, socket);
        return;
      }
      const reply = this.#reply(datagram);
      if (reply === undefined) return;
      void socket.send(reply.bytes, datagram);
      this.#promiseLateReply(reply.answer, { to: datagram, through: socket });
    });
    // An ICMP error for a reply concerns its receiver; nothing is left to do here.
    socket.onError(() => {});
  }

  /** Answers one line of one connection, then closes it. */
  async serveConnection(socket: Socket, signal: AbortSignal): Promise<void> {
    socket.on('error', () => {});
    const { remoteAddress: address, remotePort: port } = socket;
    if (address === undefined || port === undefined || this.#connections >= connectionsKept) {
      socket.destroy();
      return;
    }
    this.#connections += 1;
    try {
      const request = await withDeadline(signal, connectionMs, (deadline) =>
        readLine(socket, streamLineBytes, deadline),
      );
      const payload = request.ok ? Buffer.from(request.line, 'base64') : new Uint8Array();
      const reply = this.#reply({ payload, address, port });
      if (reply === undefined) socket.destroy();
      else socket.end(`${reply.bytes.toString('base64')}\n`, () => socket.destroySoon());
    } finally {
      this.#connections -= 1;
    }
  }

  /** A handshake counts for the probe whose ordinary datagrams came from the same source. */
  #answerWireGuard(datagram: Datagram, socket: UdpSocket): void {
    const { payload, address, port } = datagram;
    const now = this.#options.clock.now();
    const reply = this.#wireGuard.reply(payload, () => this.#limiter.admits(address, now));
    if (reply === undefined) return;
    void socket.send(reply.bytes, datagram);
    if (!reply.isResponse) return;
    const arrival = this.#book.enterHandshake(formatHostPort(unmapAddress(address), port));
    if (arrival !== undefined) this.#options.onArrival(arrival);
  }

  /** Breaks off what is still to be sent. */
  close(): void {
    this.#lateReplies.cancel();
  }

  /** Keeps the wish of a request for a second message; the limits of the rate hold for it as for any reply. */
  #promiseLateReply(answer: DatagramReply, { to, through }: ReturnPath): void {
    const { identity, clock } = this.#options;
    const { probe, sequence, nonce, source, replyAfterSeconds } = answer;
    if (replyAfterSeconds === undefined) return;
    const late = { type: 'late-reply', probe, sequence, nonce, source, replyAfterSeconds } as const;
    this.#lateReplies.promise(replyAfterSeconds, () => {
      if (!this.#limiter.admits(to.address, clock.now())) return;
      void through.send(encodeDatagram(late, identity), to);
      const arrival = this.#book.enterLateReply(probe);
      if (arrival !== undefined) this.#options.onArrival(arrival);
    });
  }

  #reply({ payload, address, port }: Datagram): Answer | undefined {
    const { identity, clock } = this.#options;
    const request = decodeDatagram(payload, identity);
    if (!request.ok || request.value.type !== 'request') return undefined;
    const source = formatHostPort(unmapAddress(address), port);
    const isNew = !this.#book.isCopy(request.value);
    const isAnswered = isNew && this.#limiter.admits(address, clock.now());
    const arrival = this.#book.enter({ probe: request.value.probe, source, isNew, isAnswered });
    if (arrival !== undefined) this.#options.onArrival(arrival);
    if (!isAnswered) return undefined;
    const answer: DatagramReply = { ...sizedAsWanted(request.value), type: 'reply', source };
    return { answer, bytes: encodeDatagram(answer, identity) };
  }
}

/** The datagram that asked, and the socket that it came in on. */
interface ReturnPath {
  readonly to: Datagram;
  readonly through: UdpSocket;
}

/** A reply, and its bytes. */
interface Answer {
  readonly answer: DatagramReply;
  readonly bytes: Buffer;
}

/** The request's fields as a reply repeats them: without its size, unless a reply of that size was asked for. */
function sizedAsWanted({ bytes, ...others }: DatagramRequest): Omit<DatagramRequest, 'type'> {
  const isFullSize = others.wantsFullSize === true && bytes !== undefined;
  return { ...others, ...(isFullSize && { bytes }) };
}
