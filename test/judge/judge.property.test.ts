import { expect, test } from 'vitest';

import { judge, type JudgeInput } from '../../src/judge/judge.js';
import { verdictOf } from '../../src/judge/verdict.js';
import type { ClusterFacts } from '../../src/model/cluster-facts.js';
import { unknown } from '../../src/model/fact.js';
import { type Observation, outcomeSchema, purposeSchema } from '../../src/model/observation.js';
import { reportSchema } from '../../src/model/report.js';
import type { ReceivedObservation, StandIn } from '../../src/model/run-evidence.js';
import { scenarioIdSchema } from '../../src/model/peering.js';
import { cloudCluster, noLiqoFacts, onPremisesCluster } from '../helpers/cluster-facts.js';
import { fc } from '../helpers/seeded-fast-check.js';
import { cloudApiHost, cloudWithV10, homeWithV10, inputOf } from './run.js';

const side = fc.constantFrom('local', 'remote');
/** Every outcome, success as often as all failures together. */
const outcome = fc.oneof(fc.constantFrom('open', 'replied'), fc.constantFrom(...outcomeSchema.options));
const host = fc.constantFrom(
  '192.168.1.11',
  '192.168.1.10',
  '198.51.100.20',
  '198.51.100.21',
  '198.51.100.11',
  '203.0.113.10',
  '10.244.0.7',
  'fd00::1',
  cloudApiHost,
  'not a host',
  '',
);
const port = fc.constantFrom(443, 6443, 5871, 30443, 31871, 30742, 51840);

const observation: fc.Arbitrary<Observation> = fc.record(
  {
    id: fc.string({ maxLength: 3 }),
    purpose: fc.constantFrom(...purposeSchema.options),
    service: fc.constantFrom('auth', 'apiServer', 'gateway'),
    target: side,
    from: fc.constantFrom('local', 'remote', 'operator'),
    view: fc.constantFrom('pod', 'node', 'operator'),
    protocol: fc.constantFrom('https', 'tcp', 'udp'),
    host,
    port,
    outcome,
    timingsMs: fc.constant({}),
    cause: fc.constantFrom(
      'wrong-name',
      'unknown-authority',
      'expired',
      'client-certificate-wanted',
      'nxdomain',
    ),
    address: host,
    clusterId: fc.constantFrom('id-of-local', 'id-of-remote', 'x'),
    observedSource: fc.constantFrom(
      '203.0.113.10:4000',
      '192.168.1.11:5',
      '[fd00::1]:9',
      '10.244.0.7:1',
      'garbage',
      '',
    ),
  },
  {
    requiredKeys: [
      'id',
      'purpose',
      'service',
      'target',
      'from',
      'view',
      'protocol',
      'host',
      'port',
      'outcome',
      'timingsMs',
    ],
  },
);

/** Probes that do concern what the clusters below advertise, or the stand-ins below. */
const relevant: fc.Arbitrary<Observation> = fc
  .record({
    at: fc.constantFrom(
      { service: 'auth', target: 'local', host: '192.168.1.11', port: 30443, purpose: 'endpoint' },
      { service: 'auth', target: 'local', host: '198.51.100.20', port: 443, purpose: 'endpoint' },
      { service: 'auth', target: 'remote', host: '192.168.1.11', port: 30443, purpose: 'endpoint' },
      { service: 'auth', target: 'remote', host: '198.51.100.20', port: 443, purpose: 'endpoint' },
      { service: 'apiServer', target: 'local', host: '192.168.1.11', port: 6443, purpose: 'endpoint' },
      { service: 'apiServer', target: 'local', host: cloudApiHost, port: 443, purpose: 'endpoint' },
      { service: 'apiServer', target: 'remote', host: '192.168.1.10', port: 6443, purpose: 'endpoint' },
      { service: 'apiServer', target: 'remote', host: '192.168.1.11', port: 6443, purpose: 'endpoint' },
      { service: 'apiServer', target: 'remote', host: cloudApiHost, port: 443, purpose: 'endpoint' },
      { service: 'gateway', target: 'local', host: '192.168.1.11', port: 31871, purpose: 'endpoint' },
      { service: 'gateway', target: 'remote', host: '198.51.100.21', port: 5871, purpose: 'endpoint' },
      { service: 'gateway', target: 'local', host: '192.168.1.11', port: 30742, purpose: 'stand-in' },
      { service: 'gateway', target: 'local', host: '192.168.1.11', port: 30742, purpose: 'control' },
      { service: 'gateway', target: 'remote', host: '198.51.100.11', port: 30742, purpose: 'stand-in' },
      { service: 'gateway', target: 'remote', host: '198.51.100.11', port: 30742, purpose: 'control' },
    ),
    outcome,
  })
  .map(({ at, outcome: seen }) => {
    const from = (at.purpose === 'control') === (at.target === 'local') ? 'local' : 'remote';
    const protocol = at.service === 'gateway' ? 'udp' : 'https';
    const id = `${at.target}-${at.service}-${at.purpose}-${at.port}`;
    return { id, ...at, from, view: 'pod', protocol, outcome: seen, timingsMs: {} };
  });

