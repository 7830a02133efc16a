import { expect, test } from 'vitest';

import { refineObservations } from '../../src/judge/evidence/refine-observations.js';
import { judge } from '../../src/judge/judge.js';
import type { RunEvidence } from '../../src/model/run-evidence.js';
import { cloudCluster, onPremisesCluster } from '../helpers/cluster-facts.js';
import { inputOf, nodePortGateway } from './run.js';

const gateway = nodePortGateway('remote', { host: '198.51.100.11', nodePort: 30742, outcome: 'silent' });
const [control, silent] = gateway.observations;
if (control === undefined || silent === undefined) throw new TypeError('the builder gives two observations');

function evidence(times: { control: number; silent: number }, extra: Partial<RunEvidence> = {}): RunEvidence {
  return {
    standIns: [gateway.standIn],
    observations: [
      { observation: control!, receivedAtMs: times.control },
      { observation: silent!, receivedAtMs: times.silent },
    ],
    arrivals: [],
    workloads: [],
    ...extra,
  };
}

const { plan } = inputOf({
  local: onPremisesCluster('local'),
  remote: cloudCluster('remote'),
  generation: 'g3',
});

function outcomeOf(seen: RunEvidence): string | undefined {
  return refineObservations(seen, plan)[1]?.observation.outcome;
}

test.each([
  [1500, 'request-lost'],
  [1499, 'silent'],
  [0, 'silent'],
  [-2000, 'silent'],
  [60_000, 'request-lost'],
])('silence received %i ms after the control replied is %s', (later, expected) => {
  expect(outcomeOf(evidence({ control: 5000, silent: 5000 + later }))).toBe(expected);
});

test('silence stays silence when the control did not reply', () => {
  const seen = evidence({ control: 1000, silent: 9000 });
  const observations = seen.observations.map((one) => ({
    ...one,
    observation: { ...one.observation, outcome: 'silent' as const },
  }));
  expect(outcomeOf({ ...seen, observations })).toBe('silent');
});

test('datagrams that the responder saw turn silence into a lost reply, whatever the control says', () => {
  const arrivals = [{ probe: silent.id, received: 8, source: '203.0.113.8:40000' }];
  const refined = refineObservations(evidence({ control: 9000, silent: 9000 }, { arrivals }), plan)[1];
  // the prober, which got no reply, does not know the source
  expect(refined?.observation).toEqual({
    ...silent,
    outcome: 'reply-lost',
    observedSource: '203.0.113.8:40000',
  });
});

test('datagrams that arrived from one of several source ports are enough for a lost reply', () => {
  const source = '203.0.113.8:40003';
  const sources = [{ source, received: 5 }];
  const arrivals = [{ probe: silent.id, received: 5, source, sources }];
  expect(outcomeOf(evidence({ control: 1000, silent: 9000 }, { arrivals }))).toBe('reply-lost');
});

test('replies that the responder itself held back were not lost on their way', () => {
  const arrival = { probe: silent.id, received: 8, source: '203.0.113.8:40000' };
  const seen = (unanswered: number) =>
    outcomeOf(evidence({ control: 1000, silent: 9000 }, { arrivals: [{ ...arrival, unanswered }] }));
  expect(seen(8)).toBe('silent');
  expect(seen(7)).toBe('reply-lost');
});

test('copies of datagrams are no arrivals', () => {
  const arrivals = [{ probe: silent.id, received: 0, source: '198.51.100.66:53', copies: 3 }];
  expect(outcomeOf(evidence({ control: 9000, silent: 9000 }, { arrivals }))).toBe('silent');
});

test('arrivals of no datagram change nothing', () => {
  const arrivals = [{ probe: silent.id, received: 0, source: '' }];
  expect(outcomeOf(evidence({ control: 9000, silent: 9000 }, { arrivals }))).toBe('silent');
});

// Until kube-proxy serves a new Service, its node refuses as a firewall may.
test.each([
  ['silent', 1499, 'unknown'],
  ['silent', 1500, 'unmet'],
  ['refused', -500, 'unknown'],
  ['refused', 1499, 'unknown'],
  ['refused', 1500, 'unmet'],
] as const)('a gateway that was %s %i ms after its control is %s', (outcome, later, status) => {
  const input = inputOf({
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
  });
  const seen = evidence({ control: 2000, silent: 2000 + later });
  const observations = seen.observations.map((one) =>
    one.observation.id === silent.id ? { ...one, observation: { ...one.observation, outcome } } : one,
  );
  const judgement = judge({ ...input, evidence: { ...seen, observations } });
  const requirement = judgement.requirements.find(
    ({ service, cluster }) => service === 'gateway' && cluster === 'remote',
  );
  expect(requirement?.status).toBe(status);
});
