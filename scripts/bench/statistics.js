// Medians of measurements that take turns.

/** The middle value; the lower of the two middle ones. */
export function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) / 2)];
}

/**
 * Runs each of several measurements so many times, in turns, so that what else the machine does meets all alike. Each
 * gives an object of numbers; what comes back has the median of each number. The first round warms the disk's cache
 * and does not count.
 */
export async function inTurns(rounds, measurements) {
  const measured = Object.fromEntries(Object.keys(measurements).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, measure] of Object.entries(measurements)) {
      const result = await measure();
      if (round > 0) measured[name].push(result);
    }
  }
  return Object.fromEntries(Object.entries(measured).map(([name, results]) => [name, medians(results)]));
}

function medians(results) {
  return Object.fromEntries(
    Object.keys(results[0]).map((name) => [name, median(results.map((one) => one[name]))]),
  );
}