const received: fc.Arbitrary<ReceivedObservation> = fc.record({
  observation: fc.oneof({ arbitrary: relevant, weight: 6 }, { arbitrary: observation, weight: 1 }),
  receivedAtMs: fc.integer({ min: 0, max: 6000 }),
});

const standIn: fc.Arbitrary<StandIn> = fc.record(
  {
    cluster: side,
    service: fc.constantFrom('auth', 'gateway'),
    exposure: fc.constantFrom('NodePort', 'LoadBalancer'),
    status: fc.constantFrom('raised', 'pending', 'not-raised'),
    reason: fc.string({ maxLength: 10 }),
    endpoint: fc.record({ protocol: fc.constant('udp'), host, ports: fc.array(port, { maxLength: 2 }) }),
    nodePort: port,
  },
  { requiredKeys: ['cluster', 'service', 'exposure', 'status'] },
);

const knownStandIn: fc.Arbitrary<StandIn> = fc.constantFrom(
  ...(['local', 'remote'] as const).map((which): StandIn => ({
    cluster: which,
    service: 'gateway',
    exposure: 'NodePort',
    status: 'raised',
    nodePort: 30742,
    endpoint: { protocol: 'udp', host: which === 'local' ? '192.168.1.11' : '198.51.100.11', ports: [30742] },
  })),
);

function blank(facts: ClusterFacts): ClusterFacts {
  const missing = unknown('forbidden');
  return {
    ...facts,
    nodes: missing,
    platform: { ...facts.platform, cloud: missing, managed: missing },
    cidrs: { pod: missing, podOfNodes: missing, service: missing, external: missing },
    liqo: {
      ...facts.liqo,
      installed: missing,
      authService: missing,
      gatewayService: missing,
      apiServerOverride: missing,
    },
    apiServer: { ...facts.apiServer, kubeconfigUrl: 'nonsense', certificateNames: missing },
  };
}

const cluster = (which: 'local' | 'remote'): fc.Arbitrary<ClusterFacts> =>
  fc
    .constantFrom(
      homeWithV10(which),
      cloudWithV10(which),
      onPremisesCluster(which),
      cloudCluster(which),
      onPremisesCluster(which, { liqo: noLiqoFacts() }),
    )
    .chain((facts) => fc.constantFrom(facts, facts, facts, facts, blank(facts)));

