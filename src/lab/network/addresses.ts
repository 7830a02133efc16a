import { BlockList, isIP, isIPv6 } from 'node:net';

import { Address6 } from 'ip-address';

const notGlobal = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const) {
  notGlobal.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  notGlobal.addSubnet(network, prefix, 'ipv6');
}

/**
 * Whether an address is routed in the Internet; RFC 1918, RFC 6598, RFC 3927, RFC 4193 and RFC 4291 say which are not.
 * The documentation ranges play the Internet's part.
 */
export function isGlobal(address: string): boolean {
  return isIP(address) !== 0 && !notGlobal.check(address, familyOf(address));
}

/** Whether an address lies in a CIDR such as `10.0.0.0/8`. */
export function isInside(address: string, cidr: string): boolean {
  const [network = '', prefix = '32'] = cidr.split('/');
  if (isIP(address) === 0 || !isSameFamily(address, network)) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), familyOf(network));
  return block.check(address, familyOf(address));
}

/** Whether two addresses can speak to each other at all. */
export function isSameFamily(one: string, other: string): boolean {
  return isIPv6(one) === isIPv6(other);
}

/** The family of an address, as a Service with it has in its `ipFamilies`: Kubernetes' names. */
export function serviceFamily(address: string): 'IPv4' | 'IPv6' {
  return isIPv6(address) ? 'IPv6' : 'IPv4';
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** The address `offset` steps after the network address of a CIDR: `nthAddress('10.1.0.0/16', 10)` is `10.1.0.10`. */
export function nthAddress(cidr: string, offset: number): string {
  const [network = ''] = cidr.split('/');
  if (isIPv6(network)) {
    return Address6.fromBigInt(new Address6(network).bigInt() + BigInt(offset)).correctForm();
  }
  const start = network.split('.').reduce((value, part) => value * 256 + Number(part), 0);
  const value = start + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
