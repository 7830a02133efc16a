import type { ForwardRule, NatGateway, Site } from '../../../src/lab/topology/site.js';
import { uniqueLocal } from './ipv6-plan.js';
import { interfaceNames, privateSet } from './machines.js';
import { firewallChains } from './site-firewall.js';

const { lan, outside, peer } = interfaceNames;
const border = `{ "${outside}", "${peer}" }`;

/** nft text of a site's router: packet filter, masquerading, forwards, and what it answers itself. */
export function routerRules(site: Site, { hasFirewall }: { readonly hasFirewall: boolean }): string {
  const { nat } = site;
  return [
    'table inet site {',
    ...firewallChains(hasFirewall ? site.firewall : []),
    'chain forward {',
    'type filter hook forward priority filter; policy accept;',
    // A router that has no address of its own in the internet hides nobody.
    ...(nat?.publicAddress === undefined
      ? [`oifname "${outside}" ip saddr ${privateSet} ct direction original drop`]
      : []),
    `oifname "${outside}" ip6 saddr ${uniqueLocal} ct direction original drop`,
    ...clampSegments,
    `oifname ${border} jump firewall_out`,
    `iifname ${border} jump firewall_in`,
    '}',
    'chain input {',
    'type filter hook input priority filter; policy accept;',
    `iifname ${border} jump firewall_in`,
    ...(nat?.publicAddress === undefined ? [] : ownPorts(nat, nat.publicAddress)),
    '}',
    ...(site.tooBig === 'dropped' ? silence : []),
    '}',
    ...(nat?.publicAddress === undefined ? [] : translation(nat, nat.publicAddress)),
    '',
  ].join('\n');
}

/** As most routers do for links that carry less than 1,500 bytes. */
const clampSegments = ['tcp flags syn tcp option maxseg size set rt mtu'];

const silence = [
  'chain output {',
  'type filter hook output priority filter; policy accept;',
  'icmp type destination-unreachable icmp code frag-needed drop',
  '}',
];

/** What came for the router's own address and is forwarded to nobody. */
function ownPorts(nat: NatGateway, address: string): string[] {
  const own = `ip daddr ${address} ct state new`;
  return [
    // Forwarded, but for those outside only.
    ...nat.forwards.map((row) => `${own} ${matchOf(row)} drop`),
    ...(nat.exposedHost === undefined ? [] : [`${own} meta l4proto { tcp, udp } drop`]),
    ...(nat.unforwarded === 'tcp-reset' ? [`${own} meta l4proto tcp reject with tcp reset`] : []),
    `${own} meta l4proto { tcp, udp } drop`,
  ];
}

function matchOf({ protocol, publicPort }: ForwardRule): string {
  return `${protocol} dport ${publicPort}`;
}

function rowRule(row: ForwardRule, address: string, from: string): string {
  return `${from}ip daddr ${address} ${matchOf(row)} dnat to ${row.targetAddress}:${row.targetPort}`;
}

function translation(nat: NatGateway, address: string): string[] {
  const from = nat.hairpin === true ? '' : `iifname "${outside}" `;
  // Of two NATs the outer one is the one that others see.
  const ports = nat.outer === undefined ? nat.ports : 'kept';
  return [
    'table ip translation {',
    'chain incoming {',
    'type nat hook prerouting priority dstnat; policy accept;',
    ...nat.forwards.map((row) => rowRule(row, address, from)),
    ...(nat.exposedHost === undefined
      ? []
      : [`${from}ip daddr ${address} meta l4proto { tcp, udp } dnat to ${nat.exposedHost}`]),
    '}',
    'chain outgoing {',
    'type nat hook postrouting priority srcnat; policy accept;',
    ...hidden(address, ports),
    ...(nat.hairpin === true ? [`iifname "${lan}" oifname "${lan}" ct status dnat snat to ${address}`] : []),
    '}',
    '}',
  ];
}

/** What leaves with the address of a NAT in place of a private one. */
function hidden(address: string, ports: NatGateway['ports']): string[] {
  const leaving = `oifname "${outside}" ip saddr ${privateSet}`;
  switch (ports) {
    case 'random':
      return [`${leaving} snat to ${address} fully-random`];
    case 'changed':
      // Another port, the same for all destinations, and no two sockets get the same.
      return [
        `${leaving} meta l4proto { tcp, udp } snat to ${address}:th sport ^ 1`,
        `${leaving} snat to ${address}`,
      ];
    case 'kept':
    case undefined:
      return [`${leaving} snat to ${address}`];
  }
}

/** nft text of a second NAT in front of a router: its own people's, which forwards there, or a carrier's. */
export function outerRouterRules(
  { publicAddress, forwards = [] }: NonNullable<NatGateway['outer']>,
  ports: NatGateway['ports'],
): string {
  return [
    'table inet site {',
    'chain input {',
    'type filter hook input priority filter; policy accept;',
    'meta l4proto { tcp, udp } drop',
    '}',
    '}',
    'table ip translation {',
    'chain incoming {',
    'type nat hook prerouting priority dstnat; policy accept;',
    ...forwards.map((row) => rowRule(row, publicAddress, `iifname "${outside}" `)),
    '}',
    'chain outgoing {',
    'type nat hook postrouting priority srcnat; policy accept;',
    ...hidden(publicAddress, ports),
    '}',
    '}',
    '',
  ].join('\n');
}
