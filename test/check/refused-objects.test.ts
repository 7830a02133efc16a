import { describe, expect } from 'vitest';

import { deleteObject, inBackground } from '../../src/lab/api/deletion.js';
import { resources } from '../../src/lab/api/resources.js';
import { seedNamespace } from '../../src/lab/cluster/base-objects.js';
import type { Lab } from '../../src/lab/start-lab.js';
import type { AdmissionFault } from '../../src/lab/topology/cluster-spec.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import { sides } from '../../src/model/peering.js';
import type { Report } from '../../src/model/report.js';
import { test } from './lab-check.js';

/** Two clusters in one LAN with Liqo v1.2.0, the remote one with these admission plugins. */
function withRemotePlugins(...admission: readonly AdmissionFault[]): Topology {
  const topology = sameLan('v1.2.0');
  const { local, remote } = topology.clusters;
  return { ...topology, clusters: { local, remote: { ...remote, faults: { admission } } } };
}

function seedNamespaces(lab: Lab): void {
  for (const side of sides) seedNamespace(lab.clusters[side].api, 'liqo-doctor');
}

/** The kinds of what is created in the remote cluster's namespace from now on. */
function creations({ clusters }: Lab): readonly string[] {
  const added: string[] = [];
  clusters.remote.api.store.onChange(({ type, object }) => {
    if (type === 'ADDED' && object.metadata.namespace === 'liqo-doctor') added.push(object.kind);
  });
  return added;
}

function told(report: Report | undefined, code: string) {
  const finding = report?.findings.find((one) => one.code === code && one.cluster === 'remote');
  return { status: finding?.status, reason: finding?.reason };
}

// The words of Kubernetes v1.32, seen on a real API server.
const noNodePorts =
  "ValidatingAdmissionPolicy 'no-node-ports' with binding 'no-node-ports' denied request: NodePort Services are not allowed here";
const noSecrets = 'exceeded quota: few, requested: secrets=1, used: secrets=0, limited: secrets=0';
const outOfBounds =
  '[minimum cpu usage per Container is 100m, but request is 10m, minimum memory usage per Container is 128Mi, but request is 64Mi, cpu max limit to request ratio per Container is 10, but provided ratio is 100.000000]';

const nodePorts: AdmissionFault = {
  resource: 'services',
  where: { path: ['spec', 'type'], is: 'NodePort' },
  because: noNodePorts,
};

describe.concurrent('a cluster that refuses objects of a run', { timeout: 60_000 }, () => {
  test.for([
    { how: 'in a namespace that is there', isThere: true },
    { how: 'in one that the run makes', isThere: false },
  ])(
    'names the policy that keeps node ports out, tries none, and goes on without, $how',
    async ({ isThere }, { startFor }) => {
      const { lab, check } = await startFor(withRemotePlugins(nodePorts));
      if (isThere) seedNamespaces(lab);
      const added = creations(lab);
      const { report } = await check({ workload: { allowLoadBalancer: false } });
      const refused = (name: string) =>
        `A Service of type NodePort was refused (services "${name}" is forbidden: ${noNodePorts})`;
      const [source, gateway] = told(report, 'LD-RUN-006').reason?.match(/services "\S+"/gu) ?? [];
      const nameIn = (text: string | undefined) => text?.slice('services "'.length, -1) ?? '';
      expect(told(report, 'LD-RUN-006')).toEqual({
        status: 'warn',
        reason: `${refused(nameIn(source))}: without it nobody sees which address the other cluster's packets come from. ${refused(nameIn(gateway))}: without it whether a gateway behind a NodePort would be reached is not known.`,
      });
      expect([nameIn(source), nameIn(gateway)]).toEqual([
        expect.stringMatching(/^source-[0-9a-z]+$/) as string,
        expect.stringMatching(/^gateway-nodeport-[0-9a-z]+$/) as string,
      ]);
      expect(told(report, 'LD-RUN-001').status).toBe('pass');
      expect(added.filter((kind) => kind === 'Service')).toEqual([]);
      expect(added).toContain('Pod');
    },
  );

  test.for([
    { kind: 'Secrets', resource: 'secrets', because: noSecrets },
    { kind: 'ConfigMaps', resource: 'configmaps', because: noSecrets.replaceAll('secrets', 'configmaps') },
  ])(
    'creates nothing where a quota leaves no room for $kind, and names it',
    async ({ resource, because }, { startFor }) => {
      const { lab, check } = await startFor(withRemotePlugins({ resource, because }));
      seedNamespaces(lab);
      const added = creations(lab);
      const { report } = await check();
      expect(told(report, 'LD-RUN-001')).toEqual({
        status: 'fail',
        reason: expect.stringContaining(because) as string,
      });
      expect(told(report, 'LD-RUN-001').reason).toContain('(quota: ');
      expect(added).toEqual([]);
    },
  );

  test('has its pods ask for what they may use where a LimitRange wants that', async ({ startFor }) => {
    const path = ['spec', 'containers', '0', 'resources', 'requests', 'cpu'];
    const { lab, check } = await startFor(
      withRemotePlugins({ resource: 'pods', where: { path, is: '10m' }, because: outOfBounds }),
    );
    seedNamespaces(lab);
    const { report } = await check();
    expect([report?.verdict, told(report, 'LD-RUN-001').status]).toEqual(['ready', 'pass']);
  });

  test('names the LimitRange that fits no pod of the run, and creates none', async ({ startFor }) => {
    const { lab, check } = await startFor(withRemotePlugins({ resource: 'pods', because: outOfBounds }));
    seedNamespaces(lab);
    const added = creations(lab);
    const { report } = await check();
    const { status, reason } = told(report, 'LD-RUN-001');
    expect([status, reason]).toEqual(['fail', expect.stringContaining(outOfBounds) as string]);
    expect(reason).toContain('(limit-range: ');
    expect(added).toEqual([]);
  });

  test('takes a dry run of a Service that is itself refused for nothing', async ({ startFor }) => {
    const because = 'admission webhook "effects.example.org" does not support dry run';
    const { lab, check } = await startFor(
      withRemotePlugins({ resource: 'services', because, refusesDryRuns: true }),
    );
    seedNamespaces(lab);
    const { report } = await check();
    expect([report?.verdict, told(report, 'LD-RUN-006').status]).toEqual(['ready', undefined]);
  });

  test('waits for a namespace of an earlier run to be gone instead of taking it for a refusal', async ({
    startFor,
  }) => {
    const { lab, check } = await startFor(sameLan('v1.2.0'));
    seedNamespaces(lab);
    const { api } = lab.clusters.remote;
    // Something with a finalizer that nobody sees to keeps the namespace on its way out.
    const kept = { name: 'kept', namespace: 'liqo-doctor' };
    const deletionTimestamp = new Date(0).toISOString();
    api.store.add(
      resources.configMaps,
      api.store.prepare(resources.configMaps, { metadata: { ...kept, deletionTimestamp } }),
    );
    deleteObject(api.store, { resource: resources.namespaces, key: { name: 'liqo-doctor' } }, inBackground);
    const waits: string[] = [];
    const { report } = await check({
      onProgress: ({ text }) => {
        if (!text.startsWith('waiting for namespace')) return;
        waits.push(text);
        if (waits.length === 1) api.store.remove(resources.configMaps, kept);
      },
    });
    expect([report?.verdict, told(report, 'LD-RUN-001')]).toEqual([
      'ready',
      { status: 'pass', reason: undefined },
    ]);
    expect(waits[0]).toBe('waiting for namespace liqo-doctor of an earlier run to be gone');
  });
});
