import { expect, test } from 'vitest';

import type { ProbeTask } from '../../src/model/agent-plan.js';
import { throughProxies } from '../../src/plan/proxied-probes.js';

type Kind = 'auth' | 'api-server' | 'stand-in-udp' | 'stand-in-tcp' | 'live-gateway';

const at = (kind: Kind, host: string): ProbeTask => ({
  kind,
  id: `remote-${kind}-1`,
  purpose: 'endpoint',
  service: 'apiServer',
  target: 'remote',
  host,
  port: 6443,
});

const proxy = { scheme: 'http', host: 'proxy.example.org', port: 3128, hasCredentials: false };

test('names the proxy for each target that the environment does not exempt', () => {
  const environment = { httpsProxy: 'http://proxy.example.org:3128', noProxy: '10.0.0.0/8' };
  const outside = at('api-server', '203.0.113.10');
  const inside = at('api-server', '10.1.2.3');
  const auth = at('auth', 'auth.example.org');
  expect(throughProxies([outside, inside, auth], environment)).toEqual([
    { ...outside, proxy },
    inside,
    { ...auth, proxy },
  ]);
});

test('leaves alone what no HTTP proxy carries', () => {
  const probes = [
    at('live-gateway', '203.0.113.10'),
    at('stand-in-udp', '203.0.113.10'),
    at('stand-in-tcp', '203.0.113.10'),
  ];
  expect(throughProxies(probes, { httpsProxy: 'http://proxy.example.org:3128' })).toEqual(probes);
});

test.each([[null], [undefined], [{}], [{ httpProxy: 'http://proxy.example.org:3128' }]])(
  'sends probes straight with the environment %j',
  (environment) => {
    const probes = [at('api-server', '203.0.113.10')];
    expect(throughProxies(probes, environment)).toEqual(probes);
  },
);

test('says that there are credentials without telling them', () => {
  const [probe] = throughProxies([at('auth', '203.0.113.10')], {
    httpsProxy: 'http://withheld@proxy.example.org:3128',
  });
  expect(probe).toMatchObject({ proxy: { ...proxy, hasCredentials: true } });
});
