import { expect, test } from 'vitest';

import { known } from '../../../src/model/fact.js';
import { addresses, gatewayServiceFacts, nodeFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { homeWithV10, judgeRun, nodePortGateway, observation } from '../run.js';

const dualStack = nodeFacts({
  name: 'edge',
  addresses: addresses(['InternalIP', '2001:db8::11'], ['InternalIP', '198.51.100.11']),
});

/** A stand-in for a gateway at the node's first address, an IPv6 one, whose Service has these families. */
function gatewayOf(families: readonly string[] | undefined, outcome: 'refused' | 'replied' | 'request-lost') {
  const { standIn, observations } = nodePortGateway('remote', {
    host: '2001:db8::11',
    nodePort: 31_840,
    outcome,
  });
  const ownView = outcome === 'replied' ? 'replied' : 'refused';
  const { requirements } = judgeRun({
    generation: 'g3',
    local: onPremisesCluster('local'),
    remote: onPremisesCluster('remote', { nodes: known([dualStack], 'a test') }),
    gateway: { location: 'Provider', type: 'NodePort' },
    standIns: [{ ...standIn, families }],
    observations: observations.map((one) => (one.purpose === 'control' ? { ...one, outcome: ownView } : one)),
  });
  return requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
}

test('a node port that its Service’s family rules out is unmet, and no firewall is blamed', () => {
  const gateway = gatewayOf(['IPv4'], 'refused');
  expect(gateway).toMatchObject({
    status: 'unmet',
    reason: expect.stringContaining(
      '2001:db8::11 is an IPv6 address, and the Service serves IPv4 only, so its node port does not answer there and no firewall is to blame',
    ) as string,
  });
  expect(JSON.stringify(gateway?.prescription)).not.toContain('firewall');
});

test.each([[['IPv6']], [['IPv4', 'IPv6']], [undefined]])(
  'with %s the same refusal, from its own cluster too, stays unknown',
  (families) => {
    const gateway = gatewayOf(families, 'refused');
    expect(gateway?.status).toBe('unknown');
    expect(gateway?.reason).not.toContain('IPv6 address');
  },
);

test('what answered is reached, whatever the Service says of its families', () => {
  expect(gatewayOf(['IPv4'], 'replied')?.status).toBe('met');
});

test.each([
  [['IPv4'], true],
  [['IPv4', 'IPv6'], false],
] as const)(
  'a refusal by a live gateway whose Service serves %s is explained by that: %s',
  (families, isExplained) => {
    const annotations = { 'net.liqo.io/gatewayNodeIP': '2001:db8::11' };
    const gatewayService = known(gatewayServiceFacts({ families, annotations }), 'a test');
    const { requirements } = judgeRun({
      generation: 'g2',
      local: homeWithV10('local'),
      remote: homeWithV10('remote', { gatewayService }),
      observations: [
        observation({
          purpose: 'endpoint',
          service: 'gateway',
          target: 'remote',
          host: '2001:db8::11',
          port: 31_871,
          outcome: 'refused',
        }),
      ],
    });
    const gateway = requirements.find(
      ({ service, cluster }) => service === 'gateway' && cluster === 'remote',
    );
    expect(gateway?.status).toBe('unmet');
    expect(gateway?.reason.includes('and the Service serves IPv4 only')).toBe(isExplained);
  },
);
