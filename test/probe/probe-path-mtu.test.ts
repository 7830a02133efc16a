import { createSocket } from 'node:dgram';
import { once } from 'node:events';

import { expect, onTestFinished, test } from 'vitest';

import type { PathMtuProbe } from '../../src/model/agent-plan.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { Responder } from '../../src/probe/responder.js';
import type { World } from '../../src/probe/world.js';
import { startUdp } from '../helpers/probe-servers.js';
import { given, observe, shortLimits, testContext, testIdentity } from '../helpers/probe-setup.js';

const probeOf = (port: number): PathMtuProbe => ({
  kind: 'path-mtu',
  id: 'remote-gateway-path-mtu-1-nodeport',
  purpose: 'path-mtu',
  service: 'gateway',
  target: 'remote',
  host: '127.0.0.1',
  port,
});

/** The parts of a Linux host that other systems do not have: an interface's MTU, and counters that stand still. */
const linux: Partial<World> = {
  interfaceMtu: () => Promise.resolve(1500),
  counters: () => Promise.resolve({ destinationUnreachable: 0, fragmentsCreated: 0, fragmentsReceived: 0 }),
};

async function startResponder() {
  const bound = await nodeWorld().bindUdp(0);
  if (!bound.ok) throw new Error(bound.code);
  const responder = new Responder({ identity: testIdentity, clock: nodeWorld().clock, onArrival: () => {} });
  onTestFinished(() => {
    responder.close();
    bound.socket.close();
  });
  responder.serveDatagrams(bound.socket);
  return Number(bound.socket.localAddress.split(':').at(-1));
}

/** Something between prober and responder that passes on what it is asked about, by payload size. */
async function startRelay(port: number, passes: (bytes: number, direction: 'there' | 'back') => boolean) {
  const upstreams = new Map<string, Promise<ReturnType<typeof createSocket>>>();
  return await startUdp((request, answer, source) => {
    const upstream = upstreams.get(source) ?? openUpstream(answer);
    upstreams.set(source, upstream);
    if (passes(request.length, 'there')) {
      void upstream.then((socket) => socket.send(request, port, '127.0.0.1'));
    }
  });

  async function openUpstream(answer: (reply: Buffer) => void) {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    onTestFinished(() => void socket.close());
    socket.on('message', (reply) => {
      if (passes(reply.length, 'back')) answer(reply);
    });
    return socket;
  }
}

test('finds what the interface carries where nothing is narrower, up to 1500 bytes', async () => {
  const port = await startResponder();
  const measured = async (mtu: number) => {
    const context = testContext({ ...linux, interfaceMtu: () => Promise.resolve(mtu) });
    const { datagrams, observedSource, ...seen } = await observe(probeOf(port), context);
    expect(datagrams?.received).toBeGreaterThanOrEqual(4);
    expect(observedSource).toMatch(/^127\.0\.0\.1:\d+$/);
    return seen;
  };
  const of = (bytes: number) => ({
    ...given(probeOf(port)),
    protocol: 'udp',
    outcome: 'replied',
    phase: 'udp',
    phases: ['udp'],
    pathMtu: { bytes, limitedBy: 'interface', back: { bytes } },
  });
  expect(await measured(9000)).toEqual(of(1500));
  expect(await measured(1450)).toEqual(of(1450));
});

test('finds where larger packets vanish, in each direction', async () => {
  const port = await startResponder();
  // Payloads: IPv4 and UDP put 28 bytes before them.
  const limits = { there: 1400 - 28, back: 1300 - 28 };
  const relay = await startRelay(port, (bytes, direction) => bytes <= limits[direction]);
  const { pathMtu } = await observe(probeOf(relay), testContext(linux));
  expect(pathMtu).toEqual({
    bytes: 1400,
    limitedBy: 'black-hole',
    back: { bytes: 1300, limitedBy: 'black-hole' },
  });
});

test('takes what the system had to divide for too large, and once for no proof', async () => {
  const port = await startResponder();
  const counts = { fragmentsCreated: 0, fragmentsReceived: 0 };
  let isNoisy = true;
  const world = nodeWorld();
  const context = testContext({
    ...linux,
    counters: () => Promise.resolve({ destinationUnreachable: 0, ...counts }),
    connectUdp: async (address, toPort) => {
      const opened = await world.connectUdp(address, toPort);
      if (!opened.ok) return opened;
      const { socket } = opened;
      const send: typeof socket.send = (payload) => {
        // Somebody else's packet is divided at the same moment, once.
        if (payload.length > 1300 || (isNoisy && payload.length > 1200)) counts.fragmentsCreated += 2;
        if (payload.length > 1200 && payload.length <= 1300) isNoisy = false;
        return socket.send(payload);
      };
      return { ok: true, socket: { ...socket, send } };
    },
  });
  const { pathMtu } = await observe(probeOf(port), context);
  expect(pathMtu).toEqual({ bytes: 1328, limitedBy: 'fragmented', back: { bytes: 1328 } });
});

test('says why where the system does not tell what it takes', async () => {
  const port = await startResponder();
  const silentSystems: Partial<World>[] = [
    { ...linux, interfaceMtu: () => Promise.resolve(undefined) },
    { ...linux, counters: () => Promise.resolve(undefined) },
    { ...linux, counters: () => Promise.resolve({ destinationUnreachable: 0 }) },
  ];
  for (const world of silentSystems) {
    const { outcome, cause, pathMtu } = await observe(probeOf(port), testContext(world));
    expect({ outcome, cause, pathMtu }).toEqual({
      outcome: 'replied',
      cause: 'mtu-not-told',
      pathMtu: undefined,
    });
  }
});

test('knows nothing of sizes where ordinary datagrams get no reply, and sends no others', async () => {
  const sizes = new Set<number>();
  const port = await startUdp((request) => sizes.add(request.length));
  const { outcome, cause, pathMtu } = await observe(probeOf(port), testContext(linux));
  expect({ outcome, cause, pathMtu }).toEqual({ outcome: 'silent', cause: undefined, pathMtu: undefined });
  expect(sizes.size).toBe(1);
});

test('leaves the size open where it takes too long', async () => {
  const port = await startResponder();
  const relay = await startRelay(port, (bytes) => bytes <= 1000);
  const limits = { ...shortLimits, pathMtuMs: 500 };
  const startedAt = performance.now();
  const { outcome, cause, pathMtu } = await observe(probeOf(relay), testContext(linux, limits));
  expect({ outcome, cause, pathMtu }).toEqual({
    outcome: 'replied',
    cause: 'size-untimely',
    pathMtu: undefined,
  });
  expect(performance.now() - startedAt).toBeLessThan(1500);
});

test('tells no size where not even the least that every network must carry passes', async () => {
  const sizes: number[] = [];
  const port = await startResponder();
  const relay = await startRelay(port, (bytes) => {
    sizes.push(bytes);
    return bytes < 500;
  });
  const { cause, pathMtu } = await observe(probeOf(relay), testContext(linux));
  expect({ cause, pathMtu }).toEqual({ cause: 'size-lost', pathMtu: undefined });
  expect(Math.max(...sizes)).toBe(1472);
});
