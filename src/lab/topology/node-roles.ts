import type { NodeSpec, Site } from './site.js';

/** Whether a node keeps pods away that do not tolerate its taint: a control-plane node beside others, unless it says otherwise. */
export function repelsPods(node: NodeSpec, { nodes }: Site): boolean {
  if (node.repelsPods !== undefined) return node.repelsPods;
  return node.controlPlane === true && nodes.some((other) => isMachine(other) && other.controlPlane !== true);
}

/** Whether a node is a machine of this site: Liqo's virtual nodes stand for clusters elsewhere. */
export function isMachine({ standsForCluster }: NodeSpec): boolean {
  return standsForCluster !== true;
}

/** The nodes that a pod may land on. */
export function schedulableNodes(site: Site): readonly NodeSpec[] {
  return site.nodes.filter((node) => isMachine(node) && node.ready !== false && !repelsPods(node, site));
}

/** The node that Liqo's own pods run on: the first that pods may land on, workers before the others. */
export function nodeOfLiqo(site: Site): NodeSpec | undefined {
  const nodes = schedulableNodes(site);
  return nodes.find(({ controlPlane }) => controlPlane !== true) ?? nodes[0];
}
