import { expect, test } from 'vitest';

import {
  parseProxyUrl,
  type ProxiedTarget,
  proxyEnvironmentOf,
  proxyUrlFor,
} from '../../src/model/go-proxy-rules.js';

const proxy = 'http://proxy.example.org:3128';

const target = (host: string, port = 443, scheme: ProxiedTarget['scheme'] = 'https'): ProxiedTarget => ({
  scheme,
  host,
  port,
});

test.each([
  ['no variable', {}, 'https', undefined],
  ['HTTPS_PROXY', { HTTPS_PROXY: proxy }, 'https', proxy],
  ['https_proxy', { https_proxy: proxy }, 'https', proxy],
  ['both cases, of which the upper wins', { HTTPS_PROXY: proxy, https_proxy: 'http://x:1' }, 'https', proxy],
  ['an empty variable before one that is not', { HTTPS_PROXY: '', https_proxy: proxy }, 'https', proxy],
  ['the variable of the other scheme', { HTTP_PROXY: proxy }, 'https', undefined],
  ['HTTP_PROXY for plain HTTP', { HTTP_PROXY: proxy }, 'http', proxy],
  ['ALL_PROXY, which Go does not know', { ALL_PROXY: proxy }, 'https', undefined],
  ['a proxy without scheme', { HTTPS_PROXY: 'proxy:3128' }, 'https', 'http://proxy:3128'],
  ['an address without scheme', { HTTPS_PROXY: '10.0.0.5:3128' }, 'https', 'http://10.0.0.5:3128'],
  ['a SOCKS proxy', { HTTPS_PROXY: 'socks5://proxy:1080' }, 'https', 'socks5://proxy:1080'],
  ['what is no URL in any reading', { HTTPS_PROXY: 'a b' }, 'https', undefined],
] as const)('chooses the proxy by the environment: %s', (...row) => {
  const [, env, scheme, expected] = row;
  expect(proxyUrlFor(proxyEnvironmentOf(env), target('a.example.org', 443, scheme))).toBe(expected);
});

// Worked by hand from golang.org/x/net/http/httpproxy and its own tests.
test.each([
  ['', 'localhost', 443, true],
  ['', '127.0.0.1', 443, true],
  ['', '127.9.9.9', 443, true],
  ['', '::1', 443, true],
  ['', '::ffff:127.0.0.1', 443, true],
  ['', '[::1]', 443, false],
  ['', 'a.localhost', 443, false],
  ['', 'LOCALHOST', 443, false],
  ['*', 'a.example.org', 443, true],
  ['x, *', '192.0.2.1', 443, true],
  ['*.example.org', 'a.example.org', 443, true],
  ['*.example.org', 'example.org', 443, false],
  ['example.org', 'example.org', 443, true],
  ['example.org', 'a.b.example.org', 443, true],
  ['EXAMPLE.org', 'A.Example.ORG', 443, true],
  ['example.org', 'badexample.org', 443, false],
  ['.example.org', 'a.example.org', 443, true],
  ['.example.org', 'example.org', 443, false],
  ['example.org:443', 'a.example.org', 443, true],
  ['example.org:8443', 'a.example.org', 443, false],
  ['.example.org:443', 'a.example.org', 443, true],
  ['example.org:', 'example.org', 443, true],
  ['example.org:https', 'example.org', 443, false],
  ['bücher.example', 'xn--bcher-kva.example', 443, true],
  ['10.0.0.0/8', '10.1.2.3', 6443, true],
  ['10.0.0.0/8', '11.1.2.3', 6443, false],
  ['10.9.9.9/8', '10.1.2.3', 6443, true],
  ['10.0.0.0/8', '::ffff:10.1.2.3', 6443, true],
  ['10.0.0.0/8:6443', '10.1.2.3', 6443, false],
  ['10.0.0.0/33', '10.1.2.3', 6443, false],
  ['0.0.0.0/0', '10.1.2.3', 6443, true],
  ['0.0.0.0/0', '2001:db8::1', 6443, false],
  ['::/0', '10.1.2.3', 6443, false],
  ['::/0', '2001:db8::1', 6443, true],
  ['::ffff:10.0.0.0/104', '10.1.2.3', 6443, true],
  ['2001:db8::/32', '2001:db8::10', 6443, true],
  ['2001:db8::/32', '2001:db9::10', 6443, false],
  ['10.0.0.0/8', 'ten.example.org', 443, false],
  [' x , 192.168.1.10 ', '192.168.1.10', 6443, true],
  ['192.168.1.10:6443', '192.168.1.10', 6443, true],
  ['192.168.1.10:8443', '192.168.1.10', 6443, false],
  ['192.168.001.010', '192.168.1.10', 6443, false],
  ['2001:db8::10', '2001:0db8:0:0::10', 6443, true],
  ['[2001:db8::10]:6443', '2001:db8::10', 6443, true],
  ['[2001:db8::10]:8443', '2001:db8::10', 6443, false],
  ['[2001:db8::10]', '2001:db8::10', 6443, false],
  // A number that is no address is a domain, which ends an address like any other name.
  ['1.10', '192.168.1.10', 6443, true],
  ['10.0.0.0/99,,:,:443', '10.1.2.3', 443, false],
  ['other.example', 'a.example.org', 443, false],
] as const)('NO_PROXY=%s for %s port %i goes straight: %s', (...row) => {
  const [noProxy, host, port, isStraight] = row;
  expect(proxyUrlFor({ httpsProxy: proxy, noProxy }, target(host, port))).toBe(
    isStraight ? undefined : proxy,
  );
});

test.each([
  ['http://proxy:3128', { scheme: 'http', host: 'proxy', port: 3128, hasCredentials: false }],
  ['http://proxy', { scheme: 'http', host: 'proxy', port: 80, hasCredentials: false }],
  ['https://proxy', { scheme: 'https', host: 'proxy', port: 443, hasCredentials: false }],
  ['socks5://proxy', { scheme: 'socks5', host: 'proxy', port: 1080, hasCredentials: false }],
  [
    'http://user:word@[2001:db8::5]:8080',
    { scheme: 'http', host: '2001:db8::5', port: 8080, hasCredentials: true },
  ],
  ['not a URL', undefined],
])('takes %s apart', (text, expected) => {
  expect(parseProxyUrl(text)).toEqual(expected);
});
