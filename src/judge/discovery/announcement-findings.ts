import type { Finding } from '../../model/finding.js';
import { makeFinding } from '../rules/finding.js';
import { leastTtlSeconds } from './configuration-findings.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';

/** LD-DISC-010: announcements that are forgotten before they are repeated. */
export function announcementFindings({ clusters }: DiscoveryEvidence): readonly Finding[] {
  return clusters.flatMap(({ by, announcedAs, ttlSeconds }) => {
    if (by !== 'mdns' || ttlSeconds === undefined || ttlSeconds > leastTtlSeconds) return [];
    const reason = `${announcedAs} is announced with a time to live of ${ttlSeconds} seconds.`;
    return [makeFinding('LD-DISC-010', { status: 'warn', reason })];
  });
}
