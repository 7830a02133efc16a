import { expect, test } from 'vitest';

import type { DatagramFlow } from '../../../src/model/observation.js';
import { nodePortGateway } from '../run.js';
import { findingsOf } from './findings-of.js';

const flow = (port: number, sent: number, received: number): DatagramFlow => ({
  localAddress: `10.244.1.7:${port}`,
  sent,
  received,
});

/** Status and reason of the finding, for a stand-in of the remote gateway that was probed so. */
function judged(outcome: 'replied' | 'silent', flows: readonly DatagramFlow[]) {
  const { standIn, observations } = nodePortGateway('remote', {
    host: '198.51.100.20',
    nodePort: 31840,
    outcome,
  });
  const datagrams = {
    sent: flows.reduce((sum, { sent }) => sum + sent, 0),
    received: flows.reduce((sum, { received }) => sum + received, 0),
    duplicates: 0,
    flows: [...flows],
  };
  const seen = observations.map((one) => (one.purpose === 'stand-in' ? { ...one, datagrams } : one));
  return findingsOf('LD-GW-008', { standIns: [standIn], observations: seen }).map(
    ({ cluster, from, status, reason }) => [cluster, from, status, reason],
  );
}

test('a source port that is never answered beside others that are is told', () => {
  expect(judged('replied', [flow(40001, 2, 1), flow(40002, 14, 0), flow(40003, 2, 2)])).toEqual([
    [
      'remote',
      'local',
      'warn',
      'Datagrams to UDP 198.51.100.20:31840 from 1 of 3 source ports were never answered (none of 14 from 10.244.1.7:40002), while the others were.',
    ],
  ]);
});

test('six datagrams without a reply may be bad luck', () => {
  expect(judged('replied', [flow(40001, 2, 1), flow(40002, 6, 0)])).toEqual([
    ['remote', 'local', 'pass', undefined],
  ]);
});

test('a gateway that answers no port at all is no matter of single flows', () => {
  expect(judged('silent', [flow(40001, 10, 0), flow(40002, 10, 0)])).toEqual([]);
});
