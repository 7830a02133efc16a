import { expect, test } from 'vitest';

import { advertisedApiServer } from '../../src/liqo/advertised-api-server.js';
import type { ClusterFacts, LiqoFacts, NodeFacts } from '../../src/model/cluster-facts.js';
import { known, unknown } from '../../src/model/fact.js';
import type { Endpoint, Exposure } from '../../src/model/peering.js';
import {
  addresses,
  cloudCluster,
  clusterFacts,
  earlyLiqoFacts,
  liqoFacts,
  noLiqoFacts,
  nodeFacts,
  onPremisesCluster,
} from '../helpers/cluster-facts.js';
import type { ClusterOverrides } from '../helpers/cluster-facts.js';
import { releaseOf } from './releases.js';

const source = 'a test';
const at = (host: string, port: number): Endpoint => ({ protocol: 'https', host, ports: [port] });
const role = (name: string): Record<string, string> => ({ [`node-role.kubernetes.io/${name}`]: '' });
const controlPlane = (overrides: Partial<NodeFacts>): NodeFacts =>
  nodeFacts({ labels: role('control-plane'), ...overrides });

/** cp-1 (192.168.1.10, control plane) and worker-1 (192.168.1.11); the kubeconfig says https://192.168.1.10:6443. */
function cluster(release: string, overrides: ClusterOverrides = {}): ClusterFacts {
  const { liqo, ...others } = overrides;
  const installed = /^v0/.test(release)
    ? earlyLiqoFacts(release, liqo)
    : liqoFacts({ version: known(release, source), ...liqo });
  return onPremisesCluster('local', { ...others, liqo: installed });
}

const configured = (address: string): ClusterOverrides => ({
  liqo: { apiServerOverride: known(address, source) },
});
const withNodes = (...nodes: readonly NodeFacts[]): ClusterOverrides => ({ nodes: known(nodes, source) });
const publicNode = controlPlane({
  name: 'cp-1',
  addresses: addresses(['InternalIP', '10.0.0.1'], ['ExternalIP', '198.51.100.1']),
});

interface Row {
  readonly release: string;
  readonly because: string;
  readonly facts?: ClusterOverrides;
  readonly endpoint: Endpoint | null;
  readonly exposure: Exposure | null;
}

