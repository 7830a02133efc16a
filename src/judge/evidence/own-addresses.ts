import type { ClusterFacts, NodeFacts } from '../../model/cluster-facts.js';
import { valueOf } from '../../model/fact.js';
import { isInAny } from './address-range.js';
import { podRangesOf } from './pod-ranges.js';

/** The nodes that are machines of this cluster. Empty when they could not be read. */
export function realNodes(facts: ClusterFacts): readonly NodeFacts[] {
  return (valueOf(facts.nodes) ?? []).filter((node) => !node.virtual);
}

/** The IP addresses and names of a cluster's nodes, of the types a peer might dial; host names are left out. */
export function nodeAddresses(facts: ClusterFacts): readonly string[] {
  // A loop, since a judgement asks dozens of times.
  const found: string[] = [];
  for (const node of realNodes(facts)) {
    for (const { type, address } of node.addresses) if (type !== 'Hostname') found.push(address);
  }
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
