/** Random choices that a seed determines. */
export interface Random {
  /** A number from 0 up to 1. */
  readonly next: () => number;
  chance(probability: number): boolean;
  pick<const T>(choices: readonly [T, ...T[]]): T;
  /** Each choice as often as its weight says. */
  weighted<const T>(choices: readonly (readonly [T, number])[]): T;
}

/**
 * A generator that gives the same numbers for the same seed everywhere.
 *
 * Source: mulberry32 (Tommy Ettinger, public domain), a generator with 32 bits of state.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    weighted: (choices) => {
      const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [choice, weight] of choices) {
        left -= weight;
        if (left < 0) return choice;
      }
      const last = choices.at(-1);
      if (last === undefined) throw new TypeError('there is nothing to choose from');
      return last[0];
    },
  };
}
