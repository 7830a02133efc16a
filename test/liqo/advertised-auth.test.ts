import { expect, test } from 'vitest';

import { advertisedAuth } from '../../src/liqo/advertised-auth.js';
import type { Quirk } from '../../src/model/advertised.js';
import type { ClusterFacts, LiqoFacts, ServiceFacts } from '../../src/model/cluster-facts.js';
import { known, unknown } from '../../src/model/fact.js';
import type { Endpoint, Exposure } from '../../src/model/peering.js';
import {
  addresses,
  authIngressFacts,
  authServiceFacts,
  earlyLiqoFacts,
  noLiqoFacts,
  nodeFacts,
  onPremisesCluster,
} from '../helpers/cluster-facts.js';
import { releaseOf } from './releases.js';

const source = 'a test';
const at = (host: string, port: number): Endpoint => ({ protocol: 'https', host, ports: [port] });
const annotated = (address?: string, port?: string): ServiceFacts['annotations'] => ({
  ...(address !== undefined && { 'liqo.io/override-address': address }),
  ...(port !== undefined && { 'liqo.io/override-port': port }),
});
const clusterIp: Partial<ServiceFacts> = {
  type: 'ClusterIP',
  ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 8443 }],
};
const balanced = (...loadBalancer: ServiceFacts['loadBalancer']): Partial<ServiceFacts> => ({
  type: 'LoadBalancer',
  loadBalancer,
});

interface Row {
  readonly release: string;
  readonly because: string;
  readonly service?: Partial<ServiceFacts>;
  readonly liqo?: Partial<LiqoFacts>;
  readonly nodes?: ClusterFacts['nodes'];
  readonly endpoint: Endpoint | null;
  readonly exposure: Exposure;
}

/** Nodes cp-1 (192.168.1.10) and worker-1 (192.168.1.11) unless the row has its own. */
function cluster({ release, service, liqo, nodes }: Row): ClusterFacts {
  return onPremisesCluster('local', {
    liqo: earlyLiqoFacts(release, { authService: known(authServiceFacts(service), source), ...liqo }),
    ...(nodes !== undefined && { nodes }),
  });
}

const overrideArguments = (address: string | null, port: string | null): Partial<LiqoFacts> => ({
  authAddressOverride: known(address, source),
  authPortOverride: known(port, source),
});