const rows: readonly Row[] = [
  // No address configured: a control-plane node and port 6443.
  ...['v0.3.2', 'v0.5.0', 'v0.10.3', 'v1.0.0', 'v1.1.0', 'v1.2.0'].map((release): Row => ({
    release,
    because: 'the control-plane node is advertised with port 6443',
    endpoint: at('192.168.1.10', 6443),
    exposure: 'Exposed',
  })),
  {
    release: 'v0.8.0',
    because: 'the port is 6443 even when the API server listens elsewhere',
    facts: { apiServer: { kubeconfigUrl: 'https://192.168.1.10:16443' } },
    endpoint: at('192.168.1.10', 6443),
    exposure: 'Exposed',
  },
  {
    release: 'v0.3.2',
    because: 'the label master counts when no node is labelled control-plane',
    facts: withNodes(
      nodeFacts({ name: 'a' }),
      nodeFacts({ name: 'm', labels: role('master'), addresses: addresses(['InternalIP', '10.0.0.7']) }),
    ),
    endpoint: at('10.0.0.7', 6443),
    exposure: 'Exposed',
  },
  {
    release: 'v0.6.0',
    because: 'the label master does not count beside control-plane',
    facts: withNodes(
      nodeFacts({ name: 'm', labels: role('master'), addresses: addresses(['ExternalIP', '198.51.100.7']) }),
      controlPlane({ name: 'z', addresses: addresses(['InternalIP', '10.0.0.9']) }),
    ),
    endpoint: at('10.0.0.9', 6443),
    exposure: 'Exposed',
  },
  {
    release: 'v0.4.0',
    because: 'the label controlplane of RKE is not known yet',
    facts: withNodes(nodeFacts({ labels: role('controlplane') })),
    endpoint: null,
    exposure: null,
  },
  {
    release: 'v0.5.0',
    because: 'the label controlplane of RKE is known',
    facts: withNodes(nodeFacts({ labels: role('controlplane') })),
    endpoint: at('192.168.1.11', 6443),
    exposure: 'Exposed',
  },
  {
    release: 'v1.2.0',
    because: 'the label controlplane of RKE is known',
    facts: withNodes(nodeFacts({ labels: role('controlplane') })),
    endpoint: at('192.168.1.11', 6443),
    exposure: 'Exposed',
  },
  {
    release: 'v0.10.3',
    because: 'without any labelled node there is nothing to advertise',
    facts: withNodes(nodeFacts()),
    endpoint: null,
    exposure: null,
  },
  {
    release: 'v0.10.3',
    because: 'the type of address goes before the order of nodes',
    facts: withNodes(
      controlPlane({ name: 'cp-1', addresses: addresses(['InternalIP', '10.0.0.1']) }),
      controlPlane({
        name: 'cp-2',
        addresses: addresses(['InternalIP', '10.0.0.2'], ['ExternalIP', '198.51.100.2']),
      }),
    ),
    endpoint: at('198.51.100.2', 6443),
    exposure: 'PublicAddress',
  },
  {
    release: 'v1.0.0',
    because: 'an InternalDNS name precedes an InternalIP',
    facts: withNodes(
      controlPlane({ addresses: addresses(['InternalIP', '10.0.0.1'], ['InternalDNS', 'cp.internal']) }),
    ),
    endpoint: at('cp.internal', 6443),
    exposure: 'Exposed',
  },
  {
    release: 'v0.8.0',
    because: 'an ExternalDNS name is public',
    facts: withNodes(controlPlane({ addresses: addresses(['ExternalDNS', 'cp.example.org']) })),
    endpoint: at('cp.example.org', 6443),
    exposure: 'PublicAddress',
  },
  {
    release: 'v1.2.0',
    because: 'a node that is not Ready is taken all the same',
    facts: withNodes(controlPlane({ ready: false })),
    endpoint: at('192.168.1.11', 6443),
    exposure: 'Exposed',
  },
  {
    release: 'v1.2.0',
    because: 'an IPv6 address is understood by its last colon',
    facts: withNodes(controlPlane({ addresses: addresses(['InternalIP', 'fd00::10']) })),
    endpoint: at('fd00::10', 6443),
    exposure: 'Exposed',
  },
  // An address configured.
  {
    release: 'v0.3.2',
    because: 'a configured URL is advertised as it is',
    facts: configured('https://203.0.113.8:6443'),
    endpoint: at('203.0.113.8', 6443),
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.10.3',
    because: 'a configured address without scheme becomes an https URL',
    facts: configured('203.0.113.8:6443'),
    endpoint: at('203.0.113.8', 6443),
    exposure: 'PortForwarding',
  },
  {
    release: 'v1.2.0',
    because: 'a configured address without port means 443',
    facts: configured('https://api.example.org'),
    endpoint: at('api.example.org', 443),
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.6.0',
    because: 'a configured http URL becomes one with two schemes',
    facts: configured('http://203.0.113.8:6443'),
    endpoint: null,
    exposure: null,
  },
  {
    release: 'v0.8.0',
    because: 'an empty configured address is none',
    facts: configured(''),
    endpoint: at('192.168.1.10', 6443),
    exposure: 'Exposed',
  },
  {
    release: 'v1.1.0',
    because: 'a configured private address is exposed on its network',
    facts: configured('https://192.168.1.100:6443'),
    endpoint: at('192.168.1.100', 6443),
    exposure: 'Exposed',
  },
  {
    release: 'v1.2.0',
    because: 'a configured public address beside public nodes is public itself',
    facts: { ...withNodes(publicNode), ...configured('https://198.51.100.200:6443') },
    endpoint: at('198.51.100.200', 6443),
    exposure: 'PublicAddress',
  },
  {
    release: 'v1.2.0',
    because: 'a configured address that a node has is public',
    facts: { ...withNodes(publicNode), ...configured('https://198.51.100.1:6443') },
    endpoint: at('198.51.100.1', 6443),
    exposure: 'PublicAddress',
  },
  {
    release: 'v1.2.0',
    because: 'no forward is assumed when the nodes are unknown',
    facts: { nodes: unknown('forbidden'), ...configured('https://203.0.113.8:6443') },
    endpoint: at('203.0.113.8', 6443),
    exposure: 'PublicAddress',
  },
  {
    release: 'v0.5.0',
    because: 'a configured loopback address exposes nothing',
    facts: configured('https://127.0.0.1:6443'),
    endpoint: at('127.0.0.1', 6443),
    exposure: 'ClusterIP',
  },
  {
    release: 'v1.2.0',
    because: 'a configured IPv6 URL with brackets is understood',
    facts: configured('https://[2001:db8::10]:6443'),
    endpoint: at('2001:db8::10', 6443),
    exposure: 'PortForwarding',
  },
];

