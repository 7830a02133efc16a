import { expect, test } from 'vitest';

import { known } from '../../../src/model/fact.js';
import type { Observation } from '../../../src/model/observation.js';
import { gatewayServiceFacts } from '../../helpers/cluster-facts.js';
import { cloudWithV10, homeWithV10, judgeRun, nodePortGateway, observation } from '../run.js';

const host = '203.0.113.40';

/** A silent live gateway beside a stand-in that answers ordinary datagrams, and WireGuard's as told. */
function gatewayWith(tunnel: Pick<Observation, 'outcome' | 'cause' | 'handshake'>) {
  const sibling = nodePortGateway('remote', { host, nodePort: 32_002, outcome: 'replied' });
  const common = { service: 'gateway', target: 'remote', host } as const;
  const judgement = judgeRun({
    local: cloudWithV10('local'),
    remote: homeWithV10('remote', {
      gatewayService: known(
        gatewayServiceFacts({ annotations: { 'net.liqo.io/gatewayNodeIP': host } }),
        'a test',
      ),
    }),
    generation: 'g2',
    standIns: [sibling.standIn],
    observations: [
      observation({ ...common, purpose: 'endpoint', port: 31_871, outcome: 'silent' }),
      ...sibling.observations,
      observation({ ...common, purpose: 'tunnel', port: 32_002, ...tunnel }),
    ],
  });
  return judgement.requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
}

const handshake = { initiations: 13, responses: 0, dataSent: 0, dataReceived: 0, dataBytes: 1372 };

test('a live gateway beside a stand-in that WireGuard does not reach is unmet, with the rule to ask for', () => {
  const gateway = gatewayWith({ outcome: 'silent', cause: 'wireguard-dropped', handshake });
  expect([gateway?.status, gateway?.reason]).toEqual([
    'unmet',
    "The local cluster cannot use the gateway at UDP 203.0.113.40:31871, which Liqo would advertise, because WireGuard does not pass to a stand-in beside it: UDP 203.0.113.40:32002 (NodePort): ordinary datagrams are answered there, but WireGuard's are dropped: none of 13 handshake initiations got a response.",
  ]);
  expect(gateway?.evidence).toContain('remote-gateway-tunnel-1');
  expect(gateway?.prescription?.summary).toBe(
    'Let WireGuard of the local cluster through to the gateway of the remote cluster at UDP 203.0.113.40:31871.',
  );
  expect(gateway?.prescription?.actions.map(({ kind }) => kind)).toEqual(['infrastructure']);
});

test('one beside a stand-in to which a tunnel was made stays met by its sibling', () => {
  const passed = { ...handshake, initiations: 1, responses: 1, dataSent: 2, dataReceived: 2, rttMs: 9 };
  const gateway = gatewayWith({ outcome: 'replied', handshake: passed });
  expect([gateway?.status, gateway?.assurance]).toEqual(['met', 'sibling']);
});
