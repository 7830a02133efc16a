/** Longer mDNS messages than this are not allowed. Source: RFC 6762 §17. */
const longestBytes = 9000;

/** What a LAN with many responders sends at most in a second; decoding so many takes less than a tenth of it. */
const mostPerSecond = 400;

/** One sender that floods leaves room for the others. */
const mostPerSender = 60;

/** Even what is only refused takes memory until it is collected. */
const floodedAfter = 200;

/**
 * Whether a message has room for the questions and records that its head counts. The library makes lists of that length
 * before it reads the first of them, so that 12 bytes may cost half a megabyte for each of the four counts.
 *
 * Source: RFC 1035 §4.1: a head of 12 bytes, four counts in its bytes 4 to 11, at least 5 bytes of a question and 11 of
 * a record.
 */
function hasRoomForItsCounts(message: Uint8Array): boolean {
  if (message.length < headBytes) return false;
  const head = new DataView(message.buffer, message.byteOffset, headBytes);
  const [questions, answers, authorities, additionals] = [4, 6, 8, 10].map((at) => head.getUint16(at));
  const records = (answers ?? 0) + (authorities ?? 0) + (additionals ?? 0);
  const least = headBytes + (questions ?? 0) * leastQuestionBytes + records * leastRecordBytes;
  return message.length >= least;
}

const headBytes = 12;
const leastQuestionBytes = 5;
const leastRecordBytes = 11;

/**
 * Keeps a flood from taking the time and the memory of this process: lets through what may be a message, so many in a
 * second.
 */
export class PacketGuard {
  /** Messages that were not let through. */
  refused = 0;
  #windowStartedAt = Number.NEGATIVE_INFINITY;
  #inWindow = 0;
  #refusedInWindow = 0;
  readonly #bySender = new Map<string, number>();

  /** Whether a message from a sender that came at this moment, in milliseconds, may be decoded. */
  admits(message: Uint8Array, sender: string, now: number): boolean {
    this.#move(now);
    const ofSender = this.#bySender.get(sender) ?? 0;
    const isFew = this.#inWindow < mostPerSecond && ofSender < mostPerSender;
    const isAdmitted = isFew && message.length <= longestBytes && hasRoomForItsCounts(message);
    if (isAdmitted) {
      this.#inWindow += 1;
      this.#bySender.set(sender, ofSender + 1);
    } else {
      this.refused += 1;
      this.#refusedInWindow += 1;
    }
    return isAdmitted;
  }

  /** Takes in that a message came that is another guard's to count: reading it costs time and memory here as well. */
  passOver(now: number): void {
    this.#move(now);
    this.#refusedInWindow += 1;
  }

  /** For how many milliseconds from now nothing had better be read: so much has been refused that reading costs too much. */
  pauseMs(now: number): number {
    return this.#refusedInWindow < floodedAfter ? 0 : Math.max(0, this.#windowStartedAt + 1000 - now);
  }

  #move(now: number): void {
    if (now - this.#windowStartedAt < 1000) return;
    this.#windowStartedAt = now;
    this.#inWindow = 0;
    this.#refusedInWindow = 0;
    this.#bySender.clear();
  }
}
