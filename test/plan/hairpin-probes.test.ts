import { expect, test } from 'vitest';

import type { Observation } from '../../src/model/observation.js';
import { hairpinProbes } from '../../src/plan/hairpin-probes.js';
import { onPremisesCluster } from '../helpers/cluster-facts.js';

const target = onPremisesCluster('local');
const responder = { sourceNodePorts: [30_555, 30_556] };

const seen: Observation = {
  id: 'remote-gateway-source-1',
  purpose: 'source',
  service: 'gateway',
  target: 'remote',
  from: 'local',
  view: 'pod',
  protocol: 'udp',
  host: '198.51.100.20',
  port: 30_999,
  outcome: 'replied',
  timingsMs: {},
  observedSource: '203.0.113.10:61000',
};

test('goes from a cluster to its own public address, at its own responder', () => {
  expect(hairpinProbes({ target, responder, observations: [seen] })).toEqual([
    {
      kind: 'stand-in-udp',
      id: 'local-gateway-hairpin-1',
      purpose: 'hairpin',
      service: 'gateway',
      target: 'local',
      host: '203.0.113.10',
      port: 30_555,
    },
  ]);
});

test('is left out without a NAT device, and without a Service that keeps sources', () => {
  const own = { ...seen, observedSource: '192.168.1.11:61000' };
  expect(hairpinProbes({ target, responder, observations: [own] })).toEqual([]);
  expect(hairpinProbes({ target, responder: { sourceNodePorts: [] }, observations: [seen] })).toEqual([]);
});
