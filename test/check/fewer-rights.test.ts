import { describe, expect } from 'vitest';

import { seedNamespace } from '../../src/lab/cluster/base-objects.js';
import { cloudToCloud } from '../../src/lab/topology/cloud-to-cloud.js';
import type { AccessRule, ClusterFaults } from '../../src/lab/topology/cluster-spec.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import { sides, type Side } from '../../src/model/peering.js';
import type { Report } from '../../src/model/report.js';
import { grantsOf } from '../helpers/cluster-roles.js';
import { test } from './lab-check.js';

/**
 * What `liqoctl generate peering-user` grants in the provider: a Role in the namespace of Liqo, and a ClusterRole bound
 * in the tenant namespace alone.
 *
 * SOURCE: deployments/liqo/files/liqo-peering-user-{liqo-ns-Role,tenant-ns-ClusterRole}.yaml@v1.2.0 and
 * pkg/liqoctl/rest/peering-user/userfactory/roles.go@v1.2.0.
 */
function peeringUser(tenantNamespace: string): readonly AccessRule[] {
  const grant = (namespace: string, resource: string, ...verbs: readonly string[]): AccessRule[] =>
    verbs.map((verb) => ({ verb, resource, namespace }));
  const write = ['create', 'delete', 'get', 'list', 'update'] as const;
  return [
    ...grant('liqo', 'configmaps', 'get', 'list', 'watch'),
    ...grant('liqo', 'ips.ipam.liqo.io', 'get'),
    ...grant('liqo', 'networks.ipam.liqo.io', 'get', 'list'),
    ...grant('liqo', 'wggatewayclienttemplates.networking.liqo.io', 'get', 'list'),
    ...grant('liqo', 'wggatewayservertemplates.networking.liqo.io', 'get', 'list'),
    ...grant(tenantNamespace, 'namespaces', 'get'),
    ...grant(tenantNamespace, 'services', 'get'),
    ...grant(tenantNamespace, 'secrets', 'create', 'delete', 'get', 'list'),
    ...grant(tenantNamespace, 'deployments.apps', 'get'),
    ...grant(tenantNamespace, 'tenants.authentication.liqo.io', ...write),
    ...grant(tenantNamespace, 'ips.ipam.liqo.io', 'create', 'delete', 'get', 'update'),
    ...grant(tenantNamespace, 'configurations.networking.liqo.io', ...write),
    ...grant(tenantNamespace, 'gatewayclients.networking.liqo.io', ...write),
    ...grant(tenantNamespace, 'gatewayservers.networking.liqo.io', ...write),
    ...grant(tenantNamespace, 'publickeies.networking.liqo.io', ...write),
    ...grant(tenantNamespace, 'connections.networking.liqo.io', 'get', 'list'),
  ];
}

/** What an inspection reads and that user may not, of the kinds that the lab has. */
const refusedToPeeringUser = [
  'get namespaces/kube-system',
  'get configmaps/kube-root-ca.crt in namespace kube-system',
  'list nodes',
  'list customresourcedefinitions.apiextensions.k8s.io',
  'list daemonsets.apps',
  'list services in namespace liqo',
  'list endpointslices.discovery.k8s.io in namespace liqo',
  'list ingresses.networking.k8s.io in namespace liqo',
  'list deployments.apps in namespace liqo',
  'list events in namespace liqo',
  'list foreignclusters.core.liqo.io',
  'list gatewayservers.networking.liqo.io',
];

/** What can be told of a provider by the peering user, and what from. */
const restingOnWhatIsRead = new Set([
  // The reviews.
  'LD-RUN-003',
  // Networks of Liqo: pod, service, external and reserved ranges.
  'LD-NET-001',
  'LD-NET-002',
  // The MTU is set by liqoctl peer; the provider shows in /version.
  'LD-NET-004',
  // The Date header of the API server.
  'LD-NET-005',
  // The labels and the data of the ConfigMap with the cluster ID.
  'LD-VER-001',
  'LD-VER-002',
  'LD-VER-003',
  'LD-VER-005',
  // /version, which everybody may read.
  'LD-VER-006',
  // Nothing is prescribed, so nothing is disturbed.
  'LD-VER-004',
  // The certificate that the API server presents.
  'LD-API-006',
  // The provider again: no carrier stands in front of a public cloud.
  'LD-NAT-003',
]);

/** The roles of files in docs/roles; the lab does not tell objects of one kind apart by their names. */
async function documentedRoles(...files: readonly string[]): Promise<readonly AccessRule[]> {
  const grants = await Promise.all(files.map((file) => grantsOf(`docs/roles/${file}`)));
  return grants.flat().map(({ resource, ...grant }) => ({
    ...grant,
    resource:
      resource.includes('/') && !resource.startsWith('pods/') ? resource.replace(/\/.*$/u, '') : resource,
  }));
}

