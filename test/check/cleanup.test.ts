import { describe, expect } from 'vitest';

import type { CleanupRequest } from '../../src/check/run-cleanup.js';
import { runCleanup } from '../../src/check/run-cleanup.js';
import type { Lab } from '../../src/lab/start-lab.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { ClusterFaults } from '../../src/lab/topology/cluster-spec.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import { sides } from '../../src/model/peering.js';
import { claim } from '../../src/workload/namespace-claims.js';
import { removeEmptyNamespace } from '../../src/workload/remove.js';
import { runNamespace } from '../../src/workload/run-objects.js';
import { clusterOf } from '../soak/lab-connection.js';
import { differencesBetween, stateOf, withoutEmptyNamespace } from '../soak/cluster-state.js';
import { test } from './lab-check.js';

/** `liqo-doctor cleanup` so many milliseconds from now, with flags. */
async function cleanUp(lab: Lab, inMs = 0, flags: Partial<CleanupRequest> = {}) {
  const clusters = { local: await clusterOf(lab, 'local'), remote: await clusterOf(lab, 'remote') };
  const cleaned = await runCleanup(
    { clusters, namespace: 'liqo-doctor', all: false, dryRun: false, ...flags },
    { clock: { wallTime: () => Date.now() + inMs }, onProgress: () => undefined },
  );
  for (const side of sides) clusters[side].connection.close();
  if (!cleaned.ok) throw new Error(cleaned.failure.message);
  return cleaned.value.clusters;
}

/** What became of the runs, cluster by cluster. */
function fates(cleaned: Awaited<ReturnType<typeof cleanUp>>) {
  return cleaned.map(({ side, runs, removedNamespaces, remaining }) => ({
    side,
    runs: runs.map(({ runId, status }) => `${runId} ${status}`),
    removedNamespaces,
    remaining,
  }));
}

function withRemoteFaults(faults: ClusterFaults): Topology {
  const topology = sameLan('v1.2.0');
  const { local, remote } = topology.clusters;
  return { ...topology, clusters: { local, remote: { ...remote, faults } } };
}

/** The longest that a run of lab-check may take, with all that the server adds: deadline, grace and time to live. */
const longAfterMs = 400_000;

