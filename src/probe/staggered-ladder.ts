import { setMaxListeners } from 'node:events';

import { sleep } from './deadline.js';
import type { ProbeContext, Seen } from './probe-context.js';

/** What a stream probe ends with when nothing more is heard, be it for a lost packet or by the server's own doing. */
const stallCauses: ReadonlySet<string> = new Set([
  'accepted-then-silent',
  'stalled-handshake',
  'stalled-answer',
  'proxy-silent',
  'proxy-stalled',
]);

/**
 * Climbs the ladder of a stream probe on one connection and, while no answer has come, the same ladder on further
 * connections, staggered by `limits.converseAtMs`: what is lost on one connection makes TCP wait ever longer, up to
 * seconds.
 *
 * The first answer ends all. A failure counts at once only on the first connection, since the others are there for this
 * one's sake alone; when it stalls, all end with it, and a failure that they met goes before its silence. Whatever the
 * server does, the probe thus takes no longer than its first connection does, but for one that was reset: servers that
 * start anew and load balancers with one bad backend end a connection now and then, a firewall ends each. The next two
 * connections may answer, for as long as a TLS handshake may take.
 */
export async function climbStaggered(
  climb: (context: ProbeContext) => Promise<Seen>,
  context: ProbeContext,
): Promise<Seen> {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const stop = () => over.abort();
  context.signal.addEventListener('abort', stop);
  if (context.signal.aborted) stop();
  const others = new FurtherClimbs(climb, { ...context, signal: over.signal });
  const first = climb({ ...context, signal: over.signal, world: others.startedByConnection() });
  try {
    const seen = await Promise.race([first, others.answered]);
    const told = await explain(seen, others);
    const connections = others.count + 1;
    return isAnswer(told) && connections > 1 ? { ...told, connections } : told;
  } finally {
    stop();
    context.signal.removeEventListener('abort', stop);
  }
}

/** What is told of the first connection's end, or of the answer that was sooner. */
async function explain(seen: Seen, others: FurtherClimbs): Promise<Seen> {
  if (isStalled(seen)) return others.failure ?? seen;
  if (isReset(seen)) return (await others.answerOfNext(resetsInDoubt)) ?? seen;
  return seen;
}

/** A connection that was reset leaves so many further ones to be waited for. */
const resetsInDoubt = 2;

/** The climbs on all connections but the first. */
class FurtherClimbs {
  /** The first answer that one of them got; never settles without. */
  readonly answered: Promise<Seen>;
  /** How many have begun. */
  count = 0;
  /** How the first of them failed that was told of a failure once it had a connection. */
  failure: Seen | undefined;
  readonly #climb: (context: ProbeContext) => Promise<Seen>;
  readonly #context: ProbeContext;
  #answer: (seen: Seen) => void = () => {};
  #fail: (reason: unknown) => void = () => {};
  #ends: readonly Promise<void>[] | undefined;

  constructor(climb: (context: ProbeContext) => Promise<Seen>, context: ProbeContext) {
    this.#climb = climb;
    this.#context = context;
    this.answered = new Promise<Seen>((resolve, reject) => {
      this.#answer = resolve;
      this.#fail = reject;
    });
  }

  /** The world for the first climb: its first connection starts the others' schedule. */
  startedByConnection(): ProbeContext['world'] {
    const { world } = this.#context;
    return {
      ...world,
      dialTcp: async (address, port, signal) => {
        const dialled = await world.dialTcp(address, port, signal);
        if (dialled.ok) this.#start();
        return dialled;
      },
    };
  }

  /** The answer that one of the next so many gets, `undefined` when they end without, or take too long. */
  answerOfNext(count: number): Promise<Seen | undefined> {
    const { signal, limits } = this.#context;
    const ends = Promise.all((this.#ends ?? []).slice(0, count));
    const withoutAnswer = Promise.race([ends, sleep(limits.tlsMs, signal)]);
    return Promise.race([this.answered, withoutAnswer.then(() => undefined)]);
  }

  #start(): void {
    const startedAt = this.#context.world.clock.now();
    this.#ends ??= this.#context.limits.converseAtMs
      .slice(1)
      .map((atMs) => this.#begin(startedAt + atMs).catch(this.#fail));
  }

  async #begin(at: number): Promise<void> {
    const { world, signal } = this.#context;
    await sleep(at - world.clock.now(), signal);
    if (signal.aborted) return;
    this.count += 1;
    const seen = await this.#climb(this.#context);
    // What ended because all did is no failure that was met; nobody asks any more then.
    if (isAnswer(seen)) this.#answer(seen);
    else if (seen.localAddress !== undefined && !isStalled(seen)) this.failure ??= seen;
  }
}

function isStalled({ cause }: Seen): boolean {
  return cause !== undefined && stallCauses.has(cause);
}

/** Whether a connection that there was came to a sudden end. */
function isReset({ outcome, localAddress }: Seen): boolean {
  return outcome === 'reset' && localAddress !== undefined;
}

/** Whether the other side said something that tells what it is. */
function isAnswer(seen: Seen): boolean {
  if (isStalled(seen)) return false;
  const isTurnedAway = seen.phase === 'tls' && seen.certificate !== undefined;
  return seen.outcome === 'open' || seen.httpStatus !== undefined || isTurnedAway;
}
