import { BlockList, isIP } from 'node:net';

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

/** Whether an IPv4 address is routed in the Internet; RFC 1918, RFC 6598 and RFC 3927 say which are not. */
export function isGlobal(address: string): boolean {
  return isIP(address) === 4 && !notGlobal.check(address, 'ipv4');
}

/** Whether an IPv4 address lies in a CIDR such as `10.0.0.0/8`. */
export function isInside(address: string, cidr: string): boolean {
  const [network = '', prefix = '32'] = cidr.split('/');
  if (isIP(address) !== 4) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), 'ipv4');
  return block.check(address, 'ipv4');
}

/** The address `offset` steps after the network address of a CIDR: `nthAddress('10.1.0.0/16', 10)` is `10.1.0.10`. */
export function nthAddress(cidr: string, offset: number): string {
  const [network = ''] = cidr.split('/');
  const start = network.split('.').reduce((value, part) => value * 256 + Number(part), 0);
  const value = start + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