const input: fc.Arbitrary<JudgeInput> = fc
  .record({
    local: cluster('local'),
    remote: cluster('remote'),
    generation: fc.constantFrom('g1', 'g2', 'g3'),
    observations: fc.array(received, { minLength: 4, maxLength: 24, size: 'max' }),
    standIns: fc.array(fc.oneof({ arbitrary: knownStandIn, weight: 4 }, { arbitrary: standIn, weight: 1 }), {
      maxLength: 4,
    }),
    arrivals: fc.array(
      fc.record({ probe: fc.string({ maxLength: 3 }), received: fc.nat(3), source: fc.string() }),
      { maxLength: 2 },
    ),
    workload: fc.constantFrom('ran', 'ran', 'failed', 'not-run'),
    probeFrom: fc.constantFrom('pods', 'pods', 'pods', 'pods', 'operator', 'none'),
    peering: fc.constantFrom('out-of-band', 'out-of-band', 'out-of-band', 'in-band'),
    networkingDisabled: fc.constantFrom(false, false, false, false, false, true),
    scenario: fc.option(fc.constantFrom(...scenarioIdSchema.options), { nil: undefined }),
    gateway: fc.constantFrom(
      {},
      { location: 'Provider' },
      { type: 'NodePort', nodePort: 30742 },
      { type: 'ClusterIP' },
      { location: 'Consumer', type: 'NodePort', clientAddress: '203.0.113.10', clientPort: 40582 },
    ),
  })
  .map(({ local, remote, generation, observations, standIns, arrivals, workload, probeFrom, ...intent }) =>
    inputOf({
      local,
      remote,
      generation: generation,
      probeFrom: probeFrom,
      intent: intent,
      gateway: intent.gateway,
      evidence: {
        observations,
        standIns,
        arrivals,
        workloads: [{ cluster: 'local', role: 'prober', status: workload, code: 'image-pull' }],
      },
    }),
  );

const runs = { numRuns: 400 };

test('any facts and observations give a report that fits its schema, with the verdict that its requirements say', () => {
  fc.assert(
    fc.property(input, (given) => {
      const judgement = judge(given);
      const timing = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 0, stages: {} };
      expect(reportSchema.safeParse({ ...judgement, timing }).error).toBeUndefined();
      expect(judgement.verdict).toBe(verdictOf(judgement.requirements, judgement.findings));
    }),
    runs,
  );
});

test('an unmet requirement has a prescription with something to do, and beside it only a gateway that is unlikely', () => {
  fc.assert(
    fc.property(input, (given) => {
      for (const { service, status, prescription } of judge(given).requirements) {
        if (status === 'unmet') expect(prescription).toBeDefined();
        if (prescription !== undefined)
          expect(['unmet', 'unknown gateway']).toContain(
            status === 'unmet' ? status : `${status} ${service}`,
          );
        if (prescription !== undefined) expect(prescription.actions.length).toBeGreaterThan(0);
      }
    }),
    runs,
  );
});

test('every finding that depends on a failed one of the same cluster is skipped because of it', () => {
  fc.assert(
    fc.property(input, (given) => {
      const { findings } = judge(given);
      for (const { dependsOn, cluster, status, reason } of findings) {
        const failed = findings.find(
          (root) => root.status === 'fail' && dependsOn.includes(root.code) && root.cluster === cluster,
        );
        if (failed !== undefined && status !== 'pass') {
          expect({ status, isBecause: reason?.startsWith('because LD-') }).toEqual({
            status: 'skip',
            isBecause: true,
          });
        }
      }
    }),
    runs,
  );
});

const badness = { ready: 0, undetermined: 1, 'not-ready': 2 } as const;
const failures = [
  'refused',
  'filtered',
  'unreachable',
  'reset',
  'dns-failure',
  'wrong-service',
  'wrong-cluster',
  'request-lost',
];

test('a failing probe of an endpoint or a stand-in that succeeds instead never makes the verdict worse', () => {
  fc.assert(
    fc.property(input, fc.nat(23), (drawn, index) => {
      // The scenario is fixed, since the packets of a probe that succeeds may show another one.
      const given = {
        ...drawn,
        intent: { ...drawn.intent, scenario: drawn.intent.scenario ?? ('nat-to-nat' as const) },
      };
      const { observations } = given.evidence;
      const chosen = observations[index];
      const isFailing =
        chosen !== undefined &&
        failures.includes(chosen.observation.outcome) &&
        (chosen.observation.purpose === 'endpoint' || chosen.observation.purpose === 'stand-in');
      fc.pre(isFailing);
      const { observation: failing } = chosen;
      const succeeding: Observation = {
        ...failing,
        outcome: failing.protocol === 'udp' ? 'replied' : 'open',
      };
      delete succeeding.cause;
      delete succeeding.clusterId;
      const better: ReceivedObservation = { ...chosen, observation: succeeding };
      const improved = {
        ...given,
        evidence: { ...given.evidence, observations: observations.with(index, better) },
      };
      expect(badness[judge(improved).verdict]).toBeLessThanOrEqual(badness[judge(given).verdict]);
    }),
    { numRuns: 600 },
  );
});
