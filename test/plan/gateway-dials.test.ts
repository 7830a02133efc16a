import { expect, test } from 'vitest';

import type { ProbeTask } from '../../src/model/agent-plan.js';
import { asGatewayDials } from '../../src/plan/gateway-dials.js';

const common = { id: 'a', service: 'gateway', target: 'remote', port: 51_840 } as const;
const live: ProbeTask = { kind: 'live-gateway', purpose: 'endpoint', ...common, host: 'lb.example.org' };

test.each([
  { version: 'v0.5.4', generation: 'g2', endpointChoice: 'ipv4-first' },
  { version: 'v1.0.0', generation: 'g3', endpointChoice: 'ranked' },
] as const)('a gateway of $version dials a name $endpointChoice', ({ endpointChoice, ...release }) => {
  const path: ProbeTask = { ...live, kind: 'path-mtu', purpose: 'path-mtu' };
  const tunnel: ProbeTask = { ...live, kind: 'stand-in-wireguard', purpose: 'tunnel', packetBytes: 1280 };
  const standIn: ProbeTask = { ...live, kind: 'stand-in-udp', purpose: 'stand-in' };
  const probes = [live, path, tunnel, standIn];
  expect(asGatewayDials(probes, release)).toEqual(probes.map((probe) => ({ ...probe, endpointChoice })));
});

test('leaves addresses, TCP and what tells of the way out as they are', () => {
  const probes: ProbeTask[] = [
    { ...live, host: '198.51.100.4' },
    { ...live, host: '2001:db8::4' },
    { ...live, kind: 'stand-in-udp', purpose: 'source' },
    { ...live, kind: 'auth', service: 'auth' },
  ];
  expect(asGatewayDials(probes, { version: 'v1.0.0', generation: 'g3' })).toEqual(probes);
});

test('chance decides what a gateway of v0.3 and v0.4 dials', () => {
  expect(asGatewayDials([live], { version: 'v0.4.0', generation: 'g1' })).toEqual([live]);
});
