import { expect } from 'vitest';

import type { WireGuardProbe } from '../../src/model/agent-plan.js';
import { runProber, startResponder, udpPort } from '../network-namespaces/agents.js';
import { testInNamespaces } from '../network-namespaces/in-namespaces.js';
import { outcomeOf } from '../network-namespaces/outcomes.js';
import { addresses, chain, type Family } from '../network-namespaces/topology.js';

/** The first four bytes of a datagram's content, as nft names them: WireGuard's type and three zeros. */
const initiation = '@th,64,32 0x01000000';
const response = '@th,64,32 0x02000000';
const data = '@th,64,32 0x04000000';

function probeOf(host: string): WireGuardProbe {
  return {
    kind: 'stand-in-wireguard',
    id: 'tunnel',
    purpose: 'tunnel',
    service: 'gateway',
    target: 'remote',
    host,
    port: udpPort,
    packetBytes: 1340,
  };
}

/** How many of each kind: the least and the most, since a busy machine answers after the next has left. */
type Counts = Readonly<
  Record<'initiations' | 'responses' | 'dataSent' | 'dataReceived', readonly [number, number]>
>;
const few = [1, 6] as const;
const none = [0, 0] as const;
const counts: Counts = { initiations: few, responses: few, dataSent: [2, 12], dataReceived: [2, 12] };
const unanswered: Counts = { initiations: [13, 13], responses: none, dataSent: none, dataReceived: none };
const withoutData: Counts = { ...counts, dataSent: [26, 26], dataReceived: none };
const withoutFull: Counts = { ...counts, dataSent: [14, 20], dataReceived: [1, 7] };

/** Each a firewall in the middle; what the prober saw, and how many handshakes the responder had answered. */
const rows: readonly (readonly [string, string | undefined, string, Counts, readonly [number, number]])[] = [
  ['nothing', undefined, 'replied', counts, few],
  ['initiations', `${initiation} drop`, 'silent wireguard-dropped', unanswered, none],
  ['responses', `${response} drop`, 'silent wireguard-dropped', unanswered, [13, 13]],
  [
    'initiations, by a refusal',
    `${initiation} reject with icmpx type admin-prohibited`,
    'silent wireguard-dropped',
    unanswered,
    none,
  ],
  ['data', `${data} drop`, 'silent wireguard-data-dropped', withoutData, few],
  [
    'data of full size',
    `${data} udp length > 1000 drop`,
    'silent wireguard-full-size-dropped',
    withoutFull,
    few,
  ],
  ['everything large', 'udp length > 1000 drop', 'silent full-size-dropped', withoutFull, few],
];

for (const [what, rule, outcome, expected, handshakes] of rows) {
  for (const family of [4, 6] as const satisfies readonly Family[]) {
    testInNamespaces(`tells that a firewall drops ${what} of WireGuard, over IPv${family}`, async (build) => {
      const network = await build(rule === undefined ? {} : { internetRules: chain('forward', rule) });
      const responder = await startResponder(network, 'b');
      const [seen] = await runProber(network, 'a', { probes: [probeOf(addresses.b[family].host)] });
      const [arrival] = await responder.stop();
      expect(outcomeOf(seen!)).toBe(outcome);
      const { handshake } = seen!;
      for (const [name, [least, most]] of Object.entries(expected)) {
        const count = handshake?.[name as keyof Counts];
        expect([name, count! >= least && count! <= most, count]).toEqual([name, true, count]);
      }
      expect([arrival?.probe, handshake?.dataBytes, (handshake?.rttMs ?? 0) > 0]).toEqual([
        'tunnel',
        1372,
        expected.responses !== none,
      ]);
      expect(arrival?.handshakes ?? 0).toBeGreaterThanOrEqual(handshakes[0]);
      expect(arrival?.handshakes ?? 0).toBeLessThanOrEqual(handshakes[1]);
    });
  }
}

testInNamespaces('says nothing of WireGuard where ordinary datagrams are dropped as well', async (build) => {
  const network = await build({ internetRules: chain('forward', `udp dport ${udpPort} drop`) });
  const responder = await startResponder(network, 'b');
  const standIn = {
    kind: 'stand-in-udp',
    id: 'ordinary',
    purpose: 'stand-in',
    service: 'gateway',
    target: 'remote',
    host: addresses.b[4].host,
    port: udpPort,
  } as const;
  const [tunnel, ordinary] = await runProber(network, 'a', { probes: [probeOf(standIn.host), standIn] });
  expect([outcomeOf(tunnel!), tunnel?.handshake, outcomeOf(ordinary!)]).toEqual([
    'silent',
    undefined,
    'silent',
  ]);
  // A dead path takes no longer than it does without WireGuard; half a second is the scheduler's.
  expect(tunnel!.timingsMs['udp']).toBeLessThan(ordinary!.timingsMs['udp']! + 500);
  expect(await responder.stop()).toEqual([]);
});

testInNamespaces('blames nobody where the path dies while WireGuard is tried', async (build) => {
  const network = await build({
    // The first datagram of every flow passes, and its reply.
    internetRules: chain('forward', `udp dport ${udpPort} ct original packets > 1 drop`),
  });
  const responder = await startResponder(network, 'b');
  const [seen] = await runProber(network, 'a', { probes: [probeOf(addresses.b[4].host)] });
  await responder.stop();
  expect([outcomeOf(seen!), seen?.handshake?.responses]).toEqual(['silent', 0]);
});
