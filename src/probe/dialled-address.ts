import { isIPv4, isIPv6 } from 'node:net';

import type { EndpointChoice } from '../model/agent-plan.js';
import type { World } from './world.js';

interface Dialling {
  readonly port: number;
  readonly choice: EndpointChoice | undefined;
  readonly world: Pick<World, 'connectUdp'>;
}

/**
 * The addresses of a host at which a gateway would look for its peer: those of one family where a choice is made. The
 * others are not dialled either, since a responder that heard of the probe there would not know which way was meant.
 */
export async function dialledAddresses(
  addresses: readonly string[],
  { port, choice, world }: Dialling,
): Promise<readonly string[]> {
  const [ipv4, ipv6] = [addresses.filter(isIPv4), addresses.filter(isIPv6)];
  const [firstIpv4] = ipv4;
  const [firstIpv6] = ipv6;
  if (choice === undefined || firstIpv4 === undefined || firstIpv6 === undefined) return addresses;
  if (choice === 'ipv4-first') return ipv4;
  const [from4, from6] = await Promise.all([firstIpv4, firstIpv6].map((to) => sourceFor(to, port, world)));
  // RFC 6724 §6 rules 1, 5 and 6: a way there, labels that match, and the precedence of ordinary IPv6 addresses.
  const isRankedFirst = from6 !== undefined && isOrdinary(firstIpv6) && isOrdinary(from6);
  return isRankedFirst || from4 === undefined ? ipv6 : ipv4;
}

/** The address that datagrams would leave by, which the system tells without sending any. */
async function sourceFor(
  address: string,
  port: number,
  world: Pick<World, 'connectUdp'>,
): Promise<string | undefined> {
  const opened = await world.connectUdp(address, port);
  if (!opened.ok) return undefined;
  opened.socket.close();
  return opened.socket.localAddress.replace(/^\[/, '');
}

/** Neither unique local nor of 6to4 or Teredo, which have labels and lower precedences of their own (RFC 6724 §2.1). */
function isOrdinary(address: string): boolean {
  return !/^(?:f[cd]|2002:|2001:0{0,4}:)/i.test(address);
}
