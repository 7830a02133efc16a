import { expect, test } from 'vitest';

import type { RaisedService } from '../../src/model/raised-service.js';
import { standInProbes } from '../../src/plan/stand-in-probes.js';
import { earlyLiqoFacts, onPremisesCluster } from '../helpers/cluster-facts.js';

const latest = { version: 'v1.2.0', generation: 'g3' } as const;
const early = { version: 'v0.10.3', generation: 'g2' } as const;

function gatewayService(
  fields: Partial<RaisedService> = {},
  request: Partial<RaisedService['request']> = {},
): RaisedService {
  return {
    request: {
      cluster: 'remote',
      service: 'gateway',
      exposure: 'NodePort',
      port: 51_840,
      annotations: {},
      ...request,
    },
    nodePort: 30_742,
    loadBalancer: [],
    ...fields,
  };
}

test('dials a NodePort stand-in at the node its responder runs on, from both clusters, and asks for the source', () => {
  const responder = { services: [gatewayService()], sourceNodePort: 30_999, nodeName: 'worker-1' };
  const common = { kind: 'stand-in-udp', service: 'gateway', target: 'remote', host: '192.168.1.11' };
  expect(standInProbes(onPremisesCluster('remote'), responder, latest)).toEqual({
    standIns: [
      {
        cluster: 'remote',
        service: 'gateway',
        exposure: 'NodePort',
        nodePort: 30_742,
        status: 'raised',
        endpoint: { protocol: 'udp', host: '192.168.1.11', ports: [30_742] },
      },
    ],
    fromPeer: [
      { ...common, id: 'remote-gateway-stand-in-1-nodeport', purpose: 'stand-in', port: 30_742 },
      { ...common, id: 'remote-gateway-source-1', purpose: 'source', port: 30_999 },
    ],
    fromOwn: [{ ...common, id: 'remote-gateway-control-1-nodeport', purpose: 'control', port: 30_742 }],
  });
});

test('dials what the peer’s flags say, but controls the stand-in at its own address', () => {
  const service = gatewayService({}, { dialHost: '203.0.113.10', dialPort: 40_582 });
  const probes = standInProbes(
    onPremisesCluster('remote'),
    { services: [service], nodeName: 'worker-1' },
    latest,
  );
  expect(probes.fromPeer.map(({ host, port }) => [host, port])).toEqual([['203.0.113.10', 40_582]]);
  expect(probes.fromOwn.map(({ host, port }) => [host, port])).toEqual([['192.168.1.11', 30_742]]);
});

test('puts the sibling of a live NodePort gateway on that gateway’s own node', () => {
  const target = onPremisesCluster('remote', { liqo: earlyLiqoFacts('v0.10.3') });
  const probes = standInProbes(target, { services: [gatewayService()], nodeName: 'cp-1' }, early);
  expect(probes.fromPeer.map(({ host, port }) => [host, port])).toEqual([['192.168.1.11', 30_742]]);
});

test('prefers a load balancer’s IP to its name for Liqo v1.2, and the name before', () => {
  const service = gatewayService(
    { loadBalancer: [{ ip: '198.51.100.9', hostname: 'lb.example.org' }] },
    { exposure: 'LoadBalancer' },
  );
  const responder = { services: [service], nodeName: 'worker-1' };
  const hosts = (version: string) =>
    standInProbes(onPremisesCluster('remote'), responder, { version, generation: 'g3' }).fromPeer.map(
      ({ host }) => host,
    );
  expect([hosts('v1.2.0'), hosts('v1.1.2')]).toEqual([['198.51.100.9'], ['lb.example.org']]);
});

test('leaves a load balancer without address pending, with the reason', () => {
  const service = gatewayService({}, { exposure: 'LoadBalancer' });
  const probes = standInProbes(
    onPremisesCluster('remote'),
    { services: [service], nodeName: 'worker-1' },
    latest,
  );
  expect(probes).toEqual({
    standIns: [
      {
        cluster: 'remote',
        service: 'gateway',
        exposure: 'LoadBalancer',
        nodePort: 30_742,
        status: 'pending',
        reason: 'its LoadBalancer Service got no address in time',
      },
    ],
    fromPeer: [],
    fromOwn: [],
  });
});
