import { expect, test } from 'vitest';

import type { ActivePeering, LiqoFacts } from '../../src/model/cluster-facts.js';
import { known, unknown, type Fact } from '../../src/model/fact.js';
import {
  definitions,
  deployment,
  earlyCluster,
  list,
  recentCluster,
  warning,
  type Fixture,
} from '../helpers/kubernetes-fixture.js';
import { inspect, refuse } from '../helpers/kubernetes-inspection.js';

const deploymentsPath = '/apis/apps/v1/namespaces/liqo/deployments';
const eventsPath = '/api/v1/namespaces/liqo/events';

/** Liqo v0.10.3 with these programs beside the controller manager. */
function early(...programs: readonly object[]): Fixture {
  const manager = deployment('controller-manager', 'ghcr.io/liqotech/liqo-controller-manager:v0.10.3');
  return { ...earlyCluster, [deploymentsPath]: list(manager, ...programs) };
}

/** Liqo v1.2.0 whose controller manager has these arguments. */
function recent(...args: readonly string[]): Fixture {
  const manager = deployment('controller-manager', 'ghcr.io/liqotech/liqo-controller-manager:v1.2.0', args);
  return { ...recentCluster, [deploymentsPath]: list(manager) };
}

function program(component: string, ...args: readonly string[]): object {
  return deployment(component, `ghcr.io/liqotech/${component}:v0.10.3`, args);
}

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const awsKeys = [
  '--aws-access-key-id=$(ACCESS_KEY_ID)',
  '--aws-secret-access-key=$(SECRET_ACCESS_KEY)',
  '--aws-region=eu-west-1',
];
const ofAuth = 'arguments of Deployment liqo-auth';
const ofManager = 'arguments of Deployment liqo-controller-manager';
const ofCaOverride = 'argument --ca-override of Deployment liqo-controller-manager';
const reservedPools = 'argument --manager.reserved-pools of Deployment liqo-network-manager';

interface Row {
  readonly title: string;
  readonly fixture: Fixture;
  readonly expected: Partial<LiqoFacts>;
}

const rows: readonly Row[] = [
  {
    title: 'v1.2.0: --ca-override is base64 of PEM',
    fixture: recent(`--ca-override=${base64(pem)}`),
    expected: { caOverride: known(pem, ofCaOverride) },
  },
  {
    title: 'v1.2.0: --ca-override as PEM is refused by Liqo itself',
    fixture: recent(`--ca-override=${pem}`),
    expected: {
      caOverride: unknown(`${ofCaOverride} is not base64, with which liqo-controller-manager does not start`),
    },
  },
  {
    title: 'v1.2.0: --ca-override of base64 of base64 is no certificate',
    fixture: recent(`--ca-override=${base64(base64(pem))}`),
    expected: { caOverride: unknown(`${ofCaOverride} is base64, but not of a certificate in PEM`) },
  },
  {
    title: 'v0.10.3: liqo-auth with all four AWS settings asks EKS',
    fixture: early(program('auth', ...awsKeys, '--aws-cluster-name=prod')),
    expected: { eksCluster: known('prod', 'argument --aws-cluster-name of Deployment liqo-auth') },
  },
  {
    title: 'v0.10.3: a cluster name alone is no AWS configuration',
    fixture: early(program('auth', '--aws-cluster-name=prod')),
    expected: { eksCluster: known(null, ofAuth) },
  },
  {
    title: 'v1.2.0: the controller manager with all four AWS settings asks EKS',
    fixture: recent(...awsKeys, '--aws-cluster-name=prod'),
    expected: {
      eksCluster: known('prod', 'argument --aws-cluster-name of Deployment liqo-controller-manager'),
    },
  },
  {
    title: 'v1.2.0: keys without a cluster name are no AWS configuration',
    fixture: recent(...awsKeys),
    expected: { eksCluster: known(null, ofManager) },
  },
  {
    title: 'v0.3.0: the gateway has no argument for the MTU',
    fixture: early(program('gateway', '--run-as=liqo-gateway')),
    expected: { tunnelMtu: unknown('arguments of Deployment liqo-gateway do not have --gateway.mtu') },
  },
  {
    title: 'v0.10.3: an MTU that is no number',
    fixture: early(program('gateway', '--gateway.mtu=auto')),
    expected: {
      tunnelMtu: unknown('argument --gateway.mtu of Deployment liqo-gateway is not a number of bytes'),
    },
  },
  {
    title: 'v0.10.3: no gateway',
    fixture: early(),
    expected: { tunnelMtu: unknown('there is no Deployment of liqo-gateway') },
  },
  {
    title: 'v0.10.3: reserved subnets that are empty are left out of the arguments',
    fixture: early(program('network-manager', '--manager.pod-cidr=10.200.0.0/16')),
    expected: { reservedRanges: known([], 'arguments of Deployment liqo-network-manager') },
  },
  {
    title: 'v0.10.3: reserved subnets as the helper of the chart joins them',
    fixture: early(program('network-manager', '--manager.reserved-pools=10.0.0.0/8,fd00::/64,10.0.0.0/8')),
    expected: { reservedRanges: known(['10.0.0.0/8', 'fd00::/64'], reservedPools) },
  },
  {
    title: 'v0.10.3: reserved subnets that are none',
    fixture: early(program('network-manager', '--manager.reserved-pools=10.0.0.0/8,everything')),
    expected: { reservedRanges: unknown(`${reservedPools} is not a list of address ranges`) },
  },
  {
    title: 'v0.10.3: reserved subnets of IpamStorage, where the Deployment is not there',
    fixture: {
      ...early(),
      '/apis/net.liqo.io/v1alpha1/ipamstorages': list({
        metadata: { name: 's' },
        spec: { reservedSubnets: ['192.168.1.0/24'] },
      }),
    },
    expected: {
      reservedRanges: known(['192.168.1.0/24'], 'spec.reservedSubnets of IpamStorage s'),
    },
  },
  {
    title: 'v0.10.3: no Deployment of liqo-discovery',
    fixture: early(),
    expected: { lanDiscovery: known(null, 'deployments.apps in namespace liqo') },
  },
  {
    title: 'v0.3.0: liqo-discovery holds the overrides',
    fixture: early(program('discovery', '--auth-service-port-override=443')),
    expected: {
      authAddressOverride: known(null, 'arguments of Deployment liqo-discovery'),
      authPortOverride: known('443', 'argument --auth-service-port-override of Deployment liqo-discovery'),
    },
  },
  {
    title: 'v0.5.0: an override given twice',
    fixture: {
      ...earlyCluster,
      [deploymentsPath]: list(
        deployment('controller-manager', 'liqo/liqo-controller-manager:v0.5.0', [
          '--auth-service-address-override=ingress.example.org',
          '--auth-service-address-override=203.0.113.8',
        ]),
      ),
    },
    expected: {
      authAddressOverride: known(
        '203.0.113.8',
        'argument --auth-service-address-override of Deployment liqo-controller-manager',
      ),
      shadowedAddressOverride: known(
        'ingress.example.org',
        'argument --auth-service-address-override of Deployment liqo-controller-manager',
      ),
    },
  },
];

