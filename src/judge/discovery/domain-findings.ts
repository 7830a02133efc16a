import { isAnswer } from '../../liqo/domain-reading.js';
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
  const isUnknown = !isAnswer(answer) || listing?.isPartial === true;
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
      return isAnswer(code) ? `fails (${code}) when asked` : `could not be asked (${code})`;
  }
}

function nameFinding(listed: ListedName, { domain, server }: DomainSight): Finding {
  const code = 'LD-DISC-015';
  const { name, target, port, isAlias, isCut } = listed;
  if (isAlias) return aliasFinding(listed, domain);
  if (isCut === true) {
    const cut = `The answer for ${name} over UDP is cut before its first record, and Liqo does not ask again over TCP, so that it gives up the whole domain.`;
    const whole =
      target === undefined
        ? 'Over TCP there is none either.'
        : `Over TCP it leads to ${target} port ${port ?? 0}.`;
    return makeFinding(code, {
      status: 'fail',
      reason: `${cut} ${whole}`,
      remedy: 'Shorten the name and that of its host, so that the answer fits into 512 bytes.',
    });
  }
  if (target === undefined) {
    const reason = `${missingWords(listed, server)}${dotWords(name, domain, 'PTR')}`;
    return makeFinding(code, { status: isAnswer(listed.code) ? 'fail' : 'unknown', reason });
  }
  if (port === 0) {
    return makeFinding(code, { status: 'fail', reason: `The SRV record of ${name} names port 0.` });
  }
  const place = `${name} leads to ${target} port ${port ?? 0}.`;
  const dot = dotWords(target, domain, 'SRV');
  return makeFinding(code, { status: dot === '' ? 'pass' : 'warn', reason: `${place}${dot}` });
}

function aliasFinding({ name, alias = '', target, port }: ListedName, domain: string): Finding {
  const crash = `The answer for ${name} begins with a CNAME record, which Liqo takes for an SRV record and crashes.`;
  if (target === undefined) {
    const reason = `${crash} It is an alias of ${alias}, behind which there is no SRV record.`;
    return makeFinding('LD-DISC-015', { status: 'fail', reason });
  }
  return makeFinding('LD-DISC-015', {
    status: 'fail',
    reason: `${crash} It is an alias of ${alias}, behind which is ${target} port ${port ?? 0}.`,
    remedy: `Let the PTR record of ${domain} name ${alias}, or replace the CNAME record of ${name} by the SRV record.`,
  });
}

function missingWords({ name, code, isDeclined }: ListedName, server: string): string {
  const outcome = 'so that Liqo gives up the whole domain.';
  if (isDeclined === true) {
    return `The SRV record of ${name} names the host ".", by which DNS says that there is no such service.`;
  }
  switch (code) {
    case 'NOERROR':
    case 'NXDOMAIN':
      return `${name} has no SRV record (${code}), ${outcome}`;
    case 'TIMEOUT':
      return `${server} does not answer when asked for SRV records of ${name}; where Liqo gets no answer either, it gives up the whole domain.`;
    default:
      return isAnswer(code)
        ? `${server} fails (${code}) when asked for SRV records of ${name}, ${outcome}`
        : `${server} could not be asked for SRV records of ${name} (${code}).`;
  }
}

/** A name without its last dot in a zone file has the zone added to it (RFC 1035 §5.1). */
function dotWords(name: string, domain: string, record: 'PTR' | 'SRV'): string {
  const isTwice = name.toLowerCase().endsWith(`.${domain}.${domain}`.toLowerCase());
  if (!isTwice) return '';
  return ` It ends in the domain twice: in the zone file the ${record} record seems to lack the dot at its end.`;
}

function sizeFindings(
  { domain, names }: DomainSight,
  { isTruncated, isPartial, count }: DnsAnswer,
): Finding[] {
  if (!isTruncated) return [makeFinding('LD-DISC-016', { status: 'pass' })];
  const whole =
    isPartial === true
      ? `has ${count} of its records; over TCP the server gives no answer, so that there may be more of them`
      : `has ${names.filter(({ isBeyondCut }) => isBeyondCut !== true).length} of its ${count} records, which is all that Liqo reads`;
  const rest = count > names.length ? ` Only ${names.length} of them were followed here.` : '';
  const reason = `The answer for ${domain} over UDP is cut and ${whole}.${rest}`;
  return [makeFinding('LD-DISC-016', { status: 'warn', reason })];
}
