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
    ...dns.names.map((listed) => nameFinding(listed, dns)),
    ...(listing === undefined ? [] : sizeFindings(dns, listing)),
  ];
}

function listFinding({ domain, server, names }: DomainSight, listing: DnsAnswer | undefined): Finding {
  const code = 'LD-DISC-014';
  if (names.length > 0) return makeFinding(code, { status: 'pass' });
  const answer = listing?.code ?? 'TIMEOUT';
  const isUnknown = answer === 'TIMEOUT' || listing?.isPartial === true;
  const words = listing?.isPartial === true ? cutWords : listWords(answer);
  const reason = `${server} ${words} for PTR records of ${domain}.`;
  return makeFinding(code, { status: isUnknown ? 'unknown' : 'fail', reason });
}

const cutWords = 'cuts its answer before the first record, and gives none over TCP, when asked';

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

function nameFinding(listed: ListedName, { domain, server }: DomainSight): Finding {
  const code = 'LD-DISC-015';
  const { name, target, port, isAlias } = listed;
  if (isAlias) {
    const reason = `The answer for ${name} begins with a CNAME record, which Liqo takes for an SRV record and crashes.`;
    return makeFinding(code, { status: 'fail', reason });
  }
  if (target === undefined) {
    const reason = `${missingWords(listed, server)}${dotWords(name, domain, 'PTR')}`;
    return makeFinding(code, { status: listed.code === 'TIMEOUT' ? 'unknown' : 'fail', reason });
  }
  if (port === 0) {
    return makeFinding(code, { status: 'fail', reason: `The SRV record of ${name} names port 0.` });
  }
  const place = `${name} leads to ${target} port ${port ?? 0}.`;
  const dot = dotWords(target, domain, 'SRV');
  return makeFinding(code, { status: dot === '' ? 'pass' : 'warn', reason: `${place}${dot}` });
}

function missingWords({ name, code, isDeclined, isCut }: ListedName, server: string): string {
  const outcome = 'so that Liqo gives up the whole domain.';
  if (isDeclined === true) {
    return `The SRV record of ${name} names the host ".", by which DNS says that there is no such service.`;
  }
  if (isCut === true) return `The answer for ${name} over UDP is cut before its first record, ${outcome}`;
  switch (code) {
    case 'NOERROR':
    case 'NXDOMAIN':
      return `${name} has no SRV record (${code}), ${outcome}`;
    case 'TIMEOUT':
      return `${server} does not answer when asked for SRV records of ${name}; where Liqo gets no answer either, it gives up the whole domain.`;
    default:
      return `${server} fails (${code}) when asked for SRV records of ${name}, ${outcome}`;
  }
}

/** A name without its last dot in a zone file has the zone added to it (RFC 1035 §5.1). */
function dotWords(name: string, domain: string, record: 'PTR' | 'SRV'): string {
  const isTwice = name.toLowerCase().endsWith(`.${domain}.${domain}`.toLowerCase());
  if (!isTwice) return '';
  return ` It ends in the domain twice: in the zone file the ${record} record seems to lack the dot at its end.`;
}

function sizeFindings({ domain }: DomainSight, { isTruncated, isPartial, count }: DnsAnswer): Finding[] {
  if (!isTruncated) return [makeFinding('LD-DISC-016', { status: 'pass' })];
  const whole =
    isPartial === true
      ? `has ${count} of its records; over TCP the server gives no answer, so that there may be more of them`
      : `is only a part: the whole one has ${count}`;
  const reason = `The answer for ${domain} over UDP is cut and ${whole}.`;
  return [makeFinding('LD-DISC-016', { status: 'warn', reason })];
}
