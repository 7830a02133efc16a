import { describe, expect } from 'vitest';

import { cloudToCloud } from '../../../src/lab/topology/cloud-to-cloud.js';
import { labLiqoVersions } from '../../../src/lab/topology/liqo-spec.js';
import { labScenarios } from '../../../src/lab/topology/scenarios.js';
import type { Report } from '../../../src/model/report.js';
import { plainIntent, test } from '../lab-check.js';
import { HalvesInMemory } from './halves-in-memory.js';

/** Drawn by each run anew. */
const nodePort = /\b3[0-2]\d{3}\b/gu;

/** What both operators decide by, and what is theirs to do. */
function decisive(report: Report | undefined): unknown {
  if (report === undefined) return undefined;
  const { verdict, scenario, requirements, findings, next } = report;
  const failed = findings.filter(({ status }) => status === 'fail');
  const own = {
    verdict,
    scenario: scenario.id,
    requirements: requirements.map(({ service, from, cluster, status, prescription }) => ({
      service,
      from,
      cluster,
      status,
      prescription,
    })),
    failed: failed.map(({ code, status, cluster, service }) => ({ code, status, cluster, service })),
    next,
  };
  return JSON.parse(JSON.stringify(own).replaceAll(nodePort, '30000'));
}

/** What takes most rounds: what the provider sees of the NAT decides what the consumer's side has to be probed at. */
const names = ['onprem-nat-to-cloud', 'onprem-nat-to-cloud-no-forwarding'];

const rows = labScenarios
  .filter(({ name }) => names.includes(name))
  .flatMap(({ name, works, topology }) =>
    labLiqoVersions
      .filter((version) => works[version] !== undefined)
      .map((version) => ({ name, version, topology: topology(version) })),
  );

describe.concurrent('two halves of a run, exchanged by two operators', () => {
  test.for(rows)(
    'say what the whole run says: $name with Liqo $version',
    { timeout: 180_000 },
    async ({ topology, version }, { startFor }) => {
      const intent = { ...plainIntent, liqoVersion: version };
      const { check, half, objects } = await startFor(topology);
      const before = objects();
      const whole = await check({ intent });
      const halves = new HalvesInMemory();
      const [consumer, provider] = await Promise.all([
        half('local', { exchange: halves.of('local'), intent }),
        half('remote', { exchange: halves.of('remote') }),
      ]);
      expect(decisive(consumer.report)).toEqual(decisive(whole.report));
      expect(decisive(provider.report)).toEqual(decisive(consumer.report));
      expect(objects()).toEqual(before);
    },
  );
});

const clouds = cloudToCloud('v1.2.0');

test(
  'a provider that ends before the consumer has probed leaves the verdict open',
  { timeout: 120_000 },
  async ({ startFor }) => {
    const { half, objects } = await startFor(clouds);
    const before = objects();
    const leaves = new AbortController();
    // What the provider tells of its stand-ins gets to the consumer only when they are gone.
    const halves = new HalvesInMemory((side, edition) => side === 'local' || edition === 1);
    const consuming = half('local', { exchange: halves.of('local'), timeoutMs: 40_000 });
    const providing = half('remote', {
      exchange: halves.of('remote'),
      signal: leaves.signal,
      onProgress: ({ text }) => {
        if (text.includes('again')) leaves.abort();
      },
    });
    expect((await providing).outcome).toEqual({ kind: 'interrupted', leftovers: [] });
    halves.deliver('remote', halves.last('remote'));
    const { report } = await consuming;
    expect(report?.verdict).toBe('undetermined');
    const gateways = report?.requirements.filter(({ service }) => service === 'gateway') ?? [];
    expect(gateways.map(({ status }) => status)).not.toContain('unmet');
    expect(objects()).toEqual(before);
  },
);

test('a half whose other half never comes creates nothing and says so', async ({ startFor }) => {
  const { half, objects } = await startFor(clouds);
  const before = objects();
  const halves = new HalvesInMemory();
  const { outcome } = await half('local', { exchange: halves.of('local'), timeoutMs: 3000 });
  expect(outcome).toEqual({
    kind: 'could-not-start',
    failure: {
      code: 'other-half',
      message: 'the other half did not come in time; this one is kept, and nothing was created',
      hint: 'both operators have to run their halves at the same time, and to exchange the files meanwhile',
    },
  });
  expect(objects()).toEqual(before);
});

test('a half that was made for an earlier one is waited past', { timeout: 60_000 }, async ({ startFor }) => {
  const { half, objects } = await startFor(clouds);
  const before = objects();
  const halves = new HalvesInMemory();
  const earlier = new HalvesInMemory();
  await half('remote', { exchange: earlier.of('remote'), timeoutMs: 3000 });
  const stale = { ...(JSON.parse(earlier.last('remote')) as object), peer: 'e'.repeat(32) };
  halves.deliver('remote', JSON.stringify(stale));
  const { outcome } = await half('local', { exchange: halves.of('local'), timeoutMs: 4000 });
  expect(outcome).toMatchObject({ kind: 'could-not-start', failure: { code: 'other-half' } });
  expect(objects()).toEqual(before);
});

test(
  'a half that is interrupted while its pods work removes them',
  { timeout: 60_000 },
  async ({ startFor }) => {
    const { half, objects } = await startFor(clouds);
    const before = objects();
    const halves = new HalvesInMemory();
    const interruption = new AbortController();
    const other = half('remote', { exchange: halves.of('remote'), timeoutMs: 25_000 });
    const { outcome } = await half('local', {
      exchange: halves.of('local'),
      signal: interruption.signal,
      onProgress: ({ text }) => {
        if (text.startsWith('probing')) interruption.abort();
      },
    });
    expect(outcome).toEqual({ kind: 'interrupted', leftovers: [] });
    expect((await other).report?.verdict).toBe('undetermined');
    expect(objects()).toEqual(before);
  },
);

test('two halves of one cluster are refused before anything is created', async ({ startFor }) => {
  const { half, objects } = await startFor(clouds);
  const before = objects();
  const halves = new HalvesInMemory();
  const [one, other] = await Promise.all([
    half('local', { exchange: halves.of('local'), timeoutMs: 20_000 }),
    half('remote', { exchange: halves.of('remote'), timeoutMs: 20_000, cluster: 'local' }),
  ]);
  const failure = {
    code: 'other-half',
    message: 'both halves are of the same cluster: they have the same kube-system namespace',
  };
  expect([one.outcome, other.outcome]).toEqual([
    { kind: 'could-not-start', failure },
    { kind: 'could-not-start', failure },
  ]);
  expect(objects()).toEqual(before);
});
