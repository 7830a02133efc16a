import { expect, test } from 'vitest';

import type { ProbeTask } from '../../src/model/agent-plan.js';
import type { RaisedService } from '../../src/model/raised-service.js';
import { type StandInProbes, standInProbes } from '../../src/plan/stand-in-probes.js';
import { known } from '../../src/model/fact.js';
import { earlyLiqoFacts, onPremisesCluster } from '../helpers/cluster-facts.js';

const packetBytes = 1380;
const latest = { release: { version: 'v1.2.0', generation: 'g3' }, packetBytes } as const;
const early = { release: { version: 'v0.10.3', generation: 'g2' }, packetBytes } as const;

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

const standInsOf = ({ fromPeer }: StandInProbes) => fromPeer.filter(({ purpose }) => purpose === 'stand-in');

test('measures the way to gateways only, at the very address and port of each stand-in', () => {
  const gateway = gatewayService({}, { dialHost: '203.0.113.10', dialPort: 40_582 });
  const auth = gatewayService({ nodePort: 30_800 }, { service: 'auth' });
  const { fromPeer } = standInProbes(
    onPremisesCluster('remote'),
    { services: [auth, gateway], sourceNodePorts: [], nodeName: 'worker-1' },
    latest,
  );
  expect(
    fromPeer.filter(({ purpose }) => purpose === 'tunnel').map(({ host, port }) => [host, port]),
  ).toEqual([['203.0.113.10', 40_582]]);
  expect(fromPeer.filter(({ purpose }) => purpose === 'path-mtu')).toEqual([
    {
      kind: 'path-mtu',
      id: 'remote-gateway-path-mtu-1-nodeport',
      purpose: 'path-mtu',
      service: 'gateway',
      target: 'remote',
      host: '203.0.113.10',
      port: 40_582,
    },
  ]);
});

test('dials a NodePort stand-in at the node its responder runs on, from both clusters, and asks for the source', () => {
  const responder = {
    services: [gatewayService()],
    sourceNodePorts: [30_999, 31_000],
    nodeName: 'worker-1',
  };
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
      {
        ...common,
        kind: 'path-mtu',
        id: 'remote-gateway-path-mtu-1-nodeport',
        purpose: 'path-mtu',
        port: 30_742,
      },
      {
        ...common,
        kind: 'stand-in-wireguard',
        id: 'remote-gateway-tunnel-1-nodeport',
        purpose: 'tunnel',
        port: 30_742,
        packetBytes: 1380,
      },
      { ...common, id: 'remote-gateway-source-1', purpose: 'source', port: 30_999 },
      {
        ...common,
        kind: 'mapping',
        id: 'remote-gateway-mapping-1',
        purpose: 'mapping',
        port: 30_999,
        secondPort: 31_000,
      },
    ],
    fromOwn: [{ ...common, id: 'remote-gateway-control-1-nodeport', purpose: 'control', port: 30_742 }],
  });
});

/** Where all tasks of a list go, each place once. */
function destinationsOf(tasks: readonly ProbeTask[]): readonly string[] {
  return [...new Set(tasks.map(({ host, port }) => `${host} ${port}`))];
}

test('dials what the peer’s flags say, but controls the stand-in at its own address', () => {
  const service = gatewayService({}, { dialHost: '203.0.113.10', dialPort: 40_582 });
  const probes = standInProbes(
    onPremisesCluster('remote'),
    { services: [service], sourceNodePorts: [], nodeName: 'worker-1' },
    latest,
  );
  expect(standInsOf(probes).map(({ host, port }) => [host, port])).toEqual([['203.0.113.10', 40_582]]);
  expect(destinationsOf(probes.fromOwn)).toEqual(['192.168.1.11 30742']);
});

test('puts the sibling of a live NodePort gateway on that gateway’s own node', () => {
  const target = onPremisesCluster('remote', { liqo: earlyLiqoFacts('v0.10.3') });
  const probes = standInProbes(
    target,
    { services: [gatewayService()], sourceNodePorts: [], nodeName: 'cp-1' },
    early,
  );
  expect(standInsOf(probes).map(({ host, port }) => [host, port])).toEqual([['192.168.1.11', 30_742]]);
});

test('prefers a load balancer’s IP to its name for Liqo v1.2, and the name before', () => {
  const service = gatewayService(
    { loadBalancer: [{ ip: '198.51.100.9', hostname: 'lb.example.org' }] },
    { exposure: 'LoadBalancer' },
  );
  const responder = { services: [service], sourceNodePorts: [], nodeName: 'worker-1' };
  const facts = onPremisesCluster('remote');
  const destinations = (version: string) => {
    const installed = { ...facts, liqo: { ...facts.liqo, version: known(version, 'a test') } };
    return destinationsOf(standInProbes(installed, responder, latest).fromPeer);
  };
  // The release of the stand-in's own cluster decides, whatever the other one runs.
  expect([destinations('v1.2.0'), destinations('v1.1.2')]).toEqual([
    ['198.51.100.9 51840'],
    ['lb.example.org 51840'],
  ]);
});

test('leaves a load balancer without address pending, with the reason', () => {
  const service = gatewayService({}, { exposure: 'LoadBalancer' });
  const probes = standInProbes(
    onPremisesCluster('remote'),
    { services: [service], sourceNodePorts: [], nodeName: 'worker-1' },
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
