import { expect, test } from 'vitest';

import { proxyFromEnvironment } from '../../src/kubernetes/environment-proxy.js';

const proxy = 'http://proxy.example.org:3128';

test.each([
  { title: 'no variable', env: {}, url: 'https://a.example.org', expected: undefined },
  { title: 'HTTPS_PROXY', env: { HTTPS_PROXY: proxy }, url: 'https://a.example.org', expected: proxy },
  { title: 'https_proxy', env: { https_proxy: proxy }, url: 'https://a.example.org', expected: proxy },
  {
    title: 'the variable of the other scheme',
    env: { HTTP_PROXY: proxy },
    url: 'https://a.example.org',
    expected: undefined,
  },
  {
    title: 'a proxy without scheme',
    env: { HTTPS_PROXY: 'proxy:3128' },
    url: 'https://a.example.org',
    expected: 'http://proxy:3128',
  },
  {
    title: 'a loopback server',
    env: { HTTPS_PROXY: proxy },
    url: 'https://127.0.0.1:6443',
    expected: undefined,
  },
  { title: 'localhost', env: { HTTPS_PROXY: proxy }, url: 'https://localhost:6443', expected: undefined },
])('$title', ({ env, url, expected }) => {
  expect(proxyFromEnvironment(env, url)).toBe(expected);
});

test.each([
  { noProxy: '*', url: 'https://a.example.org', exempt: true },
  { noProxy: 'example.org', url: 'https://a.example.org', exempt: true },
  { noProxy: 'example.org', url: 'https://example.org', exempt: true },
  { noProxy: 'example.org', url: 'https://badexample.org', exempt: false },
  { noProxy: '.example.org', url: 'https://a.example.org', exempt: true },
  { noProxy: '.example.org', url: 'https://example.org', exempt: false },
  { noProxy: '10.0.0.0/8', url: 'https://10.1.2.3:6443', exempt: true },
  { noProxy: '10.0.0.0/8', url: 'https://11.1.2.3:6443', exempt: false },
  { noProxy: 'x, 192.168.1.10 ', url: 'https://192.168.1.10:6443', exempt: true },
  { noProxy: '192.168.1.10:6443', url: 'https://192.168.1.10:6443', exempt: true },
  { noProxy: '192.168.1.10:8443', url: 'https://192.168.1.10:6443', exempt: false },
  { noProxy: 'example.org:443', url: 'https://a.example.org', exempt: true },
  { noProxy: '2001:db8::/32', url: 'https://[2001:db8::10]:6443', exempt: true },
  { noProxy: '2001:db8::10', url: 'https://[2001:db8::10]:6443', exempt: true },
  { noProxy: '10.0.0.0/99,,:', url: 'https://10.1.2.3:6443', exempt: false },
])('NO_PROXY=$noProxy for $url exempts: $exempt', ({ noProxy, url, exempt }) => {
  expect(proxyFromEnvironment({ HTTPS_PROXY: proxy, NO_PROXY: noProxy }, url)).toBe(
    exempt ? undefined : proxy,
  );
});
