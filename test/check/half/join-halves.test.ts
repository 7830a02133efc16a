import { expect, test } from 'vitest';

import { joinHalves } from '../../../src/check/half/join-halves.js';
import { halvesOf } from '../../../src/check/half/pair.js';
import type { HalfRun, Halves } from '../../../src/judge/saved/half-run.js';
import { judgeSavedRun } from '../../../src/judge/saved/saved-run.js';
import { known } from '../../../src/model/fact.js';
import type { PodIsolation } from '../../../src/model/pod-isolation.js';
import type { Outcome } from '../../../src/model/observation.js';
import type { Report } from '../../../src/model/report.js';
import { cloudCluster } from '../../helpers/cluster-facts.js';
import { inputOf, loadBalancerGateway, observation } from '../../judge/run.js';
import { halfOf } from './half.js';

/** Two clouds with Liqo v1.2 whose API servers are reached; the provider's gateway is asked with this outcome. */
function runWhere(outcome: Outcome) {
  const gateway = loadBalancerGateway('remote', { host: '198.51.100.21', port: 51840, outcome });
  const own = loadBalancerGateway('local', { host: '203.0.113.21', port: 51840, outcome: 'filtered' });
  const apiServer = { purpose: 'endpoint', service: 'apiServer', port: 443, outcome: 'open' } as const;
  const cluster = (side: 'local' | 'remote') =>
    cloudCluster(side, {
      apiServer: { kubeconfigUrl: `https://${side}.api.example` },
      liqo: { apiServerOverride: known(`https://${side}.api.example`, 'a test') },
    });
  return inputOf({
    local: cluster('local'),
    remote: cluster('remote'),
    generation: 'g3',
    standIns: [own.standIn, gateway.standIn],
    observations: [
      ...own.observations,
      ...gateway.observations,
      observation({ ...apiServer, target: 'local', host: 'local.api.example' }),
      observation({ ...apiServer, target: 'remote', host: 'remote.api.example' }),
    ],
  });
}

/** The report of two halves, of which these have got so far. */
function reportOf(
  run: ReturnType<typeof runWhere>,
  progress: { readonly local?: Partial<HalfRun>; readonly remote?: Partial<HalfRun> } = {},
): Report {
  const joined = joinHalves({
    local: halfOf('local', run, progress.local),
    remote: halfOf('remote', run, progress.remote),
  });
  if (!joined.ok) throw new Error(joined.failure);
  return judgeSavedRun(joined.value);
}

function gatewayOf({ verdict, requirements }: Report) {
  const gateway = requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
  return { verdict, gateway: gateway?.status };
}

test('halves that have answered each other are judged like a whole run', () => {
  expect(gatewayOf(reportOf(runWhere('replied')))).toEqual({ verdict: 'ready', gateway: 'met' });
  expect(gatewayOf(reportOf(runWhere('filtered')))).toEqual({ verdict: 'not-ready', gateway: 'unmet' });
});

test('silence of a stand-in counts only once its own half has answered it', () => {
  const unanswered = reportOf(runWhere('filtered'), { local: { edition: 3 } });
  expect(gatewayOf(unanswered)).toEqual({ verdict: 'undetermined', gateway: 'skipped' });
  const ran = unanswered.findings.find(({ code, cluster }) => code === 'LD-RUN-001' && cluster === 'remote');
  expect(ran?.reason).toContain("the provider's half does not answer what the other one saw of it");
});

test('silence of a stand-in whose responder has ended says nothing', () => {
  const outcome = { cluster: 'remote', role: 'responder', status: 'failed', code: 'crashed' } as const;
  expect(gatewayOf(reportOf(runWhere('filtered'), { remote: { outcome } }))).toEqual({
    verdict: 'undetermined',
    gateway: 'skipped',
  });
});

test('an answer of a stand-in needs nobody to confirm it', () => {
  const unanswered = reportOf(runWhere('replied'), { local: { edition: 3 } });
  expect(gatewayOf(unanswered)).toEqual({ verdict: 'ready', gateway: 'met' });
});

