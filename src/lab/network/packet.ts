import type { Side } from '../../model/peering.js';

export type Protocol = 'tcp' | 'udp';

/** An address and a port, as one end of a flow has them. */
export interface AddressAndPort {
  readonly address: string;
  readonly port: number;
}

/** Something with a network namespace of its own, whose addresses the lab knows. */
export type Host =
  | { readonly kind: 'pod'; readonly side: Side; readonly node: string; readonly address: string }
  | { readonly kind: 'node'; readonly side: Side; readonly node: string }
  | { readonly kind: 'api-server'; readonly side: Side }
  | { readonly kind: 'operator' };

/** A key that is the same for the same host. */
export function hostKey(host: Host): string {
  switch (host.kind) {
    case 'pod':
      return `pod/${host.side}/${host.address}`;
    case 'node':
      return `node/${host.side}/${host.node}`;
    case 'api-server':
      return `api-server/${host.side}`;
    case 'operator':
      return 'operator';
  }
}

/** The first packet of a flow, as its sender lets it go. */
export interface Packet {
  readonly from: Host;
  readonly sourcePort: number;
  readonly protocol: Protocol;
  readonly destination: AddressAndPort;
}

/**
 * What becomes of a packet.
 *
 * `deliver`: it reaches `host` at `port`, where `source` is what the receiver sees as the sender; nothing is said about
 * whether anybody listens there. `port-unreachable`, `host-unreachable`: such an ICMP error comes back after `afterMs`.
 * `network-unreachable`: the sender's own system has no route for it. `tcp-reset`: a RST comes back. `drop`: nothing ever comes back. `reason` says in a few words what decided.
 */
export type Verdict =
  | {
      readonly kind: 'deliver';
      readonly host: Host;
      readonly port: number;
      readonly source: AddressAndPort;
    }
  | {
      readonly kind: 'drop' | 'tcp-reset' | 'port-unreachable' | 'network-unreachable';
      readonly reason: string;
    }
  | { readonly kind: 'host-unreachable'; readonly afterMs: number; readonly reason: string };

/** The verdict on a packet of a family that its sender has no address of. */
export const noRoute: Verdict = {
  kind: 'network-unreachable',
  reason: 'the sender has no address of this family',
};

/**
 * Milliseconds until Linux gives up looking for a neighbour that is not there and says EHOSTUNREACH
 * (three requests one second apart; measured 3.07 s).
 */
const neighbourFailureMs = 3070;

/** The verdict on a packet to an address that nobody has. */
export const absentHost: Verdict = {
  kind: 'host-unreachable',
  afterMs: neighbourFailureMs,
  reason: 'no host has this address',
};