test.each(rows.map((row) => [row.title, row] as const))('%s', async (_title, { fixture, expected }) => {
  const { facts } = await inspect(fixture);
  expect(facts.liqo).toMatchObject(expected);
});

test('settings of v1.x need no Deployments to be told', async () => {
  const { facts } = await inspect({
    ...recentCluster,
    [deploymentsPath]: refuse('list', 'deployments'),
  });
  const { tunnelMtu, reservedRanges, lanDiscovery, caOverride } = facts.liqo;
  expect({ tunnelMtu, reservedRanges, lanDiscovery, caOverride }).toEqual({
    tunnelMtu: known(null, 'Liqo v1.x, which has no such setting'),
    reservedRanges: known(['192.168.1.0/24'], 'Networks of type reserved'),
    lanDiscovery: known(null, 'Liqo v1.x, which has no such setting'),
    caOverride: unknown("the kubeconfig's user may not list deployments.apps in namespace liqo"),
  });
});

const enabled = { enabled: true };

test.each<readonly [string, object, Omit<ActivePeering, 'name' | 'clusterId'> | undefined]>([
  [
    'a consumer uses this cluster',
    { role: 'Consumer', modules: { authentication: enabled } },
    { outgoing: false, incoming: true },
  ],
  [
    'a provider is used by this cluster',
    { role: 'Provider', modules: { offloading: enabled } },
    { outgoing: true, incoming: false },
  ],
  [
    'both at once',
    { role: 'ConsumerAndProvider', modules: { authentication: enabled } },
    { outgoing: true, incoming: true },
  ],
  [
    'networking alone',
    { role: 'Unknown', modules: { networking: enabled } },
    { outgoing: false, incoming: false },
  ],
  [
    'a role that networking alone cannot have',
    { role: 'Provider', modules: { networking: enabled } },
    { outgoing: false, incoming: false },
  ],
  ['no module', { role: 'Provider', modules: {} }, undefined],
  ['no status', {}, undefined],
])('v1.2.0: of a peering, %s', async (_title, status, expected) => {
  const { facts } = await inspect({
    ...recentCluster,
    '/apis/core.liqo.io/v1beta1/foreignclusters': list({
      metadata: { name: 'rome' },
      spec: { clusterID: 'rome-id' },
      status,
    }),
  });
  const peering = expected && { name: 'rome', clusterId: 'rome-id', ...expected };
  expect(facts.liqo.activePeerings).toEqual(known(peering ? [peering] : [], 'foreignclusters.core.liqo.io'));
});

