import { Address4, Address6 } from 'ip-address';

/** The first and the last address of a range, as numbers of one address family. */
interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Prefix lengths by which two addresses look like neighbours: an Ethernet segment's usual size (RFC 4291 §2.5.1). */
const usualSubnet = { 4: 24, 6: 64 } as const;

/** The range of a CIDR or of a single address; `undefined` for anything else, such as a name. */
function rangeOf(text: string): AddressRange | undefined {
  if (Address4.isValid(text)) {
    const address = new Address4(text);
    return { family: 4, first: address.startAddress().bigInt(), last: address.endAddress().bigInt() };
  }
  if (Address6.isValid(text)) {
    const address = new Address6(text);
    return { family: 6, first: address.startAddress().bigInt(), last: address.endAddress().bigInt() };
  }
  return undefined;
}

/** Whether two CIDRs or addresses have an address in common. Text that is neither overlaps with nothing. */
export function rangesOverlap(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  if (a === undefined || b === undefined) return false;
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Whether two addresses share a /24 (IPv4) or a /64 (IPv6), which alone is weak evidence of one LAN. */
export function inSameUsualSubnet(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  if (a === undefined || b === undefined || a.family !== b.family) return false;
  const hostBits = BigInt((a.family === 4 ? 32 : 128) - usualSubnet[a.family]);
  return a.first >> hostBits === b.first >> hostBits;
}

/** The address of `192.0.2.1:4000` or `[2001:db8::1]:4000`. */
export function addressOfSource(source: string): string {
  return source.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
