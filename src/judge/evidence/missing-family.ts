import { isIpv6 } from '../../liqo/address-kind.js';
import type { Observation } from '../../model/observation.js';

/**
 * The IPv6 address that a prober had no route to, as pods without IPv6 have none to any; `undefined` for every other
 * outcome. No firewall is to blame then, and none that is opened helps. Source: connect(2), ENETUNREACH, EADDRNOTAVAIL.
 */
export function unroutedIpv6(observation: Observation | undefined): string | undefined {
  if (observation?.outcome !== 'unreachable') return undefined;
  const { cause, address, host } = observation;
  const isOwnLack = cause === 'network-unreachable' || cause === 'no-own-address';
  const dialled = address ?? host;
  return isOwnLack && isIpv6(dialled) ? dialled : undefined;
}

/** Addresses of the family that Liqo's Services have in a cluster with both: the IPv4 ones where there are any. */
export function ofFirstFamily(addresses: readonly string[]): readonly string[] {
  const ipv4 = addresses.filter((address) => !isIpv6(address));
  return ipv4.length > 0 ? ipv4 : addresses;
}