test.each<readonly [string, string, readonly [boolean, boolean] | undefined]>([
  ['Established', 'None', [true, false]],
  ['None', 'Pending', [false, true]],
  ['Disconnecting', 'Established', [true, true]],
  ['None', 'Denied', undefined],
])('v0.10.3: a peering that is %s outgoing and %s incoming', async (outgoing, incoming, expected) => {
  const { facts } = await inspect({
    ...earlyCluster,
    '/apis/discovery.liqo.io/v1alpha1/foreignclusters': list({
      metadata: { name: 'rome' },
      status: {
        peeringConditions: [
          { type: 'OutgoingPeering', status: outgoing },
          { type: 'IncomingPeering', status: incoming },
          { type: 'NetworkStatus', status: 'Established' },
        ],
      },
    }),
  });
  const peerings = expected ? [{ name: 'rome', outgoing: expected[0], incoming: expected[1] }] : [];
  expect(facts.liqo.activePeerings).toEqual(known(peerings, 'foreignclusters.discovery.liqo.io'));
});

/** The warnings about Service liqo-gateway. */
async function gatewayWarnings(events: object | ReturnType<typeof refuse>): Promise<Fact<readonly string[]>> {
  const { facts } = await inspect({ ...earlyCluster, [eventsPath]: events });
  const { gatewayService } = facts.liqo;
  if (!gatewayService.known || gatewayService.value === null) throw new Error('no gateway');
  return gatewayService.value.warnings;
}

test('warnings about a Service are told newest first, each once, and at most ten of them', async () => {
  const of = (text: string, minute: number): object =>
    warning('liqo-gateway', text, `2026-03-01T10:${String(minute).padStart(2, '0')}:00Z`);
  const many = Array.from({ length: 12 }, (_, index) => of(`failure ${index}`, index));
  const recentSeries = {
    ...of('still\u001b[31m failing', 0),
    lastTimestamp: null,
    eventTime: '2026-03-01T09:00:00.000000Z',
    series: { count: 3, lastObservedTime: '2026-03-01T11:00:00.000000Z' },
  };
  const normal = { ...of('all is well', 59), type: 'Normal' };
  expect(await gatewayWarnings(list(...many, of('failure 3', 30), recentSeries, normal))).toEqual(
    known(
      ['still\uFFFD[31m failing', ...[3, 11, 10, 9, 8, 7, 6, 5, 4].map((index) => `failure ${index}`)],
      'events in namespace liqo',
    ),
  );
});

test('events that may not be listed leave the warnings unknown', async () => {
  expect(await gatewayWarnings(refuse('list', 'events'))).toEqual(
    unknown("the kubeconfig's user may not list events in namespace liqo"),
  );
});

test.each([
  ['calico', ['calico-node', 'kube-proxy']],
  ['calico', ['csi-node-driver', 'calico-node']],
  ['canal', ['canal']],
  ['canal', ['rke2-canal', 'rke2-ingress-nginx-controller']],
  ['cilium', ['cilium', 'cilium-envoy']],
  ['cilium', ['anetd', 'gke-metadata-server']],
  ['flannel', ['kube-flannel-ds']],
  ['flannel', ['kube-flannel-ds-amd64']],
  ['kindnet', ['kindnet', 'kube-proxy']],
  ['aws-vpc-cni', ['aws-node', 'kube-proxy']],
  ['azure-cni', ['azure-cns', 'azure-ip-masq-agent', 'cloud-node-manager']],
  ['ovn-kubernetes', ['ovnkube-node', 'multus']],
  ['openshift-sdn', ['sdn', 'sdn-controller']],
  ['antrea', ['antrea-agent']],
  ['weave', ['weave-net']],
  ['kube-router', ['kube-router']],
])('%s is recognised by %s', async (plugin, daemonSets) => {
  const { facts } = await inspect({
    ...recentCluster,
    '/apis/apps/v1/daemonsets': definitions(...daemonSets),
  });
  expect(facts.networkPlugins).toEqual(known([plugin], 'daemonsets.apps'));
});

test('a plugin that is not known, and one that has no DaemonSet, leave the list empty', async () => {
  const { facts } = await inspect({
    ...recentCluster,
    '/apis/apps/v1/daemonsets': definitions('svclb-traefik', 'flannel-exporter', 'cilium-node-init'),
  });
  expect(facts.networkPlugins).toEqual(known([], 'daemonsets.apps'));
});