test.each(rows)('Liqo $release, API server: $because', ({ release, facts, endpoint, exposure }) => {
  const advertised = advertisedApiServer(cluster(release, facts), releaseOf(release));
  expect([advertised.endpoint, advertised.exposure, advertised.determinate]).toEqual([
    endpoint,
    exposure,
    true,
  ]);
});

const bareCluster = (kubeconfigUrl: string, overrides: ClusterOverrides = {}): ClusterFacts =>
  onPremisesCluster('local', { ...overrides, apiServer: { kubeconfigUrl }, liqo: noLiqoFacts() });

test.each([
  {
    title: 'the server of the kubeconfig would be configured',
    facts: bareCluster('https://198.51.100.5:443'),
    endpoint: at('198.51.100.5', 443),
    exposure: 'PortForwarding',
  },
  {
    title: 'a loopback kubeconfig leaves the control-plane node',
    facts: bareCluster('https://127.0.0.1:46601'),
    endpoint: at('192.168.1.10', 6443),
    exposure: 'Exposed',
  },
  {
    title: 'a kubeconfig of 0.0.0.0 leaves the control-plane node',
    facts: bareCluster('https://0.0.0.0:46601'),
    endpoint: at('192.168.1.10', 6443),
    exposure: 'Exposed',
  },
  {
    title: 'a kubeconfig of localhost leaves the control-plane node',
    facts: bareCluster('https://localhost:6443'),
    endpoint: at('192.168.1.10', 6443),
    exposure: 'Exposed',
  },
  {
    title: 'a loopback kubeconfig and no control-plane node leave nothing',
    facts: bareCluster('https://localhost:6443', withNodes(nodeFacts())),
    endpoint: null,
    exposure: null,
  },
  {
    title: 'a managed cluster is published by its cloud',
    facts: cloudCluster('local', { liqo: noLiqoFacts() }),
    endpoint: at('3f2a.gr7.eu-west-1.eks.amazonaws.com', 443),
    exposure: 'Provided',
  },
] as const)('without Liqo, API server: $title', ({ facts, endpoint, exposure }) => {
  const advertised = advertisedApiServer(facts, releaseOf('v1.2.0'));
  expect([advertised.endpoint, advertised.exposure, advertised.determinate]).toEqual([
    endpoint,
    exposure,
    true,
  ]);
});

test('a managed cluster without configured address has no API server to advertise, but candidates', () => {
  const facts = cloudCluster('remote', {
    liqo: { apiServerOverride: known(null, source), eksCluster: known(null, source) },
  });
  expect(advertisedApiServer(facts, releaseOf('v1.2.0'))).toEqual({
    determinate: true,
    endpoint: null,
    exposure: null,
    reason:
      'No address is configured, and no node is labelled as control plane: Liqo has no API server to advertise.',
    candidates: [at('3f2a.gr7.eu-west-1.eks.amazonaws.com', 443)],
    quirks: [
      {
        kind: 'no-api-server-address',
        text: 'The control plane of a managed cluster has no nodes, so Liqo needs apiServer.address, which is not set.',
      },
    ],
  });
});

test('the whole advertisement of a managed cluster', () => {
  expect(advertisedApiServer(cloudCluster('remote'), releaseOf('v1.2.0'))).toEqual({
    determinate: true,
    endpoint: at('3f2a.gr7.eu-west-1.eks.amazonaws.com', 443),
    exposure: 'Provided',
    reason: 'Liqo advertises https://3f2a.gr7.eu-west-1.eks.amazonaws.com: the configured apiServer.address.',
    candidates: [],
    quirks: [],
  });
});

