import { installDefaults } from '../liqo/install-defaults.js';
import type { LiqoRelease } from '../liqo/release.js';
import { configuredTunnelMtu, defaultTunnelMtu } from '../liqo/tunnel-mtu.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import { type PeeringIntent, type Side, sides } from '../model/peering.js';

/** Any IPv4 network carries so much (RFC 791), and no tunnel is made for less. */
const leastBytes = 576;

/** The usual jumbo frame. A larger MTU is a mistake, which needs no packets of that size to be told. */
const mostBytes = 9000;

/** What the size of the tunnel's packets follows from. */
export interface TunnelPacketInput {
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly release: LiqoRelease;
  readonly intent: Pick<PeeringIntent, 'mtu'>;
}

/**
 * The size of the largest packet to try through a stand-in's tunnel, in bytes: the MTU that Liqo's own tunnel will have,
 * from 576 to 9000. It is what `liqoctl peer --mtu` says in v1.x; before, the larger of what both ends are configured
 * with, and with what the installer sets where that could not be read.
 */
export function tunnelPacketBytes({ clusters, release, intent }: TunnelPacketInput): number {
  const mtu =
    release.generation === 'g3'
      ? (intent.mtu ?? defaultTunnelMtu)
      : Math.max(...sides.map((side) => endMtu(clusters[side], release)));
  return Math.min(Math.max(mtu, leastBytes), mostBytes);
}

function endMtu(cluster: ClusterFacts, release: LiqoRelease): number {
  const configured = valueOf(configuredTunnelMtu(cluster, release));
  return configured ?? installDefaults(cluster.platform.provider, release).tunnelMtu;
}
