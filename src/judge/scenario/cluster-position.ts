import type { ClusterFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, type Side } from '../../model/peering.js';
import { addressOfSource } from '../evidence/address-range.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { belongsToCluster, nodeAddresses } from '../evidence/own-addresses.js';

/**
 * Where one cluster is, seen from outside: `cloud` its nodes are a public cloud's machines; `nat` its packets get
 * another address on their way; `public` its nodes have global addresses; `private` its nodes have private addresses
 * only and no packet shows a NAT device; `unknown` its nodes have no address that could be read.
 */
export type PositionKind = 'cloud' | 'nat' | 'public' | 'private' | 'unknown';

/** A cluster's position with what it was concluded from. */
export interface ClusterPosition {
  readonly side: Side;
  readonly kind: PositionKind;
  /** `packets`: the other cluster saw this one's packets; `declared`: only the cluster's own objects were read. */
  readonly basis: 'packets' | 'declared';
  /** The global address that this cluster's packets arrived from; `undefined` when none was seen. */
  readonly publicAddress?: string | undefined;
  readonly evidence: string;
}

type Clusters = Readonly<Record<Side, ClusterFacts>>;

/**
 * The addresses that a cluster's packets arrived from at the other one.
 *
 * A source among the receiving cluster's own nodes or pods was put there by its kube-proxy (`externalTrafficPolicy:
 * Cluster`) and says nothing of the way between the clusters; one among the sender's own pods likewise.
 */
export function sourcesOf(
  side: Side,
  clusters: Clusters,
  observations: readonly Observation[],
): readonly string[] {
  const sources = observations
    .filter(({ from, purpose }) => from === side && (purpose === 'source' || purpose === 'stand-in'))
    .flatMap(({ observedSource }) => (observedSource === undefined ? [] : [addressOfSource(observedSource)]))
    .filter((address) => isOnTheWay(address, clusters[side], clusters[peerOf(side)]));
  return [...new Set(sources)];
}

function isOnTheWay(address: string, sender: ClusterFacts, receiver: ClusterFacts): boolean {
  if (nodeAddresses(sender).includes(address)) return true;
  return !belongsToCluster(receiver, address) && (isGlobalAddress(address) || isInternalAddress(address));
}

/** Where a cluster is, from its platform, its node addresses and the source that the other cluster saw. */
export function clusterPosition(
  side: Side,
  clusters: Clusters,
  observations: readonly Observation[],
): ClusterPosition {
  const facts = clusters[side];
  const sources = sourcesOf(side, clusters, observations);
  const publicAddress = sources.find(isGlobalAddress);
  if (valueOf(facts.platform.cloud) === true) {
    return { side, kind: 'cloud', basis: 'declared', publicAddress, evidence: cloudEvidence(side, facts) };
  }
  return seenPosition(side, facts, sources) ?? declaredPosition(side, facts);
}

function cloudEvidence(side: Side, { platform }: ClusterFacts): string {
  const details = platform.evidence.length === 0 ? '' : `: ${platform.evidence.join(' ')}`;
  return `The ${side} cluster runs on machines of a public cloud (${platform.provider})${details || '.'}`;
}

function seenPosition(
  side: Side,
  facts: ClusterFacts,
  sources: readonly string[],
): ClusterPosition | undefined {
  const own = nodeAddresses(facts);
  const kept = sources.find((address) => own.includes(address));
  if (kept !== undefined) {
    const kind = isGlobalAddress(kept) ? 'public' : 'private';
    const publicAddress = kind === 'public' ? kept : undefined;
    const evidence = `Packets of the ${side} cluster arrive from its own node address ${kept}: no NAT is in their path.`;
    return { side, kind, basis: 'packets', publicAddress, evidence };
  }
  const translated = sources.find(isGlobalAddress);
  if (translated === undefined || own.length === 0) return undefined;
  const arrive = `Packets of the ${side} cluster arrive from ${translated}`;
  if (own.some(isGlobalAddress)) {
    const evidence = `${arrive}, and its nodes have global addresses of their own: ${own.filter(isGlobalAddress).join(', ')}.`;
    return { side, kind: 'public', basis: 'packets', publicAddress: translated, evidence };
  }
  const evidence = `${arrive}, and its nodes have private addresses only (${own.join(', ')}): a NAT device is in their path.`;
  return { side, kind: 'nat', basis: 'packets', publicAddress: translated, evidence };
}

function declaredPosition(side: Side, facts: ClusterFacts): ClusterPosition {
  const own = nodeAddresses(facts);
  const global = own.filter(isGlobalAddress);
  if (global.length > 0) {
    const evidence = `Nodes of the ${side} cluster have global addresses: ${global.join(', ')}.`;
    return { side, kind: 'public', basis: 'declared', evidence };
  }
  const internal = own.filter(isInternalAddress);
  if (internal.length > 0) {
    const evidence = `Nodes of the ${side} cluster have private addresses only: ${internal.join(', ')}.`;
    return { side, kind: 'private', basis: 'declared', evidence };
  }
  return {
    side,
    kind: 'unknown',
    basis: 'declared',
    evidence: `No node address of the ${side} cluster could be read.`,
  };
}
