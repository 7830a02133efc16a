import { expect, test } from 'vitest';

import { known, unknown } from '../../../src/model/fact.js';
import type { Observation, Outcome } from '../../../src/model/observation.js';
import { gatewayServiceFacts } from '../../helpers/cluster-facts.js';
import { cloudWithV10, homeWithV10, judgeRun, nodePortGateway, observation } from '../run.js';

interface Seen {
  readonly live?: Outcome;
  readonly sibling?: Outcome;
  readonly host?: string;
  readonly gateway?: Parameters<typeof gatewayServiceFacts>[0];
  readonly siblingHost?: string;
}

/** The gateway of a remote cluster with a public node port, as the local one sees it. */
function gatewayOf({ live, sibling, host = '203.0.113.40', gateway, siblingHost }: Seen) {
  const remote = homeWithV10('remote', {
    gatewayService: known(
      gatewayServiceFacts({ annotations: { 'net.liqo.io/gatewayNodeIP': '203.0.113.40' }, ...gateway }),
      'a test',
    ),
  });
  const stood =
    sibling === undefined
      ? undefined
      : nodePortGateway('remote', { host: siblingHost ?? '203.0.113.40', nodePort: 32002, outcome: sibling });
  const endpoint: readonly Observation[] =
    live === undefined
      ? []
      : [
          observation({
            purpose: 'endpoint',
            service: 'gateway',
            target: 'remote',
            host,
            port: 31871,
            outcome: live,
          }),
        ];
  const judgement = judgeRun({
    local: cloudWithV10('local'),
    remote,
    generation: 'g2',
    standIns: stood === undefined ? [] : [stood.standIn],
    observations: [...endpoint, ...(stood?.observations ?? [])],
  });
  const found = judgement.requirements.find(
    ({ service, cluster }) => service === 'gateway' && cluster === 'remote',
  );
  return { status: found?.status, assurance: found?.assurance, reason: found?.reason };
}

const where = 'UDP 203.0.113.40:31871';
const withCapture =
  '--capture would tell, which takes the right to create pods/exec in namespace liqo of the remote cluster';

test('a silent gateway beside a sibling that replied is met, with that assurance', () => {
  expect(gatewayOf({ live: 'silent', sibling: 'replied' })).toEqual({
    status: 'met',
    assurance: 'sibling',
    reason: `The local cluster reaches a stand-in beside the gateway (NodePort at UDP 203.0.113.40:32002), and ${where} does not refuse datagrams.`,
  });
});

test('a refused gateway is unmet whatever its sibling says', () => {
  expect(gatewayOf({ live: 'refused', sibling: 'replied' })).toEqual({
    status: 'unmet',
    assurance: undefined,
    reason: `The local cluster cannot reach ${where}, which Liqo would advertise: the port is closed, an ICMP port-unreachable came back.`,
  });
});

test('a gateway without a ready endpoint is unmet', () => {
  expect(
    gatewayOf({ live: 'silent', sibling: 'replied', gateway: { readyEndpoints: known(0, 'a test') } }).status,
  ).toBe('unmet');
});

test('a gateway whose endpoints could not be read is unknown', () => {
  expect(
    gatewayOf({ live: 'silent', sibling: 'replied', gateway: { readyEndpoints: unknown('forbidden') } }),
  ).toEqual({
    status: 'unknown',
    assurance: undefined,
    reason: `Whether the local cluster reaches the gateway at ${where} is not known: how many endpoints its Service has could not be read.`,
  });
});

test('a sibling that is blocked proves nothing about a port that a firewall may let through alone', () => {
  expect(gatewayOf({ live: 'silent', sibling: 'silent' }).status).toBe('unknown');
});

test('a sibling on another node is no sibling', () => {
  expect(gatewayOf({ live: 'silent', sibling: 'replied', siblingHost: '203.0.113.41' }).status).toBe(
    'unknown',
  );
});

test('a silent gateway without a sibling is unknown', () => {
  expect(gatewayOf({ live: 'silent' })).toEqual({
    status: 'unknown',
    assurance: undefined,
    reason: `Whether the local cluster reaches the gateway at ${where} is not known: a live gateway answers no stranger, and no stand-in beside it was probed; ${withCapture}.`,
  });
});

test('a gateway at a forwarded address cannot be told from outside', () => {
  const annotations = {
    'net.liqo.io/gatewayNodeIP': '192.168.1.11',
    'liqo.io/override-address': '203.0.113.10',
    'liqo.io/override-port': '31871',
  };
  expect(
    gatewayOf({ live: 'silent', sibling: 'replied', host: '203.0.113.10', gateway: { annotations } }),
  ).toEqual({
    status: 'unknown',
    assurance: undefined,
    reason: `Whether the local cluster reaches the gateway at UDP 203.0.113.10:31871 is not known: a live gateway answers no stranger, and behind a forwarded port this cannot be told from outside; ${withCapture}.`,
  });
});
