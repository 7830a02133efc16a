import { expect, test } from 'vitest';

import { advertisedGateway } from '../../src/liqo/advertised-gateway.js';
import type { ClusterFacts, ServiceFacts } from '../../src/model/cluster-facts.js';
import { known, unknown } from '../../src/model/fact.js';
import type { Endpoint, Exposure } from '../../src/model/peering.js';
import {
  addresses,
  earlyLiqoFacts,
  gatewayServiceFacts,
  noLiqoFacts,
  nodeFacts,
  onPremisesCluster,
} from '../helpers/cluster-facts.js';
import { releaseOf } from './releases.js';

const source = 'a test';
const at = (host: string, port: number): Endpoint => ({ protocol: 'udp', host, ports: [port] });
const balanced = (...loadBalancer: ServiceFacts['loadBalancer']): Partial<ServiceFacts> => ({
  type: 'LoadBalancer',
  loadBalancer,
});
const nodeIp = { 'net.liqo.io/gatewayNodeIP': '192.168.1.11' };
const overridden = (address?: string, port?: string): Record<string, string> => ({
  ...nodeIp,
  ...(address !== undefined && { 'liqo.io/override-address': address }),
  ...(port !== undefined && { 'liqo.io/override-port': port }),
});
const wireguard = { name: 'wireguard', protocol: 'UDP', port: 5871, nodePort: 31871 };

/** Nodes cp-1 (192.168.1.10) and worker-1 (192.168.1.11); the gateway's node port is 31871, its port 5871. */
function cluster(
  release: string,
  service: Partial<ServiceFacts> = {},
  nodes?: ClusterFacts['nodes'],
): ClusterFacts {
  return onPremisesCluster('local', {
    liqo: earlyLiqoFacts(release, { gatewayService: known(gatewayServiceFacts(service), source) }),
    ...(nodes !== undefined && { nodes }),
  });
}

interface Row {
  readonly release: string;
  readonly because: string;
  readonly service?: Partial<ServiceFacts>;
  readonly endpoint: Endpoint | null;
  readonly exposure: Exposure;
}

const rows: readonly Row[] = [
  {
    release: 'v0.3.2',
    because: 'a node port is advertised at the node that the gateway pod wrote down',
    endpoint: at('192.168.1.11', 31871),
    exposure: 'NodePort',
  },
  {
    release: 'v0.10.3',
    because: 'a node port is advertised at the node that the gateway pod wrote down',
    endpoint: at('192.168.1.11', 31871),
    exposure: 'NodePort',
  },
  {
    release: 'v0.3.2',
    because: 'without the annotation of the pod there is no endpoint yet',
    service: { annotations: {} },
    endpoint: null,
    exposure: 'NodePort',
  },
  {
    release: 'v0.8.0',
    because: 'an annotation that is empty gives an empty address',
    service: { annotations: { 'net.liqo.io/gatewayNodeIP': '' } },
    endpoint: null,
    exposure: 'NodePort',
  },
  {
    release: 'v0.6.0',
    because: 'the port is that named wireguard, wherever it stands',
    service: { ports: [{ name: 'metrics', protocol: 'TCP', port: 5872, nodePort: 31000 }, wireguard] },
    endpoint: at('192.168.1.11', 31871),
    exposure: 'NodePort',
  },
  {
    release: 'v0.6.0',
    because: 'a port of another name is not found',
    service: { ports: [{ ...wireguard, name: 'udp' }] },
    endpoint: null,
    exposure: 'NodePort',
  },
  {
    release: 'v0.5.0',
    because: 'without a node port there is no endpoint yet',
    service: { ports: [{ name: 'wireguard', protocol: 'UDP', port: 5871 }] },
    endpoint: null,
    exposure: 'NodePort',
  },
  {
    release: 'v0.3.2',
    because: 'the IP of a load balancer precedes its name',
    service: balanced({ ip: '198.51.100.30', hostname: 'gw.example.org' }),
    endpoint: at('198.51.100.30', 5871),
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.10.3',
    because: 'the IP of a load balancer precedes its name',
    service: balanced({ ip: '198.51.100.30', hostname: 'gw.example.org' }),
    endpoint: at('198.51.100.30', 5871),
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.5.0',
    because: 'a load balancer with a name only is advertised by it',
    service: balanced({ hostname: 'gw.example.org' }),
    endpoint: at('gw.example.org', 5871),
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.4.0',
    because: 'a pending load balancer is not ready',
    service: balanced(),
    endpoint: null,
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.3.2',
    because: 'a first entry without address is advertised as an empty address',
    service: balanced({}, { ip: '198.51.100.30' }),
    endpoint: null,
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.4.0',
    because: 'a first entry without address is an error',
    service: balanced({}, { ip: '198.51.100.30' }),
    endpoint: null,
    exposure: 'LoadBalancer',
  },
  {
    release: 'v0.10.3',
    because: 'a ClusterIP Service is an error',
    service: { type: 'ClusterIP' },
    endpoint: null,
    exposure: 'ClusterIP',
  },
  {
    release: 'v0.5.4',
    because: 'there is no override before v0.6',
    service: { annotations: overridden('203.0.113.8', '40582') },
    endpoint: at('192.168.1.11', 31871),
    exposure: 'NodePort',
  },
  {
    release: 'v0.6.0',
    because: 'annotations replace address and port',
    service: { annotations: overridden('203.0.113.8', '40582') },
    endpoint: at('203.0.113.8', 40582),
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.8.0',
    because: 'an address annotation keeps the node port',
    service: { annotations: overridden('203.0.113.8') },
    endpoint: at('203.0.113.8', 31871),
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.10.3',
    because: 'a port annotation keeps the address of the node',
    service: { annotations: overridden(undefined, '40582') },
    endpoint: at('192.168.1.11', 40582),
    exposure: 'NodePort',
  },
  {
    release: 'v0.10.3',
    because: 'an empty address annotation replaces with nothing',
    service: { annotations: overridden('', '40582') },
    endpoint: null,
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.10.3',
    because: 'an empty port annotation replaces with nothing',
    service: { annotations: overridden('203.0.113.8', '') },
    endpoint: null,
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.8.0',
    because: 'a scheme is not cut off an override',
    service: { annotations: overridden('https://203.0.113.8', '40582') },
    endpoint: null,
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.10.3',
    because: 'an override does not cure a pending load balancer',
    service: { ...balanced(), annotations: overridden('203.0.113.8', '40582') },
    endpoint: null,
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.10.3',
    because: 'an override does not cure a missing node annotation',
    service: { annotations: { 'liqo.io/override-address': '203.0.113.8' } },
    endpoint: null,
    exposure: 'PortForwarding',
  },
  {
    release: 'v0.10.3',
    because: 'a name that overrides the address of a load balancer may be its own',
    service: { ...balanced({ ip: '198.51.100.30' }), annotations: overridden('gw.example.org') },
    endpoint: at('gw.example.org', 5871),
    exposure: 'LoadBalancer',
  },
];

