import { expect, test } from 'vitest';

import { judge, type JudgeInput } from '../../src/judge/judge.js';
import { advertisedApiServer } from '../../src/liqo/advertised-api-server.js';
import { advertisedAuth } from '../../src/liqo/advertised-auth.js';
import { advertisedGateway } from '../../src/liqo/advertised-gateway.js';
import { parseRelease } from '../../src/liqo/release.js';
import type { ClusterFacts } from '../../src/model/cluster-facts.js';
import { known, unknown } from '../../src/model/fact.js';
import {
  outcomeSchema,
  type Certificate,
  type Observation,
  type Outcome,
} from '../../src/model/observation.js';
import { peerOf, scenarioIdSchema, sides, type GatewayFlags, type Side } from '../../src/model/peering.js';
import type { Judgement, Verdict } from '../../src/model/report.js';
import type { RequirementStatus } from '../../src/model/requirement.js';
import type { ReceivedObservation, StandIn } from '../../src/model/run-evidence.js';
import { fc } from '../helpers/seeded-fast-check.js';
import { cloud, premises, type Version } from './expected-reports/places.js';
import { inputOf, observation } from './run.js';

/**
 * Situations that hang together: what is probed is what Liqo advertises there and where stand-ins were raised, so that
 * nearly every observation counts.
 */

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constantFrom<Outcome>('open', 'replied'),
  fc.constantFrom(...outcomeSchema.options),
);
const versions = ['v0.3.2', 'v0.4.0', 'v0.10.3', 'v1.2.0'] as const;
const generations = { 'v0.3.2': 'g1', 'v0.4.0': 'g1', 'v0.10.3': 'g2', 'v1.2.0': 'g3' } as const;

const kinds = ['home', 'neighbour', 'public', 'cloud', 'pending', 'bare'] as const;

function place(side: Side, version: Version, kind: (typeof kinds)[number]): ClusterFacts {
  const last = side === 'local' ? 11 : 21;
  switch (kind) {
    case 'home':
      return premises(side, version, { address: side === 'local' ? '192.168.1.11' : '10.9.0.21' });
    case 'neighbour':
      return premises(side, version, { address: `192.168.1.${last}` });
    case 'public':
      return premises(side, version, { address: `203.0.113.${last}` });
    case 'pending':
      return premises(side, version, {
        address: `203.0.113.${last}`,
        auth: { type: 'LoadBalancer' },
        gateway: { type: 'LoadBalancer', annotations: {} },
      });
    case 'bare':
      return premises(side, version, {
        address: `192.168.1.${last}`,
        liqo: {
          installed: known(false, 'a test'),
          authService: known(null, 'a test'),
          gatewayService: known(null, 'a test'),
        },
      });
    case 'cloud':
      return cloud(side, version, {
        provider: side === 'local' ? 'gke' : 'eks',
        apiHost: side === 'local' ? '198.51.100.60' : '3f2a.gr7.eu-west-1.eks.amazonaws.com',
        authAddress: `198.51.100.${last}`,
        gatewayAddress: `198.51.100.${last + 1}`,
        nodes: [{ type: 'InternalIP', address: `10.0.1.${last}` }],
      });
  }
}

const certificate = (trusted: boolean | null, nameMatches: boolean): Certificate => ({
  subject: 'CN=a',
  issuer: 'CN=b',
  names: ['a'],
  notBefore: '2025-01-01T00:00:00.000Z',
  notAfter: '2035-01-01T00:00:00.000Z',
  fingerprint: 'AB',
  trusted,
  nameMatches,
});

/** How one probe went. */
interface Drawn {
  readonly isSent: boolean;
  readonly outcome: Outcome;
  readonly cause: string | undefined;
  readonly certificate: Certificate | undefined;
  readonly isOther: boolean | undefined;
  readonly source: string | undefined;
}
const drawn: fc.Arbitrary<Drawn> = fc.record({
  isSent: fc.constantFrom(true, true, true, true, false),
  outcome,
  cause: fc.constantFrom(
    undefined,
    'wrong-name',
    'unknown-authority',
    'client-certificate-wanted',
    'not-tls',
  ),
  certificate: fc.constantFrom(
    undefined,
    certificate(true, true),
    certificate(true, false),
    certificate(false, true),
    certificate(null, true),
  ),
  isOther: fc.constantFrom(undefined, false, false, true),
  source: fc.constantFrom(undefined, undefined, '203.0.113.8:40582', '192.168.1.11:5'),
});

