import type { ClusterStatus, DiscoveryReport, FoundCluster, TriedAddress } from '../model/discovery.js';
import type { Finding } from '../model/finding.js';
import { discoveryAnswer } from './discovery-answer.js';
import { joinLines } from './text.js';
import { createTextStyle, type TextOptions, type TextStyle } from './text-style.js';
import { paragraph } from './wrap.js';

/** A discovery for people. */
export function renderDiscoveryText(report: DiscoveryReport, options: TextOptions): string {
  const style = createTextStyle(options);
  return joinLines([
    ...paragraph(style.clean(discoveryAnswer(report)), style.width).map(style.paint.strong),
    '',
    ...clusterLines(report.clusters, style),
    ...section('Why not', findingParagraphs(report.findings, style), style),
    ...section('What to do with it', hintLines(report, style), style),
    ...(style.verbose ? section('Findings', allFindings(report.findings, style), style) : []),
    ...(style.verbose ? section('Where was looked', placeLines(report, style), style) : []),
  ]);
}

/** One cluster in one line, while it is looked for more. */
export function foundLine(cluster: FoundCluster): string {
  const { announcedAs, status, url, clusterName, reason, interfaces } = cluster;
  const named = clusterName === undefined || clusterName === announcedAs ? '' : ` (${clusterName})`;
  const where = interfaces.length === 0 ? '' : ` on ${interfaces.join(', ')}`;
  switch (status) {
    case 'verified':
      return announcedAs === url
        ? `verified   ${announcedAs} as ${cluster.clusterId ?? ''}${named}`
        : `verified   ${announcedAs}${named} at ${url ?? ''}${where}`;
    case 'own':
      return `own        ${announcedAs}${named}${where}`;
    case 'unchecked':
    case 'incomplete':
      return `heard      ${announcedAs}${named}${where}`;
    case 'gone':
      return `gone       ${announcedAs}: ${reason ?? ''}`;
    case 'wrong-cluster':
    case 'not-liqo':
    case 'unreachable':
      return `not usable ${announcedAs}${where}: ${reason ?? ''}`;
  }
}

const statusWords: Readonly<Record<ClusterStatus, string>> = {
  verified: 'verified',
  own: 'own cluster',
  'wrong-cluster': 'wrong cluster',
  'not-liqo': 'not Liqo',
  unreachable: 'unreachable',
  incomplete: 'incomplete',
  gone: 'gone',
  unchecked: 'not tried',
};

/** What can be used comes first. */
const statusOrder: readonly ClusterStatus[] = [
  'verified',
  'own',
  'wrong-cluster',
  'not-liqo',
  'unreachable',
  'incomplete',
  'unchecked',
  'gone',
];

function clusterLines(clusters: readonly FoundCluster[], style: TextStyle): string[] {
  const sorted = clusters.toSorted(
    (one, other) =>
      statusOrder.indexOf(one.status) - statusOrder.indexOf(other.status) ||
      one.announcedAs.localeCompare(other.announcedAs, 'en'),
  );
  return sorted.flatMap((cluster) => [...clusterBlock(cluster, style), '']);
}

function clusterBlock(cluster: FoundCluster, style: TextStyle): string[] {
  const { by, from, announcedAs, clusterId, clusterName, ttlSeconds, interfaces, status, decidedMs } =
    cluster;
  // Another cluster than the announced one is told of in the reason.
  const isOther = status === 'wrong-cluster';
  const id = isOther ? announcedAs : (clusterId ?? announcedAs);
  const named = clusterName === undefined ? '' : ` (${clusterName})`;
  const title = `${markOf(status, style)} ${statusWords[status]}: ${style.clean(isOther ? id : `${id}${named}`)}`;
  const details = [
    by === 'url' && id === announcedAs ? '' : placeOf(cluster),
    interfaces.length === 0 ? '' : `on ${interfaces.join(', ')}`,
    from === 'remote' ? 'heard by a node of the remote cluster' : '',
    ttlSeconds === undefined ? '' : `time to live ${ttlSeconds} s`,
    isOther ? `answered by cluster ${clusterId ?? ''}${named}` : '',
    by === 'url' || announcedAs === id ? '' : `announced as ${announcedAs}`,
    decidedMs === undefined ? '' : `known after ${(decidedMs / 1000).toFixed(2)} s`,
  ].filter((text) => text !== '');
  return [
    paintOf(status, style)(title),
    ...paragraph(style.clean(details.join(', ')), style.width, { first: '  ', rest: '  ' }),
  ];
}

