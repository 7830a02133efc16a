import { type AddressRange, rangeOf } from './address-range.js';

/** The ranges of one list in the order of their first addresses, those of IPv4 before those of IPv6. */
interface RangeList {
  readonly ranges: readonly ListedRange[];
  /** For each of them, the last address of all of its family up to it. */
  readonly reach: readonly (number | bigint)[];
}

interface ListedRange extends AddressRange {
  readonly text: string;
  /** Where it stands in the list it is of. */
  readonly index: number;
}

/**
 * Facts never change, and clusters of thousands of nodes have thousands of ranges, which are asked for again and again:
 * each list is parsed once, and no question looks at all of it.
 */
const lists = new WeakMap<readonly string[], RangeList>();

/** Whether an address lies in any of these CIDRs, or is one of these addresses. */
export function isInAny(ranges: readonly string[], address: string): boolean {
  const own = rangeOf(address);
  return own !== undefined && meeting(listOf(ranges), own).length > 0;
}

/** All pairs of CIDRs or addresses of two lists that have an address in common. Text that is neither is in none. */
export function overlapping(
  ones: readonly string[],
  others: readonly string[],
): readonly (readonly [string, string])[] {
  const list = listOf(others);
  return ones.flatMap((one) => {
    const range = rangeOf(one);
    return range === undefined ? [] : meeting(list, range).map(({ text }) => [one, text] as const);
  });
}

/** Those of a list that have an address in common with a range, in the order of the list. */
function meeting({ ranges, reach }: RangeList, range: AddressRange): readonly ListedRange[] {
  const met: ListedRange[] = [];
  for (let at = countUpTo(ranges, range) - 1; at >= 0; at -= 1) {
    const one = ranges[at];
    const last = reach[at];
    if (one?.family !== range.family || last === undefined || last < range.first) break;
    if (one.last >= range.first) met.push(one);
  }
  return met.sort((one, other) => one.index - other.index);
}

/** How many of a list begin before a range ends. */
function countUpTo(ranges: readonly ListedRange[], { family, last }: AddressRange): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const one = ranges[middle];
    const begins = one !== undefined && (one.family < family || (one.family === family && one.first <= last));
    if (begins) low = middle + 1;
    else high = middle;
  }
  return low;
}

function listOf(texts: readonly string[]): RangeList {
  const known = lists.get(texts);
  if (known !== undefined) return known;
  const ranges = texts
    .flatMap((text, index) => {
      const range = rangeOf(text);
      return range === undefined ? [] : [{ ...range, text, index }];
    })
    .sort(byFirstAddress);
  const list = { ranges, reach: reachOf(ranges) };
  lists.set(texts, list);
  return list;
}

function byFirstAddress(one: AddressRange, other: AddressRange): number {
  if (one.family !== other.family) return one.family - other.family;
  return one.first < other.first ? -1 : one.first > other.first ? 1 : 0;
}

function reachOf(ranges: readonly ListedRange[]): readonly (number | bigint)[] {
  const reach: (number | bigint)[] = [];
  for (const [at, { family, last }] of ranges.entries()) {
    const before = ranges[at - 1]?.family === family ? reach[at - 1] : undefined;
    reach.push(before !== undefined && before > last ? before : last);
  }
  return reach;
}
