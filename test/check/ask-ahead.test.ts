import { describe, expect } from 'vitest';

import { seedNamespace } from '../../src/lab/cluster/base-objects.js';
import type { ClusterFaults } from '../../src/lab/topology/cluster-spec.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import { sides } from '../../src/model/peering.js';
import { test } from './lab-check.js';

function withRemoteFaults(faults: ClusterFaults): Topology {
  const topology = sameLan('v1.2.0');
  const { local, remote } = topology.clusters;
  return { ...topology, clusters: { local, remote: { ...remote, faults } } };
}

describe.concurrent('asking ahead', { timeout: 60_000 }, () => {
  test('creates nothing where pods would be refused, and tells the refusal', async ({ startFor }) => {
    const { lab, check } = await startFor(withRemoteFaults({ podSecurity: 'refuse' }));
    for (const side of sides) seedNamespace(lab.clusters[side].api, 'liqo-doctor');
    const added: string[] = [];
    lab.clusters.remote.api.store.onChange(({ type, object }) => {
      if (type === 'ADDED' && object.metadata.namespace === 'liqo-doctor') added.push(object.kind);
    });
    const { report } = await check();
    const pods = report?.findings.find(({ code, cluster }) => code === 'LD-RUN-001' && cluster === 'remote');
    expect([pods?.status, pods?.reason]).toEqual([
      'fail',
      expect.stringContaining('violates PodSecurity') as string,
    ]);
    expect(added).toEqual([]);
  });

  test('creates nothing in either cluster where one lacks a right that nothing works without', async ({
    startFor,
  }) => {
    const { lab, check } = await startFor(
      withRemoteFaults({ forbidden: [{ verb: 'create', resource: 'secrets' }] }),
    );
    const added: string[] = [];
    for (const side of sides) {
      lab.clusters[side].api.store.onChange(({ object }) => added.push(`${side} ${object.kind}`));
    }
    const { outcome } = await check();
    expect(outcome).toMatchObject({ kind: 'could-not-start', failure: { code: 'forbidden' } });
    expect(added).toEqual([]);
  });

  test('takes a dry run that is itself refused for nothing, and says that it could not ask', async ({
    startFor,
  }) => {
    const { check } = await startFor(withRemoteFaults({ forbidden: [{ verb: 'create', resource: 'pods' }] }));
    const { report } = await check();
    const rights = report?.findings.find(({ code }) => code === 'LD-RUN-005');
    expect([report?.verdict, rights?.cluster, rights?.status, rights?.reason]).toEqual([
      'ready',
      'remote',
      'warn',
      'The user may not create pods in namespace liqo-doctor: without it nobody can ask beforehand whether a pod would be admitted, nor is there a view from the network of a node.',
    ]);
  });
});
