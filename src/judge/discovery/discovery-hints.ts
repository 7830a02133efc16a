import { advertisedAuth } from '../../liqo/advertised-auth.js';
import { addCommand, foreignClusterManifest, tokenCommand } from '../../liqo/words/add-command.js';
import type { ClusterWords } from '../../liqo/words/cluster-words.js';
import { zoneLines } from '../../liqo/words/zone-lines.js';
import type { DiscoveryReport, FoundCluster } from '../../model/discovery.js';
import { valueOf } from '../../model/fact.js';
import { sides } from '../../model/peering.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';

type Hints = DiscoveryReport['hints'];

/** Found clusters with the lines that add them, in the words of the release. */
export function withAddLines(
  clusters: readonly FoundCluster[],
  { release }: Pick<DiscoveryEvidence, 'release'>,
  words: ClusterWords,
): readonly FoundCluster[] {
  return clusters.map((cluster) => {
    const { status, clusterId, clusterName, url } = cluster;
    if (status !== 'verified' || clusterId === undefined || url === undefined) return cluster;
    const foreign = { clusterId, clusterName, url };
    const command = addCommand(release, foreign, words);
    const manifest = foreignClusterManifest(release, foreign);
    return {
      ...cluster,
      ...(command !== undefined && { addCommand: command }),
      ...(manifest !== undefined && { manifest }),
    };
  });
}

/** What can be done with what was found: lines to paste. */
export function discoveryHints(evidence: DiscoveryEvidence): Hints {
  return [...checkHints(evidence), ...addHints(evidence), ...zoneHints(evidence)];
}

function checkHints({ clusters }: DiscoveryEvidence): Hints {
  return clusters
    .filter(({ status }) => status === 'verified')
    .map(({ clusterName, clusterId, announcedAs }) => {
      const name = clusterName ?? clusterId ?? announcedAs;
      return {
        text: `Whether peering with ${name} will work, with its kubeconfig:`,
        lines: [`liqo-doctor check --remote <kubeconfig of ${name}>`],
      };
    });
}

function addHints({ clusters, release }: DiscoveryEvidence): Hints {
  const lines = clusters.flatMap((cluster) => (cluster.addCommand === undefined ? [] : [cluster.addCommand]));
  const token = tokenCommand(release);
  if (lines.length === 0 || token === undefined) return [];
  return [
    {
      text: `To add it to Liqo ${release.version} without its kubeconfig; its operator learns the token with ${token}:`,
      lines,
    },
  ];
}

/** The zone lines for the clusters whose kubeconfigs were given, else for one to be filled in. */
function zoneHints({ dns, facts, release, clusters }: DiscoveryEvidence): Hints {
  if (dns === undefined) return [];
  const own = sides.flatMap((side) => {
    const cluster = facts[side];
    if (cluster?.known !== true) return [];
    const { endpoint } = advertisedAuth(cluster.value, release);
    const port = endpoint?.ports[0];
    const label = valueOf(cluster.value.liqo.clusterId) ?? cluster.value.name;
    const isListed = clusters.some(({ clusterId }) => clusterId === label);
    return endpoint === null || port === undefined || isListed ? [] : [{ label, host: endpoint.host, port }];
  });
  const isMissing = dns.names.length === 0;
  if (own.length === 0 && !isMissing) return [];
  const listed =
    own.length > 0 ? own : [{ label: 'my-cluster', host: 'auth.my-cluster.example.com', port: 443 }];
  return [
    {
      text: `Lines for the zone of ${dns.domain} that make a cluster discoverable:`,
      lines: listed.flatMap((cluster) => [...zoneLines(dns.domain, cluster)]),
    },
  ];
}
