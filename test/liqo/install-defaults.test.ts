import { expect, test } from 'vitest';

import { installDefaults } from '../../src/liqo/install-defaults.js';
import { releaseOf } from './releases.js';

// pkg/liqoctl/install/<provider>/provider.go and provider/args.go at the tags, values.yaml from v0.5.0 on.
test.each([
  {
    release: 'v0.3.0',
    platform: 'kubeadm',
    serviceType: 'LoadBalancer',
    lanDiscovery: true,
    tunnelMtu: 1440,
  },
  { release: 'v0.3.2', platform: 'kind', serviceType: 'NodePort', lanDiscovery: true, tunnelMtu: 1440 },
  { release: 'v0.3.2', platform: 'k3s', serviceType: 'NodePort', lanDiscovery: false, tunnelMtu: 1440 },
  {
    release: 'v0.3.2',
    platform: 'kubeadm',
    serviceType: 'LoadBalancer',
    lanDiscovery: false,
    tunnelMtu: 1440,
  },
  { release: 'v0.3.2', platform: 'gke', serviceType: 'LoadBalancer', lanDiscovery: false, tunnelMtu: 1400 },
  { release: 'v0.4.0', platform: 'aks', serviceType: 'LoadBalancer', lanDiscovery: false, tunnelMtu: 1360 },
  { release: 'v0.4.0', platform: 'kind', serviceType: 'NodePort', lanDiscovery: true, tunnelMtu: 1440 },
  { release: 'v0.5.0', platform: 'kind', serviceType: 'NodePort', lanDiscovery: false, tunnelMtu: 1340 },
  { release: 'v0.10.3', platform: 'k3s', serviceType: 'NodePort', lanDiscovery: false, tunnelMtu: 1340 },
  { release: 'v0.10.3', platform: 'aks', serviceType: 'LoadBalancer', lanDiscovery: false, tunnelMtu: 1340 },
  {
    release: 'v0.10.3',
    platform: 'generic',
    serviceType: 'LoadBalancer',
    lanDiscovery: false,
    tunnelMtu: 1340,
  },
] as const)('liqoctl $release install for $platform sets $serviceType and an MTU of $tunnelMtu', (row) => {
  const { release, platform, ...defaults } = row;
  expect(installDefaults(platform, releaseOf(release))).toEqual(defaults);
});