describe.concurrent('cleaning up', { timeout: 90_000 }, () => {
  test('removes what a kept run left once its time is over, and its namespace', async ({ startFor }) => {
    const { lab, check } = await startFor(sameLan('v1.2.0'));
    const before = stateOf(lab);
    await check({ keep: true, runId: 'aaaa1111' });
    const left = differencesBetween(before, stateOf(lab));
    const cleaned = await cleanUp(lab, longAfterMs);
    expect(left).toContain('left: local jobs.batch liqo-doctor/responder-aaaa1111');
    expect(fates(cleaned)).toEqual(
      sides.map((side) => ({
        side,
        runs: ['aaaa1111 removed'],
        removedNamespaces: ['liqo-doctor'],
        remaining: [],
      })),
    );
    expect(differencesBetween(before, stateOf(lab))).toEqual([]);
  });

  test('leaves a run alone whose time is not over, unless that run is named', async ({ startFor }) => {
    const { lab, check } = await startFor(sameLan('v1.2.0'));
    const before = stateOf(lab);
    await check({ keep: true, runId: 'aaaa1111' });
    await check({ keep: true, runId: 'bbbb2222' });
    const kept = stateOf(lab);
    const [local] = await cleanUp(lab);
    expect(local?.runs.map(({ runId, status, endsAt }) => [runId, status, typeof endsAt])).toEqual([
      ['aaaa1111', 'under-way', 'string'],
      ['bbbb2222', 'under-way', 'string'],
    ]);
    expect(differencesBetween(kept, stateOf(lab))).toEqual([]);
    const named = await cleanUp(lab, 0, { runId: 'aaaa1111' });
    expect(fates(named).map(({ runs, removedNamespaces }) => [runs, removedNamespaces])).toEqual([
      [['aaaa1111 removed'], []],
      [['aaaa1111 removed'], []],
    ]);
    const left = differencesBetween(before, stateOf(lab));
    expect(left.filter((line) => line.includes('aaaa1111'))).toEqual([]);
    expect(left).toContain('left: remote jobs.batch liqo-doctor/responder-bbbb2222');
    await cleanUp(lab, 0, { all: true });
    expect(differencesBetween(before, stateOf(lab))).toEqual([]);
  });

  test('removes nothing in a dry run, and says what it would remove', async ({ startFor }) => {
    const { lab, check } = await startFor(sameLan('v1.2.0'));
    await check({ keep: true, runId: 'aaaa1111' });
    const kept = stateOf(lab);
    const [local] = await cleanUp(lab, longAfterMs, { dryRun: true });
    expect(
      local?.runs.map(({ status, objects }) => [
        status,
        objects.includes('secrets/liqo-doctor/key-aaaa1111'),
      ]),
    ).toEqual([['found', true]]);
    expect(local?.removedNamespaces).toEqual(['liqo-doctor']);
    expect(differencesBetween(kept, stateOf(lab))).toEqual([]);
  });

  test('says what it was not permitted to look at, and looks into the namespace that is named', async ({
    startFor,
  }) => {
    const forbidden = [{ verb: 'list', resource: 'namespaces' }];
    const { lab, check } = await startFor(withRemoteFaults({ forbidden }));
    const before = stateOf(lab);
    await check({ keep: true, runId: 'aaaa1111' });
    const [, remote] = await cleanUp(lab, longAfterMs);
    expect(remote?.notSeen).toEqual(['not permitted to list namespaces in the whole cluster']);
    expect(differencesBetween(before, stateOf(lab))).toEqual([]);
  });

  test('the next run removes what an earlier one left', async ({ startFor }) => {
    const { lab, check } = await startFor(sameLan('v1.2.0'));
    const before = stateOf(lab);
    await check({ keep: true, runId: 'aaaa1111' });
    // The deadlines of its Jobs pass; the server keeps them for another minute.
    for (const side of sides) lab.clusters[side].passTime(130_000);
    const kept = differencesBetween(before, stateOf(lab));
    const { outcome } = await check({ runId: 'cccc3333' });
    expect(kept).toContain('left: local jobs.batch liqo-doctor/responder-aaaa1111');
    expect(outcome).toMatchObject({ kind: 'report', leftovers: [] });
    const after = stateOf(lab);
    const left = differencesBetween(before, after);
    // The claim of the first run on the namespace ends with its time, by the real clock.
    expect(withoutEmptyNamespace(left, after)).toEqual([]);
  });

  test('two runs at the same time in the same clusters do not harm each other, and the last one takes the namespace', async ({
    startFor,
  }) => {
    const { lab, check } = await startFor(sameLan('v1.2.0'));
    const before = stateOf(lab);
    const [one, other] = await Promise.all([
      check({ runId: 'aaaa1111' }),
      new Promise((resolve) => setTimeout(resolve, 700)).then(() => check({ runId: 'bbbb2222' })),
    ]);
    expect([one.report?.verdict, other.report?.verdict]).toEqual(['ready', 'ready']);
    expect([one.outcome, other.outcome]).toMatchObject([{ leftovers: [] }, { leftovers: [] }]);
    expect(differencesBetween(before, stateOf(lab))).toEqual([]);
  });

  test('of two runs that end at the same moment one takes the namespace', async ({ startFor }) => {
    const { lab } = await startFor(sameLan('v1.2.0'));
    const before = stateOf(lab);
    const { connection } = await clusterOf(lab, 'local');
    const untilMs = Date.now() + 100_000;
    const claims = { ...claim('aaaa1111', untilMs), ...claim('bbbb2222', untilMs) };
    await connection.core.createNamespace({ body: runNamespace('liqo-doctor', claims) });
    let waiting = 2;
    let goOn = () => {};
    const bothHaveSeenTheOther = new Promise<void>((resolve) => (goOn = resolve));
    const call: typeof connection.call = async (target, request) => {
      if (target.verb === 'patch') {
        waiting -= 1;
        if (waiting === 0) goOn();
        await bothHaveSeenTheOther;
      }
      return connection.call(target, request);
    };
    const remove = (runId: string) =>
      removeEmptyNamespace({
        connection: { ...connection, call },
        namespace: 'liqo-doctor',
        runId,
        withinMs: 10_000,
        now: () => Date.now(),
        onProgress: () => undefined,
      });
    expect(await Promise.all([remove('aaaa1111'), remove('bbbb2222')])).toEqual([[], []]);
    connection.close();
    expect(differencesBetween(before, stateOf(lab))).toEqual([]);
  });
});
