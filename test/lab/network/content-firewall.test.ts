import { expect, test } from 'vitest';

import type { Host } from '../../../src/lab/network/packet.js';
import type { VirtualNetwork } from '../../../src/lab/network/virtual-network.js';
import { addFirewallRule, openFirewall } from '../../../src/lab/topology/change-topology.js';
import { sameLan } from '../../../src/lab/topology/same-lan.js';
import type { FirewallRule } from '../../../src/lab/topology/site.js';
import { networkOf } from './network-fixture.js';

const initiation = Buffer.from('01000000aabb', 'hex');
const ordinary = Buffer.from('01000001aabb', 'hex');
const rule: FirewallRule = { direction: 'in', protocol: 'udp', payload: 'wireguard', action: 'drop' };

/** A socket with what it received, in hexadecimal. */
function socketOn(network: VirtualNetwork, host: Host, port: number) {
  const received: string[] = [];
  network.bindUdp(host, port, ({ payload }) => received.push(Buffer.from(payload).toString('hex')));
  const send = (address: string, toPort: number, payload: Buffer) =>
    network.sendDatagram({ host, port }, { address, port: toPort }, payload).kind;
  return { received, send };
}

/** The first nodes of two clusters in one LAN, the remote one behind a firewall. */
function setUp(rules: readonly FirewallRule[]) {
  const topology = rules.reduce((before, one) => addFirewallRule('remote', one)(before), sameLan('v1.2.0'));
  const [[localNode, localAddress], [remoteNode, remoteAddress]] = (['local', 'remote'] as const).map(
    (side) => {
      const node = topology.sites[side].nodes[0]!;
      return [node.name, node.addresses.find(({ type }) => type === 'InternalIP')!.address] as const;
    },
  ) as [readonly [string, string], readonly [string, string]];
  const network = networkOf(topology);
  const local = socketOn(network, { kind: 'node', side: 'local', node: localNode }, 5000);
  const remote = socketOn(network, { kind: 'node', side: 'remote', node: remoteNode }, 7000);
  return {
    network,
    remote,
    local,
    ask: (payload: Buffer) => local.send(remoteAddress, 7000, payload),
    answer: (payload: Buffer) => remote.send(localAddress, 5000, payload),
  };
}

test('a firewall that looks into packets drops WireGuard alone, at the beginning of a flow and within one', () => {
  const { ask, answer, remote, local, network } = setUp([rule]);
  expect([ask(initiation), ask(ordinary), ask(initiation)]).toEqual(['dropped', 'delivered', 'dropped']);
  // Replies pass.
  expect([answer(initiation), answer(ordinary)]).toEqual(['delivered', 'delivered']);
  expect([remote.received, local.received]).toEqual([['01000001aabb'], ['01000000aabb', '01000001aabb']]);
  network.change(openFirewall('remote'));
  expect(ask(initiation)).toBe('delivered');
});

test('one that looks into replies drops those', () => {
  const { ask, answer } = setUp([{ ...rule, direction: 'out', replies: true }]);
  expect([ask(initiation), answer(initiation), answer(ordinary)]).toEqual([
    'delivered',
    'dropped',
    'delivered',
  ]);
});

test('a rule before it that accepts everything lets WireGuard through', () => {
  const { ask } = setUp([rule, { direction: 'in', protocol: 'udp', action: 'accept' }]);
  expect(ask(initiation)).toBe('delivered');
});
