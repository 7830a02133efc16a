import { expect, test } from 'vitest';

import type { LiqoFacts, ServiceFacts } from '../../../src/model/cluster-facts.js';
import { known, unknown } from '../../../src/model/fact.js';
import {
  clusterFacts,
  earlyLiqoFacts,
  gatewayServiceFacts,
  noLiqoFacts,
  nodeFacts,
  onPremisesCluster,
  type ClusterOverrides,
} from '../../helpers/cluster-facts.js';
import { loadBalancerGateway } from '../run.js';
import { findingsOf, localOf, type RuleRun } from './findings-of.js';

function at(code: string, overrides: ClusterOverrides, run: RuleRun = {}) {
  return localOf(code, { local: clusterFacts('local', overrides), ...run });
}

function gateway(overrides: Partial<ServiceFacts>): LiqoFacts {
  const service = gatewayServiceFacts({ type: 'LoadBalancer', annotations: {}, ...overrides });
  return earlyLiqoFacts('v0.10.3', { gatewayService: known(service, 'a test') });
}

const udp = 'LD-PLAT-005';
const doks = { platform: { provider: 'doks' } };
const eks = { platform: { provider: 'eks' } };
const early = { version: 'v0.10.3' };
const noteOnDoks =
  'A load balancer of DigitalOcean checks its backends by TCP or HTTP only, so one for UDP needs a health check on a port that answers those (liqo#1668).';
const noteOnAws =
  'The classic load balancer of AWS carries no UDP: the gateway needs an NLB, by the AWS Load Balancer Controller or the annotation service.beta.kubernetes.io/aws-load-balancer-type.';

test('v0.10.3: a gateway LoadBalancer that an event refuses for UDP is a warning with the words of the event', () => {
  const words = 'Error syncing load balancer: Only TCP LoadBalancer is supported for AWS ELB';
  const liqo = gateway({ warnings: known([words], 'a test') });
  expect(at(udp, { liqo }, early)).toEqual(['warn', `An event of Service liqo-gateway says: ${words}`]);
});

test('v0.10.3: a gateway NodePort asks for no load balancer, unless the matrix row does', () => {
  const run = { ...early, intent: { scenario: 'onprem-to-cloud' } } as const;
  expect(at(udp, { liqo: earlyLiqoFacts('v0.10.3') }, run)).toBeUndefined();
});

test.each([
  ['DigitalOcean without a health-check port warns (liqo#1668)', doks, {}, ['warn', noteOnDoks]],
  [
    'DigitalOcean with a health-check port and no address is unknown',
    doks,
    { annotations: { 'service.beta.kubernetes.io/do-loadbalancer-healthcheck-port': '80' } },
    ['unknown', 'No event tells, and no load balancer for UDP has got an address yet.'],
  ],
  ['EKS with a classic load balancer warns', eks, {}, ['warn', noteOnAws]],
  [
    'EKS with an NLB that has a name passes',
    eks,
    {
      annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' },
      loadBalancer: [{ hostname: 'n.elb.eu-west-1.amazonaws.com' }],
    },
    ['pass', undefined],
  ],
  [
    'a load balancer with an address passes',
    {},
    { loadBalancer: [{ ip: '198.51.100.7' }] },
    ['pass', undefined],
  ],
] as const)('v0.10.3: %s', (...[, platform, service, expected]) => {
  expect(at(udp, { ...platform, liqo: gateway(service) }, early)).toEqual(expected);
});

test('v1.2.0: a LoadBalancer stand-in that replies passes whatever is known of the provider', () => {
  const reached = loadBalancerGateway('local', { host: '198.51.100.7', port: 51_840, outcome: 'replied' });
  const run = { standIns: [reached.standIn], observations: reached.observations };
  const [found] = findingsOf(udp, { local: clusterFacts('local', doks), ...run });
  expect([found?.cluster, found?.status]).toEqual(['local', 'pass']);
});

test('v1.2.0: a LoadBalancer stand-in that waits on DigitalOcean warns', () => {
  const standIn = {
    cluster: 'local',
    service: 'gateway',
    exposure: 'LoadBalancer',
    status: 'pending',
  } as const;
  expect(at(udp, doks, { standIns: [standIn] })).toEqual(['warn', noteOnDoks]);
});

const support = 'LD-PLAT-006';
const cos = nodeFacts({ osImage: 'Container-Optimized OS from Google' });

