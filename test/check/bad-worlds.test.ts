import { describe, expect } from 'vitest';

import { onPremisesToCloud } from '../../src/lab/topology/onprem-to-cloud.js';
import { onPremisesNatToCloudNoForwarding } from '../../src/lab/topology/onprem-nat-to-cloud.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { ClusterFaults } from '../../src/lab/topology/cluster-spec.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import type { Report } from '../../src/model/report.js';
import { clientOf } from '../lab/lab-fixture.js';
import { test } from './lab-check.js';

/** Two clusters in one LAN with Liqo v1.2.0, the remote one with these faults. */
function withRemoteFaults(faults: ClusterFaults): Topology {
  const topology = sameLan('v1.2.0');
  const { local, remote } = topology.clusters;
  return { ...topology, clusters: { local, remote: { ...remote, faults } } };
}

/** What a report says of the pods in the remote cluster. */
function podsOf(report: Report | undefined) {
  const finding = report?.findings.find(({ code, cluster }) => code === 'LD-RUN-001' && cluster === 'remote');
  return { verdict: report?.verdict, status: finding?.status, reason: finding?.reason };
}

describe.concurrent('a check in a world that does not help', { timeout: 60_000 }, () => {
  test('names the Pod Security refusal and stays undetermined', async ({ startFor }) => {
    const { check, objects } = await startFor(withRemoteFaults({ podSecurity: 'refuse' }));
    const before = objects();
    const { report } = await check();
    expect(podsOf(report)).toEqual({
      verdict: 'undetermined',
      status: 'fail',
      reason: expect.stringContaining('violates PodSecurity') as string,
    });
    expect(objects()).toEqual(before);
  });

  test('fails fast with the kubelet’s words on an image that cannot be pulled', async ({ startFor }) => {
    const message = 'failed to resolve reference "example.org/none:1": not found';
    const { check, objects } = await startFor(withRemoteFaults({ imagePull: message }));
    const before = objects();
    const { report } = await check();
    expect(podsOf(report)).toEqual({
      verdict: 'undetermined',
      status: 'fail',
      reason: expect.stringContaining(message) as string,
    });
    expect(report?.timing.durationMs).toBeLessThan(25_000);
    expect(objects()).toEqual(before);
  });

  test('gives up a pod that no node takes, with the scheduler’s words', async ({ startFor }) => {
    const message = '0/2 nodes are available: 2 Insufficient cpu.';
    const { check, objects } = await startFor(withRemoteFaults({ unschedulable: message }));
    const before = objects();
    const { report } = await check();
    expect(podsOf(report)).toEqual({
      verdict: 'undetermined',
      status: 'fail',
      reason: expect.stringContaining(message) as string,
    });
    expect(objects()).toEqual(before);
  });

  test('does not start where creating Jobs is forbidden, names verb and resource, and takes back the other side', async ({
    startFor,
  }) => {
    const forbidden = [{ verb: 'create', resource: 'jobs.batch' }];
    const { check, objects } = await startFor(withRemoteFaults({ forbidden }));
    const before = objects();
    const { outcome } = await check();
    expect(outcome).toMatchObject({
      kind: 'could-not-start',
      failure: {
        code: 'forbidden',
        message: expect.stringContaining('to create jobs.batch in namespace liqo-doctor') as string,
      },
    });
    expect(objects()).toEqual(before);
  });

  test('takes silence for nothing where the responder died while it was probed', async ({ startFor }) => {
    const { check, lab, objects } = await startFor(onPremisesNatToCloudNoForwarding('v1.2.0'));
    const before = objects();
    const core = clientOf(lab.clusters.remote).core;
    let killed: Promise<unknown> | undefined;
    const { report } = await check({
      onProgress: ({ text }) => {
        if (!text.startsWith('probing')) return;
        const labelSelector = 'app.kubernetes.io/component=responder';
        killed ??= core.deleteCollectionNamespacedPod({ namespace: 'liqo-doctor', labelSelector });
      },
    });
    await killed;
    const finding = report?.findings.find(
      ({ code, cluster }) => code === 'LD-RUN-001' && cluster === 'remote',
    );
    expect([finding?.status, finding?.reason]).toEqual([
      'fail',
      expect.stringContaining('responder pod of the remote cluster did not do its work') as string,
    ]);
    expect(
      report?.probes.filter(({ target, outcome }) => target === 'remote' && outcome === 'request-lost'),
    ).toEqual([]);
    expect(objects()).toEqual(before);
  });

  test('names what it cannot see to be gone, without waiting for it', async ({ startFor }) => {
    const { check } = await startFor(
      withRemoteFaults({ forbidden: [{ verb: 'list', resource: 'secrets' }] }),
    );
    const { outcome } = await check();
    expect(outcome).toMatchObject({
      kind: 'report',
      leftovers: [
        {
          side: 'remote',
          object: 'secrets/liqo-doctor',
          reason: expect.stringContaining('cannot list resource "secrets"') as string,
        },
      ],
    });
  });

  test('does not start with credentials that are refused', async ({ startFor }) => {
    const { check } = await startFor(withRemoteFaults({ refuseTokens: true }));
    const { outcome } = await check();
    expect(outcome).toMatchObject({ kind: 'could-not-start', failure: { code: 'unauthorized' } });
  });

  test('refuses the same cluster on both sides', async ({ startFor }) => {
    const { check, objects } = await startFor(sameLan('v1.2.0'));
    const before = objects();
    const { outcome } = await check({ onlyCluster: 'local' });
    expect(outcome).toMatchObject({ kind: 'could-not-start', failure: { code: 'same-cluster' } });
    expect(objects()).toEqual(before);
  });

  test('creates nothing in a dry run, and says what it would create and probe', async ({ startFor }) => {
    const { check, objects } = await startFor(sameLan('v1.2.0'));
    const before = objects();
    const { outcome } = await check({ dryRun: true, workload: { allowLoadBalancer: false } });
    expect(outcome).toEqual({
      kind: 'dry-run',
      dryRun: {
        creates: { local: wouldCreate, remote: wouldCreate },
        probes: {
          local: [
            'HTTPS 192.168.50.21 port 6443: apiServer of the remote cluster (endpoint)',
            'UDP to the gateway stand-in of the remote cluster behind a NodePort Service',
          ],
          remote: [
            'HTTPS 192.168.50.11 port 6443: apiServer of the local cluster (endpoint)',
            'UDP to the gateway stand-in of the local cluster behind a NodePort Service',
          ],
        },
      },
    });
    expect(objects()).toEqual(before);
  });

  test('probes TCP and TLS from the operator’s machine alone, and leaves the gateway unknown', async ({
    startFor,
  }) => {
    const { check, objects } = await startFor(onPremisesToCloud('v0.10.3'));
    const before = objects();
    const { report } = await check({ probeFrom: 'operator' });
    const statuses = report?.requirements.map(({ service, cluster, status }) => [service, cluster, status]);
    const probes = new Set(report?.probes.map(({ from, protocol }) => `${from} ${protocol}`));
    expect(report?.verdict).toBe('undetermined');
    expect(statuses?.filter(([service]) => service === 'gateway')).toEqual([
      ['gateway', 'remote', 'unknown'],
      ['gateway', 'local', 'unknown'],
    ]);
    expect([...probes]).toEqual(['operator https']);
    expect(objects()).toEqual(before);
  });

  test('ends at its own deadline while a pod is stuck, judges what it saw by then, and leaves nothing', async ({
    startFor,
  }) => {
    const { check, objects } = await startFor(withRemoteFaults({ unschedulable: 'no node' }));
    const before = objects();
    const { outcome, report } = await check({ timeoutMs: 3000 });
    expect([outcome.kind, report?.verdict]).toEqual(['report', 'undetermined']);
    // The scheduler's refusal alone would be waited for 8 s, and the probes of the other cluster for 4.5 s more.
    expect(report?.timing.durationMs).toBeLessThan(6000);
    expect(objects()).toEqual(before);
  });

  test.for([
    { moment: 'it has just begun to raise', text: 'waiting for the responder pod' },
    { moment: 'the prober pod starts', text: 'waiting for the prober pod' },
    { moment: 'probes are under way', text: 'probes' },
  ])('leaves nothing when it is interrupted while $moment', async ({ text }, { startFor }) => {
    const { check, objects } = await startFor(sameLan('v1.2.0'));
    const before = objects();
    const interruption = new AbortController();
    const { outcome, report } = await check({
      signal: interruption.signal,
      onProgress: (event) => {
        if (event.text.includes(text)) interruption.abort();
      },
    });
    expect([outcome, report]).toEqual([{ kind: 'interrupted', leftovers: [] }, undefined]);
    expect(objects()).toEqual(before);
  });
});

const wouldCreate = [
  'Namespace liqo-doctor, if it does not exist',
  'Job liqo-doctor/responder-RUN, which owns all of the following',
  'Secret liqo-doctor/key-RUN',
  'ConfigMap liqo-doctor/agent-RUN',
  'ConfigMap liqo-doctor/responder-plan-RUN',
  'ConfigMap liqo-doctor/prober-plan-RUN-1',
  'Service liqo-doctor/source-RUN of type NodePort',
  'Service liqo-doctor/gateway-nodeport-RUN of type NodePort',
  'Job liqo-doctor/prober-RUN-1',
];
