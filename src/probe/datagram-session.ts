import { decodeDatagram, encodeDatagram } from './datagram.js';
import { type DatagramTally, SocketTally } from './datagram-tally.js';
import { sleep } from './deadline.js';
import type { ProbeContext } from './probe-context.js';
import type { Datagram, UdpSocket } from './world.js';

/** Local ports per probe: firewalls and equal-cost routes decide by flow, so one port alone may be unlucky. */
const socketCount = 4;

/** When to send, counted from the round's start, and when to stop waiting. In milliseconds. */
export interface DatagramRound {
  readonly sendAtMs: readonly number[];
  readonly endMs: number;
  /** Ends the round early. */
  readonly isEnough: (tally: DatagramTally) => boolean;
}

/** Where a probe's datagrams go. */
export interface DatagramTarget {
  /** The `id` of the probe task. */
  readonly probe: string;
  /** An IP literal. */
  readonly address: string;
  readonly port: number;
}

/** A session, or the errno that connecting met: this machine has no way to send there. */
export type OpenSessionResult =
  { readonly ok: true; readonly session: DatagramSession } | { readonly ok: false; readonly code: string };

/** Opens sockets connected to one address. */
export async function openDatagramSession(
  target: DatagramTarget,
  context: ProbeContext,
): Promise<OpenSessionResult> {
  const open = () => context.world.connectUdp(target.address, target.port);
  const opened = await Promise.all(Array.from({ length: socketCount }, open));
  const [first, ...others] = opened.flatMap((result) => (result.ok ? [result.socket] : []));
  if (first !== undefined) {
    return { ok: true, session: new DatagramSession(target.probe, [first, ...others], context) };
  }
  const code = opened.flatMap((result) => (result.ok ? [] : [result.code]))[0] ?? 'UNKNOWN';
  return { ok: false, code };
}

/** A datagram that was sent: when, and by which of the sockets. */
interface SentDatagram {
  readonly atMs: number;
  readonly flow: SocketTally;
  isAnswered: boolean;
}

/**
 * Authenticated datagrams between this probe and one address, and what came of them.
 *
 * A reply counts once, when it is authentic, repeats the nonce and a number of this session, and comes to the very
 * socket that sent that number. A copy of it, be it the network's or a replay, counts as a duplicate and changes nothing
 * else; anything else is as if it had never come.
 */
export class DatagramSession {
  readonly #probe: string;
  readonly #flows: readonly [SocketTally, ...SocketTally[]];
  readonly #context: ProbeContext;
  readonly #nonce: Uint8Array;
  readonly #sent: SentDatagram[] = [];
  readonly #errors: string[] = [];
  readonly #rttsMs: number[] = [];
  #duplicates = 0;
  #reordered = 0;
  #latestAnswered = -1;
  #witness: DatagramTally['witness'];
  #onChange = () => {};

