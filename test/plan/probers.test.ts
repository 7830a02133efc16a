import { expect, test } from 'vitest';

import type { ProbeTask } from '../../src/model/agent-plan.js';
import { known } from '../../src/model/fact.js';
import type { RaisedService } from '../../src/model/raised-service.js';
import { nodeTargetProbes } from '../../src/plan/node-targets.js';
import { probersFor } from '../../src/plan/probers.js';
import { sendersFrom, sendingNodes } from '../../src/plan/sending-nodes.js';
import { addresses, nodeFacts, onPremisesCluster } from '../helpers/cluster-facts.js';

const endpoint: ProbeTask = {
  kind: 'api-server',
  id: 'remote-apiServer-endpoint-1',
  purpose: 'endpoint',
  service: 'apiServer',
  target: 'remote',
  host: '198.51.100.10',
  port: 6443,
};
const candidate: ProbeTask = { ...endpoint, id: 'remote-apiServer-candidate-1', purpose: 'candidate' };

test('is one prober, wherever it lands, when no nodes are named', () => {
  expect(probersFor([endpoint, candidate], [])).toEqual([
    { suffix: '', view: 'pod', node: undefined, probes: [endpoint, candidate] },
  ]);
});

test('sends what decides from every further node, and for contrast from the first node itself', () => {
  expect(probersFor([endpoint, candidate], ['a', 'b'])).toEqual([
    { suffix: '', view: 'pod', node: 'a', probes: [endpoint, candidate] },
    { suffix: '-2', view: 'pod', node: 'b', probes: [{ ...endpoint, id: `${endpoint.id}-from-b` }] },
    {
      suffix: '-host',
      view: 'node',
      node: 'a',
      probes: [{ ...endpoint, id: `${endpoint.id}-node`, purpose: 'contrast' }],
    },
  ]);
});

test('starts no further prober for addresses that decide nothing', () => {
  expect(probersFor([candidate], ['a', 'b']).map(({ suffix }) => suffix)).toEqual(['']);
});

test('keeps the IDs of probes distinct and within the 128 bytes of a datagram, whatever nodes are called', () => {
  const names = ['x', 'y', 'z'].map((end) => `${'n'.repeat(252)}${end}`);
  const standIn = { ...endpoint, id: 'remote-gateway-stand-in-1-loadbalancer', purpose: 'stand-in' } as const;
  const ids = probersFor([standIn], names).flatMap(({ probes }) => probes.map(({ id }) => id));
  expect(new Set(ids).size).toBe(4);
  expect(Math.max(...ids.map((id) => id.length))).toBeLessThanOrEqual(128);
});

const nodes = [
  nodeFacts({ name: 'a', addresses: addresses(['InternalIP', '192.0.2.1']) }),
  nodeFacts({ name: 'b', addresses: addresses(['InternalIP', '10.0.0.2'], ['ExternalIP', '192.0.2.2']) }),
  nodeFacts({ name: 'control-plane', repelsPods: true, addresses: addresses(['InternalIP', '192.0.2.9']) }),
  nodeFacts({ name: 'cordoned', schedulable: false }),
  nodeFacts({ name: 'down', ready: false }),
  nodeFacts({ name: 'liqo', virtual: true }),
  nodeFacts({ name: 'windows', operatingSystem: 'windows' }),
  nodeFacts({ name: 'z', addresses: addresses(['InternalIP', '192.0.2.3']) }),
];
const cluster = onPremisesCluster('remote', { nodes: known(nodes, 'a test') });

test('sends from ready Linux machines that take pods, and from no more than wanted', () => {
  expect(sendingNodes(cluster, 'all')).toEqual(['a', 'b', 'z']);
  expect(sendingNodes(cluster, 2)).toEqual(['a', 'b']);
  const many = Array.from({ length: 40 }, (_, index) => nodeFacts({ name: `n${index}` }));
  expect(sendingNodes(onPremisesCluster('local', { nodes: known(many, 'a test') }), 'all')).toHaveLength(10);
});

test('lets the responder’s node send first, where a pod was just seen to start', () => {
  expect(sendersFrom(['a', 'b', 'z'], 'b')).toEqual(['b', 'a', 'z']);
  expect(sendersFrom(['a'], 'z')).toEqual(['z']);
  expect(sendersFrom([], 'z')).toEqual([]);
  expect(sendersFrom(['a', 'b'], undefined)).toEqual(['a', 'b']);
});

test('tries a node port at every other address that Liqo may advertise', () => {
  const raised = (service: 'auth' | 'gateway', nodePort: number): RaisedService => ({
    request: { cluster: 'remote', service, exposure: 'NodePort', port: 443, annotations: {} },
    nodePort,
    loadBalancer: [],
  });
  const probes = nodeTargetProbes({
    target: cluster,
    services: [
      raised('gateway', 31_840),
      raised('auth', 31_443),
      {
        ...raised('gateway', 31_841),
        request: { ...raised('gateway', 0).request, exposure: 'LoadBalancer' },
      },
      { ...raised('gateway', 31_842), request: { ...raised('gateway', 0).request, dialHost: '203.0.113.1' } },
    ],
    release: { version: 'v0.10.3', generation: 'g2' },
    isProbed: (host) => host === '192.0.2.1',
  });
  expect(probes.map(({ kind, id, host, port }) => `${kind} ${id} ${host} ${port}`)).toEqual([
    'stand-in-udp remote-gateway-contrast-1-nodeport 192.0.2.2 31840',
    'stand-in-udp remote-gateway-contrast-2-nodeport 192.0.2.3 31840',
    // The authentication server is advertised at any machine.
    'stand-in-tcp remote-auth-contrast-1-nodeport 192.0.2.2 31443',
    'stand-in-tcp remote-auth-contrast-2-nodeport 192.0.2.9 31443',
    'stand-in-tcp remote-auth-contrast-3-nodeport 192.168.1.11 31443',
    'stand-in-tcp remote-auth-contrast-4-nodeport 192.0.2.3 31443',
  ]);
});
