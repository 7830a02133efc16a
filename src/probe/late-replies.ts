/** Late replies that may be due at the same time: more than one run asks for. */
const pendingKept = 256;

/** Messages that a responder has promised to send later. Holds a bounded number of them, and keeps no process alive. */
export class LateReplies {
  readonly #pending = new Set<NodeJS.Timeout>();

  /** Calls `send` so many seconds from now; never, when too many are due already or `cancel` comes first. */
  promise(seconds: number, send: () => void): void {
    if (this.#pending.size >= pendingKept) return;
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      send();
    }, seconds * 1000);
    timer.unref();
    this.#pending.add(timer);
  }

  /** Takes every promise back. */
  cancel(): void {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
