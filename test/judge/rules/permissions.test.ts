import { expect, test } from 'vitest';

import type { PermissionFacts } from '../../../src/model/permission-facts.js';
import { known, unknown } from '../../../src/model/fact.js';
import { catalogueEntry } from '../../../src/judge/rules/catalogue.js';
import { onPremisesCluster } from '../../helpers/cluster-facts.js';
import { findingsOf, localOf } from './findings-of.js';

const create: PermissionFacts = {
  verb: 'create',
  resource: 'gatewayservers.networking.liqo.io',
  namespace: 'liqo-tenant-milan',
  purpose: 'to create the gateway server',
  allowed: known(true, 'a test'),
};
const list: PermissionFacts = {
  verb: 'list',
  resource: 'namespaces',
  purpose: 'to look for the tenant namespace',
  allowed: known(true, 'a test'),
};

function local(...permissions: readonly PermissionFacts[]) {
  return { local: onPremisesCluster('local', { permissions }) };
}

test('a denied permission is named with verb, resource, namespace and purpose', () => {
  const denied = known(false, 'a test');
  const run = local({ ...create, allowed: denied }, list, { ...list, allowed: denied });
  const [found] = findingsOf('LD-RUN-003', run);
  expect(found).toEqual({
    code: 'LD-RUN-003',
    title: "The kubeconfig's user may do what liqoctl will need",
    severity: 'warning',
    status: 'warn',
    reason:
      'The user may not create gatewayservers.networking.liqo.io in namespace liqo-tenant-milan (to create the gateway server); ' +
      'may not list namespaces (to look for the tenant namespace).',
    cluster: 'local',
    dependsOn: [],
    evidence: [],
    remedy: catalogueEntry('LD-RUN-003')?.remedy,
    docs: 'ld-run-003',
  });
});

test.each([
  ['all allowed permissions pass', [create, list], ['pass', undefined]],
  ['no permissions that were asked for are skipped', [], ['skip', 'The API server was not asked.']],
  [
    'a permission that could not be told is unknown',
    [create, { ...list, allowed: unknown('the API server does not answer reviews') }],
    [
      'unknown',
      'Whether the user may do all of it could not be told: the API server does not answer reviews.',
    ],
  ],
  [
    'a right to everything that is denied is said so',
    [{ ...list, verb: '*', resource: '*', purpose: 'to install', allowed: known(false, 'a test') }],
    ['warn', 'The user may not do everything (to install).'],
  ],
] as const)('%s', (_, permissions, expected) => {
  expect(localOf('LD-RUN-003', local(...permissions))).toEqual(expected);
});
