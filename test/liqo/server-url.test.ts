import { expect, test } from 'vitest';

import { parseServerUrl } from '../../src/liqo/server-url.js';

const plain = { path: '', lacksBrackets: false };

test.each([
  ['https://10.0.0.1:6443', { host: '10.0.0.1', port: 6443, hasPort: true, ...plain }],
  ['https://api.example.org', { host: 'api.example.org', port: 443, hasPort: false, ...plain }],
  ['https://api.example.org:', { host: 'api.example.org', port: 443, hasPort: false, ...plain }],
  [
    'https://rancher.example.org/k8s/c-1',
    { host: 'rancher.example.org', port: 443, hasPort: false, path: '/k8s/c-1', lacksBrackets: false },
  ],
  ['https://[2001:db8::1]:6443', { host: '2001:db8::1', port: 6443, hasPort: true, ...plain }],
  ['https://[2001:db8::1]', { host: '2001:db8::1', port: 443, hasPort: false, ...plain }],
  // Go takes what follows the last colon as the port.
  [
    'https://2001:db8::1:6443',
    { host: '2001:db8::1', port: 6443, hasPort: true, path: '', lacksBrackets: true },
  ],
] as const)('%s is understood', (url, value) => {
  expect(parseServerUrl(url)).toEqual({ ok: true, value });
});

test.each([
  ['http://10.0.0.1:6443', 'http://10.0.0.1:6443 is not an https URL'],
  ['https://', 'https:// names no host'],
  ['https://:443', 'https://:443 names no host'],
  ['https://http://10.0.0.1', 'https://http://10.0.0.1 has two schemes'],
  ['https://2001:db8::1', 'https://2001:db8::1 is malformed'],
  // Go: invalid port ":a1" after host.
  ['https://2001:db8::a1', 'https://2001:db8::a1 is malformed'],
  ['https://host:8443:443', 'https://host:8443:443 is malformed'],
  ['https://[10.0.0.1]:443', 'https://[10.0.0.1]:443 is malformed'],
  ['https://10.0.0.1:0', 'https://10.0.0.1:0 names no valid port'],
  ['https://10.0.0.1:70000', 'https://10.0.0.1:70000 names no valid port'],
  ['https://10.0.0.1:abc', 'https://10.0.0.1:abc is malformed'],
])('%s is of no use', (url, reason) => {
  expect(parseServerUrl(url)).toEqual({ ok: false, failure: reason });
});