  constructor(probe: string, sockets: readonly [UdpSocket, ...UdpSocket[]], context: ProbeContext) {
    this.#probe = probe;
    const [first, ...others] = sockets;
    this.#flows = [new SocketTally(first), ...others.map((socket) => new SocketTally(socket))];
    this.#context = context;
    this.#nonce = context.world.random(16);
    for (const flow of this.#flows) {
      flow.socket.onDatagram((datagram) => this.#take(datagram, flow));
      flow.socket.onError((code) => this.#fail(code));
    }
  }

  /** The first socket's own address and port. */
  get localAddress(): string {
    return this.#flows[0].socket.localAddress;
  }

  /**
   * The sockets, connected to the session's target: for a probe that has more to say there than ordinary requests, by
   * raw bytes or through a `DatagramAsker`. One that has had a reply comes before one that has not.
   */
  get sockets(): readonly [UdpSocket, ...UdpSocket[]] {
    const [first, ...others] = this.#flows.toSorted(
      (one, other) => Number(other.received > 0) - Number(one.received > 0),
    );
    return first === undefined
      ? [this.#flows[0].socket]
      : [first.socket, ...others.map(({ socket }) => socket)];
  }

  get tally(): DatagramTally {
    const now = this.#context.world.clock.now();
    return {
      sent: this.#sent.length,
      received: this.#rttsMs.length,
      duplicates: this.#duplicates,
      reordered: this.#reordered,
      errors: this.#errors,
      rttsMs: this.#rttsMs,
      unansweredForMs: this.#sent.filter(({ isAnswered }) => !isAnswered).map(({ atMs }) => now - atMs),
      flows: this.#flows.map((flow) => flow.counts),
      witness: this.#witness,
    };
  }

  /** Sends by a round's schedule until it is over, there is enough, or the run ends. */
  async run(round: DatagramRound): Promise<void> {
    const { world, signal } = this.#context;
    const enough = new AbortController();
    const stop = () => enough.abort();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    this.#onChange = () => {
      if (round.isEnough(this.tally)) stop();
    };
    const startedAt = world.clock.now();
    // The last datagram has its time even if this process was held up and sent it late.
    let delayMs = 0;
    const until = (offsetMs: number) => sleep(startedAt + offsetMs - world.clock.now(), enough.signal);
    for (const offsetMs of round.sendAtMs) {
      await until(offsetMs);
      if (enough.signal.aborted) break;
      delayMs = Math.max(0, world.clock.now() - startedAt - offsetMs);
      await this.#send();
    }
    await until(round.endMs + delayMs);
    // Nor is silence what has arrived and was not read yet.
    if (!enough.signal.aborted) await new Promise((resolve) => setImmediate(resolve));
    this.#onChange = () => {};
    signal.removeEventListener('abort', stop);
  }

  close(): void {
    for (const { socket } of this.#flows) socket.close();
  }

  /** In turn, but a port that has had no reply goes before one that has: what is not known yet is worth a datagram. */
  #nextFlow(): SocketTally {
    return this.#flows.reduce((best, flow) => (flow.urgency < best.urgency ? flow : best));
  }

  async #send(): Promise<void> {
    const sequence = this.#sent.length;
    const flow = this.#nextFlow();
    const request = { type: 'request', probe: this.#probe, sequence, nonce: this.#nonce } as const;
    const payload = encodeDatagram(request, this.#context);
    this.#sent.push({ atMs: this.#context.world.clock.now(), flow, isAnswered: false });
    flow.sent += 1;
    const code = await flow.socket.send(payload);
    if (code === undefined) return;
    this.#fail(code);
    // The answer to an earlier datagram, which Linux hands to the next send in its place: this one has not left yet.
    const again = code === 'ECONNREFUSED' ? await flow.socket.send(payload) : undefined;
    if (again !== undefined) this.#fail(again);
  }

  #take({ payload }: Datagram, flow: SocketTally): void {
    const receivedAt = this.#context.world.clock.now();
    const decoded = decodeDatagram(payload, this.#context);
    if (!decoded.ok || decoded.value.type !== 'reply') return;
    const { probe, sequence, nonce, source } = decoded.value;
    const sent = this.#sent[sequence];
    const isOurs = probe === this.#probe && Buffer.compare(nonce, this.#nonce) === 0;
    if (!isOurs || sent?.flow !== flow) return;
    if (sent.isAnswered) {
      this.#duplicates += 1;
      return;
    }
    sent.isAnswered = true;
    flow.received += 1;
    if (sequence < this.#latestAnswered) this.#reordered += 1;
    this.#latestAnswered = Math.max(this.#latestAnswered, sequence);
    this.#rttsMs.push(receivedAt - sent.atMs);
    this.#witness ??= { observedSource: source, localAddress: flow.socket.localAddress };
    this.#onChange();
  }

  #fail(code: string): void {
    this.#context.icmp.noteError();
    this.#errors.push(code);
    this.#onChange();
  }
}
