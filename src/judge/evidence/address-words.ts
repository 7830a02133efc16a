import type { Observation } from '../../model/observation.js';

/**
 * What the addresses of a name add to what decided, to go on within a sentence; empty where the host has one only, or
 * where the addresses are those of a proxy.
 */
export function addressWords({ outcome, address, addresses = [], proxy }: Observation): string {
  if (addresses.length < 2 || proxy !== undefined) return '';
  const others = addresses.filter((each) => each.outcome !== 'open');
  if (outcome !== 'open') {
    const isAll = others.length === addresses.length || address === undefined;
    return isAll
      ? ''
      : `; this was at ${address}, one of its ${addresses.length} addresses, of which any may be dialled`;
  }
  if (others.length === 0) return '';
  const list = others.map((each) => `${each.address} (${each.cause ?? each.outcome})`).join(', ');
  return `; of its ${addresses.length} addresses, not reached: ${list}`;
}
