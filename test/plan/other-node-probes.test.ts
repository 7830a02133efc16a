import { expect, test } from 'vitest';

import { known } from '../../src/model/fact.js';
import type { RaisedService } from '../../src/model/raised-service.js';
import { standInProbes } from '../../src/plan/stand-in-probes.js';
import { addresses, cloudCluster, nodeFacts } from '../helpers/cluster-facts.js';

const latest = { release: { version: 'v1.2.0', generation: 'g3' }, packetBytes: 1380 } as const;
const early = { release: { version: 'v0.10.3', generation: 'g2' }, packetBytes: 1380 } as const;

/** A node with an IP address alone, three with names, one of which takes no pods, and one more with an IP address. */
const nodes = known(
  [
    nodeFacts({ name: 'a', addresses: addresses(['InternalIP', '10.0.0.11']) }),
    nodeFacts({ name: 'b', addresses: addresses(['InternalDNS', 'b.internal.example']), repelsPods: true }),
    nodeFacts({ name: 'c', addresses: addresses(['InternalDNS', 'c.internal.example']) }),
    nodeFacts({ name: 'd', addresses: addresses(['InternalDNS', 'd.internal.example']) }),
    nodeFacts({ name: 'e', addresses: addresses(['InternalIP', '10.0.0.15']) }),
  ],
  'a test',
);

function service(request: Partial<RaisedService['request']> = {}): RaisedService {
  const common = { cluster: 'remote', service: 'gateway', exposure: 'NodePort', port: 51_840 } as const;
  return { request: { ...common, annotations: {}, ...request }, nodePort: 30_742, loadBalancer: [] };
}

function probed(raised: RaisedService, options: Parameters<typeof standInProbes>[2]) {
  const responder = { services: [raised], sourceNodePorts: [], nodeName: 'a' };
  const { fromPeer, standIns } = standInProbes(cloudCluster('remote', { nodes }), responder, options);
  const tasks = fromPeer.filter(({ purpose }) => purpose === 'stand-in');
  return {
    tasks: tasks.map(({ id, host, port }) => [id, host, port]),
    otherHosts: standIns.flatMap(({ otherHosts = [] }) => otherHosts),
  };
}

const own = ['remote-gateway-stand-in-1-nodeport', '10.0.0.11', 30_742];

test('tries one node for each type of address that Liqo would advertise instead of that of the stand-in', () => {
  expect(probed(service(), latest)).toEqual({
    tasks: [own, ['remote-gateway-stand-in-1-nodeport-internaldns', 'c.internal.example', 30_742]],
    otherHosts: ['c.internal.example'],
  });
});

test('tries no other node where the client is told an address', () => {
  expect(probed(service({ dialHost: '10.0.0.11' }), latest)).toEqual({ tasks: [own], otherHosts: [] });
});

test('tries no other node before v1.0, where a gateway is in the network of its node', () => {
  expect(probed(service(), early)).toEqual({ tasks: [own], otherHosts: [] });
});
