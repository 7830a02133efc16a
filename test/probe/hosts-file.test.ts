import { expect, test } from 'vitest';

import { hostKey, parseHosts } from '../../src/probe/hosts-file.js';

test('reads all addresses of each name, whatever its case, and skips what is none', () => {
  const text = `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost # the loopback
192.0.2.7 API.Example.org. api
not-an-address api
192.0.2.8`;
  expect(parseHosts(text)).toEqual(
    new Map([
      ['localhost', ['127.0.0.1', '::1']],
      ['ip6-localhost', ['::1']],
      ['api.example.org', ['192.0.2.7']],
      ['api', ['192.0.2.7']],
    ]),
  );
  expect(hostKey('Api.Example.ORG.')).toBe('api.example.org');
});
