import { expect } from 'vitest';

import type { ClusterFaults } from '../../src/lab/topology/cluster-spec.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import type { DiscoveryTarget } from '../../src/check/discovery-request.js';
import type { DiscoveryReport } from '../../src/model/discovery.js';
import type { Side } from '../../src/model/peering.js';
import { type CheckLab, test } from './lab-check.js';

/** The authentication server of a cluster, as its node port makes it. */
async function authOf({ check }: CheckLab, side: Side): Promise<Extract<DiscoveryTarget, { kind: 'url' }>> {
  const { report } = await check({ probeFrom: 'none' });
  const endpoint = report?.requirements.find(
    ({ service, cluster }) => service === 'auth' && cluster === side,
  )?.endpoint;
  const [host, port] = [endpoint?.host ?? '', endpoint?.ports[0] ?? 0];
  return { kind: 'url', url: `https://${host}:${port}`, host, port };
}

function withLocalFaults(topology: Topology, faults: ClusterFaults): Topology {
  const { local, remote } = topology.clusters;
  return { ...topology, clusters: { local: { ...local, faults }, remote } };
}

/** The line that creates an object in the local cluster. */
function kubectlOf({ lab }: CheckLab): string {
  return `kubectl apply --kubeconfig ${lab.clusters.local.kubeconfigPath} -f -`;
}

function findingsOf({ findings }: DiscoveryReport, code: string) {
  return findings.filter((finding) => finding.code === code).map(({ status, reason }) => [status, reason]);
}

test('a URL is verified from this machine and from a pod, which is removed, with the line that adds it', async ({
  startFor,
}) => {
  const lab = await startFor(sameLan('v0.10.3'));
  const before = lab.objects();
  const target = await authOf(lab, 'remote');
  const [here, inside] = await Promise.all([
    lab.discover({ target, from: 'operator', knows: ['local'] }),
    lab.discover({ target, from: 'pods', knows: ['local'] }),
  ]);
  for (const [{ report, leftovers }, view] of [
    [here, 'operator'],
    [inside, 'pod'],
  ] as const) {
    expect(report.clusters.map((cluster) => [cluster.view, cluster.status, cluster.url])).toEqual([
      [view, 'verified', target.url],
    ]);
    expect(report.clusters[0]?.addCommand).toContain(`--auth-url ${target.url} --cluster-id`);
    expect(report.clusters[0]?.manifest).toContain('kind: ForeignCluster');
    const lines = report.hints.flatMap((hint) => hint.lines);
    expect(lines).toContain(`${kubectlOf(lab)} <<'EOF'\n${report.clusters[0]?.manifest ?? ''}EOF`);
    expect(leftovers).toEqual([]);
  }
  expect(lab.objects()).toEqual(before);
});

test('the own cluster is told from another one', async ({ startFor }) => {
  const lab = await startFor(sameLan('v0.10.3'));
  const target = await authOf(lab, 'local');
  const { report } = await lab.discover({ target, from: 'operator', knows: ['local'] });
  expect(report.clusters.map(({ status, addCommand }) => [status, addCommand])).toEqual([['own', undefined]]);
  expect(report.hints).toEqual([]);
});

test('where no pod may use a node’s network, that is said instead of "nothing found"', async ({
  startFor,
}) => {
  const lab = await startFor(withLocalFaults(sameLan('v0.10.3'), { hostNetwork: 'refuse' }));
  const before = lab.objects();
  const { report, leftovers } = await lab.discover({
    target: { kind: 'lan', interfaces: [] },
    from: 'pods',
    knows: ['local'],
  });
  expect([report.view, report.clusters, report.lan]).toEqual(['pod', [], undefined]);
  expect(findingsOf(report, 'LD-DISC-012')).toEqual([
    ['unknown', expect.stringMatching(/a pod network carries no multicast: .*PodSecurity/u)],
  ]);
  expect(leftovers).toEqual([]);
  expect(lab.objects()).toEqual(before);
});

test('where it may, a pod looks from the network of its node and is removed', async ({ startFor }) => {
  const lab = await startFor(sameLan('v0.10.3'));
  const before = lab.objects();
  const { report, leftovers } = await lab.discover({
    target: { kind: 'lan', interfaces: [] },
    from: 'pods',
    knows: ['local'],
  });
  expect(report.view).toBe('node');
  expect(report.lan?.listenedMs).toBeGreaterThan(0);
  expect(findingsOf(report, 'LD-DISC-012')).toEqual([['pass', undefined]]);
  expect(leftovers).toEqual([]);
  expect(lab.objects()).toEqual(before);
});

test('with both clusters named, a pod in each looks from the network of its node, and both are removed', async ({
  startFor,
}) => {
  const { local, remote } = sameLan('v0.10.3').clusters;
  const refusing = {
    ...sameLan('v0.10.3'),
    clusters: { local, remote: { ...remote, faults: { hostNetwork: 'refuse' } } },
  } as const;
  for (const [topology, isRefused] of [
    [sameLan('v0.10.3'), false],
    [refusing, true],
  ] as const) {
    const lab = await startFor(topology);
    const before = lab.objects();
    const { report, leftovers } = await lab.discover({
      target: { kind: 'lan', interfaces: ['nothing0'] },
      from: 'pods',
      knows: ['local', 'remote'],
    });
    expect([report.view, report.lan === undefined, report.remoteLan === undefined]).toEqual([
      'node',
      false,
      isRefused,
    ]);
    expect(
      report.findings.flatMap(({ code, from, status }) => (code === 'LD-DISC-012' ? [[from, status]] : [])),
    ).toEqual([
      ['local', 'pass'],
      ['remote', isRefused ? 'unknown' : 'pass'],
    ]);
    expect(leftovers).toEqual([]);
    expect(lab.objects()).toEqual(before);
  }
});

test('v1.x is told to have no authentication server to add', async ({ startFor }) => {
  const lab = await startFor(sameLan('v1.2.0'));
  const { report } = await lab.discover({
    target: { kind: 'lan', interfaces: ['nothing0'] },
    from: 'operator',
    knows: ['local', 'remote'],
  });
  expect(findingsOf(report, 'LD-DISC-001').map(([status]) => status)).toEqual(['warn', 'warn']);
  expect(findingsOf(report, 'LD-DISC-005')).toEqual([
    ['skip', 'The remote cluster announces nothing: see LD-DISC-001.'],
  ]);
});
