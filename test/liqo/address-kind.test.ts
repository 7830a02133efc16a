import { expect, test } from 'vitest';

import { addressKind, formatHostPort } from '../../src/liqo/address-kind.js';

test.each([
  ['8.8.8.8', 'global'],
  ['192.0.2.1', 'global'], // RFC 5737 counts as global
  ['198.51.100.7', 'global'],
  ['203.0.113.8', 'global'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'global'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'cgnat'],
  ['100.127.255.254', 'cgnat'],
  ['100.128.0.1', 'global'],
  ['169.254.10.1', 'link-local'],
  ['127.0.0.1', 'loopback'],
  ['127.53.0.1', 'loopback'],
  ['0.0.0.0', 'unspecified'],
  ['2001:db8::1', 'global'], // RFC 3849 counts as global
  ['[2001:db8::1]', 'global'],
  ['2a01:4f8::1', 'global'],
  ['fd12:3456::1', 'unique-local'],
  ['fc00::1', 'unique-local'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local'],
  ['::1', 'loopback'],
  ['::', 'unspecified'],
  ['::ffff:10.0.0.1', 'private'],
  ['localhost', 'loopback'],
  ['k3d.localhost', 'loopback'],
  ['example.org', 'name'],
  ['node-1', 'name'],
  ['10.1', 'name'],
  ['10.0.0.0/8', 'name'],
  ['999.1.1.1', 'name'],
] as const)('%s is %s', (host, kind) => {
  expect(addressKind(host)).toBe(kind);
});

test.each([
  ['192.0.2.1', 443, '192.0.2.1:443'],
  ['example.org', 6443, 'example.org:6443'],
  ['2001:db8::1', 443, '[2001:db8::1]:443'],
  ['[2001:db8::1]', 443, '[2001:db8::1]:443'],
])('%s and %i are written %s', (host, port, text) => {
  expect(formatHostPort(host, port)).toBe(text);
});