test.each(rows)('Liqo $release, gateway: $because', ({ release, service, endpoint, exposure }) => {
  const advertised = advertisedGateway(cluster(release, service), releaseOf(release));
  expect([advertised.endpoint, advertised.exposure, advertised.determinate]).toEqual([
    endpoint,
    exposure,
    true,
  ]);
});

test('the whole advertisement says where the address comes from and names the other nodes', () => {
  expect(advertisedGateway(cluster('v0.10.3'), releaseOf('v0.10.3'))).toEqual({
    determinate: true,
    endpoint: at('192.168.1.11', 31871),
    exposure: 'NodePort',
    reason: 'Liqo advertises 192.168.1.11 and port 31871: the node of the gateway pod and the node port.',
    candidates: [at('192.168.1.10', 31871)],
    quirks: [],
  });
});

test('with the traffic policy Local no other node is a candidate', () => {
  const advertised = advertisedGateway(
    cluster('v0.10.3', { externalTrafficPolicy: 'Local' }),
    releaseOf('v0.10.3'),
  );
  expect(advertised.candidates).toEqual([]);
});

test('an override that cannot help is named beside the pending load balancer', () => {
  const service = { ...balanced(), annotations: overridden('203.0.113.8', '40582') };
  expect(advertisedGateway(cluster('v0.10.3', service), releaseOf('v0.10.3'))).toEqual({
    determinate: true,
    endpoint: null,
    exposure: 'PortForwarding',
    reason: 'Service liqo-gateway waits for its load balancer, which has no address yet.',
    candidates: [],
    quirks: [
      {
        kind: 'useless-override',
        text: 'The override on Service liqo-gateway does not help: Liqo reads it only once the Service has an address.',
      },
    ],
  });
});

