import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'vitest';

import type { GatewayProbe } from '../../src/model/agent-plan.js';
import { keyPairOf } from '../../src/probe/wireguard/key-pair.js';
import { runProber } from '../network-namespaces/agents.js';
import { type BuildNetwork, testInNamespaces } from '../network-namespaces/in-namespaces.js';
import type { Network } from '../network-namespaces/network.js';
import { outcomeOf } from '../network-namespaces/outcomes.js';
import { startWireGuard, type WireGuard } from '../network-namespaces/real-wireguard.js';
import { addresses, chain, type Family } from '../network-namespaces/topology.js';

/* A live gateway, played by the real wireguard-go, and what a probe makes of it. */

const gatewayPort = 51820;
const families: readonly Family[] = [4, 6];

const probes = families.map((family): GatewayProbe => ({
  kind: 'live-gateway',
  id: `gateway-${family}`,
  purpose: 'endpoint',
  service: 'gateway',
  target: 'remote',
  host: addresses.b[family].host,
  port: gatewayPort,
}));

interface Tunnel {
  readonly network: Network;
  readonly gateway: WireGuard;
  readonly peer: WireGuard;
}

/** A gateway at `b` that has made a handshake with its one peer, in the middle of the network, and is quiet since. */
async function buildTunnel(build: BuildNetwork): Promise<Tunnel> {
  const network = await build({});
  const keys = { gateway: randomBytes(32), peer: randomBytes(32) };
  const [gateway, peer] = await Promise.all([
    startWireGuard(network, 'b', {
      privateKey: keys.gateway,
      listenPort: gatewayPort,
      address: '192.168.7.1/24',
      peer: { publicKey: keyPairOf(keys.peer).publicKey, allowedIps: '192.168.7.2/32' },
    }),
    startWireGuard(network, 'internet', {
      privateKey: keys.peer,
      listenPort: gatewayPort,
      address: '192.168.7.2/24',
      peer: {
        publicKey: keyPairOf(keys.gateway).publicKey,
        allowedIps: '192.168.7.1/32',
        endpoint: `${addresses.b[4].host}:${gatewayPort}`,
        keepalive: 1,
      },
    }),
  ]);
  // The first keepalive makes the handshake; without any data no other follows.
  while ((await gateway.peerRecord()).latestHandshake === 0) await sleep(20);
  await peer.stopKeepalive();
  return { network, gateway, peer };
}

/** Datagrams that some socket of the gateway's namespace took, by IPv4 and IPv6. Source: proc(5), `/proc/net/snmp`. */
async function delivered(network: Network): Promise<readonly number[]> {
  const [snmp, snmp6] = await Promise.all(
    ['snmp', 'snmp6'].map((file) => network.exec('b', ['cat', `/proc/net/${file}`])),
  );
  return [/^Udp: (\d+) /m.exec(snmp!.stdout), /^Udp6InDatagrams\s+(\d+)/m.exec(snmp6!.stdout)].map((found) =>
    Number(found?.[1]),
  );
}

testInLiveNetwork(
  'a live gateway is silent, and neither its peers nor its counts are disturbed',
  async (build) => {
    const { network, gateway, peer } = await buildTunnel(build);
    const before = [await gateway.dump(), await peer.dump()];
    const [ipv4 = 0, ipv6 = 0] = await delivered(network);
    const seen = await runProber(network, 'a', { probes });
    expect(seen.map(outcomeOf)).toEqual(['silent', 'silent']);
    expect(seen.map(({ datagrams }) => [datagrams!.sent, datagrams!.received])).toEqual([
      [8, 0],
      [8, 0],
    ]);
    expect([await gateway.dump(), await peer.dump()]).toEqual(before);
    // It did get them all.
    expect(await delivered(network)).toEqual([ipv4 + 8, ipv6 + 8]);
  },
);

testInNamespaces('a gateway that is not there refuses', async (build) => {
  const seen = await runProber(await build({}), 'a', { probes });
  expect(seen.map(outcomeOf)).toEqual(['refused', 'refused']);
});

testInLiveNetwork('a live gateway behind a firewall that drops is as silent', async (build) => {
  const { network } = await buildTunnel(build);
  await network.setRules('b-router', chain('forward', 'iifname "internet" drop'));
  const [ipv4, ipv6] = await delivered(network);
  const seen = await runProber(network, 'a', { probes });
  expect(seen.map(outcomeOf)).toEqual(['silent', 'silent']);
  expect(await delivered(network)).toEqual([ipv4, ipv6]);
});

testInLiveNetwork('a firewall that rejects is heard in front of a live gateway', async (build) => {
  const { network, gateway } = await buildTunnel(build);
  const before = await gateway.dump();
  await network.setRules(
    'b-router',
    chain('forward', `udp dport ${gatewayPort} reject with icmpx admin-prohibited`),
  );
  const seen = await runProber(network, 'a', { probes });
  expect(seen.map(outcomeOf)).toEqual(['unreachable host-unreachable', 'unreachable prohibited']);
  expect(await gateway.dump()).toBe(before);
});

function testInLiveNetwork(title: string, body: (build: BuildNetwork) => Promise<void>): void {
  testInNamespaces(title, body, ['wireguard-go', 'wg']);
}
