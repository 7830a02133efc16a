import { expect, test } from 'vitest';

import type { Protocol } from '../../../src/lab/network/packet.js';
import type { ServiceEntry } from '../../../src/lab/network/services.js';
import { addFirewallRule, addForward, openFirewall } from '../../../src/lab/topology/change-topology.js';
import { cloudToCloud, cloudToCloudUdpBlocked } from '../../../src/lab/topology/cloud-to-cloud.js';
import {
  onPremisesNatToCloud,
  onPremisesNatToCloudNoForwarding,
} from '../../../src/lab/topology/onprem-nat-to-cloud.js';
import {
  onPremisesToCloud,
  onPremisesToCloudApiFirewalled,
} from '../../../src/lab/topology/onprem-to-cloud.js';
import { sameLan } from '../../../src/lab/topology/same-lan.js';
import type { FirewallRule } from '../../../src/lab/topology/site.js';
import { networkOf, packet, podOn, words } from './network-fixture.js';

/** A gateway of one UDP port, with one ready pod. */
function gateway(entry: Partial<ServiceEntry> & { backend: string; node: string }): ServiceEntry {
  const { backend, node, ...rest } = entry;
  return {
    namespace: 'default',
    name: 'gateway',
    clusterIp: '10.51.0.20',
    externalTrafficPolicy: 'Cluster',
    loadBalancerAddresses: [],
    ports: [
      { protocol: 'udp', port: 51840, nodePort: 31840, backends: [{ address: backend, port: 10512, node }] },
    ],
    ...rest,
  };
}

type Row = readonly [protocol: Protocol, destination: string, outcome: string];

const silence = 'drop';
const absent = 'host-unreachable after 3070 ms';

test('a pod of a managed cluster reaches the other cluster through the Internet only', () => {
  const service = gateway({
    backend: '10.20.128.2',
    node: 'turin-worker-1',
    loadBalancerAddresses: ['198.51.100.100'],
  });
  const network = networkOf(cloudToCloud('v1.2.0'), { remote: [service] });
  const pod = podOn(network, 'local', { node: 'milan-worker-1', address: '10.10.128.2' });
  podOn(network, 'remote', { node: 'turin-worker-1', address: '10.20.128.2' });
  const rows: readonly Row[] = [
    // the cloud's NAT gives every flow a new port; the API server sees its address
    ['tcp', '198.51.100.5:443', 'remote API server:443 sees 203.0.113.2:40000'],
    // policy Cluster: the node that the load balancer chose stands in for the sender, with a port of its own
    ['udp', '198.51.100.100:51840', '10.20.128.2:10512 sees 10.20.0.11:40002'],
    // a load balancer has no other port than the Service's
    ['udp', '198.51.100.100:31840', silence],
    // nodes have private addresses only
    ['udp', '10.20.0.11:31840', silence],
    ['tcp', '10.20.128.2:80', silence],
    // the cloud's NAT gateway forwards nothing
    ['tcp', '198.51.100.2:443', silence],
    ['tcp', '198.51.100.200:443', absent],
  ];
  for (const [protocol, to, outcome] of rows) {
    expect([to, words(network.verdict(packet(pod, protocol, to)))]).toEqual([to, outcome]);
  }
});

test('a pod reaches its own cluster with its own address, and its nodes masqueraded', () => {
  const service = gateway({ backend: '10.50.1.2', node: 'rack-worker' });
  const network = networkOf(onPremisesToCloud('v1.2.0'), { local: [service] });
  const pod = podOn(network, 'local', { node: 'rack-control-plane', address: '10.50.0.2' });
  podOn(network, 'local', { node: 'rack-worker', address: '10.50.1.2' });
  const rows: readonly Row[] = [
    ['udp', '10.51.0.20:51840', '10.50.1.2:10512 sees 10.50.0.2:5000'],
    ['udp', '10.50.1.2:10512', '10.50.1.2:10512 sees 10.50.0.2:5000'],
    ['udp', '203.0.113.11:31840', '10.50.1.2:10512 sees 203.0.113.11:40000'],
    ['tcp', '203.0.113.10:6443', 'rack-control-plane:6443 sees 203.0.113.10:5000'],
    ['tcp', '127.0.0.1:8080', '10.50.0.2:8080 sees 10.50.0.2:5000'],
    ['udp', '10.51.0.20:1', silence],
    ['udp', '10.50.1.99:10512', absent],
    // .200 is in the subnet of the rack's LAN and nobody has it
    ['tcp', '203.0.113.200:80', absent],
  ];
  for (const [protocol, to, outcome] of rows) {
    expect([to, words(network.verdict(packet(pod, protocol, to)))]).toEqual([to, outcome]);
  }
});