test('a node with a public address that the gateway does not advertise is named', () => {
  const nodes = known(
    [
      nodeFacts({
        name: 'n',
        addresses: addresses(['InternalIP', '192.168.1.11'], ['ExternalIP', '198.51.100.1']),
      }),
    ],
    source,
  );
  expect(advertisedGateway(cluster('v0.10.3', {}, nodes), releaseOf('v0.10.3'))).toEqual({
    determinate: true,
    endpoint: at('192.168.1.11', 31871),
    exposure: 'NodePort',
    reason: 'Liqo advertises 192.168.1.11 and port 31871: the node of the gateway pod and the node port.',
    candidates: [at('198.51.100.1', 31871)],
    quirks: [
      {
        kind: 'gateway-node-address',
        text: 'The gateway advertises the address of its pod, 192.168.1.11, though its node n has the ExternalIP 198.51.100.1.',
      },
    ],
  });
});

test('an annotation that names no node is named', () => {
  const annotations = { 'net.liqo.io/gatewayNodeIP': '192.168.1.99' };
  expect(advertisedGateway(cluster('v0.8.0', { annotations }), releaseOf('v0.8.0')).quirks).toEqual([
    {
      kind: 'gateway-node-address',
      text: 'Annotation net.liqo.io/gatewayNodeIP says 192.168.1.99, which is an address of no node.',
    },
  ]);
});

test.each([
  {
    title: 'v0.3.2: that no other address can be advertised than the private one of the node',
    release: 'v0.3.2',
    service: {},
    quirks: [
      {
        kind: 'no-gateway-override',
        text:
          'Liqo v0.3.2 advertises 192.168.1.11 and cannot be told another address: a forwarded port in front of this ' +
          'gateway would stay unknown to the peer.',
      },
    ],
  },
  {
    title: 'v0.5.4: nothing about a load balancer, which has an address of its own',
    release: 'v0.5.4',
    service: balanced({ ip: '198.51.100.30' }),
    quirks: [],
  },
  { title: 'v0.6.0: nothing, since there is an override', release: 'v0.6.0', service: {}, quirks: [] },
  {
    title: 'v0.10.3: a type that no peer can reach (liqo#1861)',
    release: 'v0.10.3',
    service: { type: 'ClusterIP' },
    quirks: [
      {
        kind: 'gateway-type',
        text: 'Service liqo-gateway is of type ClusterIP; a gateway is UDP, which neither a ClusterIP nor an Ingress brings out.',
      },
    ],
  },
  {
    title: 'v0.8.0: a first entry of the load balancer without address',
    release: 'v0.8.0',
    service: balanced({}, { ip: '198.51.100.30' }),
    quirks: [
      {
        kind: 'load-balancer-entry',
        text: 'The first entry of the load balancer of Service liqo-gateway has no address, and Liqo looks at no other.',
      },
    ],
  },
  {
    title: 'v0.10.3: an override that is empty',
    release: 'v0.10.3',
    service: { annotations: overridden('') },
    quirks: [
      {
        kind: 'broken-override',
        text:
          'Liqo would advertise an empty address: annotation liqo.io/override-address of Service liqo-gateway is ' +
          'present but empty.',
      },
    ],
  },
])('the quirk is named, $title', ({ release, service, quirks }) => {
  expect(advertisedGateway(cluster(release, service), releaseOf(release)).quirks).toEqual(quirks);
});

test.each([
  {
    title: 'v1.x has no gateway before it peers',
    facts: onPremisesCluster('local'),
    release: 'v1.1.0',
    reason: 'Liqo v1.1.0 creates its gateway server when the clusters are peered.',
  },
  {
    title: 'a cluster without Liqo has no gateway',
    facts: onPremisesCluster('local', { liqo: noLiqoFacts() }),
    release: 'v0.10.3',
    reason: 'Liqo is not installed; its gateway gets an address when it is.',
  },
  {
    title: 'a gateway without Service is not advertised',
    facts: onPremisesCluster('local', {
      liqo: earlyLiqoFacts('v0.10.3', { gatewayService: known(null, source) }),
    }),
    release: 'v0.10.3',
    reason: 'There is no Service labelled net.liqo.io/gateway=true in namespace liqo.',
  },
])('$title', ({ facts, release, reason }) => {
  expect(advertisedGateway(facts, releaseOf(release))).toEqual({
    determinate: true,
    endpoint: null,
    exposure: null,
    reason,
    candidates: [],
    quirks: [],
  });
});

test('nothing is determined without the Service', () => {
  const facts = onPremisesCluster('local', {
    liqo: earlyLiqoFacts('v0.8.0', { gatewayService: unknown('forbidden') }),
  });
  expect(advertisedGateway(facts, releaseOf('v0.8.0'))).toEqual({
    determinate: false,
    endpoint: null,
    exposure: null,
    reason: 'The gateway Service could not be read: forbidden.',
    candidates: [],
    quirks: [],
  });
});
