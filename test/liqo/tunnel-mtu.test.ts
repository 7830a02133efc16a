import { expect, test } from 'vitest';

import { carriedPacket, largestTunnelMtu } from '../../src/liqo/tunnel-mtu.js';

// The table of docs/pages/configuration/networking.md@v0.3.2; for IPv6 docs/usage/peer.md@v1.2.0.
test.each([
  ['eks', 4, 1440],
  ['kubeadm', 4, 1440],
  ['kubeadm', 6, 1420],
  ['aks', 4, 1340],
  ['gke', 4, 1400],
] as const)('a tunnel from %s over IPv%i may be %i bytes wide', (provider, family, mtu) => {
  expect(largestTunnelMtu(carriedPacket(provider), family)).toBe(mtu);
});
