import { isIPv4, isIPv6 } from 'node:net';

/** An address and port in one string: `203.0.113.8:40582`, or `[2001:db8::1]:40582` (RFC 3986 §3.2.2). */
export function formatHostPort(address: string, port: number): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The address of an address and port in one string. */
export function addressIn(hostPort: string): string {
  return hostPort.slice(0, hostPort.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}

/** An address as its family writes it: an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) becomes the IPv4 address. */
export function unmapAddress(address: string): string {
  const prefix = '::ffff:';
  const rest = address.slice(prefix.length);
  return address.toLowerCase().startsWith(prefix) && isIPv4(rest) ? rest : address;
}
