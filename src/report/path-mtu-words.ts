import type { Observation } from '../model/observation.js';

/** What a probe measured of packet sizes: `path MTU 1400 bytes (black-hole), back 1400 bytes`. */
export function pathMtuWords({ pathMtu }: Observation): string[] {
  if (pathMtu === undefined) return [];
  const { bytes, limitedBy, back } = pathMtu;
  const there = `path MTU ${bytes} bytes (${limitedBy})`;
  if (back === undefined) return [there];
  const why = back.limitedBy === undefined ? '' : ` (${back.limitedBy})`;
  return [there, `back ${back.bytes} bytes${why}`];
}
