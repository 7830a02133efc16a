import type { NodeFacts } from '../model/cluster-facts.js';
import { mapFact, unknown, type Fact } from '../model/fact.js';
import type { Node } from './kubernetes-objects.js';
import { selectObjects, type Listing } from './listed-objects.js';

/** What the nodes of a cluster tell of themselves. */
export function nodesOf(nodes: Listing<Node>): Fact<readonly NodeFacts[]> {
  if (nodes.known && nodes.value === null) return unknown('the API server knows no nodes');
  return mapFact(selectObjects(nodes), (list) => list.map(toNodeFacts));
}

function toNodeFacts(node: Node): NodeFacts {
  const labels = node.metadata.labels ?? {};
  const { providerID, unschedulable, taints } = node.spec ?? {};
  const { addresses, conditions, nodeInfo } = node.status ?? {};
  return {
    name: node.metadata.name,
    addresses: addresses ?? [],
    ready: conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
    schedulable: unschedulable !== true,
    ...(taints?.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute') === true && {
      repelsPods: true,
    }),
    labels,
    ...(isSet(providerID) && { providerId: providerID }),
    kernelVersion: nodeInfo?.kernelVersion ?? '',
    osImage: nodeInfo?.osImage ?? '',
    architecture: nodeInfo?.architecture ?? labels['kubernetes.io/arch'] ?? '',
    virtual: isVirtual(labels),
    operatingSystem: nodeInfo?.operatingSystem ?? labels['kubernetes.io/os'] ?? '',
  };
}

function isSet(value: string | null | undefined): value is string {
  return value !== undefined && value !== null && value !== '';
}

/**
 * Nodes that are no machines: Liqo's own, those of other virtual kubelets (ACI, …) and of EKS Fargate.
 * SOURCE: Liqo pkg/consts (`liqo.io/type=virtual-node`); virtual-kubelet (`type=virtual-kubelet`); EKS user guide.
 */
export function isVirtual(labels: Readonly<Record<string, string>>): boolean {
  return (
    labels['liqo.io/type'] === 'virtual-node' ||
    labels['type'] === 'virtual-kubelet' ||
    labels['type'] === 'virtual-node' ||
    labels['eks.amazonaws.com/compute-type'] === 'fargate'
  );
}
