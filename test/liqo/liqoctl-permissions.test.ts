import { expect, test } from 'vitest';

import {
  liqoctlPermissions,
  tenantNamespaceOf,
  type LiqoctlUse,
} from '../../src/liqo/liqoctl-permissions.js';
import type { NeededPermission } from '../../src/liqo/needed-permission.js';
import type { LiqoFacts } from '../../src/model/cluster-facts.js';
import { known, unknown } from '../../src/model/fact.js';
import type { PeeringIntent, Side } from '../../src/model/peering.js';
import {
  authServiceFacts,
  clusterFacts,
  earlyLiqoFacts,
  liqoFacts,
  noLiqoFacts,
} from '../helpers/cluster-facts.js';
import { releaseOf } from './releases.js';

const outOfBand: PeeringIntent = {
  liqoVersion: 'v1.2.0',
  peering: 'out-of-band',
  networkingDisabled: false,
  gateway: {},
};
const inBand: PeeringIntent = { ...outOfBand, peering: 'in-band' };
const source = 'a test';

interface Case {
  readonly version: string;
  readonly side: Side;
  readonly intent?: PeeringIntent;
  readonly exists?: LiqoctlUse['tenantNamespaceExists'];
  readonly own?: Partial<LiqoFacts>;
  readonly peer?: LiqoFacts;
}

function needed({ version, side, intent = outOfBand, exists, own = {}, peer }: Case): NeededPermission[] {
  const release = releaseOf(version);
  const facts = (overrides: Partial<LiqoFacts>): LiqoFacts =>
    release.generation === 'g3'
      ? liqoFacts({ version: known(version, source), ...overrides })
      : earlyLiqoFacts(version, overrides);
  return [
    ...liqoctlPermissions({
      release,
      intent,
      cluster: clusterFacts(side, { liqo: facts(own) }),
      peer: clusterFacts(side === 'local' ? 'remote' : 'local', {
        liqo: peer ?? facts(release.generation === 'g3' ? { clusterId: known('oslo', source) } : {}),
      }),
      tenantNamespaceExists: exists ?? known(false, source),
    }),
  ];
}

/** `verb resource @ where`, with the object's name where there is one. */
function inShort({ verb, resource, scope, name }: NeededPermission): string {
  const where = scope.kind === 'namespace' ? scope.namespace : scope.kind;
  return `${verb} ${resource}${name === undefined ? '' : `/${name}`} @ ${where}`;
}

const consumerOfVersion1 = [
  'list configmaps @ liqo',
  'list namespaces @ cluster',
  'create namespaces @ cluster',
  'list networks.ipam.liqo.io @ liqo',
  'create configurations.networking.liqo.io @ liqo-tenant-oslo',
  'get wggatewayclienttemplates.networking.liqo.io @ liqo',
  'create gatewayclients.networking.liqo.io @ liqo-tenant-oslo',
  'get deployments.apps @ liqo-tenant-oslo',
  'get secrets @ liqo-tenant-oslo',
  'create publickeies.networking.liqo.io @ liqo-tenant-oslo',
  'list connections.networking.liqo.io @ liqo-tenant-oslo',
  'create secrets @ liqo-tenant-oslo',
  'get secrets/authentication-keys @ liqo',
  'create identities.authentication.liqo.io @ liqo-tenant-oslo',
  'list identities.authentication.liqo.io @ cluster',
  'create resourceslices.authentication.liqo.io @ liqo-tenant-oslo',
];

const providerOfVersion1 = [
  'list configmaps @ liqo',
  'get namespaces @ liqo-tenant-oslo',
  'list networks.ipam.liqo.io @ liqo',
  'create configurations.networking.liqo.io @ liqo-tenant-oslo',
  'get wggatewayservertemplates.networking.liqo.io @ liqo',
  'create gatewayservers.networking.liqo.io @ liqo-tenant-oslo',
  'get deployments.apps @ liqo-tenant-oslo',
  'get secrets @ liqo-tenant-oslo',
  'create publickeies.networking.liqo.io @ liqo-tenant-oslo',
  'list connections.networking.liqo.io @ liqo-tenant-oslo',
  'create secrets @ liqo-tenant-oslo',
  'list secrets @ liqo-tenant-oslo',
  'create tenants.authentication.liqo.io @ liqo-tenant-oslo',
];

const exists = known(true, source);

