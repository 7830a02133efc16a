import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { Announcement, LanSight } from '../../model/discovery.js';
import { valueOf } from '../../model/fact.js';
import type { LanHearing } from '../../model/lan-hearing.js';
import { peerOf, type Side, sides } from '../../model/peering.js';
import { announcementGap } from '../evidence/announcement-gap.js';
import { heardSentence, troubles } from '../evidence/lan-words.js';
import { machineAddresses } from './machine-addresses.js';

/** What announcements by mDNS say of a common LAN. */
export interface LanEvidence {
  /** One machine heard what can be heard only if both clusters are in one broadcast domain; the sentence names it. */
  readonly shared?: string | undefined;
  /** What else was heard, which proves nothing of the two clusters together. */
  readonly heard: readonly string[];
  /** Who was not heard and what may be the reason. Silence never proves that the clusters are in different LANs. */
  readonly silence: readonly string[];
}

type Clusters = Readonly<Record<Side, ClusterFacts>>;

/** A cluster's own announcement as one machine heard it. */
interface Heard {
  readonly hearing: LanHearing;
  readonly side: Side;
  readonly announcement: Announcement;
  /** The node address that it came from itself; `undefined` where something else passed it on. */
  readonly sender: string | undefined;
}

/**
 * What was heard by mDNS of the two clusters.
 *
 * A packet of mDNS is sent to a group that no router forwards, and answered by who heard it, so that a message from a
 * node's own address comes from the same broadcast domain; one from any other address may have been repeated between
 * networks. Sources: RFC 6762 §11; RFC 5771 §4 (224.0.0.0/24); Liqo pkg/discoverymanager/register.go@v0.10.3.
 */
export function lanEvidence(clusters: Clusters, hearings: readonly LanHearing[]): LanEvidence {
  const heard = hearings.flatMap((hearing) => sides.flatMap((side) => heardOf(side, hearing, clusters)));
  const shared = heard.map((one) => sharedBy(one, heard, clusters)).find((said) => said !== undefined);
  const silent = hearings.flatMap((hearing) =>
    expectedBy(hearing)
      .filter((side) => !heard.some((one) => one.hearing === hearing && one.side === side))
      .map((side) => silenceOf(clusters[side], side, hearing)),
  );
  return { shared, heard: shared === undefined ? heard.map(aloneSentence) : [], silence: silent };
}

/** A node of a cluster is to hear the other one; the operator's machine may hear both. */
function expectedBy({ from }: LanHearing): readonly Side[] {
  return from === 'operator' ? sides : [peerOf(from)];
}

function heardOf(side: Side, hearing: LanHearing, clusters: Clusters): readonly Heard[] {
  const id = valueOf(clusters[side].liqo.clusterId)?.toLowerCase();
  const announcement = hearing.sight.announcements.find(
    ({ instance, state }) => state === 'present' && instance.toLowerCase() === id,
  );
  if (announcement === undefined || !expectedBy(hearing).includes(side)) return [];
  const own = ownAddresses(clusters[side]);
  return [{ hearing, side, announcement, sender: announcement.senders.find((one) => own.includes(one)) }];
}

function ownAddresses(facts: ClusterFacts): readonly string[] {
  const { addresses, origin } = machineAddresses(facts);
  return origin === 'services' ? [] : addresses;
}

function sharedBy(one: Heard, all: readonly Heard[], clusters: Clusters): string | undefined {
  const { hearing, side, announcement, sender } = one;
  if (sender === undefined || announcement.interfaces.length === 0) return undefined;
  if (hearing.from !== 'operator') return `${heardWords(one)}: both are in one broadcast domain.`;
  const isNode = hearing.sight.interfaces.some(
    ({ interface: name, address }) =>
      announcement.interfaces.includes(name) && ownAddresses(clusters[peerOf(side)]).includes(address),
  );
  if (isNode)
    return `${heardWords(one)}, and is a node of the ${peerOf(side)} one: both are in one broadcast domain.`;
  const other = all.find(
    (each) =>
      each.hearing === hearing &&
      each.side === peerOf(side) &&
      each.sender !== undefined &&
      each.announcement.interfaces.some((name) => announcement.interfaces.includes(name)),
  );
  if (other === undefined) return undefined;
  return `${heardWords(one)}, and the ${other.side} one ${placeWords(other)}: both are in one broadcast domain.`;
}

function heardWords(one: Heard): string {
  return `${listener(one.hearing)} heard the ${one.side} cluster announced by mDNS ${placeWords(one)}`;
}

function placeWords({ announcement: { addresses, port, interfaces }, sender }: Heard): string {
  const [first] = addresses;
  const address = addresses.some((each) => each.address === sender) ? sender : first?.address;
  const at = address === undefined ? '' : `at ${address}${port === undefined ? '' : ` port ${port}`} `;
  return `${at}on ${interfaces.join(', ')}`;
}

function aloneSentence(one: Heard): string {
  const { hearing, side, sender, announcement } = one;
  if (sender === undefined) {
    return `${heardWords(one)} by ${announcement.senders.join(', ')}, which is no node of it: it may have been passed on from another network.`;
  }
  const rest =
    hearing.from === 'operator'
      ? `, which says nothing of where the ${peerOf(side)} one is`
      : ', in none of its own networks';
  return `${heardWords(one)}${rest}.`;
}

function silenceOf(facts: ClusterFacts, side: Side, hearing: LanHearing): string {
  const seconds = (hearing.sight.listenedMs / 1000).toFixed(1);
  const isIdKnown = valueOf(facts.liqo.clusterId) !== undefined;
  const why =
    announcementGap(facts) ??
    (isIdKnown ? lanWords(hearing.sight) : 'Its cluster ID, by which it is announced, could not be read.');
  return `${listener(hearing)} heard no announcement of the ${side} cluster by mDNS within ${seconds} s, which proves nothing. ${why}`;
}

function lanWords({ interfaces }: LanSight): string {
  if (interfaces.length === 0) return 'It has no interface by which one could be heard.';
  return [...troubles(interfaces), heardSentence(interfaces)].join(' ');
}

function listener({ from, node }: LanHearing): string {
  if (from === 'operator') return 'This machine';
  return node === undefined ? `A node of the ${from} cluster` : `Node ${node} of the ${from} cluster`;
}
