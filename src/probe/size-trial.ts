import { type AskedDatagram, DatagramAsker } from './datagram-asker.js';
import { sleep } from './deadline.js';
import type { SizeVerdict } from './largest-size.js';
import type { ProbeContext } from './probe-context.js';
import type { Counters, UdpSocket } from './world.js';

/** Something else on this machine may fragment a packet at the same moment, but hardly twice. */
const fragmentedTwice = 2;

/** What packets of a certain size are sent with. */
export interface SizeTrialOptions {
  /** The `id` of the probe task. */
  readonly probe: string;
  /** Connected to the target. */
  readonly socket: UdpSocket;
  /** What IP and UDP add to a payload, in bytes. */
  readonly headerBytes: number;
  /** How long a reply may take. */
  readonly waitMs: number;
}

/**
 * Sends packets of a certain size and tells what became of them, in either direction.
 *
 * Linux forbids routers to fragment what is no larger than the path MTU it knows of, fragments what is larger itself,
 * and tells a connected socket of an ICMP message that makes it know less. So a size does not fit when the counter of
 * fragments made moves while it is sent; or on the way back, where the responder's system does the same, when the
 * counter of fragments received moves before the reply is there. SOURCE: ip(7) `IP_MTU_DISCOVER`; RFC 1191; RFC 8201.
 */
export class SizeTrial {
  readonly #options: SizeTrialOptions;
  readonly #context: ProbeContext;
  readonly #asker: DatagramAsker;
  readonly #onTooBig = new Set<() => void>();
  #wasTold = false;

  constructor(options: SizeTrialOptions, context: ProbeContext) {
    this.#options = options;
    this.#context = context;
    this.#asker = new DatagramAsker(options.probe, options.socket, context);
    options.socket.onError((code) => {
      if (code === 'EMSGSIZE') this.#noteTooBig();
    });
  }

  /** Whether any ICMP message said that a packet was too big. */
  get wasTold(): boolean {
    return this.#wasTold;
  }

  /** Tries whether packets of so many bytes reach the target; replies are small. */
  async there(bytes: number, tries: number): Promise<SizeVerdict> {
    return await this.#try(tries, () => this.#sendThere(bytes));
  }

  /** Tries whether packets of so many bytes, which must be known to pass on the way there, come back. */
  async back(bytes: number, tries: number): Promise<SizeVerdict> {
    return await this.#try(tries, () => this.#sendForBack(bytes));
  }

  async #try(tries: number, send: () => Promise<Sent>): Promise<SizeVerdict> {
    const { waitMs } = this.#options;
    const seen = { passed: false, fragmented: 0, told: false };
    let wake = () => {};
    const tell = () => {
      seen.told = true;
      wake();
    };
    const isDecided = () => seen.passed || seen.fragmented >= fragmentedTwice || this.#context.signal.aborted;
    this.#onTooBig.add(tell);
    for (let count = 1; count <= tries && !isDecided(); count += 1) {
      const pause = new AbortController();
      wake = () => pause.abort();
      const sent = await send();
      if (sent.isFragmented) seen.fragmented += 1;
      if (sent.isFragmented || sent.arrival === undefined) continue;
      void sent.arrival.then((arrived) => {
        if (arrived === 'passed') seen.passed = true;
        if (arrived === 'fragmented') seen.fragmented += 1;
        if (arrived !== 'lost') wake();
      });
      await sleep(count === tries ? waitMs : waitMs / 2, pause.signal);
      // The last word of a reply that is there already.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#onTooBig.delete(tell);
    if (seen.passed) return 'passed';
    if (seen.fragmented >= fragmentedTwice) return 'fragmented';
    return seen.told ? 'too-big' : 'lost';
  }

  async #sendThere(bytes: number): Promise<Sent> {
    // All three in one turn of the event loop, so that no other probe of this process comes in between.
    const before = this.#counters();
    const asking = this.#asker.ask({ bytes: this.#payloadOf(bytes) });
    const after = this.#counters();
    const asked = this.#heard(await asking);
    const isFragmented = moved(await before, await after, 'fragmentsCreated');
    return { isFragmented, arrival: asked && this.#arrivalOf(asked, () => Promise.resolve(false)) };
  }

  async #sendForBack(bytes: number): Promise<Sent> {
    const before = await this.#counters();
    const asked = this.#heard(await this.#asker.ask({ bytes: this.#payloadOf(bytes), wantsFullSize: true }));
    const isDivided = async () => moved(before, await this.#counters(), 'fragmentsReceived');
    return { isFragmented: false, arrival: asked && this.#arrivalOf(asked, isDivided) };
  }

  async #arrivalOf(asked: AskedDatagram, isDivided: () => Promise<boolean>): Promise<SizeVerdict> {
    const { kind } = await asked.answer('reply', this.#options.waitMs);
    if (kind === 'silence') return 'lost';
    return (await isDivided()) ? 'fragmented' : 'passed';
  }

  /** Nothing for a datagram that has not left. */
  #heard(asked: AskedDatagram): AskedDatagram | undefined {
    if (asked.code === 'EMSGSIZE') this.#noteTooBig();
    return asked.code === undefined ? asked : undefined;
  }

  #noteTooBig(): void {
    this.#wasTold = true;
    for (const tell of [...this.#onTooBig]) tell();
  }

  #payloadOf(bytes: number): number {
    return bytes - this.#options.headerBytes;
  }

  #counters(): Promise<Counters | undefined> {
    return this.#context.world.counters();
  }
}

/** A datagram under way. */
interface Sent {
  readonly isFragmented: boolean;
  /** What became of it, in time; `undefined` when it has not left. */
  readonly arrival: Promise<SizeVerdict> | undefined;
}

type Counter = 'fragmentsCreated' | 'fragmentsReceived';

function moved(before: Counters | undefined, after: Counters | undefined, counter: Counter): boolean {
  return (after?.[counter] ?? 0) > (before?.[counter] ?? 0);
}