test('silence that policies of either half may have made says nothing', () => {
  const run = runWhere('filtered');
  const [held] = run.evidence.observations.filter(
    ({ observation: { purpose, target } }) => purpose === 'stand-in' && target === 'remote',
  );
  const isolation: PodIsolation = {
    cluster: 'local',
    direction: 'egress',
    namespace: 'liqo-doctor',
    policies: ['default-deny'],
    unanswered: [held?.observation.id ?? ''],
    answered: 0,
  };
  const { evidence } = halfOf('local', run);
  const report = reportOf(run, { local: { evidence: { ...evidence, isolations: [isolation] } } });
  expect(gatewayOf(report)).toEqual({ verdict: 'undetermined', gateway: 'unknown' });
});

test('the clocks of two clusters that were read by two machines are not compared', () => {
  const run = runWhere('replied');
  const clock = (aheadMs: number) => known({ aheadMs, withinMs: 10 }, 'its HTTP date');
  const facts = {
    local: { ...run.local, clock: clock(0) },
    remote: { ...run.remote, clock: clock(900_000) },
  };
  const report = reportOf({ ...run, ...facts });
  const { status, reason } = report.findings.find(({ code }) => code === 'LD-NET-005') ?? {};
  expect({ status, reason }).toEqual({
    status: 'unknown',
    reason: expect.stringContaining('each operator can only compare it with their own machine') as string,
  });
});

test('before anything is raised, what is known is what was read', () => {
  const nothing: Partial<HalfRun> = {
    responder: undefined,
    outcome: undefined,
    evidence: { standIns: [], observations: [], arrivals: [], workloads: [] },
  };
  const report = reportOf(runWhere('replied'), { local: nothing, remote: nothing });
  expect(gatewayOf(report)).toEqual({ verdict: 'undetermined', gateway: 'skipped' });
  expect(report.findings.find(({ code }) => code === 'LD-RUN-001')?.reason).toContain(
    "the consumer's half was written before anything was raised there",
  );
});

test('the report names what ran in both clusters, and the time from when both had begun', () => {
  const later = {
    startedAt: '2026-01-01T00:02:00.000Z',
    durationMs: 9000,
    stages: { inspect: 700, raise: 3 },
    podStarts: { local: {}, remote: { responder: 900 } },
  };
  const { pods, timing } = reportOf(runWhere('replied'), { remote: { timing: later } });
  expect({ pods, timing }).toEqual({
    pods: { agentSha256: 'a'.repeat(64), images: { local: ['node@local'], remote: ['node@remote'] } },
    timing: {
      startedAt: later.startedAt,
      durationMs: 20_000,
      stages: { inspect: 700, raise: 3 },
      podStarts: { local: {}, remote: { responder: 900 } },
    },
  });
});

const run = runWhere('replied');
const consumer = halfOf('local', run);
const provider = halfOf('remote', run);

test.each<[name: string, pair: readonly [HalfRun, HalfRun], expected: string | Halves]>([
  ['in either order', [provider, consumer], { local: consumer, remote: provider }],
  [
    'of one role',
    [consumer, { ...consumer, id: 'd'.repeat(32) }],
    "both halves are the consumer's: one operator runs `check --half consumer`, the other one `check --half provider`",
  ],
  [
    'of different runs',
    [consumer, { ...provider, peer: 'd'.repeat(32) }],
    'the halves are of different runs: one of them was made for another half',
  ],
  [
    'of one cluster',
    [
      { ...consumer, facts: { ...consumer.facts, uid: known('one', 'a test') } },
      { ...provider, facts: { ...provider.facts, uid: known('one', 'a test') } },
    ],
    'both halves are of the same cluster: they have the same kube-system namespace',
  ],
])('halves %s', (_, [one, other], expected) => {
  const halves = halvesOf(one, other);
  expect(halves.ok ? halves.value : halves.failure).toEqual(expected);
});