function probe(
  at: Pick<Observation, 'purpose' | 'service' | 'target' | 'host' | 'port'>,
  how: Drawn,
): Observation[] {
  if (!how.isSent) return [];
  const { purpose, service, target } = at;
  const isStream = service !== 'gateway';
  // Nobody is identified who did not answer.
  const isAnswer = ['open', 'replied', 'tls-failure', 'wrong-service', 'wrong-cluster'].includes(how.outcome);
  return [
    observation({
      ...at,
      id: `${target}-${service}-${purpose}-${at.host}-${at.port}`,
      outcome: how.outcome,
      ...(how.cause !== undefined && how.outcome === 'tls-failure' && { cause: how.cause }),
      ...(how.certificate !== undefined &&
        isAnswer &&
        service === 'apiServer' && { certificate: how.certificate }),
      ...(isStream &&
        isAnswer &&
        how.isOther !== undefined && { clusterId: how.isOther ? 'id-of-third' : `id-of-${target}` }),
      ...(how.source !== undefined && purpose !== 'endpoint' && { observedSource: how.source }),
    }),
  ];
}

const five = fc.tuple(drawn, drawn, drawn, drawn, drawn);

function seenOf(facts: ClusterFacts, version: Version, how: readonly Drawn[]): Observation[] {
  const parsed = parseRelease(version);
  if (!parsed.ok) throw new Error(version);
  const target = facts.side;
  const endpoints = [
    ['auth', advertisedAuth(facts, parsed.value).endpoint],
    ['apiServer', advertisedApiServer(facts, parsed.value).endpoint],
    ['gateway', advertisedGateway(facts, parsed.value).endpoint],
  ] as const;
  return endpoints.flatMap(([service, endpoint], index) => {
    const [port] = endpoint?.ports ?? [];
    const one = how[index];
    if (endpoint === null || port === undefined || one === undefined) return [];
    return probe({ purpose: 'endpoint', service, target, host: endpoint.host, port }, one);
  });
}

function raised(facts: ClusterFacts, how: readonly Drawn[], isUntried: boolean) {
  const cluster = facts.side;
  const host = facts.nodes.known ? (facts.nodes.value[0]?.addresses[0]?.address ?? '') : '';
  const balancer = cluster === 'local' ? '198.51.100.90' : '198.51.100.91';
  const ways = [
    ['NodePort', host, 30742],
    ['LoadBalancer', balancer, 5871],
  ] as const;
  const services =
    facts.liqo.authService.known && facts.liqo.authService.value === null
      ? (['gateway', 'auth'] as const)
      : (['gateway'] as const);
  const standIns = services.flatMap((service) =>
    ways.map(([exposure, at, port]): StandIn => {
      const common = { cluster, service, exposure };
      if (exposure === 'LoadBalancer' && isUntried) return { ...common, status: 'not-raised', reason: 'no' };
      const endpoint = { protocol: 'udp', host: at, ports: [port] } as const;
      return { ...common, status: 'raised', endpoint, nodePort: port };
    }),
  );
  const observations = services.flatMap((service) =>
    ways.flatMap(([exposure, at, port], index) => {
      const one = how[index + 3];
      if (one === undefined || (exposure === 'LoadBalancer' && isUntried)) return [];
      const common = { service, target: cluster, host: at, port } as const;
      const control = observation({
        ...common,
        id: `control-${cluster}-${service}-${port}`,
        purpose: 'control',
        outcome: 'replied',
      });
      return [control, ...probe({ ...common, purpose: 'stand-in' }, one)];
    }),
  );
  return { standIns, observations };
}

const flags: fc.Arbitrary<GatewayFlags> = fc.constantFrom<GatewayFlags>(
  {},
  {},
  { location: 'Provider' },
  { location: 'Consumer', type: 'NodePort' },
  { type: 'LoadBalancer' },
);

const situation: fc.Arbitrary<JudgeInput> = fc
  .record({
    version: fc.constantFrom(...versions),
    kinds: fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds)),
    here: five,
    there: five,
    untried: fc.tuple(fc.boolean(), fc.boolean()),
    gateway: flags,
    peering: fc.constantFrom<'out-of-band' | 'in-band'>('out-of-band', 'out-of-band', 'in-band'),
    scenario: fc.option(fc.constantFrom(...scenarioIdSchema.options), { nil: undefined }),
  })
  .map(({ version, kinds: [a, b], here, there, untried, gateway, peering, scenario }) => {
    const local = place('local', version, a);
    const remote = place('remote', version, b);
    const ways = [raised(local, here, untried[0]), raised(remote, there, untried[1])];
    return inputOf({
      local,
      remote,
      generation: generations[version],
      liqoVersion: version,
      gateway,
      intent: { peering, ...(scenario !== undefined && { scenario }) },
      standIns: ways.flatMap(({ standIns }) => standIns),
      observations: [
        ...seenOf(local, version, here),
        ...seenOf(remote, version, there),
        ...ways.flatMap(({ observations }) => observations),
      ],
    });
  });

