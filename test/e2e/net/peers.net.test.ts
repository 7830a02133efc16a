import { generateKeyPairSync } from 'node:crypto';

import { beforeAll, expect } from 'vitest';

import type { Bundles } from '../../lab/prove/real-check.js';
import { bundleAgent } from '../../lab/prove/real-check.js';
import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { startWireGuard, wireGuardPrograms } from '../../network-namespaces/real-wireguard.js';
import { proveSituation } from './prove-situation.js';
import type { NetworkOptions } from './real-network.js';
import { chosenTopologies } from './situations.js';

const needs = { programs: wireGuardPrograms, timeoutMs: 240_000 };

let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleAgent();
  return () => bundles.remove();
});

/** The real wireguard-go, as Liqo's gateway runs it, with a peer that nobody plays. */
const wireGuard: NonNullable<NetworkOptions['gateway']> = async (network, host, port) => {
  await network.isReady(host);
  await startWireGuard(network.namespaces, network.machineOf(host), {
    privateKey: newKey('private'),
    listenPort: port,
    address: '169.254.18.1/30',
    peer: { publicKey: newKey('public'), allowedIps: '0.0.0.0/0' },
  });
};

function newKey(kind: 'private' | 'public'): Uint8Array {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  // The key is at the end of its DER form.
  return kind === 'private'
    ? privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32)
    : publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
}

for (const name of ['two racks with public addresses', 'every port forwarded at both homes']) {
  testWithNamespaces(`live gateways of wireguard-go, ${name}`, needs, async () => {
    const situation = chosenTopologies.find((one) => one.name === name)?.situation('g2');
    expect(situation).toBeDefined();
    if (situation)
      expect(['ready', 'undecidable']).toContain(
        await proveSituation(situation, bundles, { gateway: wireGuard }),
      );
  });
}
