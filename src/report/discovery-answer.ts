import { nameThatStopsLiqo } from '../liqo/domain-reading.js';
import type {
  ClusterStatus,
  DiscoveryReport,
  DomainSight,
  FoundCluster,
  LanSight,
} from '../model/discovery.js';
import type { Finding } from '../model/finding.js';
import type { Side } from '../model/peering.js';

/** What a discovery came to, in a sentence or two. */
export function discoveryAnswer(report: DiscoveryReport): string {
  const { clusters, lan, remoteLan, dns, view } = report;
  if (clusters.some(({ from }) => from === 'remote') || remoteLan !== undefined) {
    const ofSide = (side: Side, sight: LanSight | undefined) =>
      sight === undefined
        ? `From the ${side} cluster nothing could be looked at.`
        : answerTo(
            clusters.filter(({ from }) => from === side),
            `in the LAN of a node of the ${side} cluster within ${seconds(sight)} s`,
          );
    return `${ofSide('local', lan)} ${ofSide('remote', remoteLan)}`;
  }
  const from = { operator: 'from this machine', node: 'from a node', pod: 'from a pod' }[view];
  if (lan !== undefined) return answerTo(clusters, `in the LAN within ${seconds(lan)} s, ${from}`);
  if (dns !== undefined) {
    return [
      answerTo(clusters, `in ${dns.domain}, as ${dns.server} lists it`),
      ...liqosEnd(dns, report.findings),
    ].join(' ');
  }
  const [only] = clusters;
  if (only?.by === 'url') return answerOfUrl(only, from);
  return view === 'pod' && clusters.length === 0
    ? 'The LAN was not looked at: no pod could have the network of a node.'
    : answerTo(clusters, from);
}

function answerOfUrl(
  { announcedAs, status, clusterId = '', clusterName }: FoundCluster,
  from: string,
): string {
  const name = clusterName === undefined ? '' : ` (${clusterName})`;
  switch (status) {
    case 'verified':
      return `${announcedAs} is the authentication server of cluster ${clusterId}${name}, as asked ${from}.`;
    case 'own':
      return `${announcedAs} is the authentication server of the own cluster ${clusterId}${name}, as asked ${from}.`;
    case 'unchecked':
      return `${announcedAs} could not be asked ${from}.`;
    default:
      return `${announcedAs} does not answer as an authentication server of Liqo, as asked ${from}.`;
  }
}

/** That clusters were found must not hide that Liqo would find none. */
function liqosEnd(dns: DomainSight, findings: readonly Finding[]): string[] {
  const ofRelease = findings.find(({ code, status }) => code === 'LD-DISC-013' && status === 'warn');
  if (ofRelease !== undefined) return ['This release of Liqo reads no domains: see LD-DISC-013.'];
  const end = nameThatStopsLiqo(dns);
  return end === undefined ? [] : [`Liqo would find none of them, because of ${end.name}: see LD-DISC-015.`];
}

function seconds({ listenedMs }: LanSight): string {
  return (listenedMs / 1000).toFixed(1);
}

function answerTo(clusters: readonly FoundCluster[], where: string): string {
  if (clusters.length === 0) return `No cluster was found ${where}.`;
  const entries = clusters.filter(({ status }) => status === 'verified');
  const verified = new Set(entries.map(({ clusterId, announcedAs }) => clusterId ?? announcedAs)).size;
  const names = entries.length > verified ? ` by ${entries.length} names` : '';
  const first =
    verified === 0
      ? `No usable cluster was found ${where}`
      : `${verified} ${verified === 1 ? 'cluster was' : 'clusters were'} found and verified${names} ${where}`;
  return `${first}${othersOf(clusters)}.`;
}

/** How many entries are something else than another cluster that can be used. */
function othersOf(clusters: readonly FoundCluster[]): string {
  const count = (...wanted: readonly ClusterStatus[]) =>
    clusters.filter(({ status }) => wanted.includes(status)).length;
  const [own, gone, open] = [count('own'), count('gone'), count('unchecked')];
  const bad = clusters.length - count('verified') - own - gone - open;
  const words = [
    ...(own === 0 ? [] : ['the own cluster']),
    ...(gone === 0 ? [] : [`${gone} that ${gone === 1 ? 'is' : 'are'} gone`]),
    ...(open === 0 ? [] : [`${open} that ${open === 1 ? 'was' : 'were'} not tried`]),
    ...(bad === 0 ? [] : [`${bad} that cannot be used`]),
  ];
  return words.length === 0 ? '' : `; besides ${words.join(', ')}`;
}
