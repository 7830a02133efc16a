import { expect, test } from 'vitest';

import { cloudCluster, noLiqoFacts, onPremisesCluster } from '../../helpers/cluster-facts.js';
import { judgeRun, loadBalancerGateway, nodePortGateway, untriedLoadBalancer } from '../run.js';

test('a responder that did not work is why nothing is known of its gateway, not a load balancer that was not tried', () => {
  const { requirements } = judgeRun({
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
    standIns: [untriedLoadBalancer('remote')],
    evidence: {
      workloads: [
        { cluster: 'local', role: 'responder', status: 'ran' },
        { cluster: 'remote', role: 'responder', status: 'failed', code: 'stuck', reason: 'it never started' },
      ],
    },
  });
  const gateway = requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
  expect([gateway?.status, gateway?.reason]).toEqual([
    'skipped',
    'Skipped because LD-RUN-001: the responder pod of the remote cluster did not do its work.',
  ]);
});

test('without such a failure, a load balancer that was not tried is what is missing', () => {
  const { requirements } = judgeRun({
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
    standIns: [untriedLoadBalancer('remote')],
  });
  const gateway = requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
  expect([gateway?.status, gateway?.reason]).toEqual([
    'unknown',
    'The local cluster is not known to reach the service: a LoadBalancer of the remote cluster was not tried: temporary LoadBalancer Services are raised only with --allow-load-balancer.',
  ]);
});

// liqoctl sets NodePort on k3s and kind and leaves the chart's LoadBalancer elsewhere; liqoctl peer of v1.x does so on all.
test.each([
  ['g2', 'k3s', 'NodePort'],
  ['g2', 'kubeadm', 'LoadBalancer'],
  ['g3', 'k3s', 'LoadBalancer'],
] as const)('of %s on %s, where both types were reached, %s is counted on', (generation, provider, type) => {
  const balanced = loadBalancerGateway('remote', { host: '192.168.1.21', port: 5871, outcome: 'replied' });
  const own = nodePortGateway('remote', { host: '192.168.1.21', nodePort: 30742, outcome: 'replied' });
  const { requirements } = judgeRun({
    local: onPremisesCluster('local', { liqo: noLiqoFacts() }),
    remote: onPremisesCluster('remote', { liqo: noLiqoFacts(), platform: { provider } }),
    generation,
    standIns: [balanced.standIn, own.standIn],
    observations: [...balanced.observations, ...own.observations],
  });
  const gateway = requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
  expect([gateway?.status, gateway?.configured]).toEqual(['met', type]);
});
