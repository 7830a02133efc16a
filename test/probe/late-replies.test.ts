import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Arrival } from '../../src/model/agent-event.js';
import { type DatagramMessage, decodeDatagram, encodeDatagram } from '../../src/probe/datagram.js';
import { Responder } from '../../src/probe/responder.js';
import type { Datagram, UdpSocket } from '../../src/probe/world.js';
import { testIdentity } from '../helpers/probe-setup.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const nonce = new Uint8Array(16).fill(3);

/** A responder whose socket notes the type and the number of what is sent. */
function setUp() {
  let deliver: (datagram: Datagram) => void = () => {};
  const sent: string[] = [];
  const arrivals: Arrival[] = [];
  const socket: UdpSocket = {
    localAddress: '[::]:30742',
    send: (payload, to) => {
      const decoded = decodeDatagram(payload, testIdentity);
      if (decoded.ok) sent.push(`${decoded.value.type} ${decoded.value.sequence} to ${to?.port}`);
      return Promise.resolve(undefined);
    },
    onDatagram: (listener) => {
      deliver = listener;
    },
    onError: () => {},
    close: () => {},
  };
  const responder = new Responder({
    identity: testIdentity,
    clock: { now: () => Date.now(), wallTime: () => 0 },
    onArrival: (arrival) => arrivals.push(arrival),
  });
  responder.serveDatagrams(socket);
  const ask = (sequence: number, replyAfterSeconds?: number, port = 40_582) => {
    const request: DatagramMessage = {
      type: 'request',
      probe: 'p',
      sequence,
      nonce,
      ...(replyAfterSeconds !== undefined && { replyAfterSeconds }),
    };
    deliver({ payload: encodeDatagram(request, testIdentity), address: '203.0.113.8', port });
  };
  return { responder, sent, arrivals, ask };
}

test('sends a late reply after the wait that a request asks for, and counts it', () => {
  const { sent, arrivals, ask } = setUp();
  ask(0, 12);
  ask(1);
  vi.advanceTimersByTime(11_999);
  expect(sent).toEqual(['reply 0 to 40582', 'reply 1 to 40582']);
  vi.advanceTimersByTime(1);
  expect(sent.slice(2)).toEqual(['late-reply 0 to 40582']);
  expect(arrivals.at(-1)).toEqual({
    probe: 'p',
    received: 2,
    source: '203.0.113.8:40582',
    lateReplies: 1,
  });
  vi.advanceTimersByTime(300_000);
  expect(sent.length).toBe(3);
});

test('promises no late reply to a copy of a request', () => {
  const { sent, ask } = setUp();
  ask(0, 1);
  ask(0, 1, 53);
  vi.advanceTimersByTime(2000);
  expect(sent).toEqual(['reply 0 to 40582', 'late-reply 0 to 40582']);
});

test('keeps 256 promises at a time, and takes new ones when those are kept', () => {
  const { sent, ask } = setUp();
  for (let sequence = 0; sequence < 300; sequence += 1) ask(sequence, 1);
  vi.advanceTimersByTime(1000);
  expect(sent.filter((each) => each.startsWith('late')).length).toBe(256);
  ask(300, 1);
  vi.advanceTimersByTime(1000);
  expect(sent.at(-1)).toBe('late-reply 300 to 40582');
});

test('holds late replies to the limits of the rate, and counts none that was held back', () => {
  const { responder, sent, ask } = setUp();
  // One second of the limiter begins with the first request, the next with the first one after its end.
  ask(0);
  vi.advanceTimersByTime(500);
  ask(1, 1);
  vi.advanceTimersByTime(600);
  for (let sequence = 2; sequence < 1002; sequence += 1) ask(sequence);
  vi.advanceTimersByTime(1000);
  expect(sent.length).toBe(1002);
  expect(sent.filter((each) => each.startsWith('late'))).toEqual([]);
  expect(responder.arrivals[0]?.lateReplies).toBeUndefined();
});

test('sends nothing more once it is closed, and leaves no timer behind', () => {
  const { responder, sent, ask } = setUp();
  ask(0, 240);
  responder.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(240_000);
  expect(sent).toEqual(['reply 0 to 40582']);
});
