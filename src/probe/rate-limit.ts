/** How much is answered, per second. */
export interface RateLimits {
  readonly perSource: number;
  readonly total: number;
}

/** Sources told apart within one second; those beyond share one allowance. */
const sourcesKept = 1024;

/** Allows so many events a second, for one source and in all. Holds a bounded number of sources. */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #counts = new Map<string, number>();
  #windowStart = Number.NEGATIVE_INFINITY;
  #total = 0;

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** Whether one more event is allowed at `nowMs`; if so, it is counted. */
  admits(source: string, nowMs: number): boolean {
    if (nowMs - this.#windowStart >= 1000) {
      this.#windowStart = nowMs;
      this.#total = 0;
      this.#counts.clear();
    }
    const key = this.#counts.has(source) || this.#counts.size < sourcesKept ? source : '';
    const count = this.#counts.get(key) ?? 0;
    if (this.#total >= this.#limits.total || count >= this.#limits.perSource) return false;
    this.#counts.set(key, count + 1);
    this.#total += 1;
    return true;
  }
}
