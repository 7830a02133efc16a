import type { Socket } from 'node:net';

import type { Arrival } from '../model/agent-event.js';
import { ArrivalBook } from './arrival-book.js';
import { decodeDatagram, encodeDatagram, type RunIdentity } from './datagram.js';
import { withDeadline } from './deadline.js';
import { formatHostPort, unmapAddress } from './host-port.js';
import { readLine } from './line.js';
import { streamLineBytes } from './probe-stream.js';
import { type RateLimits, RateLimiter } from './rate-limit.js';
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
 * copies. Replies are as large as requests and limited in rate; what it remembers is bounded.
 */
export class Responder {
  readonly #options: ResponderOptions;
  readonly #limiter = new RateLimiter(rateLimits);
  readonly #book = new ArrivalBook();
  #connections = 0;

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  /** What arrived so far, by probe, in order of first arrival. */
  get arrivals(): readonly Arrival[] {
    return this.#book.arrivals;
  }

  /** Answers the datagrams of a bound socket, from the very address they were sent to. */
  serveDatagrams(socket: UdpSocket): void {
    socket.onDatagram((datagram) => {
      const reply = this.#reply(datagram);
      if (reply !== undefined) void socket.send(reply, datagram);
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
      else socket.end(`${reply.toString('base64')}\n`, () => socket.destroySoon());
    } finally {
      this.#connections -= 1;
    }
  }

  #reply({ payload, address, port }: Datagram): Buffer | undefined {
    const { identity, clock } = this.#options;
    const request = decodeDatagram(payload, identity);
    if (!request.ok || request.value.type !== 'request') return undefined;
    const source = formatHostPort(unmapAddress(address), port);
    const isNew = !this.#book.isCopy(request.value);
    const isAnswered = isNew && this.#limiter.admits(address, clock.now());
    const arrival = this.#book.enter({ probe: request.value.probe, source, isNew, isAnswered });
    if (arrival !== undefined) this.#options.onArrival(arrival);
    return isAnswered ? encodeDatagram({ ...request.value, type: 'reply', source }, identity) : undefined;
  }
}