function withFaults(topology: Topology, faults: Partial<Record<Side, ClusterFaults>>): Topology {
  const { local, remote } = topology.clusters;
  return {
    ...topology,
    clusters: {
      local: { ...local, ...(faults.local && { faults: faults.local }) },
      remote: { ...remote, ...(faults.remote && { faults: faults.remote }) },
    },
  };
}

/** What a report says, without times and the ports of the simulated API servers, which no two runs share. */
function saying(report: Report | undefined) {
  return {
    verdict: report?.verdict,
    requirements: report?.requirements.map(({ service, cluster, status, reason }) => ({
      service,
      cluster,
      status,
      reason,
    })),
    findings: report?.findings
      .filter(({ code }) => code !== 'LD-RUN-003')
      .map(({ code, cluster, status, reason }) => ({ code, cluster, status, reason })),
  };
}

function found(report: Report | undefined, code: string, cluster: Side) {
  const finding = report?.findings.find((one) => one.code === code && one.cluster === cluster);
  return { status: finding?.status, reason: finding?.reason };
}

describe.concurrent('a check with fewer rights', { timeout: 90_000 }, () => {
  test('says the same with the documented read-only roles as with every right', async ({ startFor }) => {
    const allowedOnly = await documentedRoles('read-only.yaml');
    const [all, few] = await Promise.all([
      startFor(cloudToCloud('v1.2.0')),
      startFor(withFaults(cloudToCloud('v1.2.0'), { local: { allowedOnly }, remote: { allowedOnly } })),
    ]);
    const withAll = await all.check({ probeFrom: 'operator' });
    const withFew = await few.check({ probeFrom: 'operator' });
    expect(saying(withFew.report)).toEqual(saying(withAll.report));
    expect(found(withFew.report, 'LD-RUN-004', 'remote')).toEqual({ status: 'pass', reason: undefined });
    expect(found(withFew.report, 'LD-RUN-003', 'remote').status).toBe('warn');
  });

  test('runs pods with the documented roles and leaves nothing but the namespace', async ({ startFor }) => {
    const allowedOnly = await documentedRoles('read-only.yaml', 'check.yaml');
    const faults = { local: { allowedOnly }, remote: { allowedOnly } };
    const { lab, check, objects } = await startFor(withFaults(sameLan('v1.2.0'), faults));
    for (const side of sides) seedNamespace(lab.clusters[side].api, 'liqo-doctor');
    const before = objects();
    const { outcome, report } = await check();
    expect(report?.verdict).toBe('ready');
    expect(outcome).toMatchObject({ kind: 'report', leftovers: [] });
    expect(objects()).toEqual(before);
  });

  test('with the minimal peering user says what could not be seen and guesses nothing', async ({
    startFor,
  }) => {
    const allowedOnly = peeringUser('liqo-tenant-milan');
    const { lab, check } = await startFor(withFaults(cloudToCloud('v1.2.0'), { remote: { allowedOnly } }));
    seedNamespace(lab.clusters.remote.api, 'liqo-tenant-milan');
    const { report } = await check({ probeFrom: 'operator' });
    const requirements = report?.requirements.map(
      ({ service, cluster, status }) => `${service} ${cluster} ${status}`,
    );
    expect({ verdict: report?.verdict, requirements }).toEqual({
      verdict: 'undetermined',
      requirements: [
        'apiServer remote unknown',
        'apiServer local not-applicable',
        'gateway remote unknown',
        'gateway local unknown',
      ],
    });
    // It is the user that liqoctl is meant for: nothing that it needs is missing.
    expect(found(report, 'LD-RUN-003', 'remote')).toEqual({ status: 'pass', reason: undefined });
    const refused = found(report, 'LD-RUN-004', 'remote');
    expect(refused.status).toBe('warn');
    expect(refusedToPeeringUser.filter((read) => refused.reason?.includes(read) !== true)).toEqual([]);
    const passed = report?.findings.filter(({ status, cluster }) => status === 'pass' && cluster !== 'local');
    expect(passed?.map(({ code }) => code).filter((code) => !restingOnWhatIsRead.has(code))).toEqual([]);
  });

  test('does not start with pods for the minimal peering user, and says what to do', async ({ startFor }) => {
    const allowedOnly = peeringUser('liqo-tenant-milan');
    const { check, objects } = await startFor(
      withFaults(cloudToCloud('v1.2.0'), { remote: { allowedOnly } }),
    );
    const before = objects();
    const { outcome } = await check();
    expect(outcome).toEqual({
      kind: 'could-not-start',
      failure: {
        code: 'forbidden',
        message: expect.stringMatching(
          /^not permitted in the remote cluster \(context turin\) at \S+ to create jobs\.batch, .* in namespace liqo-doctor$/,
        ) as string,
        hint: 'have the Role liqo-doctor-check granted, which liqo-doctor manifests --grants prints, or use --probe-from operator, which creates nothing',
      },
    });
    expect(objects()).toEqual(before);
  });
});
