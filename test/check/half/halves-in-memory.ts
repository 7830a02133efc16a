import type { HalfExchange } from '../../../src/check/half/half-request.js';
import { readHalfRun, writeHalfRun } from '../../../src/judge/saved/half-run-document.js';
import { type Side, sides } from '../../../src/model/peering.js';
import { success } from '../../../src/model/result.js';

/** Both halves as texts, handed over at once or by whoever plays the messenger. */
export class HalvesInMemory {
  /** Every edition that was handed out, in order. */
  readonly given: Record<Side, string[]> = { local: [], remote: [] };
  readonly #delivered: Record<Side, string | undefined> = { local: undefined, remote: undefined };
  readonly #taken: Record<Side, string | undefined> = { local: undefined, remote: undefined };
  readonly #mayDeliver: (side: Side, editions: number) => boolean;
  #waiting: (() => void)[] = [];

  /** `mayDeliver` says whether the given edition of a half, counted from 1, gets to the other operator. */
  constructor(mayDeliver: (side: Side, editions: number) => boolean = () => true) {
    this.#mayDeliver = mayDeliver;
  }

  /** The exchange as the operator of one side has it. */
  of(side: Side): HalfExchange {
    const other = side === 'local' ? 'remote' : 'local';
    return {
      names: { own: `${side}.json`, other: `${other}.json` },
      give: (half) => {
        const text = writeHalfRun(half);
        this.given[side].push(text);
        if (this.#mayDeliver(side, this.given[side].length)) this.deliver(side, text);
        return Promise.resolve(success(undefined));
      },
      take: (signal) =>
        new Promise((settle) => {
          const look = () => {
            const text = this.#delivered[other];
            const isNew = text !== undefined && text !== this.#taken[other];
            if (!isNew && !signal.aborted) return;
            this.#waiting = this.#waiting.filter((each) => each !== look);
            if (!isNew || signal.aborted) {
              settle(undefined);
              return;
            }
            this.#taken[other] = text;
            const half = readHalfRun(text);
            if (!half.ok) throw new Error(half.failure);
            settle(half.value);
          };
          this.#waiting.push(look);
          signal.addEventListener('abort', look, { once: true });
          look();
        }),
    };
  }

  /** Puts a half where the other operator finds it. */
  deliver(side: Side, text: string): void {
    this.#delivered[side] = text;
    for (const look of this.#waiting) look();
  }

  /** What was handed out last. */
  last(side: Side): string {
    const text = this.given[side].at(-1);
    if (text === undefined) throw new Error(`the ${sides.join(' or ')} side handed nothing out`);
    return text;
  }
}
