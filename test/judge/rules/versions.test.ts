import { expect, test } from 'vitest';

import type { ActivePeering } from '../../../src/model/cluster-facts.js';
import { known, unknown } from '../../../src/model/fact.js';
import { cloudCluster, noLiqoFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { judgeRun } from '../run.js';
import { findingsOf, localOf } from './findings-of.js';

const ids = 'LD-VER-005';
const withId = (clusterId: string) => ({
  local: onPremisesCluster('local', { liqo: { clusterId: known(clusterId, 'a test') } }),
});

test('v1.2.0: a cluster ID with an upper-case letter rules peering out', () => {
  const run = { ...withId('Milan'), remote: cloudCluster('remote'), generation: 'g3' } as const;
  const [found] = findingsOf(ids, run);
  expect(found).toMatchObject({
    code: ids,
    severity: 'error',
    prerequisite: true,
    status: 'fail',
    cluster: 'local',
    reason:
      'The ID "Milan" is not a DNS label of at most 63 characters, so Liqo\'s controllers do not start.',
  });
  expect(judgeRun(run).verdict).toBe('not-ready');
});

test.each([
  ['v1.2.0: a name is a valid ID', 'v1.2.0', 'milan', 'pass', undefined],
  [
    'v0.10.3: a name in place of a UUID passes, and is told',
    'v0.10.3',
    'milan',
    'pass',
    'The ID "milan" is not a UUID, as the chart of Liqo v0.10.3 makes it, but its controllers take it.',
  ],
  [
    'v0.3.1: an ID that is no label is a warning',
    'v0.3.1',
    'Milan',
    'warn',
    'The ID "Milan" is not a DNS label, as the names that Liqo v0.3.1 makes of it must be.',
  ],
] as const)('%s', (...[, version, id, status, reason]) => {
  expect(localOf(ids, { ...withId(id), version })).toEqual([status, reason]);
});

test('v1.2.0: an ID that is not made yet, or could not be read, is not judged', () => {
  const at = (liqo: Parameters<typeof onPremisesCluster>[1]) =>
    localOf(ids, { local: onPremisesCluster('local', liqo) });
  expect(at({ liqo: noLiqoFacts() })).toEqual(['skip', 'Liqo is not installed yet.']);
  expect(at({ liqo: { clusterId: unknown('configmaps is forbidden') } })).toEqual([
    'unknown',
    'The cluster ID could not be read: configmaps is forbidden.',
  ]);
});

const promise = 'its documents promise the last three releases';

test.each([
  ['v1.2.0: Kubernetes 1.33 is in the window', 'v1.2.0', 'v1.33.2', 'pass', undefined],
  [
    'v1.2.0: Kubernetes 1.32 is older than the window',
    'v1.2.0',
    'v1.32.9-eks-113cf36',
    'warn',
    `The cluster runs Kubernetes v1.32.9-eks-113cf36, and Liqo v1.2.0 is for 1.33 to 1.35: ${promise}, and it is built with the client library of Kubernetes 1.35.`,
  ],
  [
    'v0.10.3: Kubernetes 1.30 is newer than the window',
    'v0.10.3',
    'v1.30.0',
    'warn',
    `The cluster runs Kubernetes v1.30.0, and Liqo v0.10.3 is for 1.27 to 1.29: ${promise}, and it is built with the client library of Kubernetes 1.29.`,
  ],
  ['v0.3.2: Kubernetes 1.19 is in the window', 'v0.3.2', 'v1.19.16', 'pass', undefined],
  [
    'v1.2.0: a version that cannot be read stays unknown',
    'v1.2.0',
    'master',
    'unknown',
    'The version of Kubernetes reads "master".',
  ],
] as const)('%s', (...[, version, kubernetes, status, reason]) => {
  const local = onPremisesCluster('local', { kubernetesVersion: known(kubernetes, 'a test') });
  expect(localOf('LD-VER-006', { local, version })).toEqual([status, reason]);
});

const peering = (overrides: Partial<ActivePeering> = {}): ActivePeering => ({
  name: 'rome',
  clusterId: 'rome',
  outgoing: true,
  incoming: false,
  ...overrides,
});

function peered(...peerings: readonly ActivePeering[]) {
  return {
    local: onPremisesCluster('local', { liqo: { activePeerings: known(peerings, 'a test') } }),
  };
}

test.each([
  ['no active peering passes', [], 'pass', undefined],
  ['a peering with a third cluster passes', [peering()], 'pass', undefined],
  [
    'a peering with this very cluster is a warning',
    [peering(), peering({ name: 'r', clusterId: 'remote' })],
    'warn',
    'ForeignCluster r of the local cluster is an active peering with the remote cluster.',
  ],
  [
    'a peering that tells no cluster ID stays unknown',
    [peering({ clusterId: undefined })],
    'unknown',
    'An active peering of the local cluster does not tell with which cluster it is.',
  ],
] as const)('v1.2.0: %s', (...[, peerings, status, reason]) => {
  expect(localOf('LD-VER-007', peered(...peerings))).toEqual([status, reason]);
});

test('v1.2.0: a peer whose ID is unknown may be one of the active peerings', () => {
  const remote = cloudCluster('remote', { liqo: { clusterId: unknown('configmaps is forbidden') } });
  expect(localOf('LD-VER-007', { ...peered(peering()), remote })).toEqual([
    'unknown',
    'The ID of the remote cluster could not be read: configmaps is forbidden.',
  ]);
});
