import { helmRepositoryCommand, helmUpgradeCommand } from '../../liqo/words/helm-upgrade.js';
import { kubectlClusterFlags, type ClusterWords } from '../../liqo/words/cluster-words.js';
import { commandLine } from '../../liqo/words/shell-quote.js';
import { parseRelease } from '../../liqo/release.js';
import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { DiscoveryReport } from '../../model/discovery.js';
import { valueOf } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { type Side, sides } from '../../model/peering.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';

type Hints = DiscoveryReport['hints'];

/** How lines name the clusters whose kubeconfigs were given. */
export type WordsOfSides = Readonly<Partial<Record<Side, ClusterWords | undefined>>>;

/**
 * The lines that turn LAN discovery on in a cluster whose settings keep it from announcing itself or from looking for
 * others.
 *
 * Source: Liqo deployments/liqo/values.yaml@v0.3.0,@v0.10.3 `discovery.config`, `auth.service.type`;
 * pkg/discoverymanager/register.go, the same tags, which looks at the Service once, at its start.
 */
export function settingHints(
  { facts }: Pick<DiscoveryEvidence, 'facts'>,
  findings: readonly Finding[],
  words: WordsOfSides,
): Hints {
  return sides.flatMap((side) => {
    const fact = facts[side];
    const own = words[side];
    if (fact?.known !== true || own === undefined) return [];
    const found = findings.filter(({ cluster, status }) => cluster === side && status === 'warn');
    const lines = linesFor(fact.value, found, own);
    if (lines.length === 0) return [];
    const change = found.some(({ code }) => code === 'LD-DISC-003')
      ? ' (another type of Service also changes where peers reach the authentication server)'
      : '';
    return [{ text: `To let LAN discovery work in the ${side} cluster${change}:`, lines }];
  });
}

function linesFor({ liqo }: ClusterFacts, findings: readonly Finding[], cluster: ClusterWords): string[] {
  const release = parseRelease(valueOf(liqo.version) ?? '');
  if (!release.ok) return [];
  const codes = new Set(findings.map(({ code }) => code));
  const discovery = valueOf(liqo.lanDiscovery);
  const values = {
    ...(codes.has('LD-DISC-002') &&
      discovery?.announces !== true && { [key('enableAdvertisement')]: 'true' }),
    ...(codes.has('LD-DISC-002') && discovery?.searches !== true && { [key('enableDiscovery')]: 'true' }),
    ...(codes.has('LD-DISC-010') && { [key('ttl')]: '90' }),
    ...(codes.has('LD-DISC-003') && { 'auth.service.type': 'NodePort' }),
  };
  if (Object.keys(values).length === 0) return [];
  const restart = commandLine([
    ...['kubectl', 'rollout', 'restart', 'deployment/liqo-discovery'],
    ...['--namespace', cluster.liqoNamespace, ...kubectlClusterFlags(cluster)],
  ]);
  return [
    helmRepositoryCommand,
    helmUpgradeCommand({ cluster, release: release.value, values }),
    ...(codes.has('LD-DISC-003') ? [restart] : []),
  ];
}

function key(name: 'enableAdvertisement' | 'enableDiscovery' | 'ttl'): string {
  return `discovery.config.${name}`;
}