test('candidates are the server of the kubeconfig and the other control-plane nodes', () => {
  const facts = cluster('v0.10.3', {
    apiServer: { kubeconfigUrl: 'https://vip.example.org:8443' },
    nodes: known(
      [
        controlPlane({ name: 'cp-1', addresses: addresses(['InternalIP', '10.0.0.1']) }),
        controlPlane({ name: 'cp-2', addresses: addresses(['InternalIP', '10.0.0.2']) }),
      ],
      source,
    ),
  });
  expect(advertisedApiServer(facts, releaseOf('v0.10.3'))).toEqual({
    determinate: true,
    endpoint: at('10.0.0.1', 6443),
    exposure: 'Exposed',
    reason: 'Liqo advertises control-plane node cp-1 (InternalIP) with port 6443.',
    candidates: [at('vip.example.org', 8443), at('10.0.0.2', 6443)],
    quirks: [],
  });
});

test.each([
  {
    title: 'another port than 6443, by the kubeconfig',
    facts: cluster('v0.8.0', {
      apiServer: { kubeconfigUrl: 'https://192.168.1.10:16443', listeners: unknown('forbidden') },
    }),
    release: 'v0.8.0',
    quirks: [
      {
        kind: 'api-server-port',
        text: 'Liqo always advertises port 6443, while the kubeconfig reaches https://192.168.1.10:16443.',
      },
    ],
  },
  {
    title: 'another port than 6443, by what the API server publishes in its cluster',
    facts: cluster('v1.2.0', {
      apiServer: {
        kubeconfigUrl: 'https://127.0.0.1:16443',
        listeners: known([{ address: '192.168.1.10', port: 16_443 }], source),
      },
    }),
    release: 'v1.2.0',
    quirks: [
      {
        kind: 'api-server-port',
        text: 'Liqo always advertises port 6443, while the API server on node cp-1 listens on 16443.',
      },
    ],
  },
  {
    title: 'none where a load balancer in front of 6443 has another port',
    facts: cluster('v1.2.0', { apiServer: { kubeconfigUrl: 'https://192.168.1.10:8443' } }),
    release: 'v1.2.0',
    quirks: [],
  },
  {
    title: 'several equal control-plane nodes in v1.x',
    facts: cluster(
      'v1.2.0',
      withNodes(
        controlPlane({ name: 'cp-1' }),
        controlPlane({ name: 'cp-2' }),
        controlPlane({ name: 'cp-3' }),
      ),
    ),
    release: 'v1.2.0',
    quirks: [
      {
        kind: 'arbitrary-node',
        text: 'Liqo v1.x lists control-plane nodes in no fixed order, so it may advertise any of cp-1, cp-2, cp-3.',
      },
    ],
  },
  {
    title: 'the label of RKE before v0.5',
    facts: cluster('v0.3.2', withNodes(nodeFacts({ name: 'rke', labels: role('controlplane') }))),
    release: 'v0.3.2',
    quirks: [
      {
        kind: 'no-api-server-address',
        text: 'Node rke is labelled node-role.kubernetes.io/controlplane, which Liqo before v0.5.0 does not know.',
      },
    ],
  },
  {
    title: 'a configured address without the port at which the kubeconfig reaches it',
    facts: cluster('v1.2.0', {
      ...configured('203.0.113.8'),
      apiServer: { kubeconfigUrl: 'https://203.0.113.8:6443' },
    }),
    release: 'v1.2.0',
    quirks: [
      {
        kind: 'api-server-port',
        text: 'https://203.0.113.8 names no port, so it means 443, while the kubeconfig uses 6443.',
      },
    ],
  },
  {
    title: 'none where the kubeconfig goes through a tunnel of its own',
    facts: cluster('v1.2.0', {
      ...configured('203.0.113.8'),
      apiServer: { kubeconfigUrl: 'https://127.0.0.1:38555' },
    }),
    release: 'v1.2.0',
    quirks: [],
  },
  {
    title: 'a loopback address',
    facts: cluster('v1.2.0', configured('https://localhost:6443')),
    release: 'v1.2.0',
    quirks: [{ kind: 'own-address', text: 'To the other cluster localhost means itself.' }],
  },
  {
    title: 'the unspecified address of k3d (liqo#1090)',
    facts: cluster('v0.4.0', configured('https://0.0.0.0:46601')),
    release: 'v0.4.0',
    quirks: [{ kind: 'own-address', text: 'To the other cluster 0.0.0.0 means itself.' }],
  },
  {
    title: 'the address of a proxy with a certificate of its own, such as Teleport (liqo#2925)',
    facts: cluster('v1.2.0', {
      ...configured('https://teleport.example.org:443'),
      apiServer: {
        kubeconfigUrl: 'https://teleport.example.org:443',
        kubeconfigSharesAuthority: known(false, source),
      },
    }),
    release: 'v1.2.0',
    quirks: [
      {
        kind: 'proxied-address',
        text:
          'https://teleport.example.org:443 is the address of a proxy in front of the API server (it has an authority ' +
          "of its own, which the cluster's pods do not trust); it takes its own credentials, and not those that Liqo " +
          'hands to the peer.',
      },
    ],
  },
  {
    title: 'none for an address of its own beside a kubeconfig that goes through a proxy',
    facts: cluster('v1.2.0', {
      ...configured('https://203.0.113.8:6443'),
      apiServer: {
        kubeconfigUrl: 'https://teleport.example.org:443',
        kubeconfigSharesAuthority: known(false, source),
      },
    }),
    release: 'v1.2.0',
    quirks: [],
  },
  {
    title: 'the address of a proxy that keeps its clusters under paths, such as Rancher',
    facts: cluster('v0.10.3', configured('https://rancher.example.org/k8s/clusters/c-m-x7k2')),
    release: 'v0.10.3',
    quirks: [
      {
        kind: 'proxied-address',
        text:
          'https://rancher.example.org/k8s/clusters/c-m-x7k2 is the address of a proxy in front of the API server ' +
          '(it has the path /k8s/clusters/c-m-x7k2); it takes its own credentials, and not those that Liqo hands to the peer.',
      },
    ],
  },
  {
    title: 'an IPv6 address without brackets',
    facts: cluster('v1.2.0', withNodes(controlPlane({ addresses: addresses(['InternalIP', 'fd00::10']) }))),
    release: 'v1.2.0',
    quirks: [
      {
        kind: 'missing-brackets',
        text:
          'Liqo writes the IPv6 address in https://fd00::10:6443 without brackets, which is no valid URL; clients ' +
          'understand it only because a port follows.',
      },
    ],
  },
])('the quirk is named: $title', ({ facts, release, quirks }) => {
  expect(advertisedApiServer(facts, releaseOf(release)).quirks).toEqual(quirks);
});

