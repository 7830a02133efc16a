import { isAtLeast, type LiqoRelease } from './release.js';

/** What `liqoctl install` of v0.3–v0.10 sets for a platform when it is told nothing else. */
export interface InstallDefaults {
  /** Type of both Services, of the authentication server and of the gateway. */
  readonly serviceType: 'LoadBalancer' | 'NodePort';
  /** Whether clusters in the same LAN find each other. */
  readonly lanDiscovery: boolean;
  /** Bytes. */
  readonly tunnelMtu: number;
}

/** The platforms for which both Services become NodePorts; everywhere else the chart's LoadBalancer stays. */
const nodePortPlatforms: readonly string[] = ['kind', 'k3s'];

/** Tunnel MTUs from v0.3.1 to v0.4, in bytes; 1440 elsewhere. */
const earlyTunnelMtus: Readonly<Record<string, number>> = { gke: 1400, aks: 1360 };

/**
 * What `liqoctl install` sets by itself. `platform` is a provider as `PlatformFacts` names it.
 *
 * "Standard values" that expose a cluster in its LAN, as the documents say, there are for kind and k3s alone, and
 * discovery in v0.3.0 alone, and for kind up to v0.4. For v0.3.0, which has no setting for it, the MTU of the next ones
 * stands.
 *
 * Source: cmd/liqoctl/cmd/install.go@v0.3.0,@v0.3.2; pkg/liqoctl/install/{kind,k3s}/provider.go@v0.3.0–v0.10.3;
 * provider/args.go@v0.3.2,@v0.4.0; deployments/liqo/values.yaml@v0.3.2,@v0.5.0,@v0.10.3.
 */
export function installDefaults(platform: string, release: LiqoRelease): InstallDefaults {
  const isEarly = !isAtLeast(release, 'v0.5.0');
  return {
    serviceType: nodePortPlatforms.includes(platform) ? 'NodePort' : 'LoadBalancer',
    lanDiscovery: isEarly && (platform === 'kind' || !isAtLeast(release, 'v0.3.1')),
    tunnelMtu: isEarly ? (earlyTunnelMtus[platform] ?? 1440) : 1340,
  };
}
