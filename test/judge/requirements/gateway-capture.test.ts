import { expect, test } from 'vitest';

import { known } from '../../../src/model/fact.js';
import {
  captureControlId,
  type CapturedArrival,
  type GatewayCapture,
} from '../../../src/model/gateway-capture.js';
import type { Observation } from '../../../src/model/observation.js';
import { gatewayServiceFacts } from '../../helpers/cluster-facts.js';
import { cloudWithV10, homeWithV10, judgeRun, nodePortGateway, observation } from '../run.js';

const probe = 'remote-gateway-endpoint-1';
const from = ['198.51.100.7:40582'];
const own: CapturedArrival = {
  probe: captureControlId('remote'),
  received: 8,
  sources: ['10.244.1.7:50000'],
  tracked: true,
};
const came: CapturedArrival = { probe, received: 7, sources: from, tracked: true };

/** What the remote cluster sends to the local gateway, whose port is the same. */
const toTheOther = {
  id: 'local-gateway-endpoint-1',
  service: 'gateway',
  target: 'local',
  host: '198.51.100.20',
  port: 31871,
} as const;

interface Seen {
  readonly capture?: Partial<GatewayCapture>;
  readonly live?: Partial<Observation>;
  /** The gateway is advertised at a port that a router forwards, so that no sibling tells anything of it. */
  readonly isForwarded?: boolean;
}

/** The gateway of a remote cluster as the local one and a capture at it see it. */
function judged({ capture = {}, live = {}, isForwarded = true }: Seen) {
  const annotations: Record<string, string> = isForwarded
    ? {
        'net.liqo.io/gatewayNodeIP': '192.168.1.11',
        'liqo.io/override-address': '203.0.113.10',
        'liqo.io/override-port': '40582',
      }
    : { 'net.liqo.io/gatewayNodeIP': '203.0.113.10' };
  const sibling = nodePortGateway('remote', { host: '203.0.113.10', nodePort: 32002, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloudWithV10('local'),
    remote: homeWithV10('remote', { gatewayService: known(gatewayServiceFacts({ annotations }), 'a test') }),
    generation: 'g2',
    standIns: isForwarded ? [] : [sibling.standIn],
    observations: [
      observation({
        id: probe,
        purpose: 'endpoint',
        service: 'gateway',
        target: 'remote',
        host: '203.0.113.10',
        port: isForwarded ? 40582 : 31871,
        outcome: 'silent',
        datagrams: { sent: 8, received: 0, duplicates: 0 },
        ...live,
      }),
      observation({ ...toTheOther, purpose: 'endpoint', outcome: 'silent' }),
      ...(isForwarded ? [] : sibling.observations),
    ],
    evidence: {
      captures: [
        {
          cluster: 'remote',
          status: 'listened',
          pod: 'liqo/gw-x',
          node: 'edge',
          arrivals: [own, came],
          ...capture,
        },
      ],
    },
  });
  const found = judgement.requirements.find(
    ({ service, cluster }) => service === 'gateway' && cluster === 'remote',
  );
  const finding = judgement.findings.find(({ code }) => code === 'LD-GW-007');
  return {
    status: found?.status,
    assurance: found?.assurance,
    reason: found?.reason,
    prescription: found?.prescription?.actions.map(({ words }) => words),
    finding: [finding?.status, finding?.reason],
  };
}

const where = 'UDP 203.0.113.10:40582';
const unknown = `Whether the local cluster reaches the gateway at ${where} is not known: a live gateway answers no stranger, and behind a forwarded port this cannot be told from outside; `;

test('datagrams that arrived prove a gateway behind a forwarded port', () => {
  expect(judged({})).toEqual({
    status: 'met',
    assurance: 'proven',
    reason: `The local cluster reaches the gateway at ${where}: a capture on node edge of the gateway saw 7 of its datagrams arrive, from 198.51.100.7:40582.`,
    prescription: undefined,
    finding: [
      'pass',
      'The capture in liqo/gw-x saw 7 datagrams of the local cluster from 198.51.100.7:40582, and 8 of its own cluster.',
    ],
  });
});