test.each([
  ['v1.0.0', 'local'],
  ['v1.2.0', 'local'],
] as const)('the consumer of %s needs what liqoctl peer reads and creates', (version, side) => {
  expect(needed({ version, side }).map(inShort)).toEqual(consumerOfVersion1);
});

// The tenant namespace is made for the minimal peering user: it may get it, neither list nor create namespaces.
test.each(['v1.0.0', 'v1.2.0'])('the provider of %s with a tenant namespace needs to find it', (version) => {
  expect(needed({ version, side: 'remote', exists }).map(inShort)).toEqual(providerOfVersion1);
});

test('where nobody could say whether the tenant namespace is there, it may have to be created', () => {
  const shorts = needed({ version: 'v1.2.0', side: 'remote', exists: unknown('refused') }).map(inShort);
  expect(shorts.slice(0, 3)).toEqual([
    'list configmaps @ liqo',
    'list namespaces @ cluster',
    'create namespaces @ cluster',
  ]);
});

test('in-band, the provider of v1.x is asked for the address of its proxy too', () => {
  const shorts = needed({ version: 'v1.2.0', side: 'remote', exists, intent: inBand }).map(inShort);
  expect(shorts).toEqual([
    ...providerOfVersion1.slice(0, 12),
    'get ips.ipam.liqo.io/api-server-proxy @ liqo',
    'create tenants.authentication.liqo.io @ liqo-tenant-oslo',
  ]);
});

test('with the gateway server in the consumer, the sides change what they create', () => {
  const intent: PeeringIntent = { ...outOfBand, gateway: { location: 'Consumer' } };
  const gateways = (side: Side) =>
    needed({ version: 'v1.2.0', side, intent })
      .map(inShort)
      .filter((short) => short.includes('gateway'));
  expect({ local: gateways('local'), remote: gateways('remote') }).toEqual({
    local: [
      'get wggatewayservertemplates.networking.liqo.io @ liqo',
      'create gatewayservers.networking.liqo.io @ liqo-tenant-oslo',
    ],
    remote: [
      'get wggatewayclienttemplates.networking.liqo.io @ liqo',
      'create gatewayclients.networking.liqo.io @ liqo-tenant-oslo',
    ],
  });
});

test('without networking, only authentication needs something', () => {
  const intent: PeeringIntent = { ...outOfBand, networkingDisabled: true };
  expect(needed({ version: 'v1.2.0', side: 'remote', exists, intent }).map(inShort)).toEqual([
    'list configmaps @ liqo',
    'get namespaces @ liqo-tenant-oslo',
    'create secrets @ liqo-tenant-oslo',
    'list secrets @ liqo-tenant-oslo',
    'create tenants.authentication.liqo.io @ liqo-tenant-oslo',
  ]);
});

test('while the ID of the peer is not known, neither is the tenant namespace', () => {
  const shorts = needed({ version: 'v1.2.0', side: 'local', peer: noLiqoFacts() }).map(inShort);
  expect(shorts).toEqual(
    consumerOfVersion1.map((short) => short.replace('@ liqo-tenant-oslo', '@ unknown-namespace')),
  );
});

test('a permission says what it is for', () => {
  expect(needed({ version: 'v1.2.0', side: 'remote', exists })[5]).toEqual({
    verb: 'create',
    resource: 'gatewayservers.networking.liqo.io',
    scope: { kind: 'namespace', namespace: 'liqo-tenant-oslo' },
    purpose: 'to create the gateway server',
  });
});

const adding = [
  'list configmaps @ liqo',
  'get secrets @ liqo',
  'create secrets @ liqo',
  'list foreignclusters.discovery.liqo.io @ cluster',
  'create foreignclusters.discovery.liqo.io @ cluster',
];

test.each([
  ['v0.3.0', ['get configmaps/cluster-id @ liqo', ...adding.slice(1)]],
  ['v0.3.2', adding],
  ['v0.4.0', adding],
  ['v0.5.0', [...adding, 'list nodes @ cluster']],
  ['v0.10.3', [...adding, 'list nodes @ cluster']],
])('the consumer of %s stores a token and makes a ForeignCluster', (version, expected) => {
  expect(needed({ version, side: 'local' }).map(inShort)).toEqual(expected);
});

const loadBalancer = known(authServiceFacts({ type: 'LoadBalancer' }), source);
const generating = ['get secrets/auth-token @ liqo', 'list configmaps @ liqo'];

