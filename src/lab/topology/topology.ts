import type { Side } from '../../model/peering.js';
import type { ClusterSpec } from './cluster-spec.js';
import type { Site } from './site.js';

/** A name in the DNS. `lan` restricts it to clients on that LAN, as private zones and InternalDNS names are. */
export interface NameRecord {
  readonly name: string;
  /** With `code`, what it would lead to if its name server worked. */
  readonly addresses: readonly string[];
  /** The resolver's error instead of addresses, such as `ESERVFAIL`. */
  readonly code?: string;
  readonly lan?: string;
}

/** The machine that liqo-doctor is started on: on the LAN of one of the sites, or somewhere in the Internet. */
export interface OperatorSpec {
  readonly place: Side | 'internet';
  readonly address: string;
}

/**
 * Two clusters and everything between them, as plain data.
 *
 * Public addresses are those of RFC 5737 (documentation), private ones those of RFC 1918.
 */
export interface Topology {
  readonly name: string;
  readonly sites: Readonly<Record<Side, Site>>;
  readonly clusters: Readonly<Record<Side, ClusterSpec>>;
  /** True where the private networks of both sites route to each other, as through a VPN or a peering of VPCs. */
  readonly isRouted?: boolean;
  readonly names: readonly NameRecord[];
  readonly operator: OperatorSpec;
}
