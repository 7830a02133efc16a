import { expect, test } from 'vitest';

import { toDiscoverOptions } from '../../src/cli/discover-options.js';

function optionsOf(given: Readonly<Record<string, unknown>>) {
  const options = toDiscoverOptions(given);
  if (!options.ok) throw new Error(options.failure);
  return options.value;
}

test('without a flag it listens to the LAN for five seconds, from this machine', () => {
  expect(optionsOf({})).toMatchObject({
    target: { kind: 'lan', interfaces: [] },
    from: 'operator',
    isLocalNamed: false,
    timeoutMs: 10_000,
    listenMs: 5000,
    report: { format: 'text' },
  });
});

test.each([
  [{ domain: 'example.com.' }, { kind: 'domain', domain: 'example.com', resolver: undefined }],
  [
    { domain: 'example.com', resolver: '[2001:db8::53]:5353' },
    { kind: 'domain', domain: 'example.com', resolver: '[2001:db8::53]:5353' },
  ],
  [
    { authUrl: 'https://203.0.113.8:30443/' },
    { kind: 'url', url: 'https://203.0.113.8:30443', host: '203.0.113.8', port: 30_443 },
  ],
  [
    { authUrl: 'https://[2001:db8::8]' },
    { kind: 'url', url: 'https://[2001:db8::8]', host: '2001:db8::8', port: 443 },
  ],
  [{ interface: ['eth0', 'eth1'] }, { kind: 'lan', interfaces: ['eth0', 'eth1'] }],
])('%j is what to look for', (given, target) => {
  expect(optionsOf(given).target).toEqual(target);
});

test.each([
  [{ watch: true }, {}],
  [{ watch: true, timeout: '1m' }, { timeoutMs: 60_000 }],
  [
    { from: 'pods', kubeconfig: 'k' },
    { timeoutMs: 120_000, listenMs: 5000 },
  ],
  [{ timeout: '2m' }, { timeoutMs: 120_000, listenMs: 30_000 }],
])('%j settles how long it takes', (given, times) => {
  const { timeoutMs, listenMs } = optionsOf(given);
  expect({ timeoutMs, listenMs }).toEqual({ timeoutMs: undefined, listenMs: undefined, ...times });
});

test.each([
  [{ domain: 'example.com', authUrl: 'https://x.org' }, '--domain and --auth-url contradict each other'],
  [{ domain: 'example.com', interface: 'eth0' }, '--interface has no meaning with --domain'],
  [{ authUrl: 'https://x.org', watch: true }, '--watch listens to a LAN, which --auth-url does not'],
  [{ resolver: '192.0.2.53' }, '--resolver has no meaning without --domain'],
  [{ domain: 'not a name' }, '--domain not a name: must be a DNS name, such as example.com'],
  [
    { domain: 'example.com', resolver: 'ns1' },
    '--resolver ns1: must be an IP address, with or without a port',
  ],
  [{ authUrl: 'http://x.org' }, '--auth-url http://x.org: must be a URL such as https://203.0.113.8:30443'],
  [
    { authUrl: 'https://x.org/ids' },
    '--auth-url https://x.org/ids: must be a URL such as https://203.0.113.8:30443',
  ],
  [{ from: 'pods', domain: 'example.com' }, '--domain is read from this machine only; leave --from out'],
  [{ from: 'pods', watch: true }, '--watch listens from this machine only; leave --from out'],
  [{ from: 'node' }, '--from node: must be operator or pods'],
])('%j is refused', (given, message) => {
  expect(toDiscoverOptions(given)).toEqual({ ok: false, failure: message });
});
