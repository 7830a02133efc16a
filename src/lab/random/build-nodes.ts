import type { Installation } from '../topology/pair.js';
import type { MachineAddress, NodeSpec } from '../topology/site.js';
import type { NameRecord } from '../topology/topology.js';
import type { NodesRecipe } from './recipe.js';

/** The addresses that further nodes of a cluster may have. */
export interface NodeAddresses {
  /** The first three octets of public ones. */
  readonly publicPrefix: string;
  /** The first three octets of those of its own network. */
  readonly prefix: string;
  /** The last octet of the first node. */
  readonly firstHost: number;
}

/** An installation with the nodes that a recipe asks for, and the names that they have in the DNS. */
export function withNodes(
  { site, cluster }: Installation,
  recipe: NodesRecipe,
  addresses: NodeAddresses,
): { readonly installation: Installation; readonly names: readonly NameRecord[] } {
  const isProvided = cluster.apiServer.place === 'provided';
  const nodes = nodesOf(site.nodes, recipe, { ...addresses, isProvided });
  const names = nodes.flatMap(({ addresses: own }) => publicNames(own));
  return { installation: { site: { ...site, nodes }, cluster }, names };
}

function nodesOf(
  nodes: readonly NodeSpec[],
  recipe: NodesRecipe,
  { publicPrefix, prefix, firstHost, isProvided }: NodeAddresses & { readonly isProvided: boolean },
): readonly NodeSpec[] {
  // Names that come first where Liqo takes the first of all.
  const another = (name: string): NodeSpec => ({
    name,
    addresses: [
      { type: 'InternalIP', address: `${prefix}.${firstHost + 5}` },
      { type: 'Hostname', address: name },
    ],
    ...(nodes.at(-1)?.providerId !== undefined && { providerId: `${nodes.at(-1)?.providerId}-5` }),
    ...(nodes.at(-1)?.labels && { labels: nodes.at(-1)?.labels ?? {} }),
  });
  switch (recipe) {
    case 'single':
      return isProvided ? nodes.slice(0, 1) : nodes.filter(({ controlPlane }) => controlPlane === true);
    case 'three':
      return [...nodes, another('another-worker')];
    case 'not-ready':
      return [...nodes, { ...another('absent-worker'), ready: false }];
    case 'virtual':
      return [...nodes, virtualNode];
    case 'internal-dns':
      return nodes.map((node) => withAddress(node, 'InternalDNS', `${node.name}.internal.example`));
    case 'external-ip':
      return nodes.map((node, index) => withAddress(node, 'ExternalIP', `${publicPrefix}.${30 + index}`));
    case 'external-dns':
      return nodes.map((node, index) => {
        const address = `${publicPrefix}.${30 + index}`;
        const name = `node-${address.replaceAll('.', '-')}.example.com`;
        return withAddress(withAddress(node, 'ExternalIP', address), 'ExternalDNS', name);
      });
  }
}

/** The node that Liqo made of a third cluster: its address is that of the virtual kubelet. */
const virtualNode: NodeSpec = {
  name: 'a-third-cluster',
  addresses: [{ type: 'InternalIP', address: '10.99.0.7' }],
  standsForCluster: true,
};

function withAddress(node: NodeSpec, type: MachineAddress['type'], address: string): NodeSpec {
  return { ...node, addresses: [...node.addresses.filter((one) => one.type !== type), { type, address }] };
}

/** Clouds publish the names of public addresses. */
function publicNames(addresses: readonly MachineAddress[]): readonly NameRecord[] {
  const name = addresses.find(({ type }) => type === 'ExternalDNS')?.address;
  const ip = addresses.find(({ type }) => type === 'ExternalIP')?.address;
  return name === undefined || ip === undefined ? [] : [{ name, addresses: [ip] }];
}
