import { describe, expect } from 'vitest';

import { resources } from '../../src/lab/api/resources.js';
import { seedNamespace } from '../../src/lab/cluster/base-objects.js';
import type { Lab } from '../../src/lab/start-lab.js';
import { onPremisesNatToCloudNoForwarding } from '../../src/lab/topology/onprem-nat-to-cloud.js';
import { sameLan } from '../../src/lab/topology/same-lan.js';
import type { Site } from '../../src/lab/topology/site.js';
import type { Topology } from '../../src/lab/topology/topology.js';
import { sides, type Side } from '../../src/model/peering.js';
import type { Report } from '../../src/model/report.js';
import { test } from './lab-check.js';

type Direction = NonNullable<Site['isolatedPods']>[number];

/** The pods of one cluster may send nothing, or get nothing. */
function isolated(topology: Topology, side: Side, direction: Direction): Topology {
  const { sites } = topology;
  return { ...topology, sites: { ...sites, [side]: { ...sites[side], isolatedPods: [direction] } } };
}

interface Policy {
  readonly direction: Direction;
  readonly rules?: readonly object[];
  readonly name?: string;
}

/** A policy of the run's namespace that selects every pod and lists nothing, but what is given. */
function seedPolicy({ clusters }: Lab, side: Side, policy: Policy): void {
  const { direction, rules = [], name = 'default-deny' } = policy;
  const { store } = clusters[side].api;
  const spec = {
    podSelector: {},
    policyTypes: [direction === 'egress' ? 'Egress' : 'Ingress'],
    ...(rules.length > 0 && { [direction]: rules }),
  };
  const draft = { metadata: { name, namespace: 'liqo-doctor' }, spec };
  store.add(resources.networkPolicies, store.prepare(resources.networkPolicies, draft));
}

function seedNamespaces(lab: Lab): void {
  for (const side of sides) seedNamespace(lab.clusters[side].api, 'liqo-doctor');
}

function statuses(report: Report | undefined) {
  return report?.requirements.map(({ service, cluster, status }) => `${service} ${cluster} ${status}`);
}

function told(report: Report | undefined, cluster: Side) {
  const finding = report?.findings.find((one) => one.code === 'LD-RUN-007' && one.cluster === cluster);
  return finding && { status: finding.status, reason: finding.reason };
}

const fromThatNothingFollows =
  "From that nothing follows for the way between the clusters, since Liqo's own pods are in another namespace.";

describe.concurrent('NetworkPolicies in the namespace of a run', { timeout: 90_000 }, () => {
  test('are named where they let pods send nothing, and what met silence is unknown', async ({
    startFor,
  }) => {
    const { lab, check, objects } = await startFor(isolated(sameLan('v1.2.0'), 'local', 'egress'));
    seedNamespaces(lab);
    seedPolicy(lab, 'local', { direction: 'egress' });
    const before = objects();
    const { report } = await check();
    expect(report?.verdict).toBe('undetermined');
    expect(statuses(report)).toEqual([
      'apiServer remote unknown',
      'apiServer local not-applicable',
      'gateway remote not-applicable',
      'gateway local met',
    ]);
    expect(told(report, 'local')).toEqual({
      status: 'warn',
      reason: expect.stringMatching(
        /^NetworkPolicy liqo-doctor\/default-deny does not let the run's pods send to all that was probed, and \d+ probes met no answer\. /u,
      ) as string,
    });
    expect(told(report, 'local')?.reason).toContain(fromThatNothingFollows);
    const apiServer = report?.requirements.find(({ service }) => service === 'apiServer');
    expect(apiServer?.reason).toBe(
      'What the pods of the run met says nothing: a NetworkPolicy of their namespace liqo-doctor in the local cluster may have kept their packets back (LD-RUN-007).',
    );
    expect(objects()).toEqual(before);
  });

  test('are named where they let nothing come to the responder', async ({ startFor }) => {
    const { lab, check } = await startFor(isolated(sameLan('v1.2.0'), 'remote', 'ingress'));
    seedNamespaces(lab);
    seedPolicy(lab, 'remote', { direction: 'ingress' });
    const { report } = await check();
    expect(statuses(report)).toEqual([
      'apiServer remote met',
      'apiServer local not-applicable',
      'gateway remote not-applicable',
      'gateway local met',
    ]);
    expect(told(report, 'remote')).toEqual({
      status: 'warn',
      reason: expect.stringMatching(
        /^NetworkPolicy liqo-doctor\/default-deny does not let everything come to the run's responder, and \d+ probes met no answer\. /u,
      ) as string,
    });
  });

  test('are named for the senders alone where these may have sent nothing', async ({ startFor }) => {
    const { lab, check } = await startFor(isolated(sameLan('v1.2.0'), 'local', 'egress'));
    seedNamespaces(lab);
    for (const side of sides) seedPolicy(lab, side, { direction: 'ingress' });
    seedPolicy(lab, 'local', { direction: 'egress', name: 'deny-egress' });
    const { report } = await check();
    expect(told(report, 'local')?.reason).toContain('NetworkPolicy liqo-doctor/deny-egress does not let');
    expect(told(report, 'remote')).toBeUndefined();
  });

  test('of other kinds are thought of where pods meet no answer at all', async ({ startFor }) => {
    const { check } = await startFor(isolated(sameLan('v1.2.0'), 'local', 'egress'));
    const { report } = await check();
    expect(statuses(report)?.[0]).toBe('apiServer remote unknown');
    expect(told(report, 'local')).toEqual({
      status: 'unknown',
      reason:
        "No packet of the run's pods in the local cluster met an answer, not even within the cluster, and no NetworkPolicy of namespace liqo-doctor that could be read explains it: a policy of another kind or the network plugin itself may keep them back. From that nothing follows for the way between the clusters.",
    });
  });

  test('count for nothing where nothing enforces them', async ({ startFor }) => {
    const topology = onPremisesNatToCloudNoForwarding('v1.2.0');
    const [plain, policed] = await Promise.all([startFor(topology), startFor(topology)]);
    seedNamespaces(policed.lab);
    for (const side of sides) {
      seedPolicy(policed.lab, side, { direction: 'egress' });
    }
    const [without, withPolicies] = await Promise.all([plain.check(), policed.check()]);
    expect(statuses(withPolicies.report)).toEqual(statuses(without.report));
    expect(told(withPolicies.report, 'remote')).toEqual({
      status: 'pass',
      reason: expect.stringMatching(
        /^NetworkPolicy liqo-doctor\/default-deny does not let all of the run's packets pass, but (?:one probe|\d+ probes) against that met an answer: it is not enforced here, at least in that direction\.$/u,
      ) as string,
    });
  });

  test('are not blamed for silence where they let everything pass', async ({ startFor }) => {
    const topology = onPremisesNatToCloudNoForwarding('v1.2.0');
    const [plain, policed] = await Promise.all([startFor(topology), startFor(topology)]);
    seedNamespaces(policed.lab);
    for (const side of sides) seedPolicy(policed.lab, side, { direction: 'egress', rules: [{}] });
    const [without, withPolicies] = await Promise.all([plain.check(), policed.check()]);
    expect(statuses(withPolicies.report)).toEqual(statuses(without.report));
    expect([told(withPolicies.report, 'local'), told(withPolicies.report, 'remote')]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
