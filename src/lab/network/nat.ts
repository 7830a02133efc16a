import type { ForwardRule, NatGateway, Site } from '../topology/site.js';
import { isGlobal } from './addresses.js';
import type { AddressAndPort, Packet } from './packet.js';

/** The address under which a site's packets appear in the Internet; `undefined` when they cannot leave the LAN. */
export function outerAddress({ nat }: Site): string | undefined {
  return nat?.outer?.publicAddress ?? nat?.publicAddress;
}

/** The port under which a packet appears behind a site's NAT; `random` draws one. */
export function outerPort(nat: NatGateway | undefined, sourcePort: number, random: () => number): number {
  switch (nat?.ports) {
    case 'random':
      return random();
    case 'changed':
      // Any other port will do, as long as no two sockets get the same.
      return sourcePort ^ 1;
    case 'kept':
    case undefined:
      return sourcePort;
  }
}

/** Where a router sends a packet for its public address; `undefined` when it forwards that port to nobody. */
export function forwardOf(
  nat: Pick<NatGateway, 'forwards' | 'exposedHost'> | undefined,
  { protocol, destination: { port } }: Packet,
): Pick<ForwardRule, 'targetAddress' | 'targetPort'> | undefined {
  const forward = nat?.forwards.find((one) => one.protocol === protocol && one.publicPort === port);
  if (forward !== undefined || nat?.exposedHost === undefined) return forward;
  return { targetAddress: nat.exposedHost, targetPort: port };
}

/** The sender of a packet that a router hands back inside: its own address, as RFC 4787 §6 (REQ-9) wants it. */
export function hairpinSource(nat: NatGateway, { port }: AddressAndPort): AddressAndPort {
  return { address: nat.publicAddress ?? '', port };
}

/**
 * How long a site's NAT remembers a silent flow of a machine with these addresses, in milliseconds; `undefined` where it
 * is as long as with Linux, or no NAT is in its way.
 */
export function flowLifetimeMs({ nat }: Site, addresses: readonly string[]): number | undefined {
  return addresses.some(isGlobal) ? undefined : nat?.flowLifetimeMs;
}