test('a router lets in what it forwards and nothing else', () => {
  const service = gateway({
    backend: '10.60.1.2',
    node: 'edge-worker',
    externalTrafficPolicy: 'Cluster',
    ports: [
      {
        protocol: 'udp',
        port: 5871,
        nodePort: 30742,
        backends: [{ address: '10.60.1.2', port: 5871, node: 'edge-worker' }],
      },
    ],
  });
  const network = networkOf(onPremisesNatToCloud('v0.10.3'), { local: [service] });
  podOn(network, 'local', { node: 'edge-worker', address: '10.60.1.2' });
  const pod = podOn(network, 'remote', { node: 'cloud-worker-1', address: '10.20.128.2' });
  const rows: readonly Row[] = [
    // tcp 6443 → 192.168.1.10:6443, where the API server listens on the node itself; DNAT keeps the source
    ['tcp', '203.0.113.8:6443', 'edge-control-plane:6443 sees 198.51.100.2:40000'],
    // udp 40582 → 192.168.1.10:30742, a NodePort with policy Cluster
    ['udp', '203.0.113.8:40582', '10.60.1.2:5871 sees 192.168.1.10:40002'],
    ['udp', '203.0.113.8:30742', silence],
    ['tcp', '203.0.113.8:40582', silence],
    ['udp', '192.168.1.10:30742', silence],
  ];
  for (const [protocol, to, outcome] of rows) {
    expect([to, words(network.verdict(packet(pod, protocol, to)))]).toEqual([to, outcome]);
  }
});

test('what leaves a NATed site shows the address of its router and keeps its port', () => {
  const network = networkOf(onPremisesNatToCloud('v0.10.3'));
  const pod = podOn(network, 'local', { node: 'edge-worker', address: '10.60.1.2' });
  const api = 'remote API server:443 sees 203.0.113.8:5000';
  expect(words(network.verdict(packet(pod, 'tcp', '198.51.100.5:443')))).toBe(api);
  expect(words(network.verdict(packet({ kind: 'operator' }, 'tcp', '198.51.100.5:443')))).toBe(api);
  // the router has no hairpin rule, so the LAN does not reach its forwards
  expect(words(network.verdict(packet(pod, 'tcp', '203.0.113.8:6443')))).toBe(silence);
});

test("the operator's machine has a route to addresses of its own family alone", () => {
  const network = networkOf(onPremisesNatToCloud('v0.10.3'));
  expect(network.hasRoute({ kind: 'operator' }, '198.51.100.5')).toBe(true);
  expect(network.hasRoute({ kind: 'operator' }, '2001:db8:2::a5')).toBe(false);
});

test('two clusters in one LAN reach each other at their private addresses', () => {
  const service = gateway({ backend: '10.80.1.2', node: 'cellar-worker' });
  const network = networkOf(sameLan('v1.2.0'), { remote: [service] });
  const pod = podOn(network, 'local', { node: 'attic-worker', address: '10.70.1.2' });
  podOn(network, 'remote', { node: 'cellar-worker', address: '10.80.1.2' });
  const rows: readonly Row[] = [
    ['tcp', '192.168.50.21:6443', 'cellar-control-plane:6443 sees 192.168.50.12:5000'],
    ['udp', '192.168.50.22:31840', '10.80.1.2:10512 sees 192.168.50.22:40000'],
    // the pod network of the other cluster is not routed on the LAN
    ['udp', '10.80.1.2:10512', silence],
    ['udp', '192.168.50.99:31840', absent],
  ];
  for (const [protocol, to, outcome] of rows) {
    expect([to, words(network.verdict(packet(pod, protocol, to)))]).toEqual([to, outcome]);
  }
});

test('externalTrafficPolicy Local keeps the true source and is silent on nodes without endpoint', () => {
  const service = gateway({ backend: '10.80.1.2', node: 'cellar-worker', externalTrafficPolicy: 'Local' });
  const network = networkOf(sameLan('v1.2.0'), { remote: [service] });
  const pod = podOn(network, 'local', { node: 'attic-worker', address: '10.70.1.2' });
  podOn(network, 'remote', { node: 'cellar-worker', address: '10.80.1.2' });
  const worker = network.verdict(packet(pod, 'udp', '192.168.50.22:31840'));
  expect(words(worker)).toBe('10.80.1.2:10512 sees 192.168.50.12:5000');
  expect(words(network.verdict(packet(pod, 'udp', '192.168.50.21:31840')))).toBe(silence);
});