test.each([
  {
    what: 'the configured address',
    facts: cluster('v1.2.0', { liqo: { apiServerOverride: unknown('forbidden') } }),
    reason: 'Which API server address Liqo is configured with could not be read: forbidden.',
  },
  {
    what: 'the nodes',
    facts: cluster('v1.2.0', { nodes: unknown('forbidden') }),
    reason: 'The nodes could not be read: forbidden.',
  },
])('nothing is determined without $what', ({ facts, reason }) => {
  const advertised = advertisedApiServer(facts, releaseOf('v1.2.0'));
  expect([advertised.determinate, advertised.endpoint, advertised.reason]).toEqual([false, null, reason]);
});

test('the reason says why the kubeconfig does not decide where Liqo is not installed', () => {
  const facts = clusterFacts('local', {
    liqo: noLiqoFacts(),
    apiServer: { kubeconfigUrl: 'https://127.0.0.1:6443' },
    ...withNodes(controlPlane({ name: 'cp' })),
  });
  expect(advertisedApiServer(facts, releaseOf('v1.2.0')).reason).toBe(
    'Liqo is not installed, and installing it here does not use https://127.0.0.1:6443, the server of the ' +
      'kubeconfig. ' +
      'Liqo advertises control-plane node cp (InternalIP) with port 6443.',
  );
});

