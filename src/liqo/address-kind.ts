import { Address6, AddressError } from 'ip-address';

import { ipv4Number, type Ipv4Range, ipv4Range } from '../model/ipv4.js';

/** What kind of place an address denotes; `name` for anything that is not an IP literal. */
export type AddressKind =
  'global' | 'private' | 'cgnat' | 'unique-local' | 'link-local' | 'loopback' | 'unspecified' | 'name';

/**
 * Which addresses are of which kind; what stands in no row is global. The documentation ranges of RFC 5737 and
 * RFC 3849 are absent on purpose: they count as global.
 */
const ranges4: readonly (readonly [range: string, kind: AddressKind])[] = [
  ['0.0.0.0/8', 'unspecified'], // RFC 1122 §3.2.1.3
  ['127.0.0.0/8', 'loopback'], // RFC 1122 §3.2.1.3
  ['169.254.0.0/16', 'link-local'], // RFC 3927
  ['10.0.0.0/8', 'private'], // RFC 1918
  ['172.16.0.0/12', 'private'], // RFC 1918
  ['192.168.0.0/16', 'private'], // RFC 1918
  ['198.18.0.0/15', 'private'], // RFC 2544: never routed on the Internet
  ['100.64.0.0/10', 'cgnat'], // RFC 6598
];

const ranges6: readonly (readonly [range: string, kind: AddressKind])[] = [
  ['::/128', 'unspecified'], // RFC 4291 §2.5.2
  ['::1/128', 'loopback'], // RFC 4291 §2.5.3
  ['fe80::/10', 'link-local'], // RFC 4291 §2.5.6
  ['fc00::/7', 'unique-local'], // RFC 4193
];

// Parsed once: a judgement asks for the kind of addresses hundreds of times.
const numbers4 = ranges4.map(([range, kind]) => [ipv4Range(range) ?? { first: 0, last: -1 }, kind] as const);
const subnets6 = ranges6.map(([range, kind]) => [new Address6(range), kind] as const);

/**
 * The kind of a host: an IP literal (an IPv6 one with or without brackets) or a name.
 *
 * `localhost` and names below it are loopback (RFC 6761 §6.3); an IPv4-mapped IPv6 address is judged as its IPv4 one.
 */
export function addressKind(host: string): AddressKind {
  const literal = withoutBrackets(host);
  if (/(^|\.)localhost\.?$/i.test(literal)) return 'loopback';
  const address4 = ipv4Number(literal);
  if (address4 !== undefined) return kind4(address4);
  const address6 = parse6(literal);
  if (address6 === undefined) return 'name';
  if (address6.isMapped4()) return kind4(Number(address6.bigInt() & 0xff_ff_ff_ffn));
  return subnets6.find(([subnet]) => address6.isInSubnet(subnet))?.[1] ?? 'global';
}

/** True for an IPv6 literal, with or without brackets. */
export function isIpv6(host: string): boolean {
  return parse6(withoutBrackets(host)) !== undefined;
}

/** Host and port as one writes them in a URL: an IPv6 literal gets brackets (RFC 3986 §3.2.2). */
export function formatHostPort(host: string, port: number): string {
  return `${isIpv6(host) ? `[${withoutBrackets(host)}]` : host}:${port}`;
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

function kind4(address: number): AddressKind {
  const isIn = ({ first, last }: Ipv4Range): boolean => first <= address && address <= last;
  return numbers4.find(([range]) => isIn(range))?.[1] ?? 'global';
}

function parse6(text: string): Address6 | undefined {
  if (text.includes('/') || !text.includes(':')) return undefined;
  try {
    return new Address6(text);
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}
