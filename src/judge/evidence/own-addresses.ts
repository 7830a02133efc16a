import type { ClusterFacts, NodeFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import { isInAny } from './range-list.js';
import { podRangesOf } from './pod-ranges.js';

/** The nodes that are machines of this cluster. Empty when they could not be read. */
export function realNodes(facts: ClusterFacts): readonly NodeFacts[] {
  return (valueOf(facts.nodes) ?? []).filter((node) => !node.virtual);
}

/** Facts never change, and a judgement asks for these dozens of times. */
const addressesOf = new WeakMap<ClusterFacts, readonly string[]>();

/** The IP addresses and names of a cluster's nodes, of the types a peer might dial; host names are left out. */
export function nodeAddresses(facts: ClusterFacts): readonly string[] {
  const known = addressesOf.get(facts);
  if (known !== undefined) return known;
  const found = realNodes(facts).flatMap((node) =>
    node.addresses.filter(({ type }) => type !== 'Hostname').map(({ address }) => address),
  );
  addressesOf.set(facts, found);
  return found;
}

/** Whether an address is one of the cluster's nodes or lies in its pod or service ranges. */
export function belongsToCluster(facts: ClusterFacts, address: string): boolean {
  return (
    isInAny(nodeAddresses(facts), address) ||
    isInAny(valueOf(podRangesOf(facts).ranges) ?? [], address) ||
    isInAny(valueOf(facts.cidrs.service) ?? [], address)
  );
}
