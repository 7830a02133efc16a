import type { ClusterFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, type Side } from '../../model/peering.js';
import { isIpv6 } from '../../liqo/address-kind.js';
import { ofFirstFamily } from '../evidence/missing-family.js';
import { addressOfSource } from '../evidence/address-range.js';
import { isGlobalAddress, isInternalAddress } from '../evidence/address-scope.js';
import { belongsToCluster } from '../evidence/own-addresses.js';
import { type MachineAddresses, machineAddresses } from './machine-addresses.js';

/**
 * Where one cluster is, seen from outside: `cloud` its nodes are a public cloud's machines; `nat` its packets get
 * another address on their way; `public` its nodes have global addresses; `private` its nodes have private addresses
 * only and no packet shows a NAT device; `unknown` no address of it could be read.
 */
export type PositionKind = 'cloud' | 'nat' | 'public' | 'private' | 'unknown';

/** A cluster's position with what it was concluded from. */
export interface ClusterPosition {
  readonly side: Side;
  readonly kind: PositionKind;
  /**
   * `packets`: the other cluster saw this one's packets; `declared`: only what the nodes say was read. Where the nodes
   * could not be read, other objects stand in: `packets-and-objects`, `objects`.
   */
  readonly basis: 'packets' | 'declared' | 'packets-and-objects' | 'objects';
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
    .flatMap(({ observedSource }) => (observedSource === undefined ? [] : [addressOfSource(observedSource)]));
  return [...new Set(sources)].filter((address) =>
    isOnTheWay(address, clusters[side], clusters[peerOf(side)]),
  );
}

function isOnTheWay(address: string, sender: ClusterFacts, receiver: ClusterFacts): boolean {
  const { addresses, origin } = machineAddresses(sender);
  if (origin !== 'services' && addresses.includes(address)) return true;
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
  const publicAddress = ofFirstFamily(sources.filter(isGlobalAddress))[0];
  if (valueOf(facts.platform.cloud) === true) {
    return { side, kind: 'cloud', basis: 'declared', publicAddress, evidence: cloudEvidence(side, facts) };
  }
  // What an IPv6 address tells of the way is no help to Services of IPv4, which Liqo's are beside IPv4.
  const all = machineAddresses(facts);
  const own = { ...all, addresses: ofFirstFamily(all.addresses) };
  const ofFamily = sources.filter((one) => own.addresses.some((address) => isIpv6(address) === isIpv6(one)));
  return seenPosition(side, own, own.origin === 'none' ? sources : ofFamily) ?? declaredPosition(side, own);
}

function cloudEvidence(side: Side, { platform }: ClusterFacts): string {
  const details = platform.evidence.length === 0 ? '' : `: ${platform.evidence.join(' ')}`;
  return `The ${side} cluster runs on machines of a public cloud (${platform.provider})${details || '.'}`;
}

/** How sure a position is that rests on these addresses. */
function basisOf(basis: 'packets' | 'declared', { origin }: MachineAddresses): ClusterPosition['basis'] {
  return origin === 'nodes' ? basis : basis === 'packets' ? 'packets-and-objects' : 'objects';
}

/** What stands for the nodes, to go on within a sentence. */
function machinesPhrase({ addresses, origin }: MachineAddresses): string {
  const list = addresses.join(', ');
  return origin === 'machines'
    ? `the machines of its API server and gateway have ${list}`
    : `its API server and load balancers have ${list}`;
}

function seenPosition(
  side: Side,
  own: MachineAddresses,
  sources: readonly string[],
): ClusterPosition | undefined {
  const basis = basisOf('packets', own);
  const { addresses, origin } = own;
  // Packets that come from a load balancer's address come from whatever has that address.
  const kept = origin === 'services' ? undefined : sources.find((address) => addresses.includes(address));
  if (kept !== undefined) {
    const kind = isGlobalAddress(kept) ? 'public' : 'private';
    const publicAddress = kind === 'public' ? kept : undefined;
    const evidence = `Packets of the ${side} cluster arrive from its own node address ${kept}: no NAT is in their path.`;
    return { side, kind, basis, publicAddress, evidence };
  }
  const translated = sources.find(isGlobalAddress);
  if (translated === undefined) return undefined;
  const arrive = `Packets of the ${side} cluster arrive from ${translated}`;
  const common = { side, basis, publicAddress: translated };
  if (origin === 'none') {
    const evidence = `${arrive}; whether that is its own address cannot be told, since no node address of it could be read.`;
    return { ...common, kind: 'unknown', evidence };
  }
  const global = addresses.filter(isGlobalAddress);
  if (origin !== 'nodes') return inferred(common, own, arrive);
  if (global.length > 0) {
    const evidence = `${arrive}, and its nodes have global addresses of their own: ${global.join(', ')}.`;
    return { ...common, kind: 'public', evidence };
  }
  const evidence = `${arrive}, and its nodes have private addresses only (${addresses.join(', ')}): a NAT device is in their path.`;
  return { ...common, kind: 'nat', evidence };
}

/** A translated source beside addresses that are not known to be those of nodes. */
function inferred(
  common: Pick<ClusterPosition, 'side' | 'basis' | 'publicAddress'>,
  own: MachineAddresses,
  arrive: string,
): ClusterPosition {
  const phrase = machinesPhrase(own);
  const isPublic = own.addresses.some(isGlobalAddress);
  const nat = isPublic ? '' : ': a NAT device is in their path';
  const evidence = `${arrive}, and ${phrase}${nat}. Its nodes could not be read.`;
  return { ...common, kind: isPublic ? 'public' : 'nat', evidence };
}

function declaredPosition(side: Side, own: MachineAddresses): ClusterPosition {
  const basis = basisOf('declared', own);
  const { addresses, origin } = own;
  const global = addresses.filter(isGlobalAddress);
  const internal = addresses.filter(isInternalAddress);
  if (origin !== 'nodes' && origin !== 'none') {
    const phrase = machinesPhrase(own);
    const evidence = `The nodes of the ${side} cluster could not be read; ${phrase}.`;
    return { side, kind: global.length > 0 ? 'public' : 'private', basis, evidence };
  }
  if (global.length > 0) {
    const evidence = `Nodes of the ${side} cluster have global addresses: ${global.join(', ')}.`;
    return { side, kind: 'public', basis, evidence };
  }
  if (internal.length > 0) {
    const evidence = `Nodes of the ${side} cluster have private addresses only: ${internal.join(', ')}.`;
    return { side, kind: 'private', basis, evidence };
  }
  const evidence = `No node address of the ${side} cluster could be read.`;
  return { side, kind: 'unknown', basis, evidence };
}
