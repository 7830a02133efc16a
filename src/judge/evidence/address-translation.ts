import { addressKind } from '../../liqo/address-kind.js';
import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { Mapping, Observation, Purpose } from '../../model/observation.js';
import { peerOf, type Side } from '../../model/peering.js';
import { addressOfSource } from './address-range.js';
import { belongsToCluster, nodeAddresses } from './own-addresses.js';

/**
 * What happens to a sender's port: `kept`; `changed`, yet the same whatever port it sends to;
 * `by-destination-port` another one for another port of the same address; `unknown` when that was not seen.
 */
export type PortTreatment = 'kept' | 'changed' | 'by-destination-port' | 'unknown';

/**
 * What a cluster's packets look like when they arrive at the other one.
 *
 * `none`: they come from the sender's own address, or its node's. `translated`: from addresses that are none of its
 * own. `withheld`: from an address of the receiving cluster, which its kube-proxy put there; nothing is known of the way.
 */
export type Translation =
  | {
      readonly kind: 'none' | 'translated';
      readonly addresses: readonly string[];
      readonly ports: PortTreatment;
    }
  | { readonly kind: 'withheld'; readonly addresses: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** A translation and the IDs of the observations that showed it. */
export interface SeenTranslation {
  readonly translation: Translation;
  readonly evidence: readonly string[];
}

type Clusters = Readonly<Record<Side, ClusterFacts>>;

/** Observations that tell a source, those first that keep it by design. */
const telling: readonly Purpose[] = ['mapping', 'source', 'stand-in'];

/** What the other cluster's responder saw of a cluster's packets. */
export function translationOf(
  side: Side,
  clusters: Clusters,
  observations: readonly Observation[],
): SeenTranslation {
  const seen = telling
    .map((purpose) => observations.filter((one) => one.from === side && one.purpose === purpose))
    .map((some) => translationIn(side, clusters, some));
  return (
    seen.find(({ translation }) => translation.kind === 'none' || translation.kind === 'translated') ??
    seen.find(({ translation }) => translation.kind === 'withheld') ??
    seen.find(({ evidence }) => evidence.length > 0) ?? { translation: unseen(side), evidence: [] }
  );
}

function unseen(side: Side): Translation {
  const reason = `No datagram of the ${side} cluster was answered by a responder of the ${peerOf(side)} one.`;
  return { kind: 'unknown', reason };
}

function translationIn(
  side: Side,
  clusters: Clusters,
  observations: readonly Observation[],
): SeenTranslation {
  const told = observations.flatMap((one) => mappingsOf(one).map((mapping) => ({ mapping, id: one.id })));
  if (told.length === 0) return { translation: unseen(side), evidence: [] };
  const places = told.map(({ mapping, id }) => ({ mapping, id, place: placeOf(mapping, side, clusters) }));
  const onTheWay = places.filter(({ place }) => place !== 'receiver');
  const evidence = [...new Set(told.map(({ id }) => id))];
  const decisive = onTheWay.length > 0 ? onTheWay : places;
  const mappings = decisive.map(({ mapping }) => mapping);
  const addresses = [...new Set(mappings.map(({ observedSource }) => addressOfSource(observedSource)))];
  if (onTheWay.length === 0) return { translation: { kind: 'withheld', addresses }, evidence };
  if (onTheWay.some(({ place }) => place === 'unknown')) {
    const reason = `Packets of the ${side} cluster arrive from ${addresses.join(', ')}; whether that is an address of its own could not be read.`;
    return { translation: { kind: 'unknown', reason }, evidence };
  }
  const kind = onTheWay.some(({ place }) => place === 'beyond') ? 'translated' : 'none';
  return { translation: { kind, addresses, ports: portsOf(mappings) }, evidence };
}

/** An ordinary probe that was answered has one, too. */
function mappingsOf({ mappings, observedSource, localAddress, port }: Observation): readonly Mapping[] {
  if (mappings !== undefined && mappings.length > 0) return mappings;
  return observedSource === undefined || localAddress === undefined
    ? []
    : [{ port, localAddress, observedSource }];
}

/**
 * Whose address a source is. The pod's own is told before anything else, because two clusters may number their pods
 * alike; an address that both clusters have among their nodes tells nothing, hence counts as the receiver's.
 */
function placeOf(
  { localAddress, observedSource }: Mapping,
  side: Side,
  clusters: Clusters,
): 'sender' | 'receiver' | 'beyond' | 'unknown' {
  const address = addressOfSource(observedSource);
  if (address === addressOfSource(localAddress)) return 'sender';
  if (belongsToCluster(clusters[peerOf(side)], address)) return 'receiver';
  if (belongsToCluster(clusters[side], address)) return 'sender';
  return nodeAddresses(clusters[side]).length === 0 ? 'unknown' : 'beyond';
}

function portsOf(mappings: readonly Mapping[]): PortTreatment {
  const sockets = new Map<string, Mapping[]>();
  for (const mapping of mappings) {
    sockets.set(mapping.localAddress, [...(sockets.get(mapping.localAddress) ?? []), mapping]);
  }
  const seenPorts = [...sockets.values()].map(
    (each) => new Set(each.map((one) => portOf(one.observedSource))),
  );
  if (seenPorts.some(({ size }) => size > 1)) return 'by-destination-port';
  if (mappings.every((one) => portOf(one.observedSource) === portOf(one.localAddress))) return 'kept';
  const isCompared = [...sockets.values()].some((each) => new Set(each.map(({ port }) => port)).size > 1);
  return isCompared ? 'changed' : 'unknown';
}

function portOf(source: string): string {
  return source.slice(source.lastIndexOf(':') + 1);
}

/** Whether an address lies in 100.64.0.0/10, which carriers use between their customers and their own NAT (RFC 6598). */
export function isCarrierAddress(address: string): boolean {
  return addressKind(address) === 'cgnat';
}
