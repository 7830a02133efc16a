import { isAtLeast } from '../../liqo/release.js';
import type { DnsAnswer, DomainSight, ListedName } from '../../model/discovery.js';
import type { Finding } from '../../model/finding.js';
import { makeFinding } from '../rules/finding.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';

/** LD-DISC-013 to LD-DISC-016: whether Liqo could read the clusters from a domain. */
export function domainFindings({ dns, release, isReleaseNamed }: DiscoveryEvidence): readonly Finding[] {
  if (dns === undefined) return [];
  const isRead = !isAtLeast(release, 'v0.5.0');
  const ofRelease = isRead
    ? makeFinding('LD-DISC-013', { status: 'pass' })
    : makeFinding('LD-DISC-013', {
        status: 'warn',
        reason: `Liqo ${release.version} reads no domains; v0.3 and v0.4 do.`,
      });
  const listing = dns.answers.find(({ type }) => type === 'PTR');
  return [
    ...(isReleaseNamed ? [ofRelease] : []),
    listFinding(dns, listing),
    ...dns.names.map(nameFinding),
    ...(listing === undefined ? [] : sizeFindings(dns, listing)),
  ];
}

function listFinding({ domain, server, names }: DomainSight, listing: DnsAnswer | undefined): Finding {
  const code = 'LD-DISC-014';
  if (names.length > 0) return makeFinding(code, { status: 'pass' });
  const reason = `${server} ${listWords(listing?.code ?? 'TIMEOUT')} for PTR records of ${domain}.`;
  return makeFinding(code, { status: listing?.code === 'TIMEOUT' ? 'unknown' : 'fail', reason });
}

function listWords(code: string): string {
  switch (code) {
    case 'NOERROR':
      return 'answers that there are none when asked';
    case 'NXDOMAIN':
      return 'answers that the name does not exist (NXDOMAIN) when asked';
    case 'TIMEOUT':
      return 'does not answer when asked';
    default:
      return `fails (${code}) when asked`;
  }
}

function nameFinding({ name, target, port, code, isAlias }: ListedName): Finding {
  const finding = 'LD-DISC-015';
  if (isAlias) {
    const reason = `The answer for ${name} begins with a CNAME record, which Liqo takes for an SRV record and crashes.`;
    return makeFinding(finding, { status: 'fail', reason });
  }
  if (target === undefined) {
    const reason = `${name} has no SRV record (${code}), so that Liqo gives up the whole domain.`;
    return makeFinding(finding, { status: code === 'TIMEOUT' ? 'unknown' : 'fail', reason });
  }
  if (port === 0) {
    return makeFinding(finding, { status: 'fail', reason: `The SRV record of ${name} names port 0.` });
  }
  return makeFinding(finding, { status: 'pass', reason: `${name} leads to ${target} port ${port ?? 0}.` });
}

function sizeFindings({ domain }: DomainSight, { isTruncated, count }: DnsAnswer): Finding[] {
  if (!isTruncated) return [makeFinding('LD-DISC-016', { status: 'pass' })];
  const reason = `The answer for ${domain} over UDP is cut; ${count} records are in the whole one.`;
  return [makeFinding('LD-DISC-016', { status: 'warn', reason })];
}
