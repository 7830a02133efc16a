import { expect, test } from 'vitest';

import { mappingWords } from '../../src/report/mapping-words.js';
import { observation } from '../judge/run.js';

const probe = observation({
  purpose: 'mapping',
  service: 'gateway',
  target: 'remote',
  host: '198.51.100.20',
  port: 31_000,
  outcome: 'replied',
});

test('tells as whom the sockets were seen, how often with their own port, and which silences they survived', () => {
  const mappings = [
    { port: 31_000, localAddress: '10.244.1.7:40000', observedSource: '203.0.113.8:40000' },
    { port: 31_001, localAddress: '10.244.1.7:40000', observedSource: '203.0.113.8:1234' },
  ];
  const idle = [{ idleMs: 12_000, alive: 7, of: 8 }];
  expect(mappingWords({ ...probe, mappings, idle })).toEqual([
    '1 socket seen as 203.0.113.8, port kept 1 times of 2',
    'after 12 s of silence 7 of 8 flows open',
  ]);
});

test('says nothing of other probes', () => {
  expect(mappingWords(probe)).toEqual([]);
});
