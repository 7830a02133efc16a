import type { DiscoveryReport } from '../model/discovery.js';

/**
 * The exit code of a discovery: 0 when another cluster was found and answers as it ought to, 3 when what was found or
 * read cannot be used, 4 when nothing was found, which proves nothing.
 */
export function discoveryExitCode({ clusters, findings }: DiscoveryReport): number {
  if (clusters.some(({ status }) => status === 'verified')) return 0;
  const isBroken = clusters.some(({ status }) => status !== 'unchecked' && status !== 'gone');
  return isBroken || findings.some(({ status }) => status === 'fail') ? 3 : 4;
}
