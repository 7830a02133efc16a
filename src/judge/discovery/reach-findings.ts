import type { LiqoRelease } from '../../liqo/release.js';
import { isUrlTaken } from '../../liqo/words/add-command.js';
import type { FoundCluster, TriedAddress } from '../../model/discovery.js';
import type { Finding } from '../../model/finding.js';
import { makeFinding } from '../rules/finding.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';

/** LD-DISC-006 to LD-DISC-009: whether Liqo could use what was found. */
export function reachFindings({ clusters, release }: DiscoveryEvidence): readonly Finding[] {
  return clusters
    .filter(({ status }) => status !== 'gone' && status !== 'unchecked')
    .flatMap((cluster) => [
      ...reached(cluster),
      ...misled(cluster),
      ...(cluster.by === 'mdns' ? asLiqoConnects(cluster) : asLiqoNotes(cluster, release)),
    ]);
}

function reached(cluster: FoundCluster): Finding[] {
  const { status, announcedAs, reason = '' } = cluster;
  const because = `${announcedAs}: ${reason}`;
  switch (status) {
    case 'verified':
    case 'own':
      return [makeFinding('LD-DISC-006', { status: 'pass', reason: `${announcedAs} answers.` })];
    case 'wrong-cluster':
      return [makeFinding('LD-DISC-007', { status: 'fail', reason: because })];
    case 'unreachable':
    case 'not-liqo':
    case 'incomplete':
      return [makeFinding('LD-DISC-006', { status: 'fail', reason: because, remedy: reachRemedy(cluster) })];
    case 'gone':
    case 'unchecked':
      return [];
  }
}

/** `undefined` for the general one, which is about announcements in a LAN. */
function reachRemedy({ by, host, port }: FoundCluster): string | undefined {
  const place = `${host ?? 'it'} port ${port ?? 0}`;
  switch (by) {
    case 'mdns':
      return undefined;
    case 'dns':
      return `Correct the SRV record where it names another host or port than the authentication server's; otherwise let ${place} through between the clusters.`;
    case 'url':
      return `Ask the other operator whether the authentication server is at ${place}, and let that through between the clusters.`;
  }
}

/** Addresses of a cluster that lead to another one. */
function misled({ by, status, announcedAs, clusterId, addresses }: FoundCluster): Finding[] {
  if (by !== 'mdns' || status !== 'verified') return [];
  const wrong = addresses.filter((each) => each.clusterId !== undefined && each.clusterId !== clusterId);
  if (wrong.length === 0) return [];
  const seen = wrong.map((each) => `${each.address} answers as cluster ${each.clusterId ?? ''}`).join('; ');
  return [makeFinding('LD-DISC-008', { status: 'warn', reason: `${announcedAs}: ${seen}.` })];
}

/** How long Liqo waits for a connection. Source: Liqo cmd/discovery/main.go@v0.3.2,@v0.10.3 `dial-tcp-timeout`. */
const liqosPatienceMs = 500;

function asLiqoConnects({ status, announcedAs, clusterId, addresses }: FoundCluster): Finding[] {
  if (status !== 'verified') return [];
  const right = addresses.filter((each) => each.clusterId === clusterId);
  const byIpv4 = right.filter(({ address }) => !address.includes(':'));
  if (byIpv4.length === 0) {
    const seen = right.map(({ address }) => address).join(', ');
    const reason = `${announcedAs} answers by IPv6 only (${seen}), which Liqo neither dials nor takes as the URL of an authentication server.`;
    return [makeFinding('LD-DISC-009', { status: 'warn', reason })];
  }
  if (byIpv4.some((each) => connectionMs(each) <= liqosPatienceMs)) return [];
  const fastest = Math.round(Math.min(...byIpv4.map(connectionMs)));
  const reason = `${announcedAs} took ${fastest} ms to accept a connection, and Liqo waits ${liqosPatienceMs} ms.`;
  return [makeFinding('LD-DISC-009', { status: 'warn', reason })];
}

/** Whether Liqo could write down where the cluster is. */
function asLiqoNotes({ status, url }: FoundCluster, release: LiqoRelease): Finding[] {
  if (status !== 'verified' || url === undefined || isUrlTaken(release, url)) return [];
  const reason = `Liqo ${release.version} cannot add ${url}: its ForeignCluster refuses a URL in whose host no dot is followed by a word of one to six letters or digits.`;
  const remedy =
    'Give the authentication server an IPv4 address or another name, such as auth.turin.example.com.';
  return [makeFinding('LD-DISC-009', { status: 'warn', reason, remedy })];
}

/** At least so long the other side took: what this machine itself held up is not its fault. */
function connectionMs({ timingsMs, ownDelayMs = 0 }: TriedAddress): number {
  return Math.max(0, (timingsMs['tcp'] ?? 0) - ownDelayMs);
}
