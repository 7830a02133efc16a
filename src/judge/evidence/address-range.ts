import { Address6 } from 'ip-address';

import { ipv4Number, ipv4Range } from '../../model/ipv4.js';

/** The first and the last address of a range, as numbers of one address family. */
interface AddressRange {
  readonly family: 4 | 6;
  readonly first: number | bigint;
  readonly last: number | bigint;
}

/** The range of a CIDR or of a single address; `undefined` for anything else, such as a name. */
function rangeOf(text: string): AddressRange | undefined {
  const range4 = ipv4Range(text);
  if (range4 !== undefined) return { family: 4, first: range4.first, last: range4.last };
  if (text.includes(':') && Address6.isValid(text)) {
    const address = new Address6(text);
    return { family: 6, first: address.startAddress().bigInt(), last: address.endAddress().bigInt() };
  }
  return undefined;
}

/** Whether two CIDRs or addresses have an address in common. Text that is neither overlaps with nothing. */
export function rangesOverlap(one: string, other: string): boolean {
  return overlap(rangeOf(one), rangeOf(other));
}

/** Whether an address lies in any of these CIDRs, or is one of these addresses. */
export function isInAny(ranges: readonly string[], address: string): boolean {
  const own = rangeOf(address);
  return own !== undefined && ranges.some((range) => overlap(rangeOf(range), own));
}

function overlap(one: AddressRange | undefined, other: AddressRange | undefined): boolean {
  if (one === undefined || other === undefined || one.family !== other.family) return false;
  return one.first <= other.last && other.first <= one.last;
}

/** Whether two addresses share a /24 (IPv4) or a /64 (IPv6), which alone is weak evidence of one LAN. */
export function inSameUsualSubnet(one: string, other: string): boolean {
  const [own4, other4] = [ipv4Number(one), ipv4Number(other)];
  if (own4 !== undefined && other4 !== undefined) return own4 >>> 8 === other4 >>> 8;
  const [a, b] = [segmentOf(one), segmentOf(other)];
  return a !== undefined && a === b;
}

/** The first 64 bits of an IPv6 address, which an Ethernet segment has in common (RFC 4291 §2.5.1). */
function segmentOf(text: string): bigint | undefined {
  return text.includes(':') && Address6.isValid(text) ? new Address6(text).bigInt() >> 64n : undefined;
}

/** The address of `192.0.2.1:4000` or `[2001:db8::1]:4000`. */
export function addressOfSource(source: string): string {
  return source.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
