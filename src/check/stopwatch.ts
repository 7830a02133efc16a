import type { Side } from '../model/peering.js';
import type { PodRole, Report, RunStage } from '../model/report.js';
import type { Clock } from '../probe/world.js';

type PodStarts = Record<Side, Partial<Record<PodRole, number>>>;

/** Measures a run stage by stage: one ends where the next begins, so that together they are the whole run. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #startedAt: string;
  readonly #stages = new Map<RunStage, number>();
  readonly #podStarts: PodStarts = { local: {}, remote: {} };
  #stage: RunStage | undefined;
  #enteredAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAtMs = clock.now();
    this.#enteredAtMs = this.#startedAtMs;
    this.#startedAt = new Date(clock.wallTime()).toISOString();
  }

  /** Ends the stage under way, if any, and begins this one. */
  enter(stage: RunStage): void {
    const now = this.#clock.now();
    this.#endStage(now);
    this.#stage = stage;
    this.#enteredAtMs = now;
  }

  /** Begins the wait for a pod; what it gives is to be called at each sign of life, of which the first counts. */
  awaitPod(side: Side, role: PodRole): () => void {
    const from = this.#clock.now();
    let isHeard = false;
    return () => {
      if (isHeard) return;
      isHeard = true;
      const starts = this.#podStarts[side];
      starts[role] = Math.max(starts[role] ?? 0, Math.round(this.#clock.now() - from));
    };
  }

  get elapsedMs(): number {
    return this.#clock.now() - this.#startedAtMs;
  }

  /** What a report tells of its run's time, up to now. */
  timing(): Report['timing'] {
    const now = this.#clock.now();
    this.#endStage(now);
    this.#enteredAtMs = now;
    const { local, remote } = this.#podStarts;
    const hasPods = [local, remote].some((starts) => Object.keys(starts).length > 0);
    return {
      startedAt: this.#startedAt,
      durationMs: Math.round(now - this.#startedAtMs),
      stages: Object.fromEntries([...this.#stages].map(([stage, ms]) => [stage, Math.round(ms)])),
      ...(hasPods && { podStarts: { local: { ...local }, remote: { ...remote } } }),
    };
  }

  #endStage(now: number): void {
    if (this.#stage === undefined) return;
    const spent = now - this.#enteredAtMs;
    this.#stages.set(this.#stage, (this.#stages.get(this.#stage) ?? 0) + spent);
  }
}