test.each([
  {
    title: 'v0.3.2 behind a NodePort reads a node',
    version: 'v0.3.2',
    own: {},
    expected: [
      ...generating,
      'list deployments.apps @ liqo',
      'get services/liqo-auth @ liqo',
      'list nodes @ cluster',
    ],
  },
  {
    title: 'v0.5.0 behind a load balancer reads the arguments and no node',
    version: 'v0.5.0',
    own: { authService: loadBalancer },
    expected: [...generating, 'list deployments.apps @ liqo', 'get services/liqo-auth @ liqo'],
  },
  {
    title: 'v0.5.0 with an override reads no node',
    version: 'v0.5.0',
    own: { authAddressOverride: known('auth.example.org', source) },
    expected: [...generating, 'list deployments.apps @ liqo', 'get services/liqo-auth @ liqo'],
  },
  {
    title: 'v0.10.3 behind a NodePort reads a node',
    version: 'v0.10.3',
    own: {},
    expected: [...generating, 'get services/liqo-auth @ liqo', 'list nodes @ cluster'],
  },
  {
    title: 'v0.10.3 behind a NodePort with an override reads no node',
    version: 'v0.10.3',
    own: {
      authService: known(
        authServiceFacts({ annotations: { 'liqo.io/override-address': '203.0.113.8' } }),
        source,
      ),
    },
    expected: [...generating, 'get services/liqo-auth @ liqo'],
  },
  {
    title: 'v0.10.3 whose Service cannot be read may have to read a node',
    version: 'v0.10.3',
    own: { authService: unknown('refused') },
    expected: [...generating, 'get services/liqo-auth @ liqo', 'list nodes @ cluster'],
  },
] satisfies readonly {
  title: string;
  version: string;
  own: Partial<LiqoFacts>;
  expected: readonly string[];
}[])('the provider of $title', ({ version, own, expected }) => {
  expect(needed({ version, side: 'remote', own }).map(inShort)).toEqual(expected);
});

const inBandBefore1 = [
  'list configmaps @ liqo',
  'list deployments.apps @ liqo',
  'list ipamstorages.net.liqo.io @ cluster',
  'list services @ liqo',
  'list secrets @ liqo',
  'get secrets/auth-token @ liqo',
  'list namespaces @ cluster',
  'create namespaces @ cluster',
  'create networkconfigs.net.liqo.io @ unknown-namespace',
  'list pods @ liqo',
  'create pods/portforward @ liqo',
  'create secrets @ liqo',
  'list foreignclusters.discovery.liqo.io @ cluster',
  'create foreignclusters.discovery.liqo.io @ cluster',
];

test.each([
  ['v0.4.0', 'local', inBandBefore1],
  ['v0.4.0', 'remote', inBandBefore1],
  ['v0.5.0', 'remote', inBandBefore1],
  ['v0.10.3', 'local', [...inBandBefore1, 'list nodes @ cluster']],
  ['v0.10.3', 'remote', inBandBefore1],
  // v0.3 has no in-band peering.
  ['v0.3.2', 'local', adding],
] as const)('in-band, %s needs the same of both clusters (%s)', (version, side, expected) => {
  expect(needed({ version, side, intent: inBand }).map(inShort)).toEqual(expected);
});

test.each(['v0.3.2', 'v0.10.3', 'v1.2.0'])('installing %s needs every right', (version) => {
  expect(needed({ version, side: 'remote', own: noLiqoFacts() })).toEqual([
    { verb: '*', resource: '*', scope: { kind: 'cluster' }, purpose: 'to install Liqo' },
  ]);
});

test('where nobody could say whether Liqo is installed, peering is asked for', () => {
  const own = { installed: unknown('refused') };
  expect(needed({ version: 'v1.2.0', side: 'remote', own, exists }).map(inShort)).toEqual(providerOfVersion1);
});

test.each([
  ['v1.0.0', known('oslo', source), 'liqo-tenant-oslo'],
  // Earlier releases append a digest of the ID to the name of the cluster.
  ['v0.10.3', known('oslo', source), undefined],
  ['v1.2.0', unknown('refused'), undefined],
  ['v1.2.0', known('../../secrets', source), undefined],
  ['v1.2.0', known('o'.repeat(51), source), `liqo-tenant-${'o'.repeat(51)}`],
  ['v1.2.0', known('o'.repeat(52), source), undefined],
] as const)('the tenant namespace of %s for the ID %o', (version, clusterId, namespace) => {
  const peer = clusterFacts('remote', { liqo: liqoFacts({ clusterId }) });
  expect(tenantNamespaceOf(releaseOf(version), peer)).toBe(namespace);
});
