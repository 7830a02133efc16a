import { parseRelease, type LiqoRelease } from '../../liqo/release.js';
import type { ClusterFacts, LanDiscovery } from '../../model/cluster-facts.js';
import type { Fact } from '../../model/fact.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { type Side, sides } from '../../model/peering.js';
import { nodePortGap, noDiscovery, noReadyPod, notAnnouncing } from '../evidence/announcement-gap.js';
import { makeFinding } from '../rules/finding.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';

/** LD-DISC-001 to LD-DISC-004: whether a cluster would announce itself and look for others at all. */
export function configurationFindings({
  by,
  facts,
  release,
  isReleaseNamed,
}: Pick<DiscoveryEvidence, 'by' | 'facts' | 'release' | 'isReleaseNamed'>): readonly Finding[] {
  if (by !== 'lan') return [];
  const known = sides.filter((side) => facts[side] !== undefined);
  if (known.length === 0) return isReleaseNamed ? [releaseFinding(release)] : [];
  return known.flatMap((side) => ofCluster(side, facts[side], release));
}

function ofCluster(side: Side, cluster: Fact<ClusterFacts> | undefined, intended: LiqoRelease): Finding[] {
  if (cluster === undefined) return [];
  if (!cluster.known) {
    return [
      makeFinding('LD-DISC-002', { cluster: side, status: 'unknown', reason: sentence(cluster.reason) }),
    ];
  }
  const { liqo } = cluster.value;
  const release = releaseOf(cluster.value) ?? intended;
  const ofRelease = releaseFinding(release, side);
  if (ofRelease.status !== 'pass') return [ofRelease];
  if (valueOf(liqo.installed) === false) {
    const reason = `Liqo is not installed in namespace ${liqo.namespace} of the ${side} cluster.`;
    return [ofRelease, makeFinding('LD-DISC-002', { cluster: side, status: 'warn', reason })];
  }
  return [ofRelease, settingsFinding(side, cluster.value), ...announcerFindings(side, cluster.value)];
}

function releaseOf({ liqo }: ClusterFacts): LiqoRelease | undefined {
  const parsed = parseRelease(valueOf(liqo.version) ?? '');
  return parsed.ok ? parsed.value : undefined;
}

function releaseFinding({ generation, version }: LiqoRelease, cluster?: Side): Finding {
  if (generation !== 'g3') return makeFinding('LD-DISC-001', { cluster, status: 'pass' });
  const where = cluster === undefined ? '' : `, which is installed in the ${cluster} cluster,`;
  const reason = `Liqo ${version}${where} neither announces clusters in a LAN nor looks for them.`;
  return makeFinding('LD-DISC-001', { cluster, status: 'warn', reason });
}

function settingsFinding(cluster: Side, { liqo }: ClusterFacts): Finding {
  const code = 'LD-DISC-002';
  const { lanDiscovery, namespace } = liqo;
  if (!lanDiscovery.known) {
    return makeFinding(code, { cluster, status: 'unknown', reason: sentence(lanDiscovery.reason) });
  }
  const gaps = gapsOf(lanDiscovery.value, namespace);
  if (gaps.length === 0) return makeFinding(code, { cluster, status: 'pass' });
  return makeFinding(code, { cluster, status: 'warn', reason: gaps.join(' ') });
}

function gapsOf(discovery: LanDiscovery | null, namespace: string): readonly string[] {
  if (discovery === null) return [noDiscovery(namespace)];
  return [
    ...(discovery.announces ? [] : [notAnnouncing]),
    ...(discovery.searches ? [] : ['It does not look for others (--mdns-enable-discovery=false).']),
  ];
}

/** What keeps a cluster silent that is set to announce itself. */
function announcerFindings(cluster: Side, { liqo }: ClusterFacts): Finding[] {
  const discovery = valueOf(liqo.lanDiscovery);
  if (discovery === undefined) return [];
  return [nodePortFinding(cluster, liqo), ...(discovery === null ? [] : runningFindings(cluster, discovery))];
}

function nodePortFinding(cluster: Side, { authService }: ClusterFacts['liqo']): Finding {
  const code = 'LD-DISC-003';
  if (!authService.known) {
    return makeFinding(code, {
      cluster,
      service: 'auth',
      status: 'unknown',
      reason: sentence(authService.reason),
    });
  }
  const reason = nodePortGap(authService.value);
  if (reason === undefined) return makeFinding(code, { cluster, service: 'auth', status: 'pass' });
  return makeFinding(code, { cluster, service: 'auth', status: 'warn', reason });
}

function runningFindings(cluster: Side, { readyPods, ttlSeconds, announces }: LanDiscovery): Finding[] {
  const running =
    readyPods === undefined
      ? []
      : [
          readyPods > 0
            ? makeFinding('LD-DISC-004', { cluster, status: 'pass' })
            : makeFinding('LD-DISC-004', {
                cluster,
                status: 'warn',
                reason: noReadyPod,
              }),
        ];
  if (!announces || ttlSeconds === undefined || ttlSeconds > leastTtlSeconds) return running;
  const reason = `It announces itself with a time to live of ${ttlSeconds} seconds, every ${leastTtlSeconds} seconds.`;
  return [...running, makeFinding('LD-DISC-010', { cluster, status: 'warn', reason })];
}

/** The pause between two announcements. Source: Liqo pkg/discoverymanager/gratuitous-answers.go@v0.3.2,@v0.10.3. */
export const leastTtlSeconds = 12;

function sentence(clause: string): string {
  return `This could not be read: ${clause.replace(/\.$/u, '')}.`;
}
