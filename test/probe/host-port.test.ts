import { expect, test } from 'vitest';

import { formatHostPort, unmapAddress } from '../../src/probe/host-port.js';

test('puts brackets around IPv6 addresses only', () => {
  expect(formatHostPort('203.0.113.8', 40582)).toBe('203.0.113.8:40582');
  expect(formatHostPort('2001:db8::1', 443)).toBe('[2001:db8::1]:443');
  expect(formatHostPort('auth.example.org', 443)).toBe('auth.example.org:443');
});

test('writes an IPv4 address that came mapped into IPv6 as IPv4', () => {
  expect(unmapAddress('::ffff:203.0.113.8')).toBe('203.0.113.8');
  expect(unmapAddress('::FFFF:203.0.113.8')).toBe('203.0.113.8');
  expect(unmapAddress('::ffff:cb00:7108')).toBe('::ffff:cb00:7108');
  expect(unmapAddress('2001:db8::1')).toBe('2001:db8::1');
});
