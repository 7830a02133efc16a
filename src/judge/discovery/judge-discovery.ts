import type { Finding } from '../../model/finding.js';
import { announcementFindings } from './announcement-findings.js';
import { configurationFindings } from './configuration-findings.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';
import { domainFindings } from './domain-findings.js';
import { reachFindings } from './reach-findings.js';
import { silenceFindings } from './silence-findings.js';

/** What a discovery shows: of the clusters' settings, of the LAN or the domain, and of each cluster found. */
export function judgeDiscovery(evidence: DiscoveryEvidence): readonly Finding[] {
  const configuration = configurationFindings(evidence);
  return [
    ...configuration,
    ...silenceFindings(evidence, configuration),
    ...domainFindings(evidence),
    ...reachFindings(evidence),
    ...announcementFindings(evidence),
  ];
}
