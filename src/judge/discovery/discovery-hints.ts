import { addressKind } from '../../liqo/address-kind.js';
import { advertisedAuth } from '../../liqo/advertised-auth.js';
import { addCommand, foreignClusterManifest, tokenCommand } from '../../liqo/words/add-command.js';
import {
  type ClusterWords,
  defaultLiqoNamespace,
  kubectlClusterFlags,
} from '../../liqo/words/cluster-words.js';
import { commandLine } from '../../liqo/words/shell-quote.js';
import { zoneLines } from '../../liqo/words/zone-lines.js';
import type { DiscoveryReport, FoundCluster } from '../../model/discovery.js';
import { valueOf } from '../../model/fact.js';
import { isObjectName } from '../../model/object-name.js';
import { sides } from '../../model/peering.js';
import type { Finding } from '../../model/finding.js';
import type { DiscoveryEvidence } from './discovery-evidence.js';
import { settingHints, type WordsOfSides } from './setting-hints.js';

type Hints = DiscoveryReport['hints'];

/** Found clusters with the lines that add them, in the words of the release. */
export function withAddLines(
  clusters: readonly FoundCluster[],
  { release }: Pick<DiscoveryEvidence, 'release'>,
  words: ClusterWords,
): readonly FoundCluster[] {
  return clusters.map((cluster) => {
    const { status, clusterId, clusterName, url } = cluster;
    // What the remote cluster finds is for its own operator to add.
    if (status !== 'verified' || cluster.from === 'remote') return cluster;
    if (clusterId === undefined || url === undefined) return cluster;
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

/** What can be done with what was found: lines to paste. A cluster that was found by several names is told once. */
export function discoveryHints(
  evidence: DiscoveryEvidence,
  findings: readonly Finding[],
  words: WordsOfSides,
): Hints {
  const local = words.local ?? { liqoNamespace: defaultLiqoNamespace };
  const verified = onceEach(
    evidence.clusters
      .filter(({ status, from }) => status === 'verified' && from !== 'remote')
      .toSorted((one, other) => one.announcedAs.localeCompare(other.announcedAs, 'en')),
  );
  return [
    ...settingHints(evidence, findings, words),
    ...verified.map((cluster) => checkHint(cluster, { ...words, local }, evidence)),
    ...addHints(verified, evidence),
    ...manifestHints(verified, evidence, local),
    ...zoneHints(evidence),
  ];
}

function onceEach(clusters: readonly FoundCluster[]): readonly FoundCluster[] {
  const byId = new Map<string, FoundCluster>();
  for (const cluster of clusters) {
    const id = cluster.clusterId ?? cluster.announcedAs;
    if (!byId.has(id)) byId.set(id, cluster);
  }
  return [...byId.values()];
}

function checkHint(
  { clusterName, clusterId, announcedAs }: FoundCluster,
  { local, remote }: WordsOfSides & { readonly local: ClusterWords },
  { facts }: DiscoveryEvidence,
): Hints[number] {
  const name = clusterName ?? clusterId ?? announcedAs;
  const known = facts.remote?.known === true ? valueOf(facts.remote.value.liqo.clusterId) : undefined;
  const own = ['liqo-doctor', 'check', ...doctorFlags(local, '--')];
  const isNamed =
    remote !== undefined && known !== undefined && known.toLowerCase() === clusterId?.toLowerCase();
  return isNamed
    ? {
        text: `Whether peering with ${name} will work:`,
        lines: [commandLine([...own, ...doctorFlags(remote, '--remote-')])],
      }
    : {
        text: `Whether peering with ${name} will work, with its kubeconfig:`,
        lines: [commandLine([...own, '--remote', `<kubeconfig of ${name}>`])],
      };
}

/** Flags of liqo-doctor that name a cluster. */
function doctorFlags(
  { kubeconfig, context, liqoNamespace }: ClusterWords,
  prefix: '--' | '--remote-',
): string[] {
  return [
    ...(kubeconfig === undefined ? [] : [prefix === '--' ? '--kubeconfig' : '--remote', kubeconfig]),
    ...(context === undefined ? [] : [`${prefix}context`, context]),
    ...(liqoNamespace === defaultLiqoNamespace ? [] : [`${prefix}liqo-namespace`, liqoNamespace]),
  ];
}

function addHints(clusters: readonly FoundCluster[], evidence: DiscoveryEvidence): Hints {
  if (evidence.release.generation === 'g3') return clusters.map((each) => peerHint(each, evidence));
  const lines = clusters.flatMap((cluster) => (cluster.addCommand === undefined ? [] : [cluster.addCommand]));
  const token = tokenCommand(evidence.release);
  if (lines.length === 0 || token === undefined) return [];
  const [it, its] =
    lines.length === 1
      ? (['it', 'its kubeconfig; its operator learns'] as const)
      : (['them', 'their kubeconfigs; their operators learn'] as const);
  return [
    {
      text: `To add ${it} to ${releaseWords(evidence)} without ${its} the token with ${token}:`,
      lines,
    },
  ];
}

/** From v1.0 on there is no authentication server, whatever answers there. */
function peerHint(
  { clusterName, clusterId, announcedAs }: FoundCluster,
  evidence: DiscoveryEvidence,
): Hints[number] {
  const kubeconfig = `<kubeconfig of ${clusterName ?? clusterId ?? announcedAs}>`;
  return {
    text: `${releaseWords(evidence)} knows no authentication servers: it takes the other kubeconfig, if the other cluster has v1.x too:`,
    lines: [commandLine(['liqoctl', 'peer', '--remote-kubeconfig', kubeconfig])],
  };
}

/** That nobody named the release is said, since the lines of another one differ. */
function releaseWords({ release, isReleaseNamed }: DiscoveryEvidence): string {
  return `Liqo ${release.version}${isReleaseNamed ? '' : ' (--liqo-version names another release)'}`;
}

/** Objects that are shown; further ones are in the clusters' own entries. */
const manifestLimit = 4;

/** The objects that Liqo would make of what was found, each with the line that creates it. */
function manifestHints(
  clusters: readonly FoundCluster[],
  evidence: DiscoveryEvidence,
  words: ClusterWords,
): Hints {
  const manifests = clusters.flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest]));
  if (manifests.length === 0) return [];
  const apply = commandLine(['kubectl', 'apply', ...kubectlClusterFlags(words), '-f', '-']);
  const more = manifests.length - manifestLimit;
  const rest = more > 0 ? ` (${more} more with -o json)` : '';
  return [
    {
      text: `Or the object that ${releaseWords(evidence)} makes of a cluster that it finds itself${rest}. It has no token, so that the other cluster has to let in everybody (auth.config.enableAuthentication=false):`,
      lines: manifests.slice(0, manifestLimit).map((manifest) => `${apply} <<'EOF'\n${manifest}EOF`),
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
    if (endpoint === null || port === undefined || isListed || !canBeListed(endpoint.host)) return [];
    return [{ label, host: endpoint.host, port }];
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

/** Anything else would end the line of a zone, or begin another. */
function canBeListed(host: string): boolean {
  return addressKind(host) !== 'name' || isObjectName(host.toLowerCase());
}
