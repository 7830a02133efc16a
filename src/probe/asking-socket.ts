import { DatagramAsker, type DatagramWishes, type HeardReply } from './datagram-asker.js';
import { sleep } from './deadline.js';
import type { ProbeContext } from './probe-context.js';
import type { UdpSocket } from './world.js';

/**
 * When a question is asked again that no answer has come to, and when that is given up; in milliseconds. With 20 % loss
 * in each direction six tries fail twice in a thousand times.
 */
const askAtMs: readonly number[] = [0, 300, 700, 1200, 1900, 2700];
const askEndMs = 3500;

/** A question to a responder. */
export interface Question extends Pick<DatagramWishes, 'replyAfterSeconds'> {
  /** An IP literal. */
  readonly address: string;
  readonly port: number;
}

/**
 * One socket without a fixed destination, which asks a responder's ports where it is seen from.
 *
 * It takes authentic replies to its own questions only, wherever they come from.
 */
export class AskingSocket {
  readonly #socket: UdpSocket;
  readonly #context: ProbeContext;
  readonly #asker: DatagramAsker;
  readonly #late: HeardReply[] = [];
  #activeAtMs = 0;
  #onReply: (heard: HeardReply) => void = () => {};

  constructor(probe: string, socket: UdpSocket, context: ProbeContext) {
    this.#socket = socket;
    this.#context = context;
    this.#asker = new DatagramAsker(probe, socket, context);
    this.#asker.onReply((heard) => this.#take(heard));
    // An unconnected socket is told of nothing that concerns one destination.
    socket.onError(() => {});
  }

  /** The socket's own port. */
  get port(): number {
    const { localAddress } = this.#socket;
    return Number(localAddress.slice(localAddress.lastIndexOf(':') + 1));
  }

  /** When a datagram last left from here or an answer came in, late replies aside. */
  get activeAtMs(): number {
    return this.#activeAtMs;
  }

  /** Asks, several times if need be; gives where the responder saw this socket, `undefined` without an answer. */
  async ask(question: Question): Promise<string | undefined> {
    const { world, signal } = this.#context;
    const answered = new AbortController();
    const stop = () => answered.abort();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const first = this.#asker.count;
    let source: string | undefined;
    this.#onReply = ({ reply }) => {
      if (reply.sequence < first) return;
      source = reply.source;
      stop();
    };
    const startedAt = world.clock.now();
    const until = (offsetMs: number) => sleep(startedAt + offsetMs - world.clock.now(), answered.signal);
    for (const offsetMs of askAtMs) {
      await until(offsetMs);
      if (answered.signal.aborted) break;
      await this.#send(question);
    }
    await until(askEndMs);
    signal.removeEventListener('abort', stop);
    return source;
  }

  /** How long the socket had been silent when the first late reply came; `undefined` when none came within `withinMs`. */
  async awaitLateReply(withinMs: number): Promise<number | undefined> {
    const { signal } = this.#context;
    const over = new AbortController();
    const stop = () => over.abort();
    signal.addEventListener('abort', stop);
    if (signal.aborted || this.#late.length > 0) stop();
    this.#onReply = stop;
    await sleep(withinMs, over.signal);
    // What has arrived and was not read yet is heard too.
    if (this.#late.length === 0) await new Promise((resolve) => setImmediate(resolve));
    signal.removeEventListener('abort', stop);
    const [first] = this.#late;
    return first === undefined ? undefined : Math.max(0, first.atMs - this.#activeAtMs);
  }

  close(): void {
    this.#socket.close();
  }

  async #send({ address, port, ...wishes }: Question): Promise<void> {
    this.#activeAtMs = this.#context.world.clock.now();
    await this.#asker.ask(wishes, { address, port });
  }

  #take(heard: HeardReply): void {
    if (heard.reply.type === 'late-reply') this.#late.push(heard);
    else this.#activeAtMs = heard.atMs;
    this.#onReply(heard);
  }
}

/** Opens so many such sockets of one address family; fewer, when the system gives no more. */
export async function openAskingSockets(
  count: number,
  { probe, family }: { readonly probe: string; readonly family: 4 | 6 },
  context: ProbeContext,
): Promise<readonly AskingSocket[]> {
  const open = () => context.world.openUdp(family);
  const opened = await Promise.all(Array.from({ length: count }, open));
  return opened.flatMap((result) => (result.ok ? [new AskingSocket(probe, result.socket, context)] : []));
}
