import { expect, test } from 'vitest';

import { known } from '../../../src/model/fact.js';
import type { Observation } from '../../../src/model/observation.js';
import type { Requirement } from '../../../src/model/requirement.js';
import { gatewayServiceFacts } from '../../helpers/cluster-facts.js';
import { premises } from '../expected-reports/places.js';
import { homeWithV10, judgeRun, nodePortGateway, observation, sourceSeen } from '../run.js';

const rack = '198.51.100.40';
const router = '203.0.113.8:40582';

/** The gateway of a home at a private address, as a cluster with public addresses sees it. */
function gatewayOfHome(others: readonly Observation[], external?: string): Requirement | undefined {
  const remote = homeWithV10('remote', {
    gatewayService: known(
      gatewayServiceFacts({ annotations: { 'net.liqo.io/gatewayNodeIP': '192.168.1.11' } }),
      'a test',
    ),
  });
  const place = external === undefined ? { address: rack } : { address: '10.7.0.4', external };
  const sibling = nodePortGateway('remote', { host: '192.168.1.11', nodePort: 32002, outcome: 'silent' });
  const { requirements } = judgeRun({
    local: premises('local', 'v0.10.3', place),
    remote,
    generation: 'g2',
    standIns: [sibling.standIn],
    observations: [
      observation({
        purpose: 'endpoint',
        service: 'gateway',
        target: 'remote',
        host: '192.168.1.11',
        port: 31871,
        outcome: 'silent',
      }),
      ...sibling.observations,
      ...others,
    ],
  });
  return requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
}

test('a gateway at a private address that nothing else was reached at is unknown, with what would make it reached', () => {
  const gateway = gatewayOfHome([]);
  expect(gateway?.status).toBe('unknown');
  expect(gateway?.reason).toMatch(/^Whether the local cluster reaches .* is not known, and unlikely: /);
  expect(gateway?.prescription?.exposure).toBe('PortForwarding');
});

test('it is unmet where packets of its cluster arrive translated at a node of the peer, in whose network a route would end', () => {
  const gateway = gatewayOfHome([sourceSeen('remote', rack, router)]);
  expect(gateway?.status).toBe('unmet');
  expect(gateway?.reason).toContain(
    `no other route joins the networks, since packets of the remote cluster arrive at ${rack} from 203.0.113.8.`,
  );
});

test('translated packets at a public address beside a private one leave a route between the private ones possible', () => {
  expect(gatewayOfHome([sourceSeen('remote', rack, router)], rack)?.status).toBe('unknown');
});
