import { expect, test } from 'vitest';

import {
  gatewayServerAddresses,
  loadBalancerAddress,
  loadBalancerAddressOrder,
  preferredNodeAddress,
} from '../../src/liqo/gateway-server.js';
import type { LoadBalancerAddress } from '../../src/model/cluster-facts.js';
import { known, unknown } from '../../src/model/fact.js';
import { addresses, clusterFacts, nodeFacts } from '../helpers/cluster-facts.js';
import { releaseOf } from './releases.js';

const source = 'a test';

test('a gateway server of type NodePort has one address per Ready machine', () => {
  const nodes = known(
    [
      nodeFacts({
        name: 'a',
        addresses: addresses(['InternalIP', '10.0.0.1'], ['ExternalIP', '198.51.100.1']),
      }),
      nodeFacts({
        name: 'b',
        addresses: addresses(['InternalIP', '10.0.0.2'], ['InternalDNS', 'b.internal']),
      }),
      nodeFacts({ name: 'c', ready: false }),
      nodeFacts({ name: 'd', virtual: true, labels: { 'liqo.io/type': 'virtual-node' } }),
      nodeFacts({ name: 'e', addresses: [] }),
    ],
    source,
  );
  expect(gatewayServerAddresses(clusterFacts('remote', { nodes }), 'NodePort')).toEqual({
    determinate: true,
    addresses: [
      { node: 'a', address: '198.51.100.1', type: 'ExternalIP', quirks: [] },
      {
        node: 'b',
        address: 'b.internal',
        type: 'InternalDNS',
        quirks: [
          {
            kind: 'unresolvable-node-name',
            text:
              'Node b has no external address, and Liqo takes its InternalDNS name b.internal before its InternalIP ' +
              '10.0.0.2; other networks can usually not resolve such a name.',
          },
        ],
      },
    ],
    reason: 'A gateway server of type NodePort is advertised at the node that its pod runs on.',
    quirks: [
      {
        kind: 'node-not-ready',
        text: "If the gateway server's pod is on node c, which is not Ready, Liqo advertises an empty address.",
      },
    ],
  });
});

test('without a Ready node with an address there is none', () => {
  const nodes = known([nodeFacts({ addresses: [] })], source);
  expect(gatewayServerAddresses(clusterFacts('remote', { nodes }), 'NodePort')).toEqual({
    determinate: true,
    addresses: [],
    reason: 'No Ready node has an address, so a gateway server of type NodePort could not be advertised.',
    quirks: [],
  });
});

test('without the nodes nothing is determined', () => {
  expect(gatewayServerAddresses(clusterFacts('remote', { nodes: unknown('forbidden') }), 'NodePort')).toEqual(
    {
      determinate: false,
      addresses: [],
      reason: 'The nodes could not be read: forbidden.',
      quirks: [],
    },
  );
});

test.each([
  ['v0.3.2', 'ip-first'],
  ['v0.10.3', 'ip-first'],
  ['v1.0.0', 'hostname-first'],
  ['v1.0.3', 'hostname-first'],
  ['v1.1.2', 'hostname-first'],
  ['v1.2.0', 'ip-first'],
] as const)('the gateway of Liqo %s reads a load balancer %s', (version, order) => {
  expect(loadBalancerAddressOrder(version)).toBe(order);
});

const full: readonly LoadBalancerAddress[] = [{ ip: '198.51.100.1', hostname: 'lb.example.org' }];
const late: readonly LoadBalancerAddress[] = [{}, { ip: '198.51.100.2' }];

test.each([
  { release: 'v0.3.2', service: 'auth', entries: full, address: 'lb.example.org' },
  { release: 'v0.3.2', service: 'gateway', entries: full, address: '198.51.100.1' },
  { release: 'v1.0.0', service: 'gateway', entries: full, address: 'lb.example.org' },
  { release: 'v1.2.0', service: 'gateway', entries: full, address: '198.51.100.1' },
  { release: 'v0.10.3', service: 'gateway', entries: late, address: undefined },
  { release: 'v1.1.0', service: 'gateway', entries: late, address: '198.51.100.2' },
  { release: 'v1.2.0', service: 'gateway', entries: [], address: undefined },
] as const)(
  'Liqo $release takes $address of a load balancer for $service',
  ({ release, service, entries, address }) => {
    expect(loadBalancerAddress(entries, service, releaseOf(release))).toBe(address);
  },
);

test('the preferred address of a node follows the order of types, not that of the list', () => {
  const node = nodeFacts({
    addresses: addresses(['Hostname', 'n'], ['InternalIP', '10.0.0.1'], ['ExternalDNS', 'n.org']),
  });
  expect(preferredNodeAddress(node)).toBe('n.org');
  expect(preferredNodeAddress(nodeFacts({ addresses: [] }))).toBeUndefined();
});
