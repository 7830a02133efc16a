import type { ClusterFacts, NodeFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import { mostSenders, type NodeCount } from '../model/node-count.js';

/**
 * The nodes on which Liqo's own pods may land: ready Linux machines that take pods. Left out are virtual nodes and those
 * of EKS Fargate, nodes with Windows, cordoned ones and those whose taints Liqo does not tolerate.
 */
export function nodesForPods(facts: ClusterFacts): readonly NodeFacts[] {
  return (valueOf(facts.nodes) ?? []).filter(
    ({ ready, schedulable, virtual, repelsPods, operatingSystem }) =>
      ready && schedulable && !virtual && repelsPods !== true && operatingSystem !== 'windows',
  );
}

/** The names of the nodes that are to send, in name order; fewer than asked for where the cluster has fewer. */
export function sendingNodes(facts: ClusterFacts, wanted: NodeCount): readonly string[] {
  const most = wanted === 'all' ? mostSenders : Math.min(wanted, mostSenders);
  return nodesForPods(facts)
    .map(({ name }) => name)
    .slice(0, most);
}

/**
 * The same nodes with the responder's first: a pod of the run has just been seen to start there, so that the prober which
 * decides about requirements will too.
 */
export function sendersFrom(
  planned: readonly string[],
  responderNode: string | undefined,
): readonly string[] {
  if (responderNode === undefined || responderNode === '' || planned.length === 0) return planned;
  const others = planned.filter((name) => name !== responderNode);
  return [responderNode, ...others].slice(0, planned.length);
}
