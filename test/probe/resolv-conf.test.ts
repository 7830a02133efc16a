import { expect, test } from 'vitest';

import { candidateNames, parseResolvConf } from '../../src/probe/resolv-conf.js';

const pod = `# made by the kubelet
search run.svc.cluster.local svc.cluster.local cluster.local
nameserver 10.96.0.10
options ndots:5
`;

test('reads the search domains and ndots of a pod', () => {
  expect(parseResolvConf(pod, 'agent-x7k2p')).toEqual({
    search: ['run.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
    ndots: 5,
  });
});

test.each([
  ['nothing', '', 'host', { search: [], ndots: 1 }],
  [
    'nothing, on a host with a domain',
    'nameserver ::1',
    'host.example.org',
    { search: ['example.org'], ndots: 1 },
  ],
  ['a domain', 'domain example.org.\n', 'host', { search: ['example.org'], ndots: 1 }],
  [
    'domain and search: the last line wins',
    'domain a.test\nsearch b.test c.test',
    'h',
    { search: ['b.test', 'c.test'], ndots: 1 },
  ],
  ['the root as a search domain', 'search .', 'host.example.org', { search: [], ndots: 1 }],
  ['a comment', ';search a.test\n#search b.test', 'host', { search: [], ndots: 1 }],
  ['ndots out of bounds', 'options rotate ndots:99 timeout:1', 'host', { search: [], ndots: 15 }],
  ['ndots below zero', 'options ndots:-3', 'host', { search: [], ndots: 0 }],
  ['ndots that is no number', 'options ndots:many', 'host', { search: [], ndots: 1 }],
])('reads a configuration with %s', (_title, ...[text, hostname, expected]) => {
  expect(parseResolvConf(text, hostname)).toEqual(expected);
});

test.each([
  ['auth.liqo', ['auth.liqo.a.test', 'auth.liqo.b.test', 'auth.liqo']],
  [
    'a.b.c.d.e.example.org',
    ['a.b.c.d.e.example.org', 'a.b.c.d.e.example.org.a.test', 'a.b.c.d.e.example.org.b.test'],
  ],
  ['api.example.org.', ['api.example.org']],
])('asks for %s under the names that Go would ask for', (host, names) => {
  expect(candidateNames(host, { search: ['a.test', 'b.test'], ndots: 5 })).toEqual(names);
});

test('leaves out search domains that make a name too long', () => {
  const host = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}`;
  const search = ['d'.repeat(61), 'd'.repeat(62)];
  expect(candidateNames(host, { search, ndots: 5 })).toEqual([`${host}.${'d'.repeat(61)}`, host]);
});
