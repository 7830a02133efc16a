import { generateKeyPairSync } from 'node:crypto';

import { expect } from 'vitest';

import { testWithNamespaces } from '../../network-namespaces/in-namespaces.js';
import { startWireGuard, wireGuardPrograms } from '../../network-namespaces/real-wireguard.js';
import { builtBundles } from './built-bundles.js';
import { unlessHeldUp } from './machine-load.js';
import { proveSituation } from './prove-situation.js';
import type { NetworkOptions } from './real-network.js';
import { chosenTopologies } from './situations.js';
import { labPrograms } from './start-real-lab.js';

const needs = { programs: [...labPrograms, ...wireGuardPrograms], timeoutMs: 900_000 };

const bundles = builtBundles();

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

/** Live gateways of the real wireguard-go. */
export function testLiveGateways(): void {
  for (const name of ['two racks with public addresses', 'every port forwarded at both homes']) {
    testWithNamespaces(`live gateways of wireguard-go, ${name}`, needs, async () => {
      const situation = chosenTopologies.find((one) => one.name === name)?.situation('g2');
      expect(situation).toBeDefined();
      if (situation === undefined) return;
      const ending = await unlessHeldUp([], (onReport) =>
        proveSituation(situation, bundles, { gateway: wireGuard, onReport }),
      );
      expect(['ready', 'undecidable']).toContain(ending);
    });
  }
}
