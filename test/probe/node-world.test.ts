import { createSocket } from 'node:dgram';
import { once } from 'node:events';

import { expect, test } from 'vitest';

import { nodeWorld } from '../../src/probe/node-world.js';
import type { UdpSocket } from '../../src/probe/world.js';
import { closedTcpPort, closedUdpPort, startSaturated, startUdp } from '../helpers/probe-servers.js';

const world = nodeWorld();
const never = new AbortController().signal;

function socketOf(opened: Awaited<ReturnType<typeof world.connectUdp>>): UdpSocket {
  if (!opened.ok) throw new Error(opened.code);
  return opened.socket;
}

test('resolves literals to themselves, names by the system, and tells a name that does not exist', async () => {
  expect(await world.resolve('192.0.2.7', never)).toEqual({ ok: true, addresses: ['192.0.2.7'] });
  expect(await world.resolve('fd00::7', never)).toEqual({ ok: true, addresses: ['fd00::7'] });
  const local = await world.resolve('localhost', never);
  expect(local.ok && local.addresses.every((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
});

test('gives up resolving when told to', async () => {
  expect(await world.resolve('does-not-matter.invalid', AbortSignal.abort())).toEqual({
    ok: false,
    code: 'ABORTED',
  });
});

test('gives up dialling when told to', async () => {
  const port = await startSaturated();
  expect(await world.dialTcp('127.0.0.1', port, AbortSignal.timeout(50))).toEqual({
    ok: false,
    code: 'ABORTED',
  });
  expect(await world.dialTcp('127.0.0.1', port, AbortSignal.abort())).toEqual({ ok: false, code: 'ABORTED' });
});

test('dials a listening port, and tells the errno of a closed one', async () => {
  const port = await closedTcpPort();
  expect(await world.dialTcp('127.0.0.1', port, never)).toEqual({ ok: false, code: 'ECONNREFUSED' });
  const listener = await world.listenTcp(port, (socket) => void socket.end('hello'));
  const dialled = await world.dialTcp('127.0.0.1', port, never);
  if (!dialled.ok) throw new Error(dialled.code);
  expect(dialled.localAddress).toBe(`127.0.0.1:${dialled.socket.localPort}`);
  const [chunk] = (await once(dialled.socket, 'data')) as [Buffer];
  expect(chunk.toString()).toBe('hello');
  listener.close();
  dialled.socket.destroy();
});

test('rejects when a port to listen on is taken', async () => {
  const port = await closedTcpPort();
  const listener = await world.listenTcp(port, () => {});
  await expect(world.listenTcp(port, () => {})).rejects.toMatchObject({ code: 'EADDRINUSE' });
  listener.close();
});

test('hears on a connected UDP socket that the port is closed', async () => {
  const socket = socketOf(await world.connectUdp('127.0.0.1', await closedUdpPort()));
  const refused = new Promise((resolve) => socket.onError(resolve));
  expect(await socket.send(Buffer.from('x'))).toBeUndefined();
  expect(await refused).toBe('ECONNREFUSED');
  socket.close();
  expect(await socket.send(Buffer.from('x'))).toBe('ERR_SOCKET_DGRAM_NOT_RUNNING');
});

test('exchanges datagrams on a connected UDP socket', async () => {
  const port = await startUdp((payload, answer) => answer(payload));
  const socket = socketOf(await world.connectUdp('127.0.0.1', port));
  const received = new Promise((resolve) => socket.onDatagram(resolve));
  await socket.send(Buffer.from('x'));
  expect(await received).toEqual({ payload: Buffer.from('x'), address: '127.0.0.1', port });
  expect(socket.localAddress).toMatch(/^127\.0\.0\.1:\d+$/);
  socket.close();
});

test.each([
  ['127.0.0.1', 'udp4'],
  ['::1', 'udp6'],
] as const)('answers from the address that a datagram was sent to: %s', async (address, type) => {
  const port = await closedUdpPort();
  const bound = socketOf(await world.bindUdp(port));
  bound.onDatagram((datagram) => void bound.send(datagram.payload, datagram));
  const client = createSocket(type);
  client.connect(port, address);
  await once(client, 'connect');
  client.send('x');
  const [payload] = (await once(client, 'message')) as [Buffer];
  expect(payload.toString()).toBe('x');
  client.close();
  bound.close();
});

test('tells that a UDP port is taken', async () => {
  const port = await startUdp(() => {});
  expect(await world.bindUdp(port)).toEqual({ ok: false, code: 'EADDRINUSE' });
});

test('reads the counters of its network namespace where Linux publishes them', async () => {
  const counters = await world.counters();
  if (process.platform === 'linux') expect(counters?.destinationUnreachable).toBeGreaterThanOrEqual(0);
  else expect(counters).toBeUndefined();
});

test('gives as many random bytes as asked for', () => {
  expect(world.random(16)).toHaveLength(16);
  expect(world.random(16)).not.toEqual(world.random(16));
});
