import { milliseconds } from '../report/milliseconds.js';

/** Measures what follows on judging a run, which its report cannot tell: writing the report, and cleaning up. */
export class Aftermath {
  #judgedAt: number | undefined;
  #writtenAt: number | undefined;
  #endedAt: number | undefined;

  judged(): void {
    this.#judgedAt = performance.now();
  }

  written(): void {
    this.#writtenAt = performance.now();
  }

  ended(): void {
    this.#endedAt = performance.now();
  }

  /** For people, once all is over; none where nothing was written. */
  lines(): readonly string[] {
    if (this.#judgedAt === undefined || this.#writtenAt === undefined || this.#endedAt === undefined)
      return [];
    const writing = milliseconds(this.#writtenAt - this.#judgedAt);
    const cleaning = milliseconds(this.#endedAt - this.#judgedAt);
    return [`the report was written in ${writing}; meanwhile and afterwards cleaning up took ${cleaning}`];
  }
}
