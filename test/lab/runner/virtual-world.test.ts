import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { expect } from 'vitest';

import { addFirewallRule } from '../../../src/lab/topology/change-topology.js';
import { cloudToCloud } from '../../../src/lab/topology/cloud-to-cloud.js';
import { onPremisesNatToCloud } from '../../../src/lab/topology/onprem-nat-to-cloud.js';
import { sameLan } from '../../../src/lab/topology/same-lan.js';
import { LocalSession } from '../../../src/lab/network/local-session.js';
import { virtualWorld } from '../../../src/lab/runner/virtual-world.js';
import type { Lab } from '../../../src/lab/start-lab.js';
import type { Side } from '../../../src/model/peering.js';
import type { World } from '../../../src/probe/world.js';
import { eventually, test } from '../lab-fixture.js';

/** The world of a pod that exists on the network only. */
function podWorld(lab: Lab, side: Side, at: { node: string; address: string }): World {
  const pod = { kind: 'pod', side, ...at } as const;
  lab.network.addPod(pod);
  return virtualWorld(new LocalSession(lab.network, pod));
}

function dial(world: World, to: string, ms = 5000) {
  const [address = '', port = ''] = to.split(':');
  return world.dialTcp(address, Number(port), AbortSignal.timeout(ms));
}

test('TLS passes unchanged to the API server at its public address', async ({ start }) => {
  const lab = await start(onPremisesNatToCloud('v0.10.3'));
  const world = podWorld(lab, 'remote', { node: 'cloud-worker-1', address: '10.20.128.9' });
  const dialled = await dial(world, '203.0.113.8:6443');
  if (!dialled.ok) throw new Error(dialled.code);
  expect(dialled.socket.remoteAddress).toBe('203.0.113.8');
  expect(dialled.localAddress).toMatch(/^10\.20\.128\.9:\d+$/);
  const ca = lab.clusters.local.api.certificateAuthority;
  // the certificate is valid for the router's address, which the topology names
  const tls = connectTls({ socket: dialled.socket, ca, host: '203.0.113.8' });
  await once(tls, 'secureConnect');
  expect(tls.authorized).toBe(true);
  tls.write('GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  let answer = '';
  tls.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
  await once(tls, 'end');
  expect(answer).toContain('"gitVersion":"v1.29.14"');
  tls.destroy();
});

test('the authentication server answers with the ID of its cluster through a forwarded port', async ({
  start,
}) => {
  const lab = await start(onPremisesNatToCloud('v0.10.3'));
  const world = podWorld(lab, 'remote', { node: 'cloud-worker-1', address: '10.20.128.9' });
  const dialled = await dial(world, '203.0.113.8:443');
  if (!dialled.ok) throw new Error(dialled.code);
  const tls = connectTls({ socket: dialled.socket, rejectUnauthorized: false });
  await once(tls, 'secureConnect');
  expect(tls.getPeerX509Certificate()?.subjectAltName).toBe(undefined);
  tls.write('GET /ids HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  let answer = '';
  tls.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
  await once(tls, 'end');
  expect(answer).toContain('{"clusterId":"5b0a1c0e-6d2f-4f6e-9a51-0d3f2f1f7a01","clusterName":"edge"}');
  tls.destroy();
});

test('TCP attempts end with the errno that Linux has for what stopped them', async ({ start }) => {
  const lab = await start(sameLan('v1.2.0'));
  const world = podWorld(lab, 'local', { node: 'attic-worker', address: '10.70.1.9' });
  expect(await dial(world, '192.168.50.21:81')).toEqual({ ok: false, code: 'ECONNREFUSED' });
  lab.network.change(
    addFirewallRule('remote', {
      direction: 'in',
      protocol: 'tcp',
      port: 82,
      action: 'reject-host-unreachable',
    }),
  );
  expect(await dial(world, '192.168.50.21:82')).toEqual({ ok: false, code: 'EHOSTUNREACH' });
  lab.network.change(
    addFirewallRule('remote', { direction: 'in', protocol: 'tcp', port: 83, action: 'drop' }),
  );
  expect(await dial(world, '192.168.50.21:83', 50)).toEqual({ ok: false, code: 'ABORTED' });
  const started = performance.now();
  expect(await dial(world, '192.168.50.99:80')).toEqual({ ok: false, code: 'EHOSTUNREACH' });
  expect(performance.now() - started).toBeGreaterThan(3000);
});

test('a listener in a pod sees who calls, and the bytes as they were sent', async ({ start }) => {
  const lab = await start(sameLan('v1.2.0'));
  const caller = podWorld(lab, 'local', { node: 'attic-worker', address: '10.70.1.9' });
  const neighbour = podWorld(lab, 'local', { node: 'attic-worker', address: '10.70.1.8' });
  const accepted = new Promise<Socket>((resolve) => void neighbour.listenTcp(8080, resolve));
  await eventually(async () => ((await dial(caller, '10.70.1.8:8080')).ok ? true : undefined));
  expect((await accepted).remoteAddress).toBe('10.70.1.9');
  const greeter = await caller.listenTcp(9090, (socket) => socket.pipe(socket));
  const dialled = await dial(neighbour, '10.70.1.9:9090');
  if (!dialled.ok) throw new Error(dialled.code);
  const sent = Buffer.from([0, 10, 13, 255, 10]);
  dialled.socket.write(sent);
  const [echoed] = (await once(dialled.socket, 'data')) as [Buffer];
  expect(echoed).toEqual(sent);
  dialled.socket.destroy();
  greeter.close();
  expect(await dial(neighbour, '10.70.1.9:9090')).toEqual({ ok: false, code: 'ECONNREFUSED' });
});

test('only a connected UDP socket hears of a closed port, and the counter of both moves', async ({
  start,
}) => {
  const lab = await start(sameLan('v1.2.0'));
  const world = podWorld(lab, 'local', { node: 'attic-worker', address: '10.70.1.9' });
  const errors: string[] = [];
  const connected = await world.connectUdp('192.168.50.21', 9999);
  const bound = await world.bindUdp(7777);
  if (!connected.ok || !bound.ok) throw new Error('no socket');
  bound.socket.onError((code) => errors.push(`bound ${code}`));
  connected.socket.onError((code) => errors.push(`connected ${code}`));
  expect(bound.socket.localAddress).toBe('10.70.1.9:7777');
  await bound.socket.send(Buffer.from('x'), { address: '192.168.50.21', port: 9999 });
  await connected.socket.send(Buffer.from('x'));
  await eventually(() => Promise.resolve(errors.length > 0 ? true : undefined));
  expect(errors).toEqual(['connected ECONNREFUSED']);
  expect(await world.counters()).toEqual({
    destinationUnreachable: 2,
    fragmentsCreated: 0,
    fragmentsReceived: 0,
  });
  expect(await world.bindUdp(7777)).toEqual({ ok: false, code: 'EADDRINUSE' });
  connected.socket.close();
  bound.socket.close();
});

test('a rejected datagram whose error Linux swallows moves the counter only', async ({ start }) => {
  const lab = await start(sameLan('v1.2.0'));
  lab.network.change(
    addFirewallRule('remote', { direction: 'in', protocol: 'udp', action: 'reject-host-unreachable' }),
  );
  const world = podWorld(lab, 'local', { node: 'attic-worker', address: '10.70.1.9' });
  const errors: string[] = [];
  const connected = await world.connectUdp('192.168.50.21', 9999);
  if (!connected.ok) throw new Error(connected.code);
  connected.socket.onError((code) => errors.push(code));
  await connected.socket.send(Buffer.from('x'));
  await eventually(async () => ((await world.counters())?.destinationUnreachable === 1 ? true : undefined));
  expect(errors).toEqual([]);
  connected.socket.close();
});

test('the operator in the Internet reaches what is public and nothing private', async ({ start }) => {
  const lab = await start(cloudToCloud('v0.10.3'));
  const { operatorWorld } = lab;
  const signal = AbortSignal.timeout(5000);
  expect(await operatorWorld.resolve('turin.api.example.com', signal)).toEqual({
    ok: true,
    addresses: ['198.51.100.5'],
  });
  const api = await dial(operatorWorld, '198.51.100.5:443');
  expect(api.ok).toBe(true);
  if (api.ok) api.socket.destroy();
  expect(await dial(operatorWorld, '10.20.0.11:6443', 50)).toEqual({ ok: false, code: 'ABORTED' });
});
