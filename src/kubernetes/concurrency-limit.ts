/** Runs what it is given, at most so many at a time, the rest in the order they came. */
export type ConcurrencyLimit = <T>(work: () => Promise<T>) => Promise<T>;

/** A limit on how many calls are under way at once, so that a burst of them shares a few connections. */
export function createConcurrencyLimit(limit: number): ConcurrencyLimit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place is handed on, not given back, so that no newcomer slips in between.
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
