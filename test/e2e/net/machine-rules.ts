import type { NodeSpec } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import type { Side } from '../../../src/model/peering.js';
import { hasIpv6, ipv6Of, podRange } from './ipv6-plan.js';
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
  const closed = (node?.closedTo ?? []).flatMap((protocol) =>
    [ipv4Of, ipv6Of].flatMap((ipOf) => {
      const addresses = node ? ipOf(node) : [];
      const match = `meta l4proto ${protocol} ${familyOf(addresses)} daddr ${setOf(addresses)}`;
      return addresses.length === 0 ? [] : [`${match} ct state new drop`];
    }),
  );
  const own = ownAddresses(topology, side);
  const ownSets = [own.filter((one) => !one.includes(':')), own.filter((one) => one.includes(':'))];
  const beyond = (end: 'saddr' | 'daddr', jump: string): string[] =>
    ownSets
      .filter((addresses) => addresses.length > 0)
      .map((addresses) => `${familyOf(addresses)} ${end} != ${setOf(addresses)} jump ${jump}`);
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
    ...beyond('daddr', 'leaving_pods').map((rule) => `oifname "${lan}" iifname != "${lan}" ${rule}`),
    '}',
    'chain output {',
    'type filter hook output priority filter; policy accept;',
    ...beyond('daddr', 'leaving_nodes').map((rule) => `oifname "${lan}" ${rule}`),
    '}',
    // Before a Service's address is translated.
    'chain incoming {',
    'type filter hook prerouting priority mangle; policy accept;',
    ...beyond('saddr', 'arriving').map((rule) => `iifname "${lan}" ${rule}`),
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
function ownAddresses(topology: Topology, side: Side): string[] {
  const { sites, clusters, operator } = topology;
  const { nodes, nat } = sites[side];
  const { podCidr, apiServer, loadBalancer } = clusters[side];
  const ofIpv4 = [
    podCidr,
    ...nodes.flatMap(ipv4Of),
    gatewayOf(sites[side]),
    ...(nat?.publicAddress === undefined ? [] : [nat.publicAddress]),
    ...(apiServer.address === undefined ? [] : [apiServer.address]),
    ...(loadBalancer.kind === 'address' ? loadBalancer.pool : []),
    ...(operator.place === side ? [operator.address] : []),
  ].filter((one) => one.includes('.'));
  if (!hasIpv6(topology)) return ofIpv4;
  const { ipv6Address } = apiServer;
  return [
    ...ofIpv4,
    podRange(side),
    ...nodes.flatMap(ipv6Of),
    ...(ipv6Address === undefined ? [] : [ipv6Address]),
  ];
}

/** As nft calls the family of addresses that are all of one. */
function familyOf([first = '']: readonly string[]): 'ip' | 'ip6' {
  return first.includes(':') ? 'ip6' : 'ip';
}

function setOf(addresses: readonly string[]): string {
  return `{ ${[...new Set(addresses)].join(', ')} }`;
}
