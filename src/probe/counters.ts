import type { Counters } from './world.js';

/**
 * Reads the texts of `/proc/net/snmp` and `/proc/net/snmp6`; `undefined` when neither holds a count.
 *
 * Source: Linux net/ipv4/proc.c and net/ipv6/proc.c. `InType3` (RFC 792: destination unreachable) stands on the line
 * `IcmpMsg:`, which is absent until the first ICMP message of any type came.
 */
export function parseCounters(snmp: string | undefined, snmp6: string | undefined): Counters | undefined {
  if (snmp === undefined && snmp6 === undefined) return undefined;
  const [names = [], values = []] = (snmp ?? '')
    .split('\n')
    .filter((line) => line.startsWith('IcmpMsg:'))
    .map((line) => line.trim().split(/\s+/));
  const ipv4 = Number(values[names.indexOf('InType3')] ?? 0);
  const ipv6 = Number(/^Icmp6InDestUnreachs\s+(\d+)/m.exec(snmp6 ?? '')?.[1] ?? 0);
  return { destinationUnreachable: ipv4 + ipv6 };
}
