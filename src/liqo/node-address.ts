import type { Quirk } from '../model/advertised.js';
import type { ClusterFacts, NodeFacts } from '../model/cluster-facts.js';
import { addressKind } from './address-kind.js';

/**
 * The types of node addresses, in the order in which every release of Liqo prefers them.
 *
 * Source: pkg/discovery/nodeUtils.go@v0.3.2–v0.10.3, pkg/utils/nodeUtils.go@v1.2.0.
 */
const nodeAddressOrder: readonly string[] = [
  'ExternalDNS',
  'ExternalIP',
  'InternalDNS',
  'InternalIP',
  'Hostname',
];

/** An address together with the node that has it. */
export interface ChosenNodeAddress {
  readonly node: NodeFacts;
  readonly type: string;
  readonly address: string;
}

/**
 * The address that Liqo picks among some nodes: by type first and by node second; `undefined` when none has any.
 *
 * Source: GetAddressFromNodeList in pkg/discovery/nodeUtils.go@v0.3.2 and pkg/utils/nodeUtils.go@v1.2.0.
 */
export function chooseNodeAddress(nodes: readonly NodeFacts[]): ChosenNodeAddress | undefined {
  for (const type of nodeAddressOrder) {
    for (const node of nodes) {
      const found = node.addresses.find((candidate) => candidate.type === type);
      if (found !== undefined) return { node, type, address: found.address };
    }
  }
  return undefined;
}

/**
 * The address of the gateway on this node in v0.3–v0.10: that of its pod, which is in the node's own network.
 *
 * Source: internal/liqonet/tunnel-operator/labelerOperator.go@v0.3.2; kubelet, whose host network pods have the node's
 * first InternalIP.
 */
export function addressOfHostNetwork({ addresses }: NodeFacts): string | undefined {
  return addresses.find(({ type }) => type === 'InternalIP')?.address;
}

/**
 * The nodes that Liqo takes for machines of this cluster: those without its own label for virtual nodes. Nodes that
 * stand for something else, such as Fargate ones, stay in, as they do for Liqo.
 *
 * Source: pkg/utils/foreignCluster/getForeignCluster.go@v0.3.2, pkg/consts/namespace_mapping.go@v0.3.2–v1.2.0.
 */
export function withoutLiqoNodes(nodes: readonly NodeFacts[]): readonly NodeFacts[] {
  return nodes.filter((node) => node.labels['liqo.io/type'] !== 'virtual-node');
}

/** The nodes of a cluster that Liqo takes for machines, in name order; empty when they could not be read. */
export function machinesOf(facts: ClusterFacts): readonly NodeFacts[] {
  return facts.nodes.known ? withoutLiqoNodes(facts.nodes.value) : [];
}

/**
 * The addresses at which Ready machines among some nodes may be reached, those routable on the Internet first, then in
 * Liqo's order. A node's `Hostname` is left out unless the node has no other address.
 */
export function reachableAddresses(nodes: readonly NodeFacts[]): readonly ChosenNodeAddress[] {
  const all = nodes
    .filter((node) => node.ready && !node.virtual)
    .flatMap((node) => {
      const named = node.addresses.filter(({ type }) => type !== 'Hostname');
      return (named.length === 0 ? node.addresses : named).map((address) => ({ node, ...address }));
    });
  return all.toSorted((left, right) => rank(left) - rank(right));
}

function rank({ type, address }: ChosenNodeAddress): number {
  const place = nodeAddressOrder.indexOf(type);
  return (addressKind(address) === 'global' ? 0 : nodeAddressOrder.length) + (place < 0 ? 99 : place);
}

/** Every address of some nodes. */
export function addressesOf(nodes: readonly NodeFacts[]): readonly string[] {
  return nodes.flatMap((node) => node.addresses.map(({ address }) => address));
}

/** True when a node can be addressed from the Internet, by what it publishes of itself. */
export function hasPublicAddress(node: NodeFacts): boolean {
  return node.addresses.some(
    ({ type, address }) => type === 'ExternalDNS' || addressKind(address) === 'global',
  );
}

/** What is peculiar about a node address that Liqo picked. */
export function nodeAddressQuirks({ node, type, address }: ChosenNodeAddress): readonly Quirk[] {
  const quirks: Quirk[] = [];
  const internalIp = node.addresses.find((candidate) => candidate.type === 'InternalIP')?.address;
  if (type === 'InternalDNS') {
    const instead = internalIp === undefined ? '' : ` before its InternalIP ${internalIp}`;
    quirks.push({
      kind: 'unresolvable-node-name',
      text:
        `Node ${node.name} has no external address, and Liqo takes its InternalDNS name ${address}${instead}; ` +
        'other networks can usually not resolve such a name.',
    });
  }
  if (type === 'Hostname') {
    quirks.push({
      kind: 'unresolvable-node-name',
      text: `Node ${node.name} has nothing but its host name ${address}, which other networks can usually not resolve.`,
    });
  }
  if (!node.ready) {
    quirks.push({
      kind: 'node-not-ready',
      text: `Liqo does not look whether a node is Ready: ${node.name}, whose address it takes, is not.`,
    });
  }
  return quirks;
}
