import type { Report } from '../model/report.js';
import type { Clock } from '../probe/world.js';

/** Measures a run stage by stage. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #startedAt: string;
  readonly #stages: Record<string, number> = {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAtMs = clock.now();
    this.#startedAt = new Date(clock.wallTime()).toISOString();
  }

  /** Does a stage's work and adds what it took to that stage. */
  async time<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const from = this.#clock.now();
    try {
      return await work();
    } finally {
      this.#stages[stage] = (this.#stages[stage] ?? 0) + Math.round(this.#clock.now() - from);
    }
  }

  get elapsedMs(): number {
    return this.#clock.now() - this.#startedAtMs;
  }

  /** What a report tells of its run's time. */
  timing(): Report['timing'] {
    return {
      startedAt: this.#startedAt,
      durationMs: Math.round(this.elapsedMs),
      stages: { ...this.#stages },
    };
  }
}
