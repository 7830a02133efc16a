import type { NodeSpec } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { interfaceNames } from './machines.js';
import { gatewayOf, ipv4Of, shareLan } from './site-addresses.js';
import { firewallChains } from './site-firewall.js';

const { lan } = interfaceNames;

/** A machine in the LAN of a site; without a node, the operator's. */
export interface Place {
  readonly side: Side;
  readonly node?: NodeSpec;
}

/**
 * nft text of what a machine drops by itself, on its way out or in, of the traffic with other sites: NetworkPolicies,
 * a firewall of the machine, and, where two sites share a LAN without a router between them, their sites' firewalls.
 */
export function machineFirewall(topology: Topology, place: Place): string {
  const { side, node } = place;
  const site = topology.sites[side];
  const egress = (site.egress ?? []).filter((rule) => rule.node === undefined || rule.node === node?.name);
  const dropped = (source: 'pods' | 'nodes'): string[] =>
    node === undefined
      ? []
      : egress
          .filter((rule) => rule.source === source)
          .map(({ protocol }) => `meta l4proto ${protocol} ct direction original ct state new drop`);
  const closed = (node?.closedTo ?? []).map(
    (protocol) => `meta l4proto ${protocol} ip daddr ${setOf(node ? ipv4Of(node) : [])} ct state new drop`,
  );
  const own = setOf(ownAddresses(topology, side));
  return [
    'table inet machine {',
    ...firewallChains(shareLan(topology) ? site.firewall : []),
    ...['pods', 'nodes'].map((source) =>
      [
        `chain leaving_${source} {`,
        ...dropped(source === 'pods' ? 'pods' : 'nodes'),
        'jump firewall_out',
        '}',
      ].join('\n'),
    ),
    'chain forward {',
    'type filter hook forward priority filter; policy accept;',
    `oifname "${lan}" iifname != "${lan}" ip daddr != ${own} jump leaving_pods`,
    '}',
    'chain output {',
    'type filter hook output priority filter; policy accept;',
    `oifname "${lan}" ip daddr != ${own} jump leaving_nodes`,
    '}',
    // Before a Service's address is translated.
    'chain incoming {',
    'type filter hook prerouting priority mangle; policy accept;',
    `iifname "${lan}" ip saddr != ${own} jump arriving`,
    '}',
    'chain arriving {',
    'jump firewall_in',
    ...closed,
    '}',
    '}',
    '',
  ].join('\n');
}

/** All addresses of a site: what passes between them crosses no border. */
function ownAddresses({ sites, clusters, operator }: Topology, side: Side): string[] {
  const { nodes, nat } = sites[side];
  const { podCidr, apiServer, loadBalancer } = clusters[side];
  return [
    podCidr,
    ...nodes.flatMap(ipv4Of),
    gatewayOf(sites[side]),
    ...(nat?.publicAddress === undefined ? [] : [nat.publicAddress]),
    ...(apiServer.address === undefined ? [] : [apiServer.address]),
    ...(loadBalancer.kind === 'address' ? loadBalancer.pool : []),
    ...(operator.place === side ? [operator.address] : []),
  ].filter((one) => one.includes('.'));
}

function setOf(addresses: readonly string[]): string {
  return `{ ${[...new Set(addresses)].join(', ')} }`;
}
