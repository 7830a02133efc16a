import { installDefaults } from '../../liqo/install-defaults.js';
import type { LiqoRelease } from '../../liqo/release.js';
import type { ClusterFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { sides, type Side } from '../../model/peering.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-AUTH-005: in one LAN, what the "standard values" would give is there. Source: rule 6 of the requirement matrix. */
export function lanValuesAreSet({ clusters, scenario, release }: RuleContext): readonly Finding[] {
  if (release.generation === 'g3' || scenario.id !== 'same-lan') return [];
  return sides.map((cluster) => lanFinding(cluster, clusters[cluster], release));
}

function lanFinding(cluster: Side, { liqo, platform }: ClusterFacts, release: LiqoRelease): Finding {
  const code = 'LD-AUTH-005';
  const parts = { service: 'auth', cluster } as const;
  if (valueOf(liqo.installed) === false) {
    return makeFinding(code, { ...parts, ...byInstallation(platform.provider, release) });
  }
  const { authService, lanDiscovery } = liqo;
  const type = valueOf(authService)?.type;
  const gaps = [
    ...(type === undefined || type === 'NodePort'
      ? []
      : [`Service liqo-auth is of type ${type}, and Liqo announces a cluster only where it is a NodePort.`]),
    ...(lanDiscovery.known ? discoveryGaps(lanDiscovery.value) : []),
  ];
  if (gaps.length > 0) return makeFinding(code, { ...parts, status: 'warn', reason: gaps.join(' ') });
  const unread = [authService, lanDiscovery].find((fact) => !fact.known);
  if (unread?.known === false) {
    const reason = `How the cluster is found could not be read: ${unread.reason}.`;
    return makeFinding(code, { ...parts, status: 'unknown', reason });
  }
  return makeFinding(code, { ...parts, status: 'pass' });
}

/** What the "standard values" of the documents come to on this platform. */
function byInstallation(
  provider: string,
  release: LiqoRelease,
): { readonly status: 'pass' | 'warn'; readonly reason: string } {
  const { serviceType, lanDiscovery } = installDefaults(provider, release);
  const discovery = lanDiscovery ? 'discovery' : 'no discovery';
  const reason = `Liqo is not installed; an installation of ${release.version} has Services of type ${serviceType} and ${discovery} here by itself.`;
  return { status: serviceType === 'NodePort' && lanDiscovery ? 'pass' : 'warn', reason };
}

function discoveryGaps(discovery: { announces: boolean; searches: boolean } | null): readonly string[] {
  if (discovery === null) return ['Discovery in the LAN is off: there is no Deployment liqo-discovery.'];
  return [
    ...(discovery.announces ? [] : ['The cluster does not announce itself in the LAN.']),
    ...(discovery.searches ? [] : ['The cluster does not look for others in the LAN.']),
  ];
}
