import { nameThatStopsLiqo } from '../liqo/domain-reading.js';
import type { DiscoveryReport } from '../model/discovery.js';

/**
 * The exit code of a discovery: 0 when another cluster was found and answers as it ought to, 3 when what was found or
 * read cannot be used, a domain that Liqo gives up or does not read included, 4 when nothing was found, which proves nothing.
 */
export function discoveryExitCode({ clusters, findings, dns }: DiscoveryReport): number {
  const isUnread = findings.some(({ code, status }) => code === 'LD-DISC-013' && status === 'warn');
  if (isUnread || (dns !== undefined && nameThatStopsLiqo(dns) !== undefined)) return 3;
  if (clusters.some(({ status }) => status === 'verified')) return 0;
  const isBroken = clusters.some(({ status }) => status !== 'unchecked' && status !== 'gone');
  return isBroken || findings.some(({ status }) => status === 'fail') ? 3 : 4;
}
