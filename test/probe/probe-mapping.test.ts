import { expect, onTestFinished, test } from 'vitest';

import type { MappingProbe } from '../../src/model/agent-plan.js';
import { type DatagramReply, decodeDatagram, encodeDatagram } from '../../src/probe/datagram.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { Responder } from '../../src/probe/responder.js';
import { runProbe } from '../../src/probe/run-probe.js';
import { closedUdpPort, startUdp } from '../helpers/probe-servers.js';
import { testContext, testIdentity } from '../helpers/probe-setup.js';

const taskOf = (port: number, secondPort: number, idleMs?: number[]): MappingProbe => ({
  kind: 'mapping',
  id: 'remote-gateway-mapping-1',
  purpose: 'mapping',
  service: 'gateway',
  target: 'remote',
  host: '127.0.0.1',
  port,
  secondPort,
  ...(idleMs !== undefined && { idleMs }),
});

/** The real responder on two ports of every address. */
async function startResponder(): Promise<readonly [number, number]> {
  const responder = new Responder({ identity: testIdentity, clock: nodeWorld().clock, onArrival: () => {} });
  onTestFinished(() => responder.close());
  const open = async () => {
    const bound = await nodeWorld().bindUdp(0);
    if (!bound.ok) throw new Error(bound.code);
    onTestFinished(() => bound.socket.close());
    responder.serveDatagrams(bound.socket);
    return Number(bound.socket.localAddress.replace(/^.*:/, ''));
  };
  return [await open(), await open()];
}

/** Answers with a reply that says to have come from another source, as behind a NAT, or with whatever a test wishes. */
function startLiar(changes: Partial<DatagramReply>, late?: Partial<DatagramReply>) {
  return startUdp((payload, answer) => {
    const request = decodeDatagram(payload, testIdentity);
    if (!request.ok) return;
    const reply = { ...request.value, type: 'reply', source: '203.0.113.8:1', ...changes } as const;
    answer(encodeDatagram(reply, testIdentity));
    if (late !== undefined && request.value.replyAfterSeconds !== undefined) {
      answer(encodeDatagram({ ...reply, ...late, type: 'late-reply' }, testIdentity));
    }
  });
}

test('sees four sockets at both ports as they are, where nothing lies between', async () => {
  const [port, secondPort] = await startResponder();
  const seen = await runProbe(taskOf(port, secondPort), testContext());
  expect(seen.outcome).toBe('replied');
  const { mappings = [] } = seen;
  expect(mappings.map((each) => each.port)).toEqual([
    port,
    secondPort,
    port,
    secondPort,
    port,
    secondPort,
    port,
    secondPort,
  ]);
  expect(mappings.filter((each) => each.observedSource !== each.localAddress)).toEqual([]);
  expect(new Set(mappings.map(({ localAddress }) => localAddress)).size).toBe(4);
});

test('tells of each port what the responder said there', async () => {
  const [port, secondPort] = await Promise.all([
    startLiar({ source: '203.0.113.8:1111' }),
    startLiar({ source: '203.0.113.8:2222' }),
  ]);
  const { mappings = [] } = await runProbe(taskOf(port, secondPort), testContext());
  expect(new Set(mappings.map((each) => `${each.port} ${each.observedSource}`))).toEqual(
    new Set([`${port} 203.0.113.8:1111`, `${secondPort} 203.0.113.8:2222`]),
  );
});

test('tells of the first port alone where the second is closed', async () => {
  const [port] = await startResponder();
  const { mappings = [] } = await runProbe(taskOf(port, await closedUdpPort()), testContext());
  expect(mappings.map((each) => each.port)).toEqual([port, port, port, port]);
});

test('takes no reply to somebody else’s question for one to its own', async () => {
  const [port] = await startResponder();
  const secondPort = await startLiar({ nonce: new Uint8Array(16) });
  const { mappings = [] } = await runProbe(taskOf(port, secondPort), testContext());
  expect(mappings.map((each) => each.port)).toEqual([port, port, port, port]);
});

test('knows nothing where ordinary datagrams get no answer', async () => {
  const [port, secondPort] = [await closedUdpPort(), await closedUdpPort()];
  const seen = await runProbe(taskOf(port, secondPort, [1000]), testContext());
  expect([seen.outcome, seen.mappings, seen.idle]).toEqual(['refused', undefined, undefined]);
});

test('hears the late replies of a path that forgets nothing', async () => {
  const [port, secondPort] = await startResponder();
  const seen = await runProbe(taskOf(port, secondPort, [1000]), testContext());
  expect(seen.idle).toEqual([{ idleMs: 1000, alive: 8, of: 8 }]);
});

test('hears no late replies of a responder that sends none', async () => {
  const port = await startLiar({});
  const seen = await runProbe(taskOf(port, port, [1000]), testContext());
  expect(seen.idle).toEqual([{ idleMs: 1000, alive: 0, of: 8 }]);
});

test('does not count a silence that a late reply ended too early, nor a late reply that is not its own', async () => {
  const [early, foreign] = await Promise.all([
    startLiar({}, {}),
    startLiar({}, { nonce: new Uint8Array(16) }),
  ]);
  const [afterEarly, afterForeign] = await Promise.all(
    [early, foreign].map((port) => runProbe(taskOf(port, port, [2000]), testContext())),
  );
  expect(afterEarly?.idle).toBeUndefined();
  expect(afterForeign?.idle).toEqual([{ idleMs: 2000, alive: 0, of: 8 }]);
});
