import { expect, test } from 'vitest';

import type { ServiceEntry } from '../../../src/lab/network/services.js';
import { onPremisesNatToCloud } from '../../../src/lab/topology/onprem-nat-to-cloud.js';
import type { NatGateway } from '../../../src/lab/topology/site.js';
import type { Topology } from '../../../src/lab/topology/topology.js';
import { networkOf, packet, podOn, words } from './network-fixture.js';

/** `edge` is the local site: nodes 192.168.1.10 and .11 behind the router 203.0.113.8; 198.51.100.5 is outside. */
function topologyWith(changes: Partial<NatGateway>): Topology {
  const topology = onPremisesNatToCloud('v1.2.0');
  const { local } = topology.sites;
  const nat: NatGateway = { publicAddress: '203.0.113.8', forwards: [], ...changes };
  return { ...topology, sites: { ...topology.sites, local: { ...local, nat } } };
}

const outside = { kind: 'api-server', side: 'remote' } as const;

/** What two destinations outside see of port 5000 of a pod inside. */
function seenFromOutside(changes: Partial<NatGateway>): string[] {
  const network = networkOf(topologyWith(changes));
  const pod = podOn(network, 'local', { node: 'edge-worker', address: '10.60.1.2' });
  return ['198.51.100.5:7000', '198.51.100.5:7001'].map((to) =>
    words(network.verdict(packet(pod, 'udp', to))),
  );
}

test('a NAT keeps ports, or changes them alike for all destinations, or anew for each', () => {
  expect(seenFromOutside({})).toEqual([
    'remote API server:7000 sees 203.0.113.8:5000',
    'remote API server:7001 sees 203.0.113.8:5000',
  ]);
  // 5000 is even, so its partner is 5001.
  expect(seenFromOutside({ ports: 'changed' })).toEqual([
    'remote API server:7000 sees 203.0.113.8:5001',
    'remote API server:7001 sees 203.0.113.8:5001',
  ]);
  expect(seenFromOutside({ ports: 'random' })).toEqual([
    'remote API server:7000 sees 203.0.113.8:40000',
    'remote API server:7001 sees 203.0.113.8:40001',
  ]);
});

test('a carrier’s NAT hides the router, and forwards nothing that the router would', () => {
  const changes: Partial<NatGateway> = {
    publicAddress: '100.72.3.4',
    outer: { publicAddress: '192.0.2.50' },
    forwards: [{ protocol: 'udp', publicPort: 7000, targetAddress: '192.168.1.10', targetPort: 7000 }],
  };
  expect(seenFromOutside(changes)[0]).toBe('remote API server:7000 sees 192.0.2.50:5000');
  const network = networkOf(topologyWith(changes));
  const verdicts = ['192.0.2.50:7000', '100.72.3.4:7000'].map((to) =>
    words(network.verdict(packet(outside, 'udp', to))),
  );
  expect(verdicts).toEqual(['drop', 'drop']);
});

test('what two routers in a row forward reaches the site, and nothing that only one of them does', () => {
  const row = (publicPort: number) =>
    ({ protocol: 'udp', publicPort, targetAddress: '192.168.1.10', targetPort: publicPort }) as const;
  const toRouter = (publicPort: number) => ({ ...row(publicPort), targetAddress: '10.0.0.2' });
  const changes: Partial<NatGateway> = {
    publicAddress: '10.0.0.2',
    outer: { publicAddress: '192.0.2.50', forwards: [toRouter(7000), toRouter(7002)] },
    forwards: [row(7000), row(7001)],
  };
  expect(seenFromOutside(changes)[0]).toBe('remote API server:7000 sees 192.0.2.50:5000');
  const network = networkOf(topologyWith(changes));
  const verdicts = ['192.0.2.50:7000', '192.0.2.50:7001', '192.0.2.50:7002', '10.0.0.2:7000'].map((to) =>
    words(network.verdict(packet(outside, 'udp', to))),
  );
  expect(verdicts).toEqual(['edge-control-plane:7000 sees 198.51.100.5:5000', 'drop', 'drop', 'drop']);
});

test('an exposed host gets every port that no forward names', () => {
  const network = networkOf(
    topologyWith({
      exposedHost: '192.168.1.11',
      forwards: [{ protocol: 'udp', publicPort: 7000, targetAddress: '192.168.1.10', targetPort: 7100 }],
    }),
  );
  const verdicts = ['203.0.113.8:7000', '203.0.113.8:7001'].map((to) =>
    words(network.verdict(packet(outside, 'udp', to))),
  );
  expect(verdicts).toEqual([
    'edge-control-plane:7100 sees 198.51.100.5:5000',
    'edge-worker:7001 sees 198.51.100.5:5000',
  ]);
});

test('a router hands packets for its public address back inside only where it knows hairpins', () => {
  const services: readonly ServiceEntry[] = [];
  const verdictWith = (changes: Partial<NatGateway>) => {
    const network = networkOf(topologyWith({ exposedHost: '192.168.1.11', ...changes }), { local: services });
    const pod = podOn(network, 'local', { node: 'edge-control-plane', address: '10.60.0.2' });
    return words(network.verdict(packet(pod, 'udp', '203.0.113.8:7001')));
  };
  expect(verdictWith({})).toBe('drop');
  expect(verdictWith({ hairpin: true })).toBe('edge-worker:7001 sees 203.0.113.8:5000');
});

test('a router with a short memory forgets a flow that was silent for longer', () => {
  let clock = 0;
  const network = networkOf(topologyWith({ flowLifetimeMs: 8000 }), {}, () => clock);
  const pod = podOn(network, 'local', { node: 'edge-worker', address: '10.60.1.2' });
  const inside = { host: pod, port: 5000 };
  const server = { host: outside, port: 7000 };
  const bytes = new Uint8Array(4);
  network.bindUdp(inside.host, inside.port, () => {});
  network.bindUdp(server.host, server.port, () => {});
  const answer = () => network.sendDatagram(server, { address: '203.0.113.8', port: 5000 }, bytes).kind;
  network.sendDatagram(inside, { address: '198.51.100.5', port: 7000 }, bytes);
  clock = 7999;
  expect(answer()).toBe('delivered');
  clock += 8001;
  expect(answer()).toBe('dropped');
});
