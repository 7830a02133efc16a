import { Address6 } from 'ip-address';

import { ipv4Number, ipv4Range } from '../../model/ipv4.js';

/** The first and the last address of a range, as numbers of one address family. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: number | bigint;
  readonly last: number | bigint;
}

/** The range of a CIDR or of a single address; `undefined` for anything else, such as a name. */
export function rangeOf(text: string): AddressRange | undefined {
  const range4 = ipv4Range(text);
  if (range4 !== undefined) return { family: 4, first: range4.first, last: range4.last };
  if (text.includes(':') && Address6.isValid(text)) {
    const address = new Address6(text);
    return { family: 6, first: address.startAddress().bigInt(), last: address.endAddress().bigInt() };
  }
  return undefined;
}

/**
 * Names the /24 of an IPv4 address or the /64 of an IPv6 address, which alone is weak evidence of one LAN (RFC 4291
 * §2.5.1: an Ethernet segment has the first 64 bits in common); `undefined` for other text.
 */
export function usualSubnetOf(text: string): number | bigint | undefined {
  const own4 = ipv4Number(text);
  if (own4 !== undefined) return own4 >>> 8;
  return text.includes(':') && Address6.isValid(text) ? new Address6(text).bigInt() >> 64n : undefined;
}

/** Whether two addresses share a /24 (IPv4) or a /64 (IPv6). */
export function inSameUsualSubnet(one: string, other: string): boolean {
  const subnet = usualSubnetOf(one);
  return subnet !== undefined && subnet === usualSubnetOf(other);
}

/** The address of `192.0.2.1:4000` or `[2001:db8::1]:4000`. */
export function addressOfSource(source: string): string {
  return source.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