const eksUrl = 'https://3f2a.gr7.eu-west-1.eks.amazonaws.com';
const withAws = { eksCluster: known('milan', source) };

// ForgeAuthParams@v1.0.0 prefers the configured address; NewCertificateIdentityResponse@v0.3.2 does not read it.
test.each([
  {
    release: 'v0.3.2',
    address: 'https://api.example.org:6443',
    host: '3f2a.gr7.eu-west-1.eks.amazonaws.com',
    port: 443,
  },
  {
    release: 'v0.10.3',
    address: 'https://api.example.org:6443',
    host: '3f2a.gr7.eu-west-1.eks.amazonaws.com',
    port: 443,
  },
  { release: 'v1.0.0', address: null, host: '3f2a.gr7.eu-west-1.eks.amazonaws.com', port: 443 },
  { release: 'v1.0.0', address: 'https://api.example.org:6443', host: 'api.example.org', port: 6443 },
  { release: 'v1.2.0', address: 'https://api.example.org:6443', host: 'api.example.org', port: 6443 },
])(
  'Liqo $release on EKS with AWS credentials and apiServer.address $address advertises $host',
  ({ release, address, host, port }) => {
    const liqo = release.startsWith('v1')
      ? liqoFacts
      : (parts: Partial<LiqoFacts>) => earlyLiqoFacts(release, parts);
    const facts = cloudCluster('remote', {
      liqo: liqo({ ...withAws, apiServerOverride: known(address, source) }),
    });
    expect(advertisedApiServer(facts, releaseOf(release)).endpoint).toEqual(at(host, port));
  },
);

test.each([
  { release: 'v0.3.0', endpoint: at('3f2a.gr7.eu-west-1.eks.amazonaws.com', 443), because: 'asks AWS alone' },
  { release: 'v0.3.2', endpoint: null, because: 'ends when it finds no address of its own first' },
  { release: 'v0.10.3', endpoint: null, because: 'ends when it finds no address of its own first' },
])('Liqo $release on EKS with AWS credentials and no apiServer.address $because', ({ release, endpoint }) => {
  const facts = cloudCluster('remote', {
    liqo: earlyLiqoFacts(release, { ...withAws, apiServerOverride: known(null, source) }),
  });
  expect(advertisedApiServer(facts, releaseOf(release)).endpoint).toEqual(endpoint);
});

test('that AWS is asked and the configured address is not used is named', () => {
  const facts = cloudCluster('remote', {
    liqo: earlyLiqoFacts('v0.10.3', {
      ...withAws,
      apiServerOverride: known('https://api.example.org', source),
    }),
  });
  expect(advertisedApiServer(facts, releaseOf('v0.10.3'))).toEqual({
    determinate: true,
    endpoint: at('3f2a.gr7.eu-west-1.eks.amazonaws.com', 443),
    exposure: 'Provided',
    reason: `Liqo advertises ${eksUrl}: the endpoint of EKS cluster milan, which Liqo asks of AWS.`,
    candidates: [],
    quirks: [
      {
        kind: 'aws-endpoint',
        text:
          'apiServer.address, https://api.example.org, is not used: with AWS credentials Liqo before v1.0 tells peers ' +
          'the EKS endpoint.',
      },
    ],
  });
});

test('what AWS would answer is not guessed where the kubeconfig leads elsewhere', () => {
  const facts = cloudCluster('remote', {
    apiServer: { kubeconfigUrl: 'https://teleport.example.org' },
    liqo: { ...withAws, apiServerOverride: known(null, source) },
  });
  expect(advertisedApiServer(facts, releaseOf('v1.2.0'))).toEqual({
    determinate: false,
    endpoint: null,
    exposure: null,
    reason:
      'Liqo asks AWS for the endpoint of EKS cluster milan, which the kubeconfig does not tell: its server is ' +
      'https://teleport.example.org.',
    candidates: [at('teleport.example.org', 443)],
    quirks: [
      {
        kind: 'aws-endpoint',
        text: 'Liqo has AWS credentials and tells peers the endpoint that AWS names for EKS cluster milan.',
      },
    ],
  });
});
