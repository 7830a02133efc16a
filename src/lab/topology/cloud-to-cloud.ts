import type { LabLiqoVersion } from './liqo-spec.js';
import { liqo } from './liqo-spec.js';
import { addFirewallRule } from './change-topology.js';
import { managedCloud, providedApiName } from './managed-cloud.js';
import type { Topology } from './topology.js';

const addresses = { milan: '203.0.113.5', turin: '198.51.100.5' } as const;

/** Two managed clusters, `milan` (AKS) the consumer and `turin` (GKE) the provider. */
export function cloudToCloud(version: LabLiqoVersion): Topology {
  const local = managedCloud({
    provider: 'aks',
    name: 'milan',
    publicPrefix: '203.0.113',
    privatePrefix: '10.10',
    liqo: liqo(version, {
      side: 'local',
      clusterName: 'milan',
      apiServerAddress: `https://${providedApiName('milan')}`,
    }),
  });
  const remote = managedCloud({
    provider: 'gke',
    name: 'turin',
    publicPrefix: '198.51.100',
    privatePrefix: '10.20',
    liqo: liqo(version, {
      side: 'remote',
      clusterName: 'turin',
      apiServerAddress: `https://${providedApiName('turin')}`,
    }),
  });
  return {
    name: 'cloud-to-cloud',
    sites: { local: local.site, remote: remote.site },
    clusters: { local: local.cluster, remote: remote.cluster },
    names: [
      { name: providedApiName('milan'), addresses: [addresses.milan] },
      { name: providedApiName('turin'), addresses: [addresses.turin] },
    ],
    operator: { place: 'internet', address: '192.0.2.7' },
  };
}

/** The same with both security groups closed for UDP, so that no gateway can be reached from outside. */
export function cloudToCloudUdpBlocked(version: LabLiqoVersion): Topology {
  const blockLocal = addFirewallRule('local', { direction: 'in', protocol: 'udp', action: 'drop' });
  const blockRemote = addFirewallRule('remote', { direction: 'in', protocol: 'udp', action: 'drop' });
  return { ...blockLocal(blockRemote(cloudToCloud(version))), name: 'cloud-to-cloud-udp-blocked' };
}
