import { expect, test } from 'vitest';

import type { RefusedRead } from '../../../src/model/permission-facts.js';
import { unknown } from '../../../src/model/fact.js';
import { onPremisesCluster, type ClusterOverrides } from '../../helpers/cluster-facts.js';
import { localOf } from './findings-of.js';

function seen(refusedReads: readonly RefusedRead[], overrides: ClusterOverrides = {}) {
  return localOf('LD-RUN-004', { local: onPremisesCluster('local', { ...overrides, refusedReads }) });
}

test('nothing refused passes', () => {
  expect(seen([])).toEqual(['pass', undefined]);
});

test('nodes that may not be listed cost the addresses, the kernels and the networks', () => {
  const reads = [{ verb: 'list', resource: 'nodes' }];
  expect(seen(reads, { nodes: unknown('nodes is forbidden') })).toEqual([
    'warn',
    'The user may not list nodes: without it the address that Liqo takes from a node for the API server and for node ports is unknown, and so are the kernels and the networks of the nodes.',
  ]);
});

test('a refused read whose facts were found elsewhere costs nothing, and is told', () => {
  const reads = [{ verb: 'list', resource: 'customresourcedefinitions.apiextensions.k8s.io' }];
  expect(seen(reads)).toEqual([
    'pass',
    'The user may not list customresourcedefinitions.apiextensions.k8s.io: without it whether Liqo is installed, and which generation, has to be told by other objects.',
  ]);
});

test('the minimal peering user of v1.2.0 is told what deployments and a ConfigMap would have said', () => {
  const reads = [
    { verb: 'list', resource: 'deployments.apps', namespace: 'liqo' },
    { verb: 'get', resource: 'configmaps/kube-root-ca.crt', namespace: 'kube-system' },
  ];
  expect(seen(reads, { liqo: { version: unknown('deployments.apps is forbidden') } })).toEqual([
    'warn',
    'The user may not list deployments.apps in namespace liqo: without it the release of Liqo, its overrides of addresses, its MTU, its AWS credentials and its proxy are unknown. ' +
      'The user may not get configmaps/kube-root-ca.crt in namespace kube-system: without it the authority that pods trust, and Liqo hands to the peer, has to be taken from the kubeconfig.',
  ]);
});

test('events and resources that nothing depends on never warn', () => {
  const reads = [
    { verb: 'list', resource: 'events', namespace: 'liqo' },
    { verb: 'list', resource: 'leases.coordination.k8s.io' },
  ];
  expect(seen(reads)).toEqual([
    'pass',
    'The user may not list events in namespace liqo: without it why a load balancer has no address is unknown. The user may not list leases.coordination.k8s.io.',
  ]);
});
