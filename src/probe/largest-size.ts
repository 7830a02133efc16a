/**
 * What became of packets of one size: `passed` one of them arrived whole; `too-big` a router's ICMP message said so;
 * `fragmented` they had to be divided; `lost` nothing is known of any of them.
 */
export type SizeVerdict = 'passed' | 'too-big' | 'fragmented' | 'lost';

/** Tries a size until one packet of it passed, it is known not to, or so many were sent. */
export type SizeTest = (bytes: number, tries: number) => Promise<SizeVerdict>;

/** Between which sizes the largest lies. */
export interface SizeBounds {
  readonly least: number;
  readonly most: number;
  /** The share of small packets that get lost on this way, from 0 to 1. */
  readonly loss: number;
}

/** The largest size that passes, and what becomes of one byte more; `undefined` when `most` itself passes. */
export interface LargestSize {
  readonly bytes: number;
  readonly beyond: Exclude<SizeVerdict, 'passed'> | undefined;
}

/** Why no size can be told: `size-lost` even the least did not pass; `size-uncertain` loss leaves it open. */
export type SizeFailure = 'size-lost' | 'size-uncertain';

/** A size is taken for too large when bad luck explains its losses no more often than this. */
const tolerableChance = 1e-4;
const leastTries = 3;
const mostTries = 12;
const pairsAtOnce = 8;
const mostPairs = 32;
const mostSearches = 4;

/**
 * Searches the largest size that passes, by halves.
 *
 * A size of which all packets were lost may have met bad luck, and one that was divided somebody else's fragments. So one
 * byte more than what passes is tried again; where nothing but loss speaks against it, pairs of the two sizes are sent
 * until luck is no explanation. When the larger one passes after all, the search goes on above.
 */
export async function findLargestSize(
  test: SizeTest,
  { least, most, loss }: SizeBounds,
): Promise<LargestSize | SizeFailure> {
  let tries = triesFor(loss);
  let floor = { bytes: least, isTested: false };
  for (let search = 0; search < mostSearches; search += 1) {
    const found = await halve((bytes) => test(bytes, tries), floor, most);
    if (found === undefined) return 'size-lost';
    const { bytes, isTested, beyond } = found;
    if (beyond === undefined) return { bytes, beyond };
    if (!isTested && (await test(bytes, tries)) !== 'passed') return 'size-lost';
    // Somebody else's fragments may have been counted when it was tried first.
    const again = beyond === 'lost' ? 'lost' : await test(bytes + 1, tries);
    if (again === 'too-big' || again === 'fragmented') return { bytes, beyond: again };
    const compared = again === 'passed' ? 'contradicted' : await compare(test, bytes, tries);
    if (compared === 'confirmed') return { bytes, beyond };
    if (compared === 'uncertain') return 'size-uncertain';
    floor = { bytes: bytes + 1, isTested: true };
    tries = Math.min(2 * tries, mostTries);
  }
  return 'size-uncertain';
}

/** As many tries as make a size that passes fail once in a thousand times, three where no loss was seen. */
function triesFor(loss: number): number {
  if (loss <= 0) return leastTries;
  if (loss >= 1) return mostTries;
  return Math.min(Math.max(Math.ceil(Math.log(1e-3) / Math.log(loss)), leastTries), mostTries);
}

interface Floor {
  readonly bytes: number;
  readonly isTested: boolean;
}

/** Gives nothing when the largest size fails and there is no smaller one. */
async function halve(
  test: (bytes: number) => Promise<SizeVerdict>,
  floor: Floor,
  most: number,
): Promise<(Floor & Pick<LargestSize, 'beyond'>) | undefined> {
  const atMost = floor.isTested && floor.bytes === most ? 'passed' : await test(most);
  if (atMost === 'passed') return { bytes: most, isTested: true, beyond: undefined };
  if (floor.bytes === most) return undefined;
  let passing = floor;
  let failing = { bytes: most, verdict: atMost };
  while (failing.bytes - passing.bytes > 1) {
    const bytes = Math.floor((passing.bytes + failing.bytes) / 2);
    const verdict = await test(bytes);
    if (verdict === 'passed') passing = { bytes, isTested: true };
    else failing = { bytes, verdict };
  }
  return { ...passing, beyond: failing.verdict };
}

/**
 * Sends pairs of a size that passes and one byte more, many at once: whatever becomes of them, it changes nothing for
 * the others, since nobody tells of what vanishes.
 */
async function compare(
  test: SizeTest,
  bytes: number,
  failedBefore: number,
): Promise<'confirmed' | 'contradicted' | 'uncertain'> {
  let passed = 0;
  for (let pairs = pairsAtOnce; pairs <= mostPairs; pairs += pairsAtOnce) {
    const verdicts = await Promise.all(
      Array.from({ length: pairsAtOnce }, () => Promise.all([test(bytes, 1), test(bytes + 1, 1)])),
    );
    if (verdicts.some(([, larger]) => larger === 'passed')) return 'contradicted';
    passed += verdicts.filter(([smaller]) => smaller === 'passed').length;
    const chance = (1 - leastShare(passed, pairs)) ** (failedBefore + pairs);
    if (chance <= tolerableChance) return 'confirmed';
  }
  return 'uncertain';
}

/** The least share of packets that pass which makes so many of so many likely enough: Wilson's bound at 99 %. */
function leastShare(passed: number, sent: number): number {
  const z = 2.33;
  const share = passed / sent;
  const spread = z * Math.sqrt((share * (1 - share)) / sent + z ** 2 / (4 * sent ** 2));
  return (share + z ** 2 / (2 * sent) - spread) / (1 + z ** 2 / sent);
}
