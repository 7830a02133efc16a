import type { DatagramStatistics } from '../model/observation.js';
import { decodeDatagram, encodeDatagram } from './datagram.js';
import { sleep } from './deadline.js';
import type { ProbeContext } from './probe-context.js';
import type { Datagram, UdpSocket } from './world.js';

/** Local ports per probe: firewalls and equal-cost routes decide by flow, so one port alone may be unlucky. */
const socketCount = 2;

/** What has happened to a probe's datagrams so far. */
export interface DatagramTally {
  readonly sent: number;
  /** Distinct datagrams that were answered. */
  readonly received: number;
  readonly duplicates: number;
  /** Errnos that sending and ICMP messages gave, in order. */
  readonly errors: readonly string[];
  readonly rttsMs: readonly number[];
  /** The first reply's word on where it saw us, and the socket that it came to. */
  readonly witness: { readonly observedSource: string; readonly localAddress: string } | undefined;
}

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

/** Authenticated datagrams between this probe and one address, and what came of them. */
export class DatagramSession {
  readonly #probe: string;
  readonly #sockets: readonly [UdpSocket, ...UdpSocket[]];
  readonly #context: ProbeContext;
  readonly #nonce: Uint8Array;
  readonly #sentAt: number[] = [];
  readonly #answered = new Set<number>();
  readonly #errors: string[] = [];
  readonly #rttsMs: number[] = [];
  #duplicates = 0;
  #witness: DatagramTally['witness'];
  #onChange = () => {};

  constructor(probe: string, sockets: readonly [UdpSocket, ...UdpSocket[]], context: ProbeContext) {
    this.#probe = probe;
    this.#sockets = sockets;
    this.#context = context;
    this.#nonce = context.world.random(16);
    for (const socket of sockets) {
      socket.onDatagram((datagram) => this.#take(datagram, socket));
      socket.onError((code) => this.#fail(code));
    }
  }

  /** The first socket's own address and port. */
  get localAddress(): string {
    return this.#sockets[0].localAddress;
  }

  get tally(): DatagramTally {
    return {
      sent: this.#sentAt.length,
      received: this.#answered.size,
      duplicates: this.#duplicates,
      errors: this.#errors,
      rttsMs: this.#rttsMs,
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
    const until = (offsetMs: number) => sleep(startedAt + offsetMs - world.clock.now(), enough.signal);
    for (const offsetMs of round.sendAtMs) {
      await until(offsetMs);
      if (enough.signal.aborted) break;
      await this.#send();
    }
    await until(round.endMs);
    this.#onChange = () => {};
    signal.removeEventListener('abort', stop);
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }

  async #send(): Promise<void> {
    const sequence = this.#sentAt.length;
    const socket = this.#sockets[sequence % this.#sockets.length] ?? this.#sockets[0];
    const request = { type: 'request', probe: this.#probe, sequence, nonce: this.#nonce } as const;
    const payload = encodeDatagram(request, this.#context);
    this.#sentAt.push(this.#context.world.clock.now());
    const code = await socket.send(payload);
    if (code !== undefined) this.#fail(code);
  }

  #take({ payload }: Datagram, socket: UdpSocket): void {
    const receivedAt = this.#context.world.clock.now();
    const decoded = decodeDatagram(payload, this.#context);
    if (!decoded.ok || decoded.value.type !== 'reply') return;
    const { probe, sequence, nonce, source } = decoded.value;
    const sentAt = this.#sentAt[sequence];
    const isOurs = probe === this.#probe && Buffer.compare(nonce, this.#nonce) === 0;
    if (!isOurs || sentAt === undefined) return;
    if (this.#answered.has(sequence)) {
      this.#duplicates += 1;
      return;
    }
    this.#answered.add(sequence);
    this.#rttsMs.push(receivedAt - sentAt);
    this.#witness ??= { observedSource: source, localAddress: socket.localAddress };
    this.#onChange();
  }

  #fail(code: string): void {
    this.#context.icmp.noteError();
    this.#errors.push(code);
    this.#onChange();
  }
}

/** The statistics of a tally as an observation carries them; the median of an even count is the lower middle. */
export function datagramStatistics({
  sent,
  received,
  duplicates,
  rttsMs,
}: DatagramTally): DatagramStatistics {
  const sorted = rttsMs.toSorted((one, other) => one - other);
  const [min] = sorted;
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  const max = sorted.at(-1);
  const isMeasured = min !== undefined && median !== undefined && max !== undefined;
  return { sent, received, duplicates, ...(isMeasured && { rttMs: { min, median, max } }) };
}
