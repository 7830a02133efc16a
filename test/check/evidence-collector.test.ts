import { expect, test } from 'vitest';

import { EvidenceCollector } from '../../src/check/evidence-collector.js';
import type { ProberPlan } from '../../src/model/agent-plan.js';
import type { Observation } from '../../src/model/observation.js';

const task = {
  kind: 'api-server',
  id: 'remote-apiServer-endpoint-1',
  purpose: 'endpoint',
  service: 'apiServer',
  target: 'remote',
  host: '198.51.100.20',
  port: 6443,
} as const;

const plan: ProberPlan = {
  role: 'prober',
  runId: '1a2b3c4d',
  from: 'local',
  view: 'pod',
  deadlineMs: 30_000,
  probes: [task],
};

const observation: Observation = {
  id: task.id,
  purpose: 'endpoint',
  service: 'apiServer',
  target: 'remote',
  from: 'local',
  view: 'pod',
  protocol: 'https',
  host: '198.51.100.20',
  port: 6443,
  outcome: 'open',
  timingsMs: { tcp: 12 },
};

/** A collector whose clock goes on by a second with every look at it. */
function collector(): EvidenceCollector {
  let now = 0;
  return new EvidenceCollector({ now: () => (now += 1000), wallTime: () => 0 });
}

test('keeps the first word on a probe, with the moment it came, when a log is read twice', () => {
  const evidence = collector();
  evidence.fromProber(plan, { type: 'observation', observation });
  evidence.fromProber(plan, { type: 'observation', observation: { ...observation, outcome: 'refused' } });
  expect(evidence.observations).toEqual([{ observation, receivedAtMs: 1000 }]);
});

test('takes no word on a probe that the agent was not given', () => {
  const evidence = collector();
  evidence.fromProber(plan, { type: 'observation', observation: { ...observation, id: 'made-up' } });
  expect([evidence.observations, evidence.missing(plan)]).toEqual([[], [task.id]]);
});

test('takes from a prober what it saw, and from its plan what it was asked', () => {
  const evidence = collector();
  const made = { from: 'remote', target: 'local', service: 'gateway', purpose: 'control', port: 1 } as const;
  const forged = { ...observation, ...made, view: 'node', protocol: 'udp', host: 'elsewhere' } as const;
  evidence.fromProber(plan, { type: 'observation', observation: forged });
  expect(evidence.observations).toEqual([{ observation, receivedAtMs: 1000 }]);
});

test('names the node of a prober that is sent to one', () => {
  const evidence = collector();
  evidence.fromProber({ ...plan, node: 'node-2' }, { type: 'observation', observation });
  expect(evidence.observations).toEqual([
    { observation: { ...observation, node: 'node-2' }, receivedAtMs: 1000 },
  ]);
});

test('takes no word of a responder on the probes of the other cluster', () => {
  const evidence = collector();
  const arrival = { probe: 'local-gateway-stand-in-1-nodeport', source: '203.0.113.10:61000', received: 1 };
  evidence.fromResponder('remote', { type: 'arrival', arrival });
  expect(evidence.arrivals).toEqual([]);
});

test('remembers no more probes of a responder than an honest one tells of', () => {
  const evidence = collector();
  for (let index = 0; index < 10_000; index += 1) {
    const arrival = { probe: `remote-gateway-stand-in-${index}`, source: '203.0.113.10:61000', received: 1 };
    evidence.fromResponder('remote', { type: 'arrival', arrival });
  }
  expect(evidence.arrivals).toHaveLength(512);
});

test('fills from the termination message what the log did not bring', () => {
  const evidence = collector();
  const outcomes = [{ id: task.id, outcome: 'refused' }];
  const digest = { runId: plan.runId, reason: 'done', outcomes, truncated: 0 };
  evidence.fromTerminationMessage(plan, JSON.stringify(digest));
  expect(evidence.observations).toEqual([
    { observation: { ...observation, outcome: 'refused', timingsMs: {} }, receivedAtMs: 1000 },
  ]);
});

test.each(['', 'not JSON', '{"runId":"another","reason":"done","outcomes":[],"truncated":0}'])(
  'takes nothing from a termination message that is none of this run: %s',
  (message) => {
    const evidence = collector();
    evidence.fromTerminationMessage(plan, message);
    expect(evidence.observations).toEqual([]);
  },
);

test('settles a wait as soon as the observations are enough, also when they were before', async () => {
  const evidence = collector();
  const early = evidence.until((seen) => seen.length === 1);
  evidence.fromProber(plan, { type: 'observation', observation });
  await early;
  await evidence.until((seen) => seen.length === 1);
  expect(evidence.missing(plan)).toEqual([]);
});

test('keeps the latest count of what a responder saw of a probe', () => {
  const evidence = collector();
  const arrival = { probe: 'remote-gateway-stand-in-1-nodeport', source: '203.0.113.10:61000' };
  evidence.fromResponder('remote', { type: 'arrival', arrival: { ...arrival, received: 1 } });
  evidence.fromResponder('remote', { type: 'arrival', arrival: { ...arrival, received: 8 } });
  expect(evidence.arrivals).toEqual([{ ...arrival, received: 8 }]);
});
