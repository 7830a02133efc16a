import { Address6 } from 'ip-address';

import { addressKind, isIpv6 } from '../../liqo/address-kind.js';
import { ipv4Number } from '../../model/ipv4.js';

/** An IPv4 address or range. */
const pattern4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?![\w.]*\d)/gu;
/** What may be an IPv6 address or range; which it is, is asked of a parser. */
const pattern6 = /(?<![\w:.])[\da-f]*:[\da-f:]*:[\da-f:.]*(?:\/\d{1,3})?(?![\w:])/giu;

/** How many bits at the front of an address say of what kind it is, by its first number or two. */
const keptBits = [
  [/^10\./u, 8],
  [/^172\./u, 12],
  [/^192\.168\./u, 16],
  [/^198\.1[89]\./u, 15],
  [/^100\./u, 10],
] as const;

/** The last bits of a private address number a machine in its network: they tell nobody anything. */
const networkBits = 24;
/** Multicast and broadcast addresses are everybody's (RFC 1112 §4). */
const firstMulticast = 224 * 2 ** 24;

/**
 * Puts other IP addresses in the place of those in texts, the same one for the same one.
 *
 * What a report concludes can still be followed: public addresses become ones of the documentation ranges (RFC 5737,
 * RFC 3849); private ones stay of their kind, and two of them are in one network exactly when they were before. Loopback,
 * link-local IPv4 and multicast addresses are nobody's own, and stay.
 */
export class RedactedAddresses {
  readonly #public4 = new Map<string, string>();
  readonly #sites6 = new Map<string, number>();
  readonly #machines6 = new Map<string, number>();
  /** By the bits in front of it: which bit was met there first, and has become 0. */
  readonly #first = new Map<string, string>();

  /** The text with other addresses. */
  replaceIn(text: string): string {
    return text
      .replaceAll(pattern4, (literal) => this.#replace4(literal))
      .replaceAll(pattern6, (literal) => this.#replaceAny6(literal));
  }

  #replace4(literal: string): string {
    const [address = '', length] = literal.split('/');
    const number = ipv4Number(address);
    if (number === undefined || number >= firstMulticast) return literal;
    const suffix = length === undefined ? '' : `/${length}`;
    switch (addressKind(address)) {
      case 'loopback':
      case 'unspecified':
      case 'link-local':
        return literal;
      case 'global':
        return `${this.#documented(address)}${suffix}`;
      default: {
        const kept = keptBits.find(([start]) => start.test(address))?.[1] ?? 0;
        const until = Math.min(networkBits, Number(length ?? networkBits));
        const bits = number.toString(2).padStart(32, '0');
        return `${text4(this.#renumber(`${kept}.`, bits, { from: kept, until }))}${suffix}`;
      }
    }
  }

  /** One after the other of the three documentation ranges, and of the benchmarks' where there are more. */
  #documented(address: string): string {
    const known = this.#public4.get(address);
    if (known !== undefined) return known;
    const nth = this.#public4.size;
    const [range, host] = [Math.floor(nth / 254), (nth % 254) + 1];
    const documented = ['203.0.113', '198.51.100', '192.0.2'][range] ?? `198.18.${range}`;
    const chosen = `${documented}.${host}`;
    this.#public4.set(address, chosen);
    return chosen;
  }

  /** A sentence may go on right behind an address, or a port follow that lacks the brackets. */
  #replaceAny6(literal: string): string {
    const ends = [/$/u, /[.:]+$/u, /:\d+[.:]*$/u];
    const texts = ends.map((end) => literal.replace(end, ''));
    const text = texts.find((one) => isIpv6(one.split('/')[0] ?? ''));
    return text === undefined ? literal : `${this.#replace6(text)}${literal.slice(text.length)}`;
  }

  #replace6(literal: string): string {
    const [address = '', length] = literal.split('/');
    if (!isIpv6(address)) return literal;
    const kind = addressKind(address);
    const parsed = new Address6(address);
    if (kind === 'loopback' || kind === 'unspecified' || parsed.isMapped4() || parsed.isMulticast())
      return literal;
    const bits = parsed.bigInt().toString(2).padStart(128, '0');
    const until = Number(length ?? 128);
    const site = numberOf(this.#sites6, bits.slice(0, Math.min(48, until)));
    const start =
      { 'unique-local': 0xfd00_0000n, 'link-local': 0xfe80_0000n }[kind as string] ?? 0x2001_0db8n;
    const subnet = this.#renumber('6.', bits, { from: 48, until: Math.min(64, until) }).slice(48, 64);
    const machine = until === 128 ? numberOf(this.#machines6, bits) + 1 : 0;
    const isLinkLocal = kind === 'link-local';
    const prefix =
      (start << 32n) | (BigInt(isLinkLocal ? 0 : site) << 16n) | BigInt(isLinkLocal ? 0 : `0b${subnet}`);
    const renumbered = (prefix << 64n) | BigInt(machine);
    const masked = (renumbered >> BigInt(128 - until)) << BigInt(128 - until);
    return `${Address6.fromBigInt(masked).correctForm()}${length === undefined ? '' : `/${length}`}`;
  }

  /** Bits in a range become others: two addresses go on having as many bits in common as they had. */
  #renumber(
    kind: string,
    bits: string,
    { from, until }: { readonly from: number; readonly until: number },
  ): string {
    return Array.from(bits, (bit, index) => {
      if (index < from || index >= until) return bit;
      const place = `${kind}${bits.slice(0, index)}`;
      const first = this.#first.get(place) ?? bit;
      this.#first.set(place, first);
      return bit === first ? '0' : '1';
    }).join('');
  }
}

/** The number of a thing: 0 for the first one that was asked for. */
function numberOf(numbers: Map<string, number>, thing: string): number {
  const number = numbers.get(thing) ?? numbers.size;
  numbers.set(thing, number);
  return number;
}

function text4(bits: string): string {
  return [0, 8, 16, 24].map((at) => Number.parseInt(bits.slice(at, at + 8), 2)).join('.');
}
