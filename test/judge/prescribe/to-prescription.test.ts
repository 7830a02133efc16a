import { expect, test } from 'vitest';

import type { CarryOutContext } from '../../../src/judge/prescribe/carry-out.js';
import type { Change } from '../../../src/judge/prescribe/remedy.js';
import { toPrescription } from '../../../src/judge/prescribe/to-prescription.js';
import type { ActivePeering, ClusterFacts } from '../../../src/model/cluster-facts.js';
import { known } from '../../../src/model/fact.js';
import {
  cloudCluster,
  earlyLiqoFacts,
  liqoFacts,
  noLiqoFacts,
  onPremisesCluster,
} from '../../helpers/cluster-facts.js';
import { releaseOf } from '../../liqo/releases.js';

function context(version: string, local: ClusterFacts, remote: ClusterFacts): CarryOutContext {
  return {
    release: releaseOf(version),
    clusters: { local, remote },
    words: {
      local: { context: 'a', liqoNamespace: 'liqo' },
      remote: { context: 'b', liqoNamespace: 'liqo' },
    },
  };
}

function finished(changes: readonly Change[], where: CarryOutContext) {
  return toPrescription({ exposure: 'NodePort', summary: 'A test.', changes }, where);
}

const repository = 'helm repo add liqo https://helm.liqo.io/';
const upgrade = (name: string, ...settings: readonly string[]): string =>
  `helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context ${name} ${settings.map((setting) => `--set ${setting}`).join(' ')}`;

const changes: readonly Change[] = [
  { cluster: 'local', kind: 'helm-values', words: 'One.', values: { 'auth.service.type': 'NodePort' } },
  { cluster: 'local', kind: 'infrastructure', words: 'Two.', commands: ['echo router'] },
  { cluster: 'remote', kind: 'helm-values', words: 'Three.', values: { 'auth.tls': 'false' } },
  {
    cluster: 'local',
    kind: 'helm-values',
    words: 'Four.',
    values: { 'gateway.service.type': 'NodePort' },
    kubectl: ['kubectl patch'],
  },
];

test('values of one cluster go into one line, and the chart repository is added once', () => {
  const early = (side: 'local' | 'remote'): ClusterFacts =>
    onPremisesCluster(side, { liqo: earlyLiqoFacts('v0.10.3') });
  expect(finished(changes, context('v0.10.3', early('local'), early('remote')))).toEqual({
    exposure: 'NodePort',
    summary: 'A test.',
    actions: changes.map(({ cluster, kind, words }) => ({ cluster, kind, words })),
    commands: [
      repository,
      upgrade('a', 'auth.service.type=NodePort', 'gateway.service.type=NodePort'),
      'kubectl patch',
      'echo router',
      upgrade('b', 'auth.tls=false'),
    ],
    helmValues: {
      'auth.service.type': 'NodePort',
      'auth.tls': 'false',
      'gateway.service.type': 'NodePort',
    },
    disruptive: false,
    alternatives: [],
  });
});

test('active peerings are taken down and restored once, around the one line', () => {
  const activePeerings = known<readonly ActivePeering[]>(
    [{ name: 'paris', outgoing: true, incoming: false }],
    'a test',
  );
  const local = onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.10.3', { activePeerings }) });
  const remote = onPremisesCluster('remote', { liqo: earlyLiqoFacts('v0.10.3') });
  const { commands, disruptive } = finished(changes, context('v0.10.3', local, remote));
  expect({ commands, disruptive }).toEqual({
    commands: [
      'liqoctl unpeer paris --skip-confirm --context a',
      repository,
      upgrade('a', 'auth.service.type=NodePort', 'gateway.service.type=NodePort'),
      'kubectl patch',
      'liqoctl peer paris --context a',
      'echo router',
      upgrade('b', 'auth.tls=false'),
    ],
    disruptive: true,
  });
});

test('where Liqo is to be installed, values of one cluster go into one installation, managed clusters too', () => {
  const local = cloudCluster('local', { name: 'rome', liqo: noLiqoFacts() });
  const remote = onPremisesCluster('remote', { liqo: earlyLiqoFacts('v0.10.3') });
  expect(finished(changes, context('v0.10.3', local, remote)).commands).toEqual([
    "liqoctl install eks --version v0.10.3 --cluster-name rome --context a --eks-cluster-region eu-west-1 --eks-cluster-name '<name of the EKS cluster>' --set auth.service.type=NodePort --set gateway.service.type=NodePort",
    'kubectl patch',
    'echo router',
    repository,
    upgrade('b', 'auth.tls=false'),
  ]);
});

const peered = (name: string, ownRole: 'consumer' | 'provider') => ({
  activePeerings: known(
    [{ name, clusterId: name, outgoing: ownRole === 'consumer', incoming: ownRole === 'provider' }],
    'a test',
  ),
});

test('in v1.x a new API server address interrupts nobody; the peer itself is told it with the kubeconfig given', () => {
  const local = onPremisesCluster('local', { liqo: liqoFacts({ clusterId: known('local', 'a test') }) });
  const remote = onPremisesCluster('remote', { liqo: peered('local', 'provider') });
  const change: Change = {
    cluster: 'remote',
    kind: 'helm-values',
    words: 'One.',
    values: { 'apiServer.address': 'https://203.0.113.8:6443' },
  };
  const { commands, disruptive } = finished([change], context('v1.2.0', local, remote));
  expect({ commands, disruptive }).toEqual({
    commands: [
      repository,
      'helm upgrade liqo liqo/liqo --namespace liqo --version v1.2.0 --reuse-values --kube-context b --set apiServer.address=https://203.0.113.8:6443',
      'kubectl --context b --namespace liqo rollout status deployment/liqo-controller-manager',
      'liqoctl authenticate --context a --remote-context b',
    ],
    disruptive: false,
  });
});

test.each([
  ['remote', true],
  ['paris', false],
])('in v1.x other gateway flags interrupt a peering of local with %s: %s', (name, expected) => {
  const local = onPremisesCluster('local', { liqo: peered(name, 'consumer') });
  const remote = onPremisesCluster('remote');
  const change: Change = { cluster: 'local', kind: 'peer-flags', words: 'One.', commands: ['liqoctl peer'] };
  expect(finished([change], context('v1.2.0', local, remote)).disruptive).toBe(expected);
});
