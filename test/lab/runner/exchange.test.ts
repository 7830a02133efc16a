import { expect } from 'vitest';

import type { Lab } from '../../../src/lab/start-lab.js';
import { cloudToCloud } from '../../../src/lab/topology/cloud-to-cloud.js';
import { onPremisesNatToCloud } from '../../../src/lab/topology/onprem-nat-to-cloud.js';
import type { Side } from '../../../src/model/peering.js';
import { clientOf, eventually, idlePlan, podOf, runFakeAgent, test } from '../lab-fixture.js';

/** Answers every datagram with the address that it came from, until it is told to end. */
const responder = `
export async function runAgent({ world, plan, emit, signal }) {
  const { socket } = await world.bindUdp(plan.udpPort);
  const listener = await world.listenTcp(plan.tcpPort, (stream) => stream.end(stream.remoteAddress));
  socket.onDatagram(({ address, port }) => socket.send(Buffer.from(address + ':' + port), { address, port }));
  emit({ type: 'listening', udpPort: plan.udpPort, tcpPort: plan.tcpPort });
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  socket.close();
  listener.close();
  return {};
}`;

/** Sends one datagram and one TCP connection to the target of its first probe, and tells what came back. */
const prober = `
export async function runAgent({ world, plan, signal }) {
  const { host, port } = plan.probes[0];
  const { socket } = await world.connectUdp(host, port);
  const datagram = await new Promise((resolve) => {
    socket.onDatagram(({ payload, address, port }) => resolve(payload + ' from ' + address + ':' + port));
    socket.onError(resolve);
    socket.send(Buffer.from('who am I'));
    setTimeout(resolve, 1000, 'silence').unref();
  });
  socket.close();
  const dialled = await world.dialTcp(host, port, AbortSignal.timeout(1000));
  let stream = dialled.code ?? '';
  if (dialled.ok) for await (const chunk of dialled.socket) stream += chunk;
  return { datagram, stream };
}`;

const responderPlan = {
  role: 'responder',
  runId: 'run-1',
  side: 'local',
  deadlineMs: 60_000,
  udpPort: 10512,
  tcpPort: 10512,
};

function proberPlan(host: string, port: number) {
  const probe = {
    kind: 'stand-in-udp',
    id: 'p1',
    purpose: 'stand-in',
    service: 'gateway',
    target: 'local',
    host,
    port,
  };
  return { ...idlePlan, probes: [probe] };
}

/** Starts a responder behind a Service on one side. */
async function respond(lab: Lab, side: Side, spec: object) {
  const cluster = lab.clusters[side];
  const labels = { app: 'responder' };
  await runFakeAgent(cluster, 'default', {
    name: 'responder',
    source: responder,
    plan: responderPlan,
    labels,
  });
  const ports = ['UDP', 'TCP'].map((protocol) => ({
    name: protocol.toLowerCase(),
    protocol,
    port: 51840,
    targetPort: 10512,
  }));
  const { core } = clientOf(cluster);
  await core.createNamespacedService({
    namespace: 'default',
    body: { metadata: { name: 'stand-in' }, spec: { selector: labels, ports, ...spec } },
  });
  const pod = await podOf(cluster, 'responder', (phase) => phase === 'Running');
  await eventually(() => {
    const log = cluster.api.logs.containerLog(pod.metadata?.uid ?? '');
    return Promise.resolve(log?.text.includes('listening') === true ? true : undefined);
  });
  const service = await core.readNamespacedService({ name: 'stand-in', namespace: 'default' });
  return service.spec?.ports?.map(({ nodePort }) => nodePort ?? 0) ?? [];
}

/** What a prober on one side tells in its digest. */
async function probe(lab: Lab, side: Side, [host, port]: [host: string, port: number]) {
  const cluster = lab.clusters[side];
  await runFakeAgent(cluster, 'default', { name: 'prober', source: prober, plan: proberPlan(host, port) });
  const pod = await podOf(cluster, 'prober', (phase) => phase === 'Succeeded' || phase === 'Failed');
  return JSON.parse(pod.status?.containerStatuses?.[0]?.state?.terminated?.message ?? '') as unknown;
}

test('two processes exchange datagrams through a forwarded port, a NodePort and back through NAT', async ({
  start,
}) => {
  const base = onPremisesNatToCloud('v1.2.0');
  const lab = await start(base);
  const [udp = 0, tcp = 0] = await respond(lab, 'local', { type: 'NodePort' });
  lab.network.change((topology) => ({
    ...topology,
    sites: {
      ...topology.sites,
      local: {
        ...topology.sites.local,
        nat: {
          publicAddress: '203.0.113.8',
          forwards: [
            { protocol: 'udp', publicPort: 40000, targetAddress: '192.168.1.10', targetPort: udp },
            { protocol: 'tcp', publicPort: 40000, targetAddress: '192.168.1.10', targetPort: tcp },
          ],
        },
      },
    },
  }));
  const told = await probe(lab, 'remote', ['203.0.113.8', 40000]);
  // policy Cluster: the node that the router forwards to stands in for the prober
  expect(told).toEqual({
    datagram: expect.stringMatching(/^192\.168\.1\.10:\d+ from 203\.0\.113\.8:40000$/) as string,
    stream: '192.168.1.10',
  });
});

test('a load balancer with policy Local shows the responder the NAT address of the prober', async ({
  start,
}) => {
  const lab = await start(onPremisesNatToCloud('v1.2.0'));
  await respond(lab, 'remote', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
  const told = await probe(lab, 'local', ['198.51.100.100', 51840]);
  expect(told).toEqual({
    datagram: expect.stringMatching(/^203\.0\.113\.8:\d+ from 198\.51\.100\.100:51840$/) as string,
    stream: '203.0.113.8',
  });
});

test('a Service without ready endpoint refuses datagrams and streams', async ({ start }) => {
  const lab = await start(cloudToCloud('v1.2.0'));
  const { core } = clientOf(lab.clusters.local);
  const ports = ['UDP', 'TCP'].map((protocol) => ({ name: protocol.toLowerCase(), protocol, port: 51840 }));
  const spec = { type: 'ClusterIP', clusterIP: '172.20.0.99', selector: { app: 'nobody' }, ports };
  await core.createNamespacedService({ namespace: 'default', body: { metadata: { name: 'empty' }, spec } });
  expect(await probe(lab, 'local', ['172.20.0.99', 51840])).toEqual({
    datagram: 'ECONNREFUSED',
    stream: 'ECONNREFUSED',
  });
});
