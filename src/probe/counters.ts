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
  return {
    destinationUnreachable: ipv4 + ipv6,
    fragmentsCreated: sumOf(ipCounter(snmp, 'FragCreates'), counter6(snmp6, 'Ip6FragCreates')),
    fragmentsReceived: sumOf(ipCounter(snmp, 'ReasmReqds'), counter6(snmp6, 'Ip6ReasmReqds')),
  };
}

/** A count of the line `Ip:`, whose names stand on a line of their own before it. */
function ipCounter(snmp: string | undefined, name: string): number | undefined {
  const [names = [], values = []] = (snmp ?? '')
    .split('\n')
    .filter((line) => line.startsWith('Ip:'))
    .map((line) => line.trim().split(/\s+/));
  const value = values[names.indexOf(name)];
  return value === undefined ? undefined : Number(value);
}

function counter6(snmp6: string | undefined, name: string): number | undefined {
  const value = new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(snmp6 ?? '')?.[1];
  return value === undefined ? undefined : Number(value);
}

function sumOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
}