test('a Service without ready endpoint is rejected with port-unreachable, whatever its policy', () => {
  for (const externalTrafficPolicy of ['Cluster', 'Local'] as const) {
    const ports = [{ protocol: 'udp', port: 51840, nodePort: 31840, backends: [] }] as const;
    const service = { ...gateway({ backend: '', node: '', externalTrafficPolicy }), ports };
    const network = networkOf(sameLan('v1.2.0'), { remote: [service] });
    const pod = podOn(network, 'local', { node: 'attic-worker', address: '10.70.1.2' });
    expect(words(network.verdict(packet(pod, 'udp', '192.168.50.22:31840')))).toBe('port-unreachable');
  }
});

test.each<[FirewallRule['action'], string, string]>([
  ['drop', 'drop', 'drop'],
  ['reject-port-unreachable', 'port-unreachable', 'port-unreachable'],
  ['reject-host-unreachable', 'host-unreachable after 0 ms', 'host-unreachable after 0 ms'],
  // a reset is no answer to a datagram
  ['tcp-reset', 'tcp-reset', 'drop'],
])('a firewall that says %s answers TCP with %s and UDP with %s', (action, tcp, udp) => {
  for (const [protocol, outcome] of [
    ['tcp', tcp],
    ['udp', udp],
  ] as const) {
    for (const [side, direction] of [
      ['remote', 'in'],
      ['local', 'out'],
    ] as const) {
      const network = networkOf(sameLan('v1.2.0'));
      network.change(addFirewallRule(side, { direction, protocol, action }));
      const pod = podOn(network, 'local', { node: 'attic-worker', address: '10.70.1.2' });
      expect(words(network.verdict(packet(pod, protocol, '192.168.50.21:6443')))).toBe(outcome);
    }
  }
});

test('the first firewall rule that matches decides, by direction, protocol and port', () => {
  const network = networkOf(onPremisesToCloudApiFirewalled('v1.2.0'));
  const pod = podOn(network, 'local', { node: 'cloud-worker-1', address: '10.20.128.2' });
  const reach = (to: string) => words(network.verdict(packet(pod, 'tcp', to)));
  expect(reach('203.0.113.10:6443')).toBe(silence);
  expect(reach('203.0.113.10:22')).toBe('rack-control-plane:22 sees 198.51.100.2:40001');
  network.change(
    addFirewallRule('remote', { direction: 'in', protocol: 'tcp', port: 6443, action: 'accept' }),
  );
  expect(reach('203.0.113.10:6443')).toBe('rack-control-plane:6443 sees 198.51.100.2:40002');
  network.change(openFirewall('remote'));
  expect(reach('203.0.113.10:6443')).toBe('rack-control-plane:6443 sees 198.51.100.2:40003');
});

test("what the sender's own firewall refuses is refused, though the Internet would lose it", () => {
  const network = networkOf(onPremisesNatToCloud('v0.10.3'));
  const reject: FirewallRule = { direction: 'out', protocol: 'tcp', action: 'reject-port-unreachable' };
  network.change(addFirewallRule('remote', reject));
  const pod = podOn(network, 'remote', { node: 'cloud-worker-1', address: '10.20.128.2' });
  const reach = (protocol: Protocol) => words(network.verdict(packet(pod, protocol, '192.168.1.10:6443')));
  expect([reach('tcp'), reach('udp')]).toEqual(['port-unreachable', silence]);
});

test('both security groups of the blocked clouds drop UDP and let TCP pass', () => {
  const service = (side: string, backend: string, address: string) =>
    gateway({ backend, node: `${side}-worker-1`, loadBalancerAddresses: [address] });
  const network = networkOf(cloudToCloudUdpBlocked('v0.10.3'), {
    local: [service('milan', '10.10.128.2', '203.0.113.100')],
    remote: [service('turin', '10.20.128.2', '198.51.100.100')],
  });
  const milan = podOn(network, 'local', { node: 'milan-worker-1', address: '10.10.128.2' });
  const turin = podOn(network, 'remote', { node: 'turin-worker-1', address: '10.20.128.2' });
  expect(words(network.verdict(packet(milan, 'udp', '198.51.100.100:51840')))).toBe(silence);
  expect(words(network.verdict(packet(turin, 'udp', '203.0.113.100:51840')))).toBe(silence);
  expect(network.verdict(packet(milan, 'tcp', '198.51.100.5:443')).kind).toBe('deliver');
});

