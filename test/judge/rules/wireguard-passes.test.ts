import { expect, test } from 'vitest';

import type { Arrival } from '../../../src/model/agent-event.js';
import type { Observation } from '../../../src/model/observation.js';
import { cloudCluster, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { judgeRun, nodePortGateway, observation } from '../run.js';

const host = '198.51.100.20';
const port = 30_742;
const handshake = { initiations: 13, responses: 0, dataSent: 0, dataReceived: 0, dataBytes: 1372 };
const passed = { initiations: 1, responses: 1, dataSent: 2, dataReceived: 2, dataBytes: 1372, rttMs: 12 };
const id = 'remote-gateway-tunnel-1';
const { standIn, observations } = nodePortGateway('remote', { host, nodePort: port, outcome: 'replied' });

interface Seen {
  readonly tunnel: Partial<Observation> & Pick<Observation, 'outcome'>;
  readonly arrivals?: readonly Arrival[];
}

/** A run in which the remote cluster's stand-in answered ordinary datagrams, and WireGuard's as told. */
function judged(seen: Seen | undefined) {
  const tunnel: readonly Observation[] =
    seen === undefined
      ? []
      : [
          observation({
            purpose: 'tunnel',
            service: 'gateway',
            target: 'remote',
            host,
            port,
            datagrams: { sent: 1, received: 1, duplicates: 0 },
            ...seen.tunnel,
          }),
        ];
  const judgement = judgeRun({
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
    standIns: [standIn],
    observations: [...observations, ...tunnel],
    evidence: { arrivals: seen?.arrivals ?? [] },
  });
  const finding = judgement.findings.find(({ code }) => code === 'LD-GW-006');
  const requirement = judgement.requirements.find(
    ({ service, cluster }) => service === 'gateway' && cluster === 'remote',
  );
  return { finding, requirement };
}

function briefOf(seen: Seen | undefined) {
  const { finding, requirement } = judged(seen);
  return [finding?.status, finding?.reason, requirement?.status];
}

const dropped = { outcome: 'silent', cause: 'wireguard-dropped', handshake } as const;
const arrival = { probe: id, received: 2, source: '203.0.113.8:40582' };
const way = 'From the local cluster to UDP 198.51.100.20:30742';

test('passes where a tunnel was made', () => {
  expect(briefOf({ tunnel: { outcome: 'replied', handshake: passed } })).toEqual(['pass', undefined, 'met']);
});

test('is not known where no tunnel was tried, and spoils nothing', () => {
  expect(briefOf(undefined)[0]).toBe('unknown');
  expect(briefOf(undefined)[2]).toBe('met');
});

test('is not known where ordinary datagrams of that socket were not answered any more', () => {
  expect(briefOf({ tunnel: { outcome: 'silent', handshake } })).toEqual([
    'unknown',
    `${way}: the way failed while WireGuard was tried: after it, not even ordinary datagrams were answered any more.`,
    'met',
  ]);
});

test('fails where no initiation arrived, and the gateway is unmet', () => {
  expect(briefOf({ tunnel: dropped, arrivals: [arrival] })).toEqual([
    'fail',
    `${way}: ordinary datagrams are answered there, but WireGuard's are dropped: none of 13 handshake initiations (148 bytes, type 1) reached the other end.`,
    'unmet',
  ]);
});

test('fails where the responses were lost on their way back', () => {
  const [status, reason, requirement] = briefOf({
    tunnel: dropped,
    arrivals: [{ ...arrival, handshakes: 13 }],
  });
  expect([status, requirement]).toEqual(['fail', 'unmet']);
  expect(reason).toContain('none of its responses (92 bytes, type 2) came back to 13 of them');
});

test.each([
  ['there is no record', []],
  ['the record is older than the last ordinary datagram', [{ ...arrival, received: 1 }]],
])('does not say which half was lost where %s', (_why, arrivals) => {
  const [status, reason, requirement] = briefOf({ tunnel: dropped, arrivals });
  expect([status, requirement]).toEqual(['fail', 'unmet']);
  expect(reason).toContain('none of 13 handshake initiations got a response');
});

test.each(['wireguard-data-dropped', 'wireguard-full-size-dropped'])(
  'fails where the handshake passes and data do not: %s',
  (cause) => {
    const tunnel = {
      outcome: 'silent',
      cause,
      handshake: { ...passed, dataSent: 26, dataReceived: 0 },
    } as const;
    const [status, reason, requirement] = briefOf({ tunnel, arrivals: [{ ...arrival, handshakes: 1 }] });
    expect([status, requirement]).toEqual(['fail', 'unmet']);
    expect(reason).toMatch(/ (of|up to) 1372 bytes/u);
  },
);

test('passes where large datagrams are lost whatever is in them, and says so', () => {
  const tunnel = { outcome: 'silent', cause: 'full-size-dropped', handshake: passed } as const;
  expect(briefOf({ tunnel })).toEqual([
    'pass',
    `${way}: WireGuard's handshake and its small packets are answered there; datagrams of 1372 bytes are not, whatever is in them.`,
    'met',
  ]);
});

test('names the rule to ask for, in the finding and in the prescription', () => {
  const { finding, requirement } = judged({ tunnel: dropped, arrivals: [arrival] });
  expect(finding?.remedy).toBe(
    'Ask the network teams of both clusters, and the providers between them, to let WireGuard pass between the local cluster and UDP 198.51.100.20:30742, in both directions: a rule that allows this UDP port whatever the datagrams hold, with application control or VPN detection switched off for it. The cause is a firewall that recognises WireGuard by its content, behind the local cluster on its way out or in front of the remote cluster on the way in. It shows as drops of UDP datagrams that begin with the bytes 01 00 00 00 (handshake initiation, 148 bytes).',
  );
  expect(requirement?.prescription?.actions.map(({ words }) => words)).toEqual([
    finding?.remedy,
    'Let the provider run the gateway server at node port 30742, and let the client dial UDP 198.51.100.20:30742.',
  ]);
});
