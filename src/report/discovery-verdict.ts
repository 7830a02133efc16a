import { nameThatStopsLiqo } from '../liqo/domain-reading.js';
import type { DiscoveryReport } from '../model/discovery.js';

/**
 * The exit code of a discovery: 0 when another cluster was found and answers as it ought to, 3 when what was found or
 * read cannot be used, a domain that Liqo gives up included, 4 when nothing was found, which proves nothing.
 */
export function discoveryExitCode({ clusters, findings, dns }: DiscoveryReport): number {
  if (dns !== undefined && nameThatStopsLiqo(dns) !== undefined) return 3;
  if (clusters.some(({ status }) => status === 'verified')) return 0;
  const isBroken = clusters.some(({ status }) => status !== 'unchecked' && status !== 'gone');
  return isBroken || findings.some(({ status }) => status === 'fail') ? 3 : 4;
}