test('a forward that is added while the lab runs opens the way', () => {
  const network = networkOf(onPremisesNatToCloudNoForwarding('v1.2.0'));
  const pod = podOn(network, 'local', { node: 'cloud-worker-1', address: '10.20.128.2' });
  const reach = () => words(network.verdict(packet(pod, 'tcp', '203.0.113.8:443')));
  expect(reach()).toBe(silence);
  const forward = {
    protocol: 'tcp',
    publicPort: 443,
    targetAddress: '192.168.1.10',
    targetPort: 6443,
  } as const;
  network.change(addForward('remote', forward));
  expect(reach()).toBe('edge-control-plane:6443 sees 198.51.100.2:40001');
  network.change(addForward('remote', { ...forward, targetAddress: '192.168.1.99' }));
  expect(reach()).toBe(absent);
});

test('a router that resets says so to TCP only', () => {
  const base = onPremisesNatToCloudNoForwarding('v1.2.0');
  const nat = { publicAddress: '203.0.113.8', forwards: [], unforwarded: 'tcp-reset' } as const;
  const topology = { ...base, sites: { ...base.sites, remote: { ...base.sites.remote, nat } } };
  const network = networkOf(topology);
  const pod = podOn(network, 'local', { node: 'cloud-worker-1', address: '10.20.128.2' });
  expect(words(network.verdict(packet(pod, 'tcp', '203.0.113.8:443')))).toBe('tcp-reset');
  expect(words(network.verdict(packet(pod, 'udp', '203.0.113.8:443')))).toBe(silence);
});

test('names resolve where they are published', () => {
  const base = sameLan('v1.2.0');
  const names = [
    { name: 'lb.example.com', addresses: ['203.0.113.100'] },
    { name: 'broken.example.com', addresses: [], code: 'ESERVFAIL' },
    { name: 'intranet.example.com', addresses: ['192.168.50.5'], lan: 'house' },
  ];
  const service = gateway({ backend: '10.70.1.2', node: 'attic-worker' });
  const network = networkOf({ ...base, names }, { local: [service] });
  const pod = podOn(network, 'local', { node: 'attic-worker', address: '10.70.1.2' });
  const cloud = networkOf({ ...cloudToCloud('v1.2.0'), names });
  expect(network.resolve(pod, 'LB.example.com.')).toEqual({ ok: true, addresses: ['203.0.113.100'] });
  expect(network.resolve(pod, 'broken.example.com')).toEqual({ ok: false, code: 'ESERVFAIL' });
  expect(network.resolve(pod, 'intranet.example.com')).toEqual({ ok: true, addresses: ['192.168.50.5'] });
  expect(cloud.resolve({ kind: 'operator' }, 'intranet.example.com')).toEqual({
    ok: false,
    code: 'ENOTFOUND',
  });
  expect(network.resolve(pod, 'gateway.default.svc')).toEqual({ ok: true, addresses: ['10.51.0.20'] });
  expect(network.resolve({ kind: 'operator' }, 'gateway.default.svc')).toEqual({
    ok: false,
    code: 'ENOTFOUND',
  });
  expect(network.resolve(pod, 'attic-control-plane')).toEqual({ ok: true, addresses: ['192.168.50.11'] });
  expect(network.resolve(pod, '192.0.2.1')).toEqual({ ok: true, addresses: ['192.0.2.1'] });
});

test('private networks that route to each other carry packets for their own addresses, and the Internet all others', () => {
  const topology = { ...onPremisesNatToCloud('v0.10.3'), isRouted: true };
  const { local, remote } = topology.sites;
  const network = networkOf(topology);
  const pod = podOn(network, 'local', { node: local.nodes[0]?.name ?? '', address: '10.50.0.9' });
  const [inside] = (remote.nodes[0]?.addresses ?? []).filter(({ type }) => type === 'InternalIP');
  const [own] = (local.nodes[0]?.addresses ?? []).filter(({ type }) => type === 'InternalIP');
  const toNode = network.verdict(packet(pod, 'tcp', `${inside?.address}:6443`));
  expect(toNode).toMatchObject({ kind: 'deliver', source: { address: own?.address } });
  const apiServer = network.verdict(packet(pod, 'tcp', `${topology.clusters.remote.apiServer.address}:443`));
  expect(apiServer).toMatchObject({ kind: 'deliver', source: { address: local.nat?.publicAddress } });
});
