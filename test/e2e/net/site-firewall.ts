import type { FirewallRule } from '../../../src/lab/topology/site.js';

/**
 * nft text of a site's packet filter: chains `firewall_out` and `firewall_in`, to jump to from where packets cross the
 * border.
 *
 * Rules are asked about the first packet of a flow, by the destination that its sender addressed, which connection
 * tracking knows wherever a NAT stands; rules that look into packets are asked about each, and those with `replies` about
 * replies too. Only what the rules leave open is decided by what stands after the jump.
 */
export function firewallChains(rules: readonly FirewallRule[]): string[] {
  return (['out', 'in'] as const).flatMap((direction) => [
    `chain firewall_${direction} {`,
    ...rules.filter((rule) => rule.direction === direction).flatMap(rulesOf),
    '}',
  ]);
}

function rulesOf(rule: FirewallRule): string[] {
  const what = [
    `meta l4proto ${rule.protocol}`,
    ...(rule.family === undefined ? [] : [`meta nfproto ${rule.family.toLowerCase()}`]),
    ...(rule.port === undefined ? [] : [`ct original proto-dst ${rule.port}`]),
    ...(rule.address === undefined
      ? []
      : [`ct original ${rule.address.includes(':') ? 'ip6' : 'ip'} daddr ${rule.address}`]),
    ...(rule.payload === undefined ? [] : [looksLikeWireGuard]),
  ].join(' ');
  const first = rule.payload === undefined ? 'ct state new ' : '';
  return [
    `ct direction original ${first}${what} ${verdictOf(rule)}`,
    // Nobody is told of a reply that is lost.
    ...(rule.replies === true
      ? [`ct direction reply ${what} ${rule.action === 'accept' ? 'return' : 'drop'}`]
      : []),
  ];
}

/** After the eight bytes of the UDP header: a byte from 1 to 4, then three zero bytes. */
const looksLikeWireGuard = '@th,64,8 1-4 @th,72,24 0';

function verdictOf({ action, protocol }: FirewallRule): string {
  switch (action) {
    case 'accept':
      return 'return';
    case 'drop':
      return 'drop';
    case 'reject-port-unreachable':
      return 'reject with icmpx type port-unreachable';
    case 'reject-host-unreachable':
      return 'reject with icmpx type host-unreachable';
    case 'tcp-reset':
      return protocol === 'tcp' ? 'reject with tcp reset' : 'drop';
  }
}
