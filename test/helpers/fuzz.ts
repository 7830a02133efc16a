import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How an input was made. */
export type FuzzKind =
  'valid' | 'random' | 'mutated' | 'truncated' | 'oversized' | 'replayed' | 'forged' | 'reflected';

/** An input, and how it was made. */
export interface Fuzzed {
  readonly kind: FuzzKind;
  readonly bytes: Buffer;
}

/** Authentic datagrams at the wrong time or place, and one that is not authentic. */
export interface Deceptions {
  readonly replayed: Buffer;
  readonly forged: Buffer;
  readonly reflected: Buffer;
}

/** Makes inputs out of a seed: the same seed, the same inputs. */
export class Fuzz {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to below the limit. Mulberry32, whose period of 2^32 is enough here. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  /** A sample as it is, or random bytes, or the sample changed, cut or drawn out. Never the sample by accident. */
  bytes(sample: Buffer): Fuzzed {
    const kind = this.pick(['valid', 'random', 'mutated', 'mutated', 'truncated', 'oversized'] as const);
    switch (kind) {
      case 'valid':
        return { kind, bytes: sample };
      case 'random':
        return { kind, bytes: this.#random(this.below(600)) };
      case 'mutated':
        return { kind, bytes: this.#mutated(sample) };
      case 'truncated':
        return { kind, bytes: sample.subarray(0, this.below(sample.length)) };
      case 'oversized':
        return { kind, bytes: this.#oversized(sample) };
    }
  }

  /** The same of a datagram, and the deceptions. */
  datagram(sample: Buffer, deceptions: Deceptions): Fuzzed {
    const deceptive = ['replayed', 'forged', 'reflected'] as const;
    const kind = this.pick([...deceptive, ...Array.from({ length: 6 }, () => 'other' as const)]);
    return kind === 'other' ? this.bytes(sample) : { kind, bytes: deceptions[kind] };
  }

  /** The bytes in as many pieces as a network may make of them, few as a rule. */
  chunks(bytes: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    for (let start = 0; start < bytes.length;) {
      const end = start + 1 + this.below(bytes.length - start);
      pieces.push(bytes.subarray(start, end));
      start = end;
    }
    return pieces;
  }

  #random(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** Up to eight bytes changed, each to another value, at places of which none is changed twice. */
  #mutated(sample: Buffer): Buffer {
    const bytes = Buffer.from(sample);
    const places = new Set(Array.from({ length: 1 + this.below(8) }, () => this.below(bytes.length)));
    for (const place of places) bytes[place] = bytes[place]! ^ (1 + this.below(255));
    return bytes;
  }

  #oversized(sample: Buffer): Buffer {
    const length = this.below(64) === 0 ? 200_000 : 1 + this.below(2000);
    const filling = this.pick([this.#random(64), sample]);
    const copies = Math.ceil(length / filling.length);
    return Buffer.concat([sample, ...Array.from({ length: copies }, () => filling)]);
  }
}

/** What fuzzing a parser came to. */
export interface FuzzResult {
  readonly name: string;
  readonly inputs: number;
  readonly slowestMs: number;
  /** Growth of the memory in use, in MiB, after garbage was collected. */
  readonly grownMiB: number;
}

/** What is counted is what cannot be collected, also where the process was started without `--expose-gc`. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}

/** Feeds a parser and measures it. Throws what the parser throws, with the number of the input. */
export async function fuzzParser(
  parser: { readonly name: string; feed(fuzz: Fuzz): Promise<void> | void },
  { inputs, seed }: { readonly inputs: number; readonly seed: number },
): Promise<FuzzResult> {
  const fuzz = new Fuzz(seed);
  collectGarbage();
  const before = process.memoryUsage();
  let slowestMs = 0;
  for (let index = 0; index < inputs; index += 1) {
    const startedAt = performance.now();
    try {
      await parser.feed(fuzz);
    } catch (error) {
      throw new Error(`${parser.name}, input ${index} of seed ${seed}`, { cause: error });
    }
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  }
  collectGarbage();
  const after = process.memoryUsage();
  const grown = after.heapUsed + after.external - before.heapUsed - before.external;
  return { name: parser.name, inputs, slowestMs, grownMiB: grown / 2 ** 20 };
}
