import { expect, test } from 'vitest';

import { CapturedDatagrams } from '../../src/probe/captured-datagrams.js';
import { encodeDatagram } from '../../src/probe/datagram.js';
import { tcpdumpText } from '../helpers/tcpdump-text.js';

const identity = { runId: 'run-1', key: new Uint8Array(16).fill(7) };
const stranger = { runId: 'run-1', key: new Uint8Array(16).fill(8) };

function datagram(sequence: number, { probe = 'one', by = identity } = {}): Uint8Array {
  return encodeDatagram({ type: 'request', probe, sequence, nonce: new Uint8Array(16).fill(3) }, by);
}

function arrivalsIn(...texts: readonly string[]) {
  const captured = new CapturedDatagrams(identity, [5871, 30742]);
  for (const text of texts) captured.push(Buffer.from(text));
  captured.end();
  return captured.arrivals;
}

test('counts the distinct datagrams of each probe and the sources they came from', () => {
  const other = { sourcePort: 40583, port: 30742 };
  expect(
    arrivalsIn(
      tcpdumpText(datagram(0)),
      tcpdumpText(datagram(1), other),
      tcpdumpText(datagram(0, { probe: 'two' })),
    ),
  ).toEqual([
    { probe: 'one', received: 2, sources: ['203.0.113.8:40582', '203.0.113.8:40583'] },
    { probe: 'two', received: 1, sources: ['203.0.113.8:40582'] },
  ]);
});

test('counts a datagram once that passes several interfaces', () => {
  const [seen] = arrivalsIn(tcpdumpText(datagram(0)), tcpdumpText(datagram(0)));
  expect(seen?.received).toBe(1);
});

test('believes nobody without the key of the run', () => {
  expect(arrivalsIn(tcpdumpText(datagram(0, { by: stranger })))).toEqual([]);
});

test('does not count a reply', () => {
  const nonce = new Uint8Array(16);
  const reply = encodeDatagram(
    { type: 'reply', probe: 'one', sequence: 0, nonce, source: '10.0.0.1:1' },
    identity,
  );
  expect(arrivalsIn(tcpdumpText(reply))).toEqual([]);
});

test('does not count what goes to another port', () => {
  expect(arrivalsIn(tcpdumpText(datagram(0), { port: 31111 }))).toEqual([]);
});

test('a capture that never ends costs bounded memory', () => {
  const texts = Array.from({ length: 40 }, (_, probe) =>
    Array.from({ length: 20 }, (_, index) =>
      tcpdumpText(datagram(index, { probe: `p${probe}` }), { sourcePort: 1000 + index }),
    ).join(''),
  );
  const arrivals = arrivalsIn(...texts);
  expect(arrivals).toHaveLength(32);
  expect(Math.max(...arrivals.map(({ sources }) => sources.length))).toBe(16);
});
