import type { ClusterFacts } from '../model/cluster-facts.js';
import { known, valueOf, type Fact } from '../model/fact.js';
import { installDefaults } from './install-defaults.js';
import type { LiqoRelease } from './release.js';

/** What WireGuard adds to each packet, in bytes, by address family. Source: docs/usage/peer.md@v1.2.0. */
const wireGuardOverhead = { 4: 60, 6: 80 } as const;

/** The MTU that `liqoctl peer` gives a tunnel unless told otherwise. Source: docs/usage/peer.md@v1.2.0. */
export const defaultTunnelMtu = 1340;

/** A network and the largest packet that it carries, in bytes. */
export interface CarriedPacket {
  /** Name in a sentence. */
  readonly network: string;
  readonly mtu: number;
}

/** Networks that carry less than Ethernet's 1500 bytes, whatever their interfaces say. */
const narrowNetworks: Readonly<Record<string, CarriedPacket>> = {
  aks: { network: 'the network of Azure', mtu: 1400 },
  azure: { network: 'the network of Azure', mtu: 1400 },
  gke: { network: 'the network of Google Cloud', mtu: 1460 },
  gcp: { network: 'the network of Google Cloud', mtu: 1460 },
};

/**
 * The largest packet that the network around a cluster is known to carry. Networks with jumbo frames count as Ethernet,
 * since packets between two clusters leave them.
 *
 * Source: docs/pages/configuration/networking.md@v0.3.2.
 */
export function carriedPacket(provider: string): CarriedPacket {
  return narrowNetworks[provider] ?? { network: 'Ethernet', mtu: 1500 };
}

/** The largest tunnel MTU that fits such packets, such as 1440 over Ethernet and 1340 in Azure, both with IPv4. */
export function largestTunnelMtu({ mtu }: CarriedPacket, family: 4 | 6): number {
  return mtu - wireGuardOverhead[family];
}

/**
 * The MTU, in bytes, that a cluster's end of the tunnel is configured with (v0.3–v0.10), or will be by `liqoctl install`
 * where Liqo is not installed; `null` in v1.x, where `liqoctl peer --mtu` sets it.
 */
export function configuredTunnelMtu(
  { liqo, platform }: ClusterFacts,
  release: LiqoRelease,
): Fact<number | null> {
  return valueOf(liqo.installed) === false
    ? known(installDefaults(platform.provider, release).tunnelMtu, `liqoctl install ${release.version}`)
    : liqo.tunnelMtu;
}
