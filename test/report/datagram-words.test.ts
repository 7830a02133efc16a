import { expect, test } from 'vitest';

import type { DatagramStatistics, Observation } from '../../src/model/observation.js';
import { connectionWords, datagramWords } from '../../src/report/datagram-words.js';

function probeWith(datagrams?: DatagramStatistics): Observation {
  return {
    id: 'remote-gateway-1',
    purpose: 'stand-in',
    service: 'gateway',
    target: 'remote',
    from: 'local',
    view: 'pod',
    protocol: 'udp',
    host: '203.0.113.8',
    port: 30742,
    outcome: 'replied',
    timingsMs: { udp: 12 },
    ...(datagrams !== undefined && { datagrams }),
  };
}

test('says how many datagrams were answered and how long that took', () => {
  const rttMs = { min: 0.43, median: 1.06, max: 12.7 };
  expect(datagramWords(probeWith({ sent: 4, received: 4, duplicates: 0, rttMs }))).toEqual([
    '4 of 4 datagrams answered',
    'round trip 0.4/1.1/13 ms',
  ]);
  expect(datagramWords(probeWith())).toEqual([]);
});

test('tells duplicates, replies out of order and a flow that has no reply while others have', () => {
  const flow = (port: number, sent: number, received: number) => ({
    localAddress: `10.244.1.7:${port}`,
    sent,
    received,
  });
  const flows = [flow(40001, 1, 1), flow(40002, 17, 0), flow(40003, 2, 0)];
  const counts = { sent: 20, received: 1, duplicates: 2, reordered: 1, flows };
  expect(datagramWords(probeWith(counts))).toEqual([
    '1 of 20 datagrams answered',
    '2 twice',
    '1 out of order',
    'none of 17 from 10.244.1.7:40002',
  ]);
});

test('does not call one flow dropped where all are', () => {
  const flows = [{ localAddress: '10.244.1.7:40001', sent: 20, received: 0 }];
  expect(datagramWords(probeWith({ sent: 20, received: 0, duplicates: 0, flows }))).toEqual([
    '0 of 20 datagrams answered',
  ]);
});

test('says when an answer took several connections', () => {
  expect(connectionWords({ ...probeWith(), connections: 3 })).toEqual([
    'answered only after 3 connections were tried',
  ]);
  expect(connectionWords(probeWith())).toEqual([]);
});
