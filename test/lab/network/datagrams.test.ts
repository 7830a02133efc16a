import { expect, test } from 'vitest';

import type { Host } from '../../../src/lab/network/packet.js';
import type { VirtualNetwork } from '../../../src/lab/network/virtual-network.js';
import { addFirewallRule } from '../../../src/lab/topology/change-topology.js';
import { onPremisesNatToCloud } from '../../../src/lab/topology/onprem-nat-to-cloud.js';
import { sameLan } from '../../../src/lab/topology/same-lan.js';
import { networkOf, podOn } from './network-fixture.js';

/** A socket that notes what it receives as `payload from address:port`. */
function socketOn(network: VirtualNetwork, host: Host, port: number) {
  const received: string[] = [];
  network.bindUdp(host, port, ({ payload, address, port: from }) => {
    received.push(`${Buffer.from(payload).toString()} from ${address}:${from}`);
  });
  const send = (to: string, text: string) => {
    const [address = '', toPort = ''] = to.split(':');
    return network.sendDatagram({ host, port }, { address, port: Number(toPort) }, Buffer.from(text)).kind;
  };
  return { received, send };
}

const authority = { kind: 'api-server', side: 'remote' } as const;

/** A pod behind NAT, and a machine in the Internet at 198.51.100.5. */
function natted(now: () => number = () => 0) {
  const network = networkOf(onPremisesNatToCloud('v1.2.0'), {}, now);
  const pod = podOn(network, 'local', { node: 'edge-worker', address: '10.60.1.2' });
  return { network, pod, inside: socketOn(network, pod, 5000), outside: socketOn(network, authority, 7000) };
}

test('a NAT lets replies in and shows the opener the address it sent to', () => {
  const { inside, outside } = natted();
  expect(inside.send('198.51.100.5:7000', 'ping')).toBe('delivered');
  expect(outside.received).toEqual(['ping from 203.0.113.8:5000']);
  expect(outside.send('203.0.113.8:5000', 'pong')).toBe('delivered');
  expect(inside.received).toEqual(['pong from 198.51.100.5:7000']);
});

test('a NAT lets nobody in but the one that was sent to', () => {
  const { network, inside, outside } = natted();
  inside.send('198.51.100.5:7000', 'ping');
  const other = socketOn(network, authority, 7001);
  expect(other.send('203.0.113.8:5000', 'guess')).toBe('dropped');
  expect(outside.send('203.0.113.8:5001', 'guess')).toBe('dropped');
  expect(inside.received).toEqual([]);
});

test('a mapping ends 30 s after a request that nobody answered, and 120 s after an answered one', () => {
  let clock = 0;
  const { inside, outside } = natted(() => clock);
  inside.send('198.51.100.5:7000', 'ping');
  clock = 29_999;
  expect(outside.send('203.0.113.8:5000', 'late')).toBe('delivered');
  clock += 119_999;
  expect(outside.send('203.0.113.8:5000', 'later')).toBe('delivered');
  clock += 120_001;
  expect(outside.send('203.0.113.8:5000', 'too late')).toBe('dropped');

  const unanswered = natted(() => clock);
  unanswered.inside.send('198.51.100.5:7000', 'ping');
  clock += 30_001;
  expect(unanswered.outside.send('203.0.113.8:5000', 'too late')).toBe('dropped');
});

test('a second pod with the same port gets another one at the NAT', () => {
  const { network, inside, outside } = natted();
  inside.send('198.51.100.5:7000', 'one');
  const sibling = podOn(network, 'local', { node: 'edge-worker', address: '10.60.1.3' });
  const second = socketOn(network, sibling, 5000);
  second.send('198.51.100.5:7000', 'two');
  expect(outside.received).toEqual(['one from 203.0.113.8:5000', 'two from 203.0.113.8:40000']);
  outside.send('203.0.113.8:40000', 'back');
  expect(second.received).toEqual(['back from 198.51.100.5:7000']);
  expect(inside.received).toEqual([]);
});

test('datagrams of one flow show one source, also through a NodePort that draws its port', () => {
  const backends = [{ address: '10.80.1.2', port: 10512, node: 'cellar-worker' }];
  const service = {
    namespace: 'default',
    name: 'gateway',
    externalTrafficPolicy: 'Cluster',
    loadBalancerAddresses: [],
    ports: [{ protocol: 'udp', port: 51840, nodePort: 31840, backends }],
  } as const;
  const network = networkOf(sameLan('v1.2.0'), { remote: [service] });
  const client = podOn(network, 'local', { node: 'attic-worker', address: '10.70.1.2' });
  const server = podOn(network, 'remote', { node: 'cellar-worker', address: '10.80.1.2' });
  const asking = socketOn(network, client, 5000);
  const answering = socketOn(network, server, 10512);
  asking.send('192.168.50.21:31840', 'one');
  asking.send('192.168.50.21:31840', 'two');
  // the node that was addressed stands in for the sender
  expect(answering.received).toEqual(['one from 192.168.50.21:40000', 'two from 192.168.50.21:40000']);
  answering.send('192.168.50.21:40000', 'back');
  expect(asking.received).toEqual(['back from 192.168.50.21:31840']);
});

test('stateful firewalls let replies pass, a rule for replies does not', () => {
  for (const [side, direction] of [
    ['remote', 'out'],
    ['local', 'in'],
  ] as const) {
    const { network, inside, outside } = natted();
    network.change(addFirewallRule(side, { direction, protocol: 'udp', action: 'drop' }));
    inside.send('198.51.100.5:7000', 'ping');
    expect(outside.send('203.0.113.8:5000', 'pong')).toBe('delivered');
    network.change(addFirewallRule(side, { direction, protocol: 'udp', action: 'drop', replies: true }));
    expect(outside.send('203.0.113.8:5000', 'pong')).toBe('dropped');
  }
});

test('a port on which nobody listens refuses, and a closed socket hears nothing more', () => {
  const { network, pod, inside } = natted();
  expect(inside.send('198.51.100.5:9', 'ping')).toBe('refused');
  inside.send('198.51.100.5:7000', 'ping');
  network.unbindUdp(authority, 7000);
  expect(inside.send('198.51.100.5:7000', 'ping')).toBe('refused');
  expect(network.bindUdp(pod, 5000, () => undefined)).toBe(undefined);
});
