import { expect, onTestFinished, test } from 'vitest';

import { DatagramAsker, type HeardReply } from '../../src/probe/datagram-asker.js';
import { type DatagramReply, decodeDatagram, encodeDatagram } from '../../src/probe/datagram.js';
import { nodeWorld } from '../../src/probe/node-world.js';
import { startUdp } from '../helpers/probe-servers.js';
import { testContext, testIdentity } from '../helpers/probe-setup.js';

/** Answers a request with its reply, changed in each of these ways in turn. */
function startResponder(...variants: readonly Partial<DatagramReply>[]): Promise<number> {
  return startUdp((payload, answer) => {
    const request = decodeDatagram(payload, testIdentity);
    if (!request.ok) return;
    const reply = { ...request.value, type: 'reply', source: '203.0.113.8:1' } as const;
    for (const changes of variants) answer(encodeDatagram({ ...reply, ...changes }, testIdentity));
  });
}

async function askerOf(port: number) {
  const context = testContext();
  const opened = await nodeWorld().connectUdp('127.0.0.1', port);
  if (!opened.ok) throw new Error(opened.code);
  onTestFinished(() => opened.socket.close());
  const asker = new DatagramAsker('a-probe', opened.socket, context);
  const heard: HeardReply[] = [];
  asker.onReply((each) => heard.push(each));
  return { asker, heard };
}

/** A reply that all the others have come before. */
const last = { type: 'late-reply' } as const;

test('tells of every authentic reply, one that came twice too, and answers with the first', async () => {
  const port = await startResponder({ source: '203.0.113.8:1' }, { source: '203.0.113.8:2' }, last);
  const { asker, heard } = await askerOf(port);
  const asked = await asker.ask({ replyAfterSeconds: 1 });
  expect((await asked.answer('late-reply', 5000)).kind).toBe('reply');
  expect(heard.map(({ reply }) => [reply.type, reply.source, reply.sequence])).toEqual([
    ['reply', '203.0.113.8:1', 0],
    ['reply', '203.0.113.8:2', 0],
    ['late-reply', '203.0.113.8:1', 0],
  ]);
  const answer = await asked.answer('reply', 0);
  expect(answer.kind === 'reply' && answer.reply.source).toBe('203.0.113.8:1');
});

test('hears neither replies with a foreign nonce or probe, nor any to what it has not asked yet', async () => {
  const port = await startResponder(
    { nonce: new Uint8Array(16) },
    { probe: 'another-probe' },
    { sequence: 1 },
    last,
  );
  const { asker, heard } = await askerOf(port);
  expect(asker.count).toBe(0);
  const asked = await asker.ask({ replyAfterSeconds: 1 });
  expect(asker.count).toBe(1);
  await asked.answer('late-reply', 5000);
  expect(heard.map(({ reply }) => reply.type)).toEqual(['late-reply']);
  expect(await asked.answer('reply', 0)).toEqual({ kind: 'silence' });
});
