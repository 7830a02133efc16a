/** Longer mDNS messages than this are not allowed. Source: RFC 6762 §17. */
const longestBytes = 9000;

/** What a LAN with many responders sends at most in a second; decoding so many takes less than a tenth of it. */
const mostPerSecond = 400;

/** One sender that floods leaves room for the others. */
const mostPerSender = 60;

/** Even what is only refused takes memory until it is collected. */
const floodedAfter = 200;

/** Keeps a flood from taking the time of this process: lets through what has a sensible size, so many in a second. */
export class PacketGuard {
  /** Messages that were not let through. */
  refused = 0;
  #windowStartedAt = Number.NEGATIVE_INFINITY;
  #inWindow = 0;
  #refusedInWindow = 0;
  readonly #bySender = new Map<string, number>();

  /** Whether a message from a sender that came at this moment, in milliseconds, may be decoded. */
  admits(bytes: number, sender: string, now: number): boolean {
    if (now - this.#windowStartedAt >= 1000) {
      this.#windowStartedAt = now;
      this.#inWindow = 0;
      this.#refusedInWindow = 0;
      this.#bySender.clear();
    }
    const ofSender = this.#bySender.get(sender) ?? 0;
    const isAdmitted = bytes <= longestBytes && this.#inWindow < mostPerSecond && ofSender < mostPerSender;
    if (isAdmitted) {
      this.#inWindow += 1;
      this.#bySender.set(sender, ofSender + 1);
    } else {
      this.refused += 1;
      this.#refusedInWindow += 1;
    }
    return isAdmitted;
  }

  /** For how many milliseconds from now nothing had better be read: so much has been refused that reading costs too much. */
  pauseMs(now: number): number {
    return this.#refusedInWindow < floodedAfter ? 0 : Math.max(0, this.#windowStartedAt + 1000 - now);
  }
}