const rank: Readonly<Record<RequirementStatus, number>> = {
  met: 0,
  'not-applicable': 0,
  unknown: 1,
  skipped: 1,
  unmet: 2,
};
const badness: Readonly<Record<Verdict, number>> = { ready: 0, undetermined: 1, 'not-ready': 2 };

/** The statuses by requirement, and the verdict. */
function ranks({ requirements, verdict }: Judgement): readonly (readonly [what: string, rank: number])[] {
  return [
    ...requirements.map(
      ({ service, cluster, status }) => [`${service} of ${cluster}`, rank[status]] as const,
    ),
    ['verdict', badness[verdict]] as const,
  ];
}

function withObservations(input: JudgeInput, observations: readonly ReceivedObservation[]): JudgeInput {
  return { ...input, evidence: { ...input.evidence, observations } };
}

const numRuns = 1500;

test('a probe that reaches what it did not reach before makes no requirement and no verdict worse', () => {
  fc.assert(
    fc.property(situation, fc.nat(20), (input, index) => {
      const { observations } = input.evidence;
      const chosen = observations[index];
      fc.pre(chosen !== undefined && chosen.observation.purpose !== 'control');
      const better: Observation = {
        ...chosen.observation,
        outcome: chosen.observation.protocol === 'udp' ? 'replied' : 'open',
      };
      delete better.cause;
      const improved = withObservations(input, observations.with(index, { ...chosen, observation: better }));
      const before = ranks(judge(input));
      const worse = ranks(judge(improved)).filter(([, value], at) => value > (before[at]?.[1] ?? 0));
      expect(worse).toEqual([]);
    }),
    { numRuns },
  );
}, 120_000);

/** What knowledge was taken away may leave: nothing that was not met is met now, and nothing becomes ready. */
function expectNoGain(before: Judgement, after: Judgement): void {
  const gains = after.requirements.filter(({ status }, at) => {
    const was = before.requirements[at]?.status;
    return status === 'met' && was !== 'met' && was !== 'not-applicable';
  });
  expect(gains.map(({ service, cluster, reason }) => [service, cluster, reason])).toEqual([]);
  // A prerequisite that fails rules peering out, and one that is unknown does not: see verdict.test.ts.
  const isRuledOut = before.findings.some(
    ({ prerequisite, status }) => prerequisite === true && status === 'fail',
  );
  if (!isRuledOut && before.verdict !== 'ready') expect(after.verdict).not.toBe('ready');
}

test('an observation that is missing makes nothing met and nothing ready', () => {
  fc.assert(
    fc.property(situation, fc.nat(20), (input, index) => {
      const { observations } = input.evidence;
      fc.pre(index < observations.length);
      expectNoGain(judge(input), judge(withObservations(input, observations.toSpliced(index, 1))));
    }),
    { numRuns },
  );
}, 120_000);

test('no observation at all makes nothing met and nothing ready', () => {
  fc.assert(
    fc.property(situation, (input) => {
      expectNoGain(judge(input), judge(withObservations(input, [])));
    }),
    { numRuns: 300 },
  );
}, 120_000);

/** Every way to make one fact of a cluster unknown: the paths of all values that look like a fact. */
function factPaths(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'known' in value ? [path] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => factPaths(inner, [...path, key]))];
}

function forget(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return unknown('forbidden');
  if (Array.isArray(value))
    return value.map((one: unknown, index) => (String(index) === key ? forget(one, rest) : one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === key ? forget(inner, rest) : (inner as unknown),
    ]),
  );
}

test('a fact that is not known makes nothing met and nothing ready', () => {
  fc.assert(
    fc.property(situation, fc.constantFrom(...sides), fc.nat(), (input, side, pick) => {
      const paths = factPaths(input[side]);
      const path = paths[pick % paths.length] ?? [];
      const forgotten = forget(input[side], path) as ClusterFacts;
      expectNoGain(judge(input), judge({ ...input, [side]: forgotten, [peerOf(side)]: input[peerOf(side)] }));
    }),
    { numRuns: 2 * numRuns },
  );
}, 120_000);

test('all facts of one cluster unknown make nothing met and nothing ready', () => {
  fc.assert(
    fc.property(situation, fc.constantFrom(...sides), (input, side) => {
      const blind = factPaths(input[side])
        .filter((path) => path.every((key) => key !== 'value'))
        .reduce((facts: unknown, path) => forget(facts, path), input[side]) as ClusterFacts;
      expectNoGain(judge(input), judge({ ...input, [side]: blind }));
    }),
    { numRuns: 300 },
  );
}, 120_000);
