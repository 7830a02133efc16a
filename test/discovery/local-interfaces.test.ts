import type { NetworkInterfaceInfo } from 'node:os';

import { expect, test } from 'vitest';

import { localInterfaces, neighbourFinder } from '../../src/discovery/local-interfaces.js';

function ipv4(cidr: string, internal = false): NetworkInterfaceInfo {
  return { family: 'IPv4', address: cidr.split('/')[0]!, cidr, internal, netmask: '', mac: '' };
}

function ipv6(cidr: string): NetworkInterfaceInfo {
  return {
    family: 'IPv6',
    address: cidr.split('/')[0]!,
    cidr,
    internal: false,
    netmask: '',
    mac: '',
    scopeid: 2,
  };
}

const all = {
  lo: [ipv4('127.0.0.1/8', true)],
  eth0: [ipv4('192.168.1.5/24'), ipv6('2001:db8::5/64'), ipv6('fe80::5/64')],
  veth1: [ipv6('fe80::1/64')],
  eth1: [ipv6('fd00:2::5/64')],
};

test('interfaces with addresses of their own are searched, IPv4 first, not loopback and not the ends of pods', () => {
  expect(localInterfaces([], all)).toEqual([
    { interface: 'eth0', family: 'IPv4', address: '192.168.1.5' },
    { interface: 'eth0', family: 'IPv6', address: 'fe80::5' },
    { interface: 'eth1', family: 'IPv6', address: 'fd00:2::5' },
  ]);
});

test('with names given, exactly those are searched', () => {
  expect(localInterfaces(['lo', 'veth1'], all)).toEqual([
    { interface: 'lo', family: 'IPv4', address: '127.0.0.1' },
    { interface: 'veth1', family: 'IPv6', address: 'fe80::1' },
  ]);
});

test('a sender is a neighbour by the network of an interface, or by its scope', () => {
  const neighbourOf = neighbourFinder(all);
  expect(['192.168.1.77', '2001:db8::77', 'fe80::77%eth1', '192.168.2.77'].map(neighbourOf)).toEqual([
    'eth0',
    'eth0',
    'eth1',
    undefined,
  ]);
});

test('a machine with hundreds of interfaces searches by 32 of them', () => {
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`eth${index}`, [ipv4(`10.0.${index % 250}.1/24`)]]),
  );
  expect(localInterfaces([], many)).toHaveLength(32);
});
