import { Address6, AddressError } from 'ip-address';

/** An address as Go's `net.IP` compares it: an IPv4-mapped IPv6 address is the IPv4 address. */
export interface GoIp {
  /** Bits of an address of its family: 32 or 128. */
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** A range of addresses. */
export interface GoRange {
  readonly network: GoIp;
  readonly prefixLength: number;
}

const mappedPrefix = 0xff_ffn << 32n;

/** Parses an address as Go's `net.ParseIP` does: four decimal numbers without leading zeros, or IPv6 without zone. */
export function parseGoIp(text: string): GoIp | undefined {
  return parse4(text) ?? (text.includes(':') ? parse6(text) : undefined);
}

/** Parses `address/length` as Go's `net.ParseCIDR` does; bits after the prefix are cleared. */
export function parseGoRange(text: string): GoRange | undefined {
  const [, address = '', length = ''] = /^([^/]+)\/(\d+)$/u.exec(text) ?? [];
  const family = parse4(address) === undefined ? 128 : 32;
  const prefix = Number(length);
  const ip = parse4(address) ?? whole6(address);
  if (ip === undefined || length === '' || prefix > family) return undefined;
  const network = unmapped({ bits: family, value: masked(ip.value, family, prefix) });
  return { network, prefixLength: network.bits === family ? prefix : prefix - 96 };
}

/** Whether an address lies in a range; one of the other family never does. Source: Go net `IPNet.Contains`. */
export function isInGoRange(ip: GoIp, { network, prefixLength }: GoRange): boolean {
  return ip.bits === network.bits && masked(ip.value, ip.bits, prefixLength) === network.value;
}

/** 127.0.0.0/8 and ::1. Source: Go net `IP.IsLoopback`. */
export function isGoLoopback({ bits, value }: GoIp): boolean {
  return bits === 32 ? value >> 24n === 127n : value === 1n;
}

function masked(value: bigint, bits: number, prefixLength: number): bigint {
  const free = BigInt(bits - prefixLength);
  return (value >> free) << free;
}

function parse4(text: string): GoIp | undefined {
  const parts = text.split('.');
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/u.test(part) && Number(part) < 256)
  ) {
    return undefined;
  }
  return { bits: 32, value: parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n) };
}

function parse6(text: string): GoIp | undefined {
  const whole = whole6(text);
  return whole === undefined ? undefined : unmapped(whole);
}

function whole6(text: string): GoIp | undefined {
  if (!/^[\d.:a-f]+$/iu.test(text)) return undefined;
  try {
    return { bits: 128, value: new Address6(text).bigInt() };
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}

function unmapped(ip: GoIp): GoIp {
  const isMapped = ip.bits === 128 && ip.value >> 32n === mappedPrefix >> 32n;
  return isMapped ? { bits: 32, value: ip.value & 0xff_ff_ff_ffn } : ip;
}
