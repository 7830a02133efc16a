import { expect, test } from 'vitest';

import { authAdvertisedAt } from '../../../src/liqo/words/auth-exposure-values.js';
import type { ExposureChange, ExposureWords } from '../../../src/liqo/words/exposure-change.js';
import { exposureValues } from '../../../src/liqo/words/exposure-values.js';
import { releaseOf } from '../releases.js';

const cluster = { liqoNamespace: 'liqo', context: 'rome' };

interface Row {
  readonly title: string;
  readonly version: string;
  readonly change: Omit<ExposureChange, 'release' | 'cluster'>;
  readonly words: Partial<ExposureWords>;
}

const patch = (service: string, operation: string): string =>
  `kubectl --context rome --namespace liqo patch service ${service} --type json --patch '[${operation}]'`;
const httpsBackend =
  'With auth.tls=false TLS ends at the Ingress; an Ingress controller that speaks HTTPS to its backend ' +
  '(for ingress-nginx the annotation nginx.ingress.kubernetes.io/backend-protocol: HTTPS) can keep auth.tls=true.';

const rows: readonly Row[] = [
  {
    title: 'auth as LoadBalancer',
    version: 'v0.3.2',
    change: { service: 'auth', exposure: 'LoadBalancer' },
    words: { values: { 'auth.service.type': 'LoadBalancer' } },
  },
  {
    title: 'auth as LoadBalancer with a static address',
    version: 'v0.9.4',
    change: { service: 'auth', exposure: 'LoadBalancer', address: '198.51.100.7' },
    words: {
      values: { 'auth.service.type': 'LoadBalancer', 'auth.service.loadBalancerIP': '198.51.100.7' },
    },
  },
  {
    title: 'gateway as LoadBalancer with a static address',
    version: 'v0.10.0',
    change: { service: 'gateway', exposure: 'LoadBalancer', address: '198.51.100.7' },
    words: {
      values: { 'gateway.service.type': 'LoadBalancer', 'gateway.service.loadBalancer.ip': '198.51.100.7' },
    },
  },
  {
    title: 'gateway as LoadBalancer with an annotation for the cloud',
    version: 'v0.3.2',
    change: {
      service: 'gateway',
      exposure: 'LoadBalancer',
      annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb' },
    },
    words: {
      values: {
        'gateway.service.type': 'LoadBalancer',
        'gateway.service.annotations.service\\.beta\\.kubernetes\\.io/aws-load-balancer-type': 'nlb',
      },
    },
  },
  {
    title: 'gateway as LoadBalancer with a static address before there was a value',
    version: 'v0.9.3',
    change: { service: 'gateway', exposure: 'LoadBalancer', address: '198.51.100.7' },
    words: {
      values: { 'gateway.service.type': 'LoadBalancer' },
      kubectl: [patch('liqo-gateway', '{"op":"add","path":"/spec/loadBalancerIP","value":"198.51.100.7"}')],
    },
  },
  {
    title: 'auth as NodePort, pinned',
    version: 'v0.10.0',
    change: { service: 'auth', exposure: 'NodePort', nodePort: 30443 },
    words: { values: { 'auth.service.type': 'NodePort', 'auth.service.nodePort.port': '30443' } },
  },
  {
    title: 'auth as NodePort, pinned, before there was a value',
    version: 'v0.8.3',
    change: { service: 'auth', exposure: 'NodePort', nodePort: 30443 },
    words: {
      values: { 'auth.service.type': 'NodePort' },
      kubectl: [patch('liqo-auth', '{"op":"add","path":"/spec/ports/0/nodePort","value":30443}')],
    },
  },
  {
    title: 'auth behind an Ingress',
    version: 'v0.3.2',
    change: {
      service: 'auth',
      exposure: 'Ingress',
      address: 'auth.example.org',
      port: 8443,
      ingressClass: 'nginx',
    },
    words: {
      values: {
        'auth.service.type': 'ClusterIP',
        'auth.tls': 'false',
        'auth.ingress.enable': 'true',
        'auth.ingress.host': 'auth.example.org',
        'auth.ingress.class': 'nginx',
        'auth.portOverride': '8443',
      },
      notes: [httpsBackend],
    },
  },
  {
    title: 'auth behind an Ingress with another port',
    version: 'v0.8.2',
    change: { service: 'auth', exposure: 'Ingress', address: 'auth.example.org', port: 8443 },
    words: {
      values: {
        'auth.service.type': 'ClusterIP',
        'auth.tls': 'false',
        'auth.ingress.enable': 'true',
        'auth.ingress.host': 'auth.example.org',
        'auth.config.portOverride': '8443',
      },
      notes: [httpsBackend, 'In-band peering does not work with auth.tls=false.'],
    },
  },
  {
    title: 'auth behind an Ingress with its own port value',
    version: 'v0.8.3',
    change: { service: 'auth', exposure: 'Ingress', address: 'auth.example.org', port: 8443 },
    words: {
      values: {
        'auth.service.type': 'ClusterIP',
        'auth.tls': 'false',
        'auth.ingress.enable': 'true',
        'auth.ingress.host': 'auth.example.org',
        'auth.ingress.port': '8443',
      },
      notes: [httpsBackend, 'In-band peering does not work with auth.tls=false.'],
    },
  },
  {
    title: 'auth behind a forwarded port',
    version: 'v0.3.2',
    change: {
      service: 'auth',
      exposure: 'PortForwarding',
      address: '203.0.113.8',
      port: 40443,
      nodePort: 30443,
    },
    words: {
      values: {
        'auth.service.type': 'NodePort',
        'controllerManager.pod.extraArgs[0]': '--auth-service-address-override=203.0.113.8',
        'auth.portOverride': '40443',
      },
      kubectl: [patch('liqo-auth', '{"op":"add","path":"/spec/ports/0/nodePort","value":30443}')],
      notes: [
        'Liqo v0.3.2 has no value for the advertised address: it goes in as an extra argument of ' +
          'liqo-controller-manager, in place of all that may be there.',
      ],
    },
  },
  {
    title: 'auth behind a forwarded port',
    version: 'v0.6.0',
    change: { service: 'auth', exposure: 'PortForwarding', address: '203.0.113.8', port: 40443 },
    words: {
      values: {
        'auth.service.type': 'NodePort',
        'auth.config.addressOverride': '203.0.113.8',
        'auth.config.portOverride': '40443',
      },
    },
  },
  {
    title: 'auth behind a forwarded port of an address that was not seen',
    version: 'v0.10.3',
    change: { service: 'auth', exposure: 'PortForwarding', port: 40443, nodePort: 30443 },
    words: {
      values: {
        'auth.service.type': 'NodePort',
        'auth.service.nodePort.port': '30443',
        'auth.config.addressOverride': '<your public address>',
        'auth.config.portOverride': '40443',
      },
    },
  },
  {
    title: 'auth as LoadBalancer instead of an Ingress and an override',
    version: 'v0.10.3',
    change: { service: 'auth', exposure: 'LoadBalancer', withdraw: ['override', 'ingress', 'plain-http'] },
    words: {
      values: {
        'auth.config.addressOverride': '',
        'auth.config.portOverride': '',
        'auth.ingress.enable': 'false',
        'auth.tls': 'true',
        'auth.service.type': 'LoadBalancer',
      },
    },
  },
  {
    title: 'auth as NodePort instead of an override',
    version: 'v0.5.0',
    change: { service: 'auth', exposure: 'NodePort', withdraw: ['override'] },
    words: {
      values: {
        'auth.portOverride': '',
        'controllerManager.pod.extraArgs[0]': '--auth-service-address-override=',
        'auth.service.type': 'NodePort',
      },
    },
  },
  {
    title: 'auth as NodePort instead of an Ingress, whose override goes with it',
    version: 'v0.3.2',
    change: { service: 'auth', exposure: 'NodePort', withdraw: ['override', 'ingress', 'plain-http'] },
    words: {
      values: {
        'auth.portOverride': '',
        'auth.ingress.enable': 'false',
        'auth.tls': 'true',
        'auth.service.type': 'NodePort',
      },
    },
  },
  {
    title: 'gateway as NodePort',
    version: 'v0.5.0',
    change: { service: 'gateway', exposure: 'NodePort' },
    words: { values: { 'gateway.service.type': 'NodePort' } },
  },
  {
    title: 'gateway behind a forwarded port, which cannot be advertised',
    version: 'v0.5.4',
    change: { service: 'gateway', exposure: 'PortForwarding', address: '203.0.113.8', port: 40582 },
    words: {
      values: { 'gateway.service.type': 'NodePort' },
      notes: [
        'Liqo v0.5.4 cannot advertise another address for its gateway, so the peer never dials the forwarded port: ' +
          "the tunnel has to begin from this side, towards the peer's gateway.",
      ],
    },
  },
  {
    title: 'gateway behind a forwarded port',
    version: 'v0.10.3',
    change: {
      service: 'gateway',
      exposure: 'PortForwarding',
      address: '203.0.113.8',
      port: 40582,
      nodePort: 30742,
    },
    words: {
      values: {
        'gateway.service.type': 'NodePort',
        'gateway.service.nodePort.port': '30742',
        'gateway.config.addressOverride': '203.0.113.8',
        'gateway.config.portOverride': '40582',
      },
    },
  },
  {
    title: 'gateway behind an Ingress is impossible',
    version: 'v0.10.3',
    change: { service: 'gateway', exposure: 'Ingress', address: 'gw.example.org' },
    words: { notes: ['A gateway is UDP, which no Ingress carries.'] },
  },
  {
    title: 'gateway of v1.x is up to liqoctl peer',
    version: 'v1.2.0',
    change: { service: 'gateway', exposure: 'NodePort' },
    words: { notes: ['In Liqo v1.2.0 the flags of liqoctl peer decide how a gateway is exposed.'] },
  },
  {
    title: 'auth of v1.x does not exist',
    version: 'v1.0.0',
    change: { service: 'auth', exposure: 'LoadBalancer' },
    words: { notes: ['Liqo v1.0.0 has no authentication server to expose.'] },
  },
  {
    title: 'API server behind a forwarded port',
    version: 'v0.3.2',
    change: { service: 'apiServer', exposure: 'PortForwarding', address: '203.0.113.8' },
    words: {
      values: { 'apiServer.address': 'https://203.0.113.8:6443' },
      notes: ['The certificate of the API server must be valid for 203.0.113.8.'],
    },
  },
  {
    title: 'API server at an IPv6 address',
    version: 'v1.2.0',
    change: { service: 'apiServer', exposure: 'PublicAddress', address: '2001:db8::8', port: 443 },
    words: {
      values: { 'apiServer.address': 'https://[2001:db8::8]:443' },
      notes: ['The certificate of the API server must be valid for 2001:db8::8.'],
    },
  },
  {
    title: 'API server behind an Ingress',
    version: 'v1.1.0',
    change: { service: 'apiServer', exposure: 'Ingress', address: 'api.example.org', port: 443 },
    words: {
      values: { 'apiServer.address': 'https://api.example.org:443' },
      notes: [
        'The Ingress must pass TLS through, since clients present certificates.',
        'The certificate of the API server must be valid for api.example.org.',
      ],
    },
  },
];

test.each(rows)('Liqo $version: $title', ({ version, change, words }) => {
  expect(exposureValues({ release: releaseOf(version), cluster, ...change })).toEqual({
    values: {},
    kubectl: [],
    notes: [],
    ...words,
  });
});

test.each([
  ['v0.10.3', { 'auth.config.addressOverride': '198.51.100.7', 'auth.config.portOverride': '443' }, 0],
  [
    'v0.5.4',
    {
      'controllerManager.pod.extraArgs[0]': '--auth-service-address-override=198.51.100.7',
      'auth.portOverride': '443',
    },
    1,
  ],
])(
  'Liqo %s advertises liqo-auth at another address and leaves its Service alone',
  (version, values, notes) => {
    const words = authAdvertisedAt(releaseOf(version), { address: '198.51.100.7', port: 443 });
    expect({ ...words, notes: words.notes.length }).toEqual({ values, kubectl: [], notes });
  },
);