const rows: readonly Row[] = [
  // Node ports: the first node in name order, and its best address.
  {
    release: 'v0.3.2',
    because: 'a node port is advertised at the first node in name order',
    endpoint: at('192.168.1.10', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.10.3',
    because: 'a node port is advertised at the first node even when a later one is public',
    nodes: known(
      [
        nodeFacts({ name: 'a' }),
        nodeFacts({ name: 'b', addresses: addresses(['ExternalIP', '198.51.100.2']) }),
      ],
      source,
    ),
    endpoint: at('192.168.1.11', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.5.0',
    because: 'an ExternalIP precedes an InternalDNS name',
    nodes: known(
      [
        nodeFacts({
          addresses: addresses(
            ['InternalIP', '10.0.0.1'],
            ['InternalDNS', 'ip-10-0-0-1.ec2.internal'],
            ['ExternalIP', '198.51.100.1'],
          ),
        }),
      ],
      source,
    ),
    endpoint: at('198.51.100.1', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.8.0',
    because: 'an ExternalDNS name precedes an ExternalIP',
    nodes: known(
      [
        nodeFacts({
          addresses: addresses(['ExternalIP', '198.51.100.1'], ['ExternalDNS', 'n1.example.org']),
        }),
      ],
      source,
    ),
    endpoint: at('n1.example.org', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.10.3',
    because: 'an InternalDNS name precedes an InternalIP',
    nodes: known(
      [
        nodeFacts({
          addresses: addresses(
            ['InternalIP', '10.0.0.1'],
            ['InternalDNS', 'ip-10-0-0-1.eu-west-1.compute.internal'],
          ),
        }),
      ],
      source,
    ),
    endpoint: at('ip-10-0-0-1.eu-west-1.compute.internal', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.6.0',
    because: 'a node that stands for a peer is passed over',
    nodes: known(
      [
        nodeFacts({ name: 'liqo-peer', labels: { 'liqo.io/type': 'virtual-node' }, virtual: true }),
        nodeFacts({ name: 'worker', addresses: addresses(['InternalIP', '10.0.0.9']) }),
      ],
      source,
    ),
    endpoint: at('10.0.0.9', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.10.3',
    because: 'the node port 443 of an extended range leaves the URL without port',
    service: { ports: [{ name: 'https', protocol: 'TCP', port: 443, nodePort: 443 }] },
    endpoint: at('192.168.1.10', 443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.8.0',
    because: 'a node without addresses is an error',
    nodes: known([nodeFacts({ addresses: [] })], source),
    endpoint: null,
    exposure: 'NodePort',
  },
  {
    release: 'v0.8.0',
    because: 'a cluster of virtual nodes only is an error',
    nodes: known([nodeFacts({ labels: { 'liqo.io/type': 'virtual-node' } })], source),
    endpoint: null,
    exposure: 'NodePort',
  },
  {
    release: 'v0.10.3',
    because: 'a bare host name is refused by the ForeignCluster of the peer',
    nodes: known([nodeFacts({ addresses: addresses(['Hostname', 'node-1']) })], source),
    endpoint: null,
    exposure: 'NodePort',
  },
  {
    release: 'v0.3.2',
    because: 'an IPv6 literal is refused by the ForeignCluster of the peer',
    nodes: known([nodeFacts({ addresses: addresses(['InternalIP', 'fd00::11']) })], source),
    endpoint: null,
    exposure: 'NodePort',
  },
  // Load balancers: the name before the IP, the first entry only.
  {
    release: 'v0.3.2',
    because: 'the IP of a load balancer is advertised with the port of its Service',
    service: balanced({ ip: '198.51.100.20' }),
    endpoint: at('198.51.100.20', 443),
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.5.4',
    because: 'the name of a load balancer precedes its IP',
    service: balanced({ ip: '198.51.100.20', hostname: 'lb.example.org' }),
    endpoint: at('lb.example.org', 443),
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.10.3',
    because: 'another port of the Service stands in the URL',
    service: {
      ...balanced({ ip: '198.51.100.20' }),
      ports: [{ name: 'https', protocol: 'TCP', port: 8443 }],
    },
    endpoint: at('198.51.100.20', 8443),
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.3.2',
    because: 'without TLS the Service has port 5000',
    service: {
      ...balanced({ ip: '198.51.100.20' }),
      ports: [{ name: 'https', protocol: 'TCP', port: 5000 }],
    },
    endpoint: at('198.51.100.20', 5000),
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.6.1',
    because: 'a pending load balancer is an error',
    service: balanced(),
    endpoint: null,
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.10.3',
    because: 'a first entry without address is an error though the second has one',
    service: balanced({}, { ip: '198.51.100.20' }),
    endpoint: null,
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.10.3',
    because: 'a name without a short part is refused by the ForeignCluster of the peer',
    service: balanced({ hostname: 'auth.services.internal' }),
    endpoint: null,
    exposure: 'LoadBalancer',
  },
  // Other types.
  {
    release: 'v0.3.2',
    because: 'a ClusterIP Service is an error',
    service: clusterIp,
    endpoint: null,
    exposure: 'ClusterIP',
  },
  {
    release: 'v0.10.3',
    because: 'a ClusterIP Service with an overridden port is advertised at the first node',
    service: { ...clusterIp, annotations: annotated(undefined, '8443') },
    endpoint: at('192.168.1.10', 8443),
    exposure: 'ClusterIP',
  },
  // Overrides before v0.6: arguments, by not being empty, verbatim.
  {
    release: 'v0.3.2',
    because: 'overridden address and port replace both',
    liqo: overrideArguments('203.0.113.8', '40443'),
    endpoint: at('203.0.113.8', 40443),
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.4.0',
    because: 'an overridden address keeps the node port',
    liqo: overrideArguments('203.0.113.8', null),
    endpoint: at('203.0.113.8', 30443),
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.5.0',
    because: 'an overridden port keeps the address of the node',
    liqo: overrideArguments(null, '40443'),
    endpoint: at('192.168.1.10', 40443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.5.0',
    because: 'an empty override is none',
    liqo: overrideArguments('', ''),
    endpoint: at('192.168.1.10', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.5.0',
    because: 'an override with a scheme is taken verbatim and breaks the URL',
    liqo: overrideArguments('https://203.0.113.8', '40443'),
    endpoint: null,
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.5.4',
    because: 'annotations are not read before v0.6',
    service: { annotations: annotated('203.0.113.8', '40443') },
    endpoint: at('192.168.1.10', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.3.2',
    because: 'an overridden address cures a pending load balancer',
    service: balanced(),
    liqo: overrideArguments('203.0.113.8', null),
    endpoint: at('203.0.113.8', 443),
    exposure: 'PortForwarding',
  },
  // Overrides from v0.6: annotations, by presence.
  {
    release: 'v0.6.0',
    because: 'annotations replace address and port',
    service: { annotations: annotated('203.0.113.8', '40443') },
    endpoint: at('203.0.113.8', 40443),
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.8.0',
    because: 'scheme and one slash are cut off an annotated address',
    service: { annotations: annotated('https://auth.example.org/', '443') },
    endpoint: at('auth.example.org', 443),
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.10.3',
    because: 'arguments of the controller manager are not read from v0.6',
    liqo: overrideArguments('203.0.113.8', '40443'),
    endpoint: at('192.168.1.10', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.10.3',
    because: 'an empty address annotation gives a URL without host',
    service: { annotations: annotated('', '443') },
    endpoint: null,
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.10.3',
    because: 'an empty port annotation gives a URL that ends with a colon, which means 443',
    service: { annotations: annotated('203.0.113.8', '') },
    endpoint: at('203.0.113.8', 443),
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.8.0',
    because: 'an override that is an address of a node leaves a node port a node port',
    service: { annotations: annotated('192.168.1.11') },
    endpoint: at('192.168.1.11', 30443),
    exposure: 'NodePort',
  },
  {
    release: 'v0.8.0',
    because: 'an override that is the address of the load balancer leaves it one',
    service: { ...balanced({ ip: '198.51.100.20' }), annotations: annotated('198.51.100.20') },
    endpoint: at('198.51.100.20', 443),
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.10.3',
    because: 'a port that is no number makes the URL unusable',
    service: { annotations: annotated('203.0.113.8', 'https') },
    endpoint: null,
    exposure: 'PortForwarding',
  },
  // Behind an Ingress.
  {
    release: 'v0.3.2',
    because: 'an Ingress is advertised by its host and port 443',
    service: clusterIp,
    liqo: { ...overrideArguments('auth.example.org', '443'), authIngress: known(authIngressFacts(), source) },
    endpoint: at('auth.example.org', 443),
    exposure: 'Ingress',
  },
  {
    release: 'v0.8.3',
    because: 'an Ingress is advertised by the annotations of the Service',
    service: { ...clusterIp, annotations: annotated('auth.example.org', '8443') },
    liqo: { authIngress: known(authIngressFacts(), source) },
    endpoint: at('auth.example.org', 8443),
    exposure: 'Ingress',
  },
  {
    release: 'v0.10.3',
    because: 'an overridden name in front of a ClusterIP Service can only be an Ingress',
    service: { ...clusterIp, annotations: annotated('auth.example.org', '443') },
    liqo: { authIngress: unknown('Ingresses may not be listed') },
    endpoint: at('auth.example.org', 443),
    exposure: 'Ingress',
  },
  {
    release: 'v0.10.3',
    because: 'an Ingress without host gives the URL https://',
    service: { ...clusterIp, annotations: annotated('', '443') },
    liqo: { authIngress: known(authIngressFacts({ host: '' }), source) },
    endpoint: null,
    exposure: 'Ingress',
  },
  {
    release: 'v0.5.0',
    because: 'an Ingress without host leaves the node with port 443',
    liqo: { ...overrideArguments('', '443'), authIngress: known(authIngressFacts({ host: '' }), source) },
    endpoint: at('192.168.1.10', 443),
    exposure: 'NodePort',
  },
];

test.each(rows)('Liqo $release, auth: $because', (row) => {
  const { endpoint, exposure, determinate } = advertisedAuth(cluster(row), releaseOf(row.release));
  expect({ endpoint, exposure, determinate }).toEqual({
    endpoint: row.endpoint,
    exposure: row.exposure,
    determinate: true,
  });
});

test('the whole advertisement says where the address comes from and names the other nodes', () => {
  const facts = onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.10.3') });
  expect(advertisedAuth(facts, releaseOf('v0.10.3'))).toEqual({
    determinate: true,
    endpoint: at('192.168.1.10', 30443),
    exposure: 'NodePort',
    reason:
      'Liqo advertises https://192.168.1.10:30443: the address of node cp-1, the first in name order (InternalIP), ' +
      'the port of Service liqo-auth (node port).',
    candidates: [at('192.168.1.11', 30443)],
    quirks: [
      {
        kind: 'arbitrary-node',
        text:
          'Liqo advertises the first of 2 nodes in the order in which it gets them, by name cp-1; after a restart it ' +
          'may be another one.',
      },
    ],
  });
});

test('candidates begin with the address that the Internet can route, and leave out nodes that are not Ready', () => {
  const nodes = known(
    [
      nodeFacts({ name: 'a', addresses: addresses(['InternalIP', '10.0.0.1'], ['Hostname', 'a']) }),
      nodeFacts({
        name: 'b',
        addresses: addresses(['InternalIP', '10.0.0.2'], ['ExternalIP', '198.51.100.2']),
      }),
      nodeFacts({ name: 'c', addresses: addresses(['InternalIP', '10.0.0.3']), ready: false }),
    ],
    source,
  );
  const facts = onPremisesCluster('local', { nodes, liqo: earlyLiqoFacts('v0.10.3') });
  expect(advertisedAuth(facts, releaseOf('v0.10.3')).candidates).toEqual([
    at('198.51.100.2', 30443),
    at('10.0.0.2', 30443),
  ]);
});

test('where an Ingress without host is served comes before the nodes, since it takes one value less', () => {
  const ingress = authIngressFacts({ host: '', addresses: [{ ip: '192.168.1.11' }, { ip: '192.168.1.12' }] });
  const candidatesWith = (authIngress: typeof ingress) => {
    const service = authServiceFacts({
      annotations: { 'liqo.io/override-address': '', 'liqo.io/override-port': '443' },
    });
    const liqo = earlyLiqoFacts('v0.10.3', {
      authService: known(service, source),
      authIngress: known(authIngress, source),
    });
    return advertisedAuth(onPremisesCluster('local', { liqo }), releaseOf('v0.10.3')).candidates;
  };
  const atNodes = [at('192.168.1.10', 30443), at('192.168.1.11', 30443)];
  expect(candidatesWith(ingress)).toEqual([at('192.168.1.11', 443), ...atNodes]);
  // One that names a host is served for that host alone, and one without addresses by nobody.
  expect(candidatesWith({ ...ingress, host: 'auth.example.org' })).not.toContainEqual(
    at('192.168.1.11', 443),
  );
  expect(candidatesWith({ ...ingress, addresses: [] })).not.toContainEqual(at('192.168.1.11', 443));
});

test('a load balancer with name and IP offers the IP as candidate and says so', () => {
  const service = authServiceFacts(balanced({ ip: '198.51.100.20', hostname: 'lb.example.org' }));
  const facts = onPremisesCluster('local', {
    liqo: earlyLiqoFacts('v0.10.3', { authService: known(service, source) }),
  });
  expect(advertisedAuth(facts, releaseOf('v0.10.3'))).toEqual({
    determinate: true,
    endpoint: at('lb.example.org', 443),
    exposure: 'LoadBalancer',
    reason:
      'Liqo advertises https://lb.example.org: the address of the load balancer of Service liqo-auth, ' +
      'the port of Service liqo-auth.',
    candidates: [at('198.51.100.20', 443)],
    quirks: [
      {
        kind: 'load-balancer-choice',
        text:
          'The load balancer of Service liqo-auth has a name and an IP address; ' +
          'this release of Liqo advertises lb.example.org and not 198.51.100.20.',
      },
    ],
  });
});

interface QuirkRow {
  readonly title: string;
  readonly row: Omit<Row, 'because' | 'endpoint' | 'exposure'>;
  readonly quirks: readonly Quirk[];
}

const quirkRows: readonly QuirkRow[] = [
  {
    title: 'an InternalDNS name before an address',
    row: {
      release: 'v0.10.3',
      nodes: known(
        [
          nodeFacts({
            name: 'n',
            addresses: addresses(['InternalIP', '10.0.0.1'], ['InternalDNS', 'n.eu.internal']),
          }),
        ],
        source,
      ),
    },
    quirks: [
      {
        kind: 'unresolvable-node-name',
        text:
          'Node n has no external address, and Liqo takes its InternalDNS name n.eu.internal before its InternalIP ' +
          '10.0.0.1; other networks can usually not resolve such a name.',
      },
    ],
  },
  {
    title: 'a first node that is not Ready',
    row: {
      release: 'v0.3.2',
      nodes: known([nodeFacts({ name: 'a', ready: false }), nodeFacts({ name: 'b' })], source),
    },
    quirks: [
      {
        kind: 'node-not-ready',
        text: 'Liqo does not look whether a node is Ready: a, whose address it takes, is not.',
      },
      {
        kind: 'arbitrary-node',
        text:
          'Liqo advertises the first of 2 nodes in the order in which it gets them, by name a; after a restart it ' +
          'may be another one.',
      },
    ],
  },
  {
    title: 'an override port that is empty',
    row: { release: 'v0.6.0', service: { annotations: annotated('203.0.113.8', '') } },
    quirks: [
      {
        kind: 'broken-override',
        text: 'The override port is present but empty: the URL ends with a colon, which clients read as port 443.',
      },
    ],
  },
  {
    title: 'an override that makes no URL',
    row: {
      release: 'v0.10.3',
      service: { annotations: annotated('https://https://auth.example.org', '443') },
    },
    quirks: [
      {
        kind: 'broken-override',
        text: 'The override gives https://https://auth.example.org, which is no usable URL.',
      },
    ],
  },
  {
    title: 'an override of the port that cannot cure a pending load balancer',
    row: { release: 'v0.10.3', service: { ...balanced(), annotations: { 'liqo.io/override-port': '8443' } } },
    quirks: [
      {
        kind: 'useless-override',
        text: 'The override of the port does not help: Service liqo-auth has no address yet.',
      },
    ],
  },
  {
    title: 'a first entry of a load balancer without address',
    row: { release: 'v0.3.2', service: balanced({}, { ip: '198.51.100.20' }) },
    quirks: [
      {
        kind: 'load-balancer-entry',
        text: 'The first entry of the load balancer of Service liqo-auth has no address, and Liqo looks at no other.',
      },
    ],
  },
  {
    title: 'an argument that is given twice',
    row: {
      release: 'v0.5.0',
      liqo: {
        authAddressOverride: known('auth.example.org', source),
        shadowedAddressOverride: known('203.0.113.8', source),
        authPortOverride: known('443', source),
      },
    },
    quirks: [
      {
        kind: 'contradicting-arguments',
        text:
          '--auth-service-address-override is given more than once: liqoctl tells peers 203.0.113.8, the first, ' +
          'and Liqo itself auth.example.org, the last.',
      },
    ],
  },
  {
    title: 'an Ingress without host from v0.6',
    row: {
      release: 'v0.8.0',
      service: { ...clusterIp, annotations: annotated('', '443') },
      liqo: { authIngress: known(authIngressFacts({ host: '' }), source) },
    },
    quirks: [
      {
        kind: 'empty-ingress-host',
        text: 'The Ingress names no host, and from v0.6 Liqo then advertises an empty address.',
      },
    ],
  },
  {
    title: 'an Ingress that leads to a port the Service does not have',
    row: {
      release: 'v0.10.3',
      service: {
        type: 'ClusterIP',
        ports: [{ name: 'https', protocol: 'TCP', port: 8443 }],
        annotations: annotated('auth.example.org', '443'),
      },
      liqo: { authIngress: known(authIngressFacts(), source) },
    },
    quirks: [
      {
        kind: 'ingress-port',
        text: 'The Ingress leads to port 443 of Service liqo-auth, which listens on 8443.',
      },
    ],
  },
];

test.each(quirkRows)('the quirk is named: $title', ({ row, quirks }) => {
  const facts = cluster({ ...row, because: '', endpoint: null, exposure: 'NodePort' });
  expect(advertisedAuth(facts, releaseOf(row.release)).quirks).toEqual(quirks);
});

test('nothing is advertised by v1.x, which has no authentication server', () => {
  expect(advertisedAuth(onPremisesCluster('local'), releaseOf('v1.2.0'))).toEqual({
    determinate: true,
    endpoint: null,
    exposure: null,
    reason: 'Liqo v1.2.0 has no authentication server.',
    candidates: [],
    quirks: [],
  });
});

test('nothing is advertised where Liqo is not installed', () => {
  const facts = onPremisesCluster('local', { liqo: noLiqoFacts() });
  expect(advertisedAuth(facts, releaseOf('v0.10.3'))).toEqual({
    determinate: true,
    endpoint: null,
    exposure: null,
    reason: 'Liqo is not installed; its authentication server gets an address when it is.',
    candidates: [],
    quirks: [],
  });
});

test('nothing is advertised without the Service', () => {
  const facts = onPremisesCluster('local', {
    liqo: earlyLiqoFacts('v0.10.3', { authService: known(null, source) }),
  });
  expect(advertisedAuth(facts, releaseOf('v0.10.3'))).toEqual({
    determinate: true,
    endpoint: null,
    exposure: null,
    reason: 'There is no Service liqo-auth in namespace liqo.',
    candidates: [],
    quirks: [],
  });
});

test.each([
  {
    what: 'the Service',
    liqo: { authService: unknown('forbidden') },
    reason: 'Service liqo-auth could not be read: forbidden.',
  },
  {
    what: 'the overrides of v0.3–v0.5',
    release: 'v0.3.2',
    liqo: { authPortOverride: unknown('forbidden') },
    reason:
      'Whether liqo-controller-manager overrides the authentication address could not be read: forbidden.',
  },
  { what: 'the nodes', nodes: unknown('forbidden'), reason: 'The nodes could not be read: forbidden.' },
])('nothing is determined without $what', ({ release = 'v0.10.3', liqo, nodes, reason }) => {
  const facts = cluster({
    release,
    because: '',
    endpoint: null,
    exposure: 'NodePort',
    ...(liqo !== undefined && { liqo }),
    ...(nodes !== undefined && { nodes }),
  });
  const advertised = advertisedAuth(facts, releaseOf(release));
  expect([advertised.determinate, advertised.endpoint, advertised.reason]).toEqual([false, null, reason]);
});