test.each([
  [
    'v0.3.2: GKE Autopilot is not supported',
    'v0.3.2',
    { platform: { provider: 'gke' }, nodes: known([nodeFacts({ name: 'gk3-a-pool-1' })], 'a test') },
    'warn',
    'The names of its nodes are those of a GKE Autopilot cluster, which Liqo does not support.',
  ],
  [
    'v0.10.3: GKE on Container-Optimized OS is not supported',
    'v0.10.3',
    { platform: { provider: 'gke' }, nodes: known([cos], 'a test') },
    'warn',
    'Node node-1 runs Container-Optimized OS from Google, which Liqo v0.10.3 does not support; it asks for Ubuntu.',
  ],
  [
    'v1.2.0: GKE on Container-Optimized OS is supported',
    'v1.2.0',
    { platform: { provider: 'gke' }, nodes: known([cos], 'a test') },
    'pass',
    undefined,
  ],
  [
    'v1.0.0: the network on OpenShift is work in progress (liqo#2987)',
    'v1.0.0',
    { platform: { provider: 'openshift' } },
    'warn',
    'On OpenShift the network of Liqo v1.x is work in progress; the rest of it works.',
  ],
  ['v0.10.3: OpenShift is supported', 'v0.10.3', { platform: { provider: 'openshift' } }, 'pass', undefined],
  [
    'v1.2.0: a cluster of Windows nodes cannot run Liqo',
    'v1.2.0',
    { nodes: known([nodeFacts({ operatingSystem: 'windows' })], 'a test') },
    'warn',
    'No node is a machine with Linux, which every component of Liqo needs.',
  ],
  [
    'v1.2.0: nodes that could not be read leave it unknown',
    'v1.2.0',
    { nodes: unknown('nodes is forbidden') },
    'unknown',
    'The nodes could not be read: nodes is forbidden.',
  ],
] as const)('%s', (...[, version, overrides, status, reason]) => {
  expect(at(support, overrides, { version })).toEqual([status, reason]);
});

test('v1.2.0: without networking OpenShift is supported', () => {
  const run = { intent: { networkingDisabled: true } };
  expect(at(support, { platform: { provider: 'openshift' } }, run)).toEqual(['pass', undefined]);
});

const credentials = 'LD-PLAT-007';
const noCluster = (name: string) =>
  `Deployment ${name} has no --aws-cluster-name, so Liqo has no AWS credentials and asks EKS for a client certificate, which EKS does not sign.`;

test.each([
  ['v0.10.3: EKS without AWS credentials fails', 'v0.10.3', {}, 'fail', noCluster('liqo-auth')],
  [
    'v0.10.3: EKS with AWS credentials passes',
    'v0.10.3',
    { eksCluster: known('prod', 'a test') },
    'pass',
    undefined,
  ],
  ['v1.2.0: the consumer gives no identity', 'v1.2.0', {}, 'skip', 'The consumer gives no identity.'],
  [
    'v0.10.3: EKS without Liqo is not judged',
    'v0.10.3',
    noLiqoFacts(),
    'skip',
    'Liqo is not installed; liqoctl install eks sets the credentials.',
  ],
  [
    'v0.3.2: credentials that could not be read are unknown',
    'v0.3.2',
    { eksCluster: unknown('deployments.apps is forbidden') },
    'unknown',
    'Whether Liqo has AWS credentials could not be read: deployments.apps is forbidden.',
  ],
] as const)('%s', (...[, version, liqo, status, reason]) => {
  const installed = version === 'v1.2.0' ? liqo : { ...earlyLiqoFacts(version), ...liqo };
  expect(at(credentials, { ...eks, liqo: installed }, { version })).toEqual([status, reason]);
});

test('v1.2.0: a provider on EKS without AWS credentials fails (liqo#3153), and other platforms are not asked', () => {
  const remote = clusterFacts('remote', eks);
  const found = findingsOf(credentials, { local: onPremisesCluster('local'), remote });
  expect(found.map(({ cluster, status, reason }) => [cluster, status, reason])).toEqual([
    ['remote', 'fail', noCluster('liqo-controller-manager')],
  ]);
});

test('v1.2.0: Calico is a note, flannel is none, and an unknown plugin stays unknown', () => {
  const plugin = 'LD-PLAT-008';
  expect(at(plugin, { networkPlugins: known(['calico'], 'a test') })?.[0]).toBe('warn');
  expect(at(plugin, {})).toEqual(['pass', undefined]);
  expect(at(plugin, { networkPlugins: known([], 'a test') })).toEqual([
    'unknown',
    'No known network plugin was found.',
  ]);
  expect(at(plugin, { networkPlugins: unknown('daemonsets.apps is forbidden') })).toEqual([
    'unknown',
    'Which network plugin runs could not be read: daemonsets.apps is forbidden.',
  ]);
});
