import type { ClusterFacts } from '../../model/cluster-facts.js';
import { valueOf, type Fact } from '../../model/fact.js';
import type { Finding } from '../../model/finding.js';
import { peerOf, sides, type Side } from '../../model/peering.js';
import { overlapping } from '../evidence/range-list.js';
import { podRangesOf } from '../evidence/pod-ranges.js';
import { aFewOf } from './a-few-of.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** How many ranges are named in one sentence: where only the parts of nodes are known there may be thousands. */
const namedRanges = 3;

const noTunnel = 'Without networking nothing is mapped.';

/** LD-NET-001: the pod ranges of the two clusters do not overlap. */
export function podRangesAreDistinct({ clusters, intent }: RuleContext): readonly Finding[] {
  const code = 'LD-NET-001';
  if (intent.networkingDisabled) return [makeFinding(code, { status: 'skip', reason: noTunnel })];
  const [here, there] = [podRangesOf(clusters.local), podRangesOf(clusters.remote)];
  const [local, remote] = [here.ranges, there.ranges];
  const unread = [local, remote].find((fact) => !fact.known);
  if (unread?.known === false) {
    return [
      makeFinding(code, { status: 'unknown', reason: `A pod range could not be read: ${unread.reason}.` }),
    ];
  }
  if (!local.known || !remote.known) return [];
  const pairs = overlapping(local.value, remote.value);
  if (pairs.length === 0) {
    const part = here.whole ? (there.whole ? undefined : 'remote') : 'local';
    return [makeFinding(code, part === undefined ? { status: 'pass' } : partlyKnown(part))];
  }
  const list = aFewOf(
    pairs.map(([one, other]) => `${one} and ${other}`),
    namedRanges,
  );
  const mapped = (side: 0 | 1): string => aFewOf([...new Set(pairs.map((pair) => pair[side]))], namedRanges);
  const reason =
    `The pod ranges ${list} overlap: the local cluster maps ${mapped(1)} of the remote one, and the remote cluster ` +
    `${mapped(0)} of the local one, to a free range of its own pools.`;
  return [makeFinding(code, { status: 'warn', reason })];
}

/** Parts that lie apart say little of the whole. */
function partlyKnown(side: Side): { readonly status: 'unknown'; readonly reason: string } {
  const reason = `Of the pods of the ${side} cluster only the ranges of the nodes are known, which lie apart from the others; the whole range may not.`;
  return { status: 'unknown', reason };
}

/** LD-NET-002: the other cluster's pod range lies in no other range that a cluster uses itself. */
export function podRangesAreFree({ clusters, intent }: RuleContext): readonly Finding[] {
  const code = 'LD-NET-002';
  return sides.map((cluster) => {
    if (intent.networkingDisabled) return makeFinding(code, { status: 'skip', cluster, reason: noTunnel });
    const { ranges: pods, whole } = podRangesOf(clusters[peerOf(cluster)]);
    if (!pods.known) {
      const reason = `The pod range of the ${peerOf(cluster)} cluster could not be read: ${pods.reason}.`;
      return makeFinding(code, { status: 'unknown', cluster, reason });
    }
    const taken = ownRanges(clusters[cluster]);
    const clashes = taken.flatMap(({ name, ranges }) =>
      (valueOf(ranges) ?? []).flatMap((own) => {
        const mapped = overlapping(pods.value, [own]).map(([pod]) => pod);
        if (mapped.length === 0) return [];
        const podRanges = `pod range${mapped.length === 1 ? '' : 's'} ${aFewOf(mapped, namedRanges)}`;
        return [
          `The ${cluster} cluster uses ${own} as ${name} range, so it maps the ${podRanges} of the ${peerOf(cluster)} cluster to a free range of its pools.`,
        ];
      }),
    );
    if (clashes.length > 0) return makeFinding(code, { status: 'warn', cluster, reason: clashes.join(' ') });
    const unread = unreadRange(cluster, taken);
    if (unread !== undefined) return unread;
    return makeFinding(code, { cluster, ...(whole ? { status: 'pass' } : partlyKnown(peerOf(cluster))) });
  });
}

interface OwnRanges {
  readonly name: string;
  readonly ranges: Fact<readonly string[]>;
}

/** The ranges of a cluster beside that of its pods; those of Liqo are not made yet where it is not installed. */
function ownRanges({ cidrs, liqo }: ClusterFacts): readonly OwnRanges[] {
  const service: OwnRanges = { name: 'service', ranges: cidrs.service };
  if (valueOf(liqo.installed) === false) return [service];
  return [
    service,
    { name: 'external', ranges: cidrs.external },
    { name: 'reserved', ranges: liqo.reservedRanges },
  ];
}

function unreadRange(cluster: Side, taken: readonly OwnRanges[]): Finding | undefined {
  const [unread] = taken.flatMap(({ name, ranges }) =>
    ranges.known ? [] : [`The ${name} range of the ${cluster} cluster could not be read: ${ranges.reason}.`],
  );
  return unread === undefined
    ? undefined
    : makeFinding('LD-NET-002', { status: 'unknown', cluster, reason: unread });
}

/** Whether a cluster has to map the pod or the external range of the other one, as far as is known. */
export function mapsTheOther(cluster: Side, { clusters }: Pick<RuleContext, 'clusters'>): boolean {
  const [own, other] = [clusters[cluster], clusters[peerOf(cluster)]];
  const taken = [
    ...(valueOf(podRangesOf(own).ranges) ?? []),
    ...ownRanges(own).flatMap(({ ranges }) => valueOf(ranges) ?? []),
  ];
  const wanted = [...(valueOf(podRangesOf(other).ranges) ?? []), ...(valueOf(other.cidrs.external) ?? [])];
  return overlapping(taken, wanted).length > 0;
}
