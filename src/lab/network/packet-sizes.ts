import { isIPv6 } from 'node:net';

import type { Side } from '../../model/peering.js';
import type { Site } from '../topology/site.js';
import { type Host, hostKey } from './packet.js';

/** IP and UDP in front of a payload. Source: RFC 791, RFC 8200, RFC 768. */
const headerBytes = { ipv4: 28, ipv6: 48 } as const;

/** The MTU of every host's own interface, and of links that nothing is said of. */
export const interfaceMtu = 1500;

/** A datagram on its way between two hosts. */
export interface SizedDatagram {
  readonly from: Host;
  readonly to: Host;
  /** The address that it was sent to. */
  readonly address: string;
  readonly payloadBytes: number;
  /** The sites of the two hosts; absent for one in the Internet. */
  readonly sites: readonly [Site | undefined, Site | undefined];
  readonly sides: readonly [Side | undefined, Side | undefined];
}

/** What its size does to a datagram; `too-big` it is gone, and an ICMP message tells the sender's system. */
export type SizeFate = 'passes' | 'too-big' | 'dropped';

/**
 * What datagrams of a certain size meet, as Linux has it: a host forbids routers to fragment what is no larger than the
 * path MTU it knows of; a router that cannot pass such a one on says so, and from then on the host knows, and fragments
 * itself. Fragments always pass. Source: ip(7), `IP_MTU_DISCOVER`; RFC 1191.
 */
export class PacketSizes {
  /** What a host has been told, by the address it sent to. */
  readonly #known = new Map<string, number>();
  readonly #created = new Map<string, number>();
  readonly #received = new Map<string, number>();

  /** Decides about a datagram, and counts its fragments. */
  pass(datagram: SizedDatagram): SizeFate {
    const { from, to, address, payloadBytes } = datagram;
    const bytes = payloadBytes + (isIPv6(address) ? headerBytes.ipv6 : headerBytes.ipv4);
    const path = `${hostKey(from)}|${address}`;
    if (bytes > (this.#known.get(path) ?? interfaceMtu)) {
      add(this.#created, from);
      add(this.#received, to);
      return 'passes';
    }
    const narrow = narrowestLink(datagram);
    if (narrow === undefined || bytes <= narrow.mtu) return 'passes';
    if (narrow.isSilent) return 'dropped';
    this.#known.set(path, narrow.mtu);
    return 'too-big';
  }

  /** Fragments that a host made, and that came to it. */
  counts(host: Host): { readonly fragmentsCreated: number; readonly fragmentsReceived: number } {
    const key = hostKey(host);
    return {
      fragmentsCreated: this.#created.get(key) ?? 0,
      fragmentsReceived: this.#received.get(key) ?? 0,
    };
  }
}

/** No datagram of the lab is large enough for more than two fragments. */
function add(counts: Map<string, number>, host: Host): void {
  counts.set(hostKey(host), (counts.get(hostKey(host)) ?? 0) + 2);
}

/** The narrower of the links that two sites hang on; `undefined` on one and the same site. */
function narrowestLink({ sites, sides }: SizedDatagram): { mtu: number; isSilent: boolean } | undefined {
  if (sides[0] === sides[1]) return undefined;
  const links = sites.flatMap((site) =>
    site === undefined ? [] : [{ mtu: site.mtu ?? interfaceMtu, isSilent: site.tooBig === 'dropped' }],
  );
  return links.toSorted((one, other) => one.mtu - other.mtu)[0];
}