function placeOf({ url, addresses, host, port }: FoundCluster): string {
  if (url !== undefined) return url;
  const address =
    addresses.find((each) => !each.address.includes(':'))?.address ?? addresses[0]?.address ?? host;
  if (address === undefined || port === undefined) return '';
  return `https://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function markOf(status: ClusterStatus, { symbols }: TextStyle): string {
  if (status === 'verified') return symbols.pass;
  if (status === 'own' || status === 'gone') return symbols.none;
  return status === 'unchecked' ? symbols.unknown : symbols.fail;
}

function paintOf(status: ClusterStatus, { paint }: TextStyle): (text: string) => string {
  if (status === 'verified') return paint.good;
  if (status === 'own' || status === 'gone') return paint.faint;
  return status === 'unchecked' ? paint.doubt : paint.bad;
}

function section(title: string, lines: readonly string[], style: TextStyle): string[] {
  return lines.length === 0 ? [] : ['', style.paint.strong(title), '', ...lines];
}

function findingParagraphs(findings: readonly Finding[], style: TextStyle): string[] {
  return findings
    .filter(({ status }) => status === 'fail' || status === 'warn' || status === 'unknown')
    .flatMap((finding) => {
      const { code, cluster, from, reason, title, remedy, status } = finding;
      const where =
        cluster !== undefined
          ? ` (${cluster} cluster)`
          : from === undefined
            ? ''
            : ` (from the ${from} cluster)`;
      const said = reason ?? `This does not hold: ${title}`;
      const mark = {
        fail: style.paint.bad(style.symbols.fail),
        warn: style.paint.doubt(style.symbols.warning),
        unknown: style.paint.doubt(style.symbols.unknown),
      }[status as 'fail' | 'warn' | 'unknown'];
      return [
        ...paragraph(style.clean(`${code}${where}: ${said}`), style.width, { first: `${mark} `, rest: '  ' }),
        ...(remedy === undefined
          ? []
          : paragraph(style.clean(remedy), style.width, { first: '  ', rest: '  ' })),
      ];
    });
}

function allFindings(findings: readonly Finding[], style: TextStyle): string[] {
  return findings.flatMap(({ code, status, title, reason }) =>
    paragraph(style.clean(`${code} ${status}: ${reason ?? title}`), style.width, { first: '- ', rest: '  ' }),
  );
}

function hintLines({ hints }: DiscoveryReport, style: TextStyle): string[] {
  return hints.flatMap(({ text, lines }) => [
    ...paragraph(style.clean(text), style.width),
    '',
    // Lines to paste are never broken, and what ends at a line of its own is not indented.
    ...lines.flatMap((line) =>
      line.includes('\n') ? [...line.split('\n').map(style.clean), ''] : [`  ${style.clean(line)}`],
    ),
    '',
  ]);
}

function placeLines({ lan, remoteLan, dns, clusters }: DiscoveryReport, style: TextStyle): string[] {
  const interfaces = [...(lan?.interfaces ?? []), ...(remoteLan?.interfaces ?? [])].map(
    ({ interface: name, family, address, queries, heard, sendError, listenError, isGone }) =>
      `${name} ${family} ${address}${isGone === true ? ' (gone meanwhile)' : ''}: ${queries} queries sent, ${heard} messages of others heard${sendError === undefined ? '' : `, sending failed with ${sendError}`}${listenError === undefined ? '' : `, port 5353 was refused with ${listenError}`}`,
  );
  const contrasts = [...(lan?.contrasts ?? []), ...(remoteLan?.contrasts ?? [])].map(
    ({ address, outcome }) => `${address} by unicast: ${outcome}`,
  );
  const answers = (dns?.answers ?? []).map(
    ({ server, question, type, code, count, isTruncated }) =>
      `${server}: ${type} ${question}: ${code}, ${count} ${count === 1 ? 'record' : 'records'}${isTruncated ? ', cut over UDP' : ''}`,
  );
  const tried = clusters.flatMap(({ announcedAs, port, addresses }) =>
    addresses.map((each) => `${announcedAs} at ${each.address} port ${port ?? 0}: ${triedWords(each)}`),
  );
  return [...interfaces, ...contrasts, ...answers, ...tried].flatMap((text) =>
    paragraph(style.clean(text), style.width, { first: '- ', rest: '  ' }),
  );
}

function triedWords({ outcome, cause, clusterId, timingsMs, ownDelayMs }: TriedAddress): string {
  const times = Object.entries(timingsMs).map(([phase, ms]) => `${phase} ${ms.toFixed(1)} ms`);
  const who = clusterId === undefined ? '' : ` as ${clusterId}`;
  if (ownDelayMs !== undefined) times.push(`held up here for ${ownDelayMs.toFixed(0)} ms`);
  return `${outcome}${cause === undefined ? '' : ` (${cause})`}${who}${times.length === 0 ? '' : ` (${times.join(', ')})`}`;
}
