import { expect, test } from 'vitest';

import { known, unknown } from '../../src/model/fact.js';
import { tunnelPacketBytes } from '../../src/plan/tunnel-packet.js';
import { cloudCluster, earlyLiqoFacts, noLiqoFacts, onPremisesCluster } from '../helpers/cluster-facts.js';

const recent = { version: 'v1.2.0', generation: 'g3' } as const;

/** Two clusters of a release before v1.0, whose gateways are configured with these MTUs. */
function configured(version: string, local: number, remote: number) {
  const liqo = (mtu: number) => earlyLiqoFacts(version, { tunnelMtu: known(mtu, 'a test') });
  return {
    clusters: {
      local: onPremisesCluster('local', { liqo: liqo(local) }),
      remote: onPremisesCluster('remote', { liqo: liqo(remote) }),
    },
    release: { version, generation: 'g2' },
    intent: {},
  } as const;
}

test('takes what --mtu says in v1.x, and what liqoctl takes without it', () => {
  const clusters = { local: onPremisesCluster('local'), remote: cloudCluster('remote') };
  const packetOf = (mtu?: number) => tunnelPacketBytes({ clusters, release: recent, intent: { mtu } });
  expect([packetOf(), packetOf(1280), packetOf(1420)]).toEqual([1340, 1280, 1420]);
});

test('does not take a --mtu for releases that have none', () => {
  expect(tunnelPacketBytes({ ...configured('v0.10.3', 1340, 1340), intent: { mtu: 1280 } })).toBe(1340);
});

test('takes the larger of what both ends are configured with', () => {
  expect(tunnelPacketBytes(configured('v0.10.3', 1300, 1300))).toBe(1300);
  expect(tunnelPacketBytes(configured('v0.10.3', 1300, 1400))).toBe(1400);
  expect(tunnelPacketBytes(configured('v0.10.3', 1400, 1300))).toBe(1400);
});

test('takes what the installer sets where Liqo is not there or does not tell', () => {
  const { clusters } = configured('v0.4.0', 1300, 1300);
  const release = { version: 'v0.4.0', generation: 'g2' } as const;
  // In v0.4: 1440, but 1400 in GKE.
  const absent = cloudCluster('remote', { liqo: noLiqoFacts() });
  const inGke = { ...absent, platform: { ...absent.platform, provider: 'gke' } };
  const silent = onPremisesCluster('remote', {
    liqo: earlyLiqoFacts('v0.4.0', { tunnelMtu: unknown('a test') }),
  });
  const packetWith = (remote: typeof absent) =>
    tunnelPacketBytes({ clusters: { ...clusters, remote }, release, intent: {} });
  expect([packetWith(inGke), packetWith(silent)]).toEqual([1400, 1440]);
});

test('tries no packets that no network carries, nor any so small that they tell nothing', () => {
  expect(tunnelPacketBytes(configured('v0.10.3', 0, 0))).toBe(576);
  expect(tunnelPacketBytes(configured('v0.10.3', 1340, 65_535))).toBe(9000);
});
