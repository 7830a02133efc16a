import { expect, test } from 'vitest';

import { blockerOf, type BlockerInput } from '../../../src/judge/evidence/blocker.js';
import type { Observation } from '../../../src/model/observation.js';

function seen(overrides: Partial<Observation>): Observation {
  return {
    id: 'failed',
    purpose: 'stand-in',
    service: 'gateway',
    target: 'remote',
    from: 'local',
    view: 'pod',
    protocol: 'udp',
    host: '203.0.113.10',
    port: 51_840,
    outcome: 'request-lost',
    phase: 'udp',
    timingsMs: {},
    ...overrides,
  };
}

function named(overrides: Partial<BlockerInput> = {}) {
  const input: BlockerInput = {
    failed: seen({}),
    observations: [],
    views: undefined,
    isOverInternet: true,
    isBalanced: false,
    isForwarded: false,
    isAlive: true,
    ...overrides,
  };
  const found = blockerOf(input);
  const places = found?.blocker.places.map(({ at, cluster }) => `${at} of ${cluster}`);
  return found && { places, confidence: found.blocker.confidence, text: found.text };
}

const api = seen({ id: 'api', service: 'apiServer', protocol: 'https', port: 6443, outcome: 'open' });
const firewalls = ['egress of local', 'ingress of remote'];

test.for<[string, Partial<BlockerInput>, ReturnType<typeof named>]>([
  [
    'replies alone are lost',
    { failed: seen({ outcome: 'reply-lost' }) },
    { places: ['reply-path of remote'], confidence: 'high', text: undefined },
  ],
  [
    'nothing else was seen, one of the two firewalls',
    {},
    { places: firewalls, confidence: 'high', text: undefined },
  ],
  [
    'what listens was not asked by its own cluster, the same with less confidence',
    { isAlive: false },
    { places: firewalls, confidence: 'medium', text: undefined },
  ],
  [
    'TCP gets through, by protocol or port',
    { observations: [api] },
    {
      places: firewalls,
      confidence: 'high',
      text: 'TCP 203.0.113.10:6443 is reached from there, so what stops this is by protocol or port: a firewall, out of the local cluster or into the remote one',
    },
  ],
  [
    'TCP gets through and a load balancer has the address, first that load balancer',
    { observations: [api], isBalanced: true },
    {
      places: ['load-balancer of remote', ...firewalls],
      confidence: 'high',
      text: 'TCP 203.0.113.10:6443 is reached from there, so what stops this is by protocol or port: a firewall, out of the local cluster or into the remote one, or a load balancer that does not carry UDP',
    },
  ],
  [
    'another port of a router gets through, first its table',
    { observations: [api], isForwarded: true },
    {
      places: ['nat-device of remote', ...firewalls],
      confidence: 'high',
      text: 'TCP 203.0.113.10:6443, at the same address, is reached, so the router does not forward this port, or a firewall drops it',
    },
  ],
  [
    'the address is private, and the Internet lies between',
    { failed: seen({ host: '10.0.0.1' }), observations: [api] },
    { places: ['unrouted-address of remote'], confidence: 'medium', text: undefined },
  ],
  [
    'the node itself gets through, the network of the pods',
    { views: { blocker: 'pod-network', text: '', evidence: ['failed', 'node'] } },
    { places: ['egress of local'], confidence: 'high', text: undefined },
  ],
  [
    'nobody gets through, the target',
    { views: { blocker: 'target', text: '', evidence: ['failed'] }, isBalanced: true },
    { places: ['ingress of remote', 'load-balancer of remote'], confidence: 'medium', text: undefined },
  ],
  ['a refusal comes back, nothing', { failed: seen({ outcome: 'refused' }), observations: [api] }, undefined],
])('where %s is named', ([, input, expected]) => {
  expect(named(input)).toEqual(expected);
});
