import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'vitest';

import { keyPairOf, runKeyPairs } from '../../../src/probe/wireguard/key-pair.js';
import { agentKey, runId, startResponder, udpPort } from '../../network-namespaces/agents.js';
import { bundleOf } from '../../network-namespaces/bundle.js';
import { testInNamespaces } from '../../network-namespaces/in-namespaces.js';
import { startWireGuard, wireGuardPrograms } from '../../network-namespaces/real-wireguard.js';
import { addresses } from '../../network-namespaces/topology.js';

/*
 * The word of an implementation that is not ours: wireguard-go, with Linux's own answer to a ping inside the tunnel.
 */

function testWithWireGuard(title: string, body: Parameters<typeof testInNamespaces>[1]): void {
  testInNamespaces(title, body, wireGuardPrograms);
}

/** Ones' complement sum (RFC 1071). */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let offset = 0; offset < bytes.length; offset += 2) sum += bytes.readUInt16BE(offset);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

/** A ping of so many bytes, IPv4 header included (RFC 791, RFC 792). */
function pingOf(bytes: number, source: readonly number[], destination: readonly number[]): Buffer {
  const echo = Buffer.alloc(bytes - 20, 0xa5);
  echo.set([8, 0, 0, 0, 0x12, 0x34, 0, 1]);
  echo.writeUInt16BE(checksum(echo), 2);
  const header = Buffer.from([0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 1, 0, 0, ...source, ...destination]);
  header.writeUInt16BE(bytes, 2);
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([header, echo]);
}

testWithWireGuard(
  'makes a tunnel to the real WireGuard, through which Linux answers a full ping',
  async (build) => {
    const network = await build({});
    const own = randomBytes(32);
    const peer = randomBytes(32);
    const wireGuard = await startWireGuard(network, 'b', {
      privateKey: peer,
      listenPort: 51_820,
      address: '10.99.0.1/24',
      peer: { publicKey: keyPairOf(own).publicKey, allowedIps: '10.99.0.2/32' },
    });
    const ping = pingOf(1340, [10, 99, 0, 2], [10, 99, 0, 1]);
    const program = await bundleOf('test/network-namespaces/programs/wireguard-initiator.ts');
    const told = await network.exec('a', [
      process.execPath,
      program,
      JSON.stringify({
        privateKey: own.toString('hex'),
        peerKey: keyPairOf(peer).publicKey.toString('hex'),
        host: addresses.b[4].host,
        port: '51820',
        packet: ping.toString('hex'),
      }),
    ]);
    expect(told.stderr).toBe('');
    const { datagrams, packets } = JSON.parse(told.stdout) as { datagrams: number[]; packets: string[] };
    expect(datagrams).toEqual([92, 1372]);
    const pong = Buffer.from(packets[0]!, 'hex');
    // An echo reply from the tunnel's other end with the payload of the request.
    expect([
      pong.length,
      pong.subarray(12, 20),
      pong[20],
      pong.subarray(24).equals(ping.subarray(24)),
    ]).toEqual([1340, Buffer.from([10, 99, 0, 1, 10, 99, 0, 2]), 0, true]);
    const { latestHandshake, received, sent } = await wireGuard.peerRecord();
    expect([latestHandshake > 0, received, sent]).toEqual([true, 148 + 32 + 1372, 92 + 1372]);
  },
);

testWithWireGuard(
  'answers the real WireGuard, which then has a handshake and hears echoes',
  async (build) => {
    const network = await build({});
    const responder = await startResponder(network, 'b');
    const keys = runKeyPairs({ key: agentKey, runId });
    const privateKey = keys.initiator.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
    const wireGuard = await startWireGuard(network, 'a', {
      privateKey,
      listenPort: 51_820,
      address: '10.99.0.2/24',
      peer: {
        publicKey: keys.responder.publicKey,
        allowedIps: '10.99.0.0/24',
        endpoint: `${addresses.b[4].host}:${udpPort}`,
        keepalive: 1,
      },
    });
    let record = await wireGuard.peerRecord();
    for (let tries = 0; tries < 100 && record.received < 92 + 2 * 32; tries += 1) {
      await sleep(100);
      record = await wireGuard.peerRecord();
    }
    expect(record.latestHandshake).toBeGreaterThan(0);
    // The response and, what the real one takes for authentic, the echoes of its keepalives.
    expect(record.received).toBeGreaterThanOrEqual(92 + 2 * 32);
    expect((record.received - 92) % 32).toBe(0);
    // Its source has sent no ordinary datagram, hence is no probe's.
    expect(await responder.stop()).toEqual([]);
  },
);