test('what passes the node on its way to the other gateway is not for this one', () => {
  const passing: CapturedArrival = { probe: toTheOther.id, received: 8, sources: ['10.244.1.9:41000'] };
  expect(judged({ capture: { arrivals: [own, passing] } })).toMatchObject({
    status: 'unmet',
    finding: [
      'pass',
      'The capture in liqo/gw-x saw 0 datagrams of the local cluster, and 8 of its own cluster.',
    ],
  });
});

test('that none arrived where its own did makes it unmet, with the forward to mend', () => {
  const { status, reason, prescription, finding } = judged({ capture: { arrivals: [own] } });
  expect({ status, reason }).toEqual({
    status: 'unmet',
    reason: `The local cluster cannot reach ${where}, which Liqo would advertise: of 8 datagrams none arrived on node edge of the gateway, where a capture saw those of its own cluster.`,
  });
  expect(prescription?.[0]).toContain('40582');
  expect(finding[0]).toBe('pass');
});

test('that none arrived is stronger than a sibling that replied', () => {
  expect(judged({ isForwarded: false, capture: { arrivals: [own] } }).status).toBe('unmet');
});

test('a refusal is stronger than datagrams that arrived: nobody listens there', () => {
  expect(judged({ live: { outcome: 'refused' } }).status).toBe('unmet');
});

test.each<[string, Seen, string]>([
  [
    'a capture that did not even see its own cluster',
    { capture: { arrivals: [] } },
    'the capture at the gateway saw nothing from the local cluster, and nothing from its own cluster either',
  ],
  [
    'a capture that was interrupted',
    {
      capture: {
        status: 'interrupted',
        reason: 'the connection to the gateway pod was lost',
        arrivals: [own],
      },
    },
    'the capture at the gateway may have missed some datagrams: the connection to the gateway pod was lost',
  ],
  [
    'a capture that failed',
    { capture: { status: 'failed', reason: 'there is no tcpdump', arrivals: [] } },
    'the capture at the gateway failed: there is no tcpdump',
  ],
  [
    'too few datagrams to speak of blocking',
    { capture: { arrivals: [own] }, live: { datagrams: { sent: 3, received: 0, duplicates: 0 } } },
    'the capture at the gateway saw none of too few datagrams',
  ],
])('nothing is concluded from %s', (_what, seen, why) => {
  const { status, assurance, reason } = judged(seen);
  expect({ status, assurance, reason }).toEqual({
    status: 'unknown',
    assurance: undefined,
    reason: `${unknown}${why}.`,
  });
});

test('datagrams that an interrupted capture saw have arrived all the same', () => {
  expect(judged({ capture: { status: 'interrupted', reason: 'lost' } }).status).toBe('met');
});

test("what the node's own packet filter drops is unmet, and the filter is what to change", () => {
  const { status, reason, prescription, finding } = judged({
    capture: { arrivals: [own, { ...came, tracked: false }] },
  });
  expect({ status, reason, prescription }).toEqual({
    status: 'unmet',
    reason: `The local cluster cannot reach ${where}, which Liqo would advertise: its datagrams arrive on node edge of the gateway, whose own packet filter drops them, while it passes those of its own cluster.`,
    prescription: [
      'In the packet filter of node edge of the gateway in the remote cluster (ufw, firewalld, nftables), allow incoming UDP to port 5871 from the local cluster, and on every other node that the gateway may move to.',
    ],
  });
  expect(finding[0]).toBe('warn');
});

test('where connection tracking knows nobody at all, arriving proves nothing, whatever a sibling says', () => {
  const arrivals = [own, came].map((arrival) => ({ ...arrival, tracked: false }));
  for (const isForwarded of [true, false]) {
    expect(judged({ isForwarded, capture: { arrivals } }).status).toBe('unknown');
  }
});

test('where connection tracking could not be asked, arriving is proof', () => {
  const { probe: id, received, sources } = came;
  expect(judged({ capture: { arrivals: [{ probe: id, received, sources }] } }).assurance).toBe('proven');
});
