import { isIP } from 'node:net';

import type { ProbeTask } from '../model/agent-plan.js';
import type { ProbeLimits } from '../probe/limits.js';
import type { World } from '../probe/world.js';

/**
 * How long an exchange on an established connection counts as work of this process. One that takes longer waits for
 * the other side.
 */
const exchangeMs = 1000;

/** How long a probe that has no connection yet counts as work, at most. */
const longestPatienceMs = 100;

/** Within so many milliseconds all probes of a plan have started, should none of them get an answer. */
const rampMs = 500;

const narrowest = 4;
const widest = 64;

/** Sockets that may be open at once: each takes about 7 KB here and some in the kernel, and a pod has 128 MiB. */
const socketLimit = 3000;
const socketLimitUnknown = 200;

/** Descriptors left for everything that is no probe. */
const descriptorsKept = 64;

/** How many probes of a plan are under way. */
export interface LaneSettings {
  /** Probes that have work to do at the same time. */
  readonly width: number;
  /** After how long a probe without a connection makes room for the next. */
  readonly patienceMs: number;
  /** Sockets that all probes under way may have open together. */
  readonly sockets: number;
}

/**
 * Few at a time where a plan is small, so that no timing is that of this process's own queue; many where it is large.
 */
export function laneSettings(probes: number, { descriptorLimit }: World): LaneSettings {
  const width = Math.min(Math.max(Math.ceil(probes / 16), narrowest), widest);
  const patienceMs = Math.min((rampMs * width) / Math.max(probes, 1), longestPatienceMs);
  const descriptors = descriptorLimit === undefined ? socketLimitUnknown : descriptorLimit - descriptorsKept;
  return { width, patienceMs, sockets: Math.min(descriptors, socketLimit) };
}

/** A probe's place in the lanes. */
export interface Turn {
  /** To be called when a connection is established: the exchange that follows is work, unless the probe has ended. */
  connected(): void;
  /** To be called once the probe has ended. */
  end(): void;
}

/**
 * Decides when the next probe starts. A probe that computes holds a place in a narrow lane; one that only waits for the
 * network leaves it after a while to the next, and holds but its sockets.
 */
export class ProbeLanes {
  readonly #settings: LaneSettings;
  #working = 0;
  #sockets = 0;
  #wake = () => {};

  constructor(settings: LaneSettings) {
    this.#settings = settings;
  }

  /** Waits for the turn of a probe that opens up to so many sockets. For one caller at a time. */
  async turn(sockets: number): Promise<Turn> {
    while (!this.#hasRoom(sockets)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#sockets += sockets;
    const work = this.#work();
    work.begin(this.#settings.patienceMs);
    let isOver = false;
    return {
      connected: () => {
        // Of several dials, one may still connect after the probe was through with another.
        if (!isOver) work.begin(exchangeMs);
      },
      end: () => {
        isOver = true;
        work.end();
        this.#sockets -= sockets;
        this.#wake();
      },
    };
  }

  /** A probe too large for the limit goes alone. */
  #hasRoom(sockets: number): boolean {
    const isWithin = this.#sockets === 0 || this.#sockets + sockets <= this.#settings.sockets;
    return isWithin && this.#working < this.#settings.width;
  }

  #work() {
    let timer: NodeJS.Timeout | undefined;
    const end = () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      this.#working -= 1;
      this.#wake();
    };
    const begin = (limitMs: number) => {
      end();
      this.#working += 1;
      timer = setTimeout(end, limitMs);
    };
    return { begin, end };
  }
}

/** True for a probe that speaks on a TCP connection; others use connections for a hint at most. */
export function isConversation({ kind }: ProbeTask): boolean {
  return kind === 'auth' || kind === 'api-server' || kind === 'stand-in-tcp';
}

/**
 * A probe's datagrams leave from several ports, and a connection attempt goes along with them. A UDP socket takes twice
 * the memory of a TCP socket that gets no answer, hence counts twice.
 */
const socketsForDatagrams = 10;

/** Addresses that a name is reckoned to have. */
const addressesPerName = 4;

/** Sockets that a probe has open at most. */
export function socketsOf(task: ProbeTask, { dialAtMs, converseAtMs }: ProbeLimits): number {
  // A mapping probe has sockets of its own besides, and for each silence eight more.
  if (task.kind === 'mapping') return socketsForDatagrams + 8 + 16 * (task.idleMs ?? []).length;
  const each = isConversation(task) ? Math.max(dialAtMs.length, converseAtMs.length) : socketsForDatagrams;
  return isIP(task.host) === 0 ? each * addressesPerName : each;
}
