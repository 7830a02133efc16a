import { expect, test } from 'vitest';

import { known } from '../../../src/model/fact.js';
import type { GatewayFlags } from '../../../src/model/peering.js';
import { addresses, cloudCluster, nodeFacts } from '../../helpers/cluster-facts.js';
import { intent, judgeRun, loadBalancerGateway, nodePortGateway, observation } from '../run.js';

function actionsFor(
  gateway: GatewayFlags,
  { standIn, observations }: ReturnType<typeof loadBalancerGateway>,
  remote = cloudCluster('remote'),
) {
  const { requirements } = judgeRun({
    local: cloudCluster('local'),
    remote,
    generation: 'g3',
    intent: intent({ gateway }),
    standIns: [standIn],
    observations,
  });
  const found = requirements.find(({ service, cluster }) => service === 'gateway' && cluster === 'remote');
  return found?.prescription?.actions.map(({ words }) => words);
}

const provider = { location: 'Provider' } as const;
const balanced = loadBalancerGateway('remote', {
  host: '198.51.100.99',
  port: 51840,
  outcome: 'request-lost',
});

test('a port is opened at all load balancers of a cluster, since that of the stand-in goes away', () => {
  expect(actionsFor({ ...provider, type: 'LoadBalancer' }, balanced)).toEqual([
    "In the firewalls between the clusters, allow UDP port 51840 of the load balancers of the remote cluster from the local cluster: out of the local cluster and into the remote cluster, and let the load balancer carry UDP, which many do not. The stand-in's was at 198.51.100.99; that of Liqo gets an address of its own.",
  ]);
});

test('the address of a load balancer that flags ask for is opened alone', () => {
  const flags = { ...provider, type: 'LoadBalancer', loadBalancerIp: '198.51.100.99' } as const;
  expect(actionsFor(flags, balanced)).toEqual([
    'In the firewalls between the clusters, allow UDP 198.51.100.99:51840 from the local cluster: out of the local cluster and into the remote cluster, and let the load balancer carry UDP, which many do not.',
  ]);
});

test('the client dials the node whose port is opened where the pod may come to run on another one', () => {
  const blocked = nodePortGateway('remote', {
    host: '198.51.100.11',
    nodePort: 30742,
    outcome: 'request-lost',
  });
  const one = nodeFacts({ name: 'a', addresses: addresses(['ExternalIP', '198.51.100.11']) });
  const other = nodeFacts({ name: 'b', addresses: addresses(['ExternalIP', '198.51.100.12']) });
  const flags = { ...provider, type: 'NodePort' } as const;
  const lastWords = (...nodes: readonly (typeof one)[]) =>
    actionsFor(flags, blocked, cloudCluster('remote', { nodes: known(nodes, 'a test') }))?.at(-1);
  expect(lastWords(one, other)).toBe(
    'Let the provider run the gateway server at node port 30742, and let the client dial UDP 198.51.100.11:30742.',
  );
  const alone = 'Let the provider run the gateway server at node port 30742.';
  expect(lastWords(one)).toBe(alone);
  expect(lastWords(one, { ...other, repelsPods: true })).toBe(alone);
});

test('a node port that is reached at one node alone is unmet where others have names that are unknown to the peer', () => {
  const reached = nodePortGateway('remote', { host: '198.51.100.11', nodePort: 30742, outcome: 'replied' });
  const name = 'b.internal.example';
  const unknownName = observation({
    purpose: 'stand-in',
    service: 'gateway',
    target: 'remote',
    host: name,
    port: 30742,
    outcome: 'dns-failure',
    id: 'remote-gateway-stand-in-1-nodeport-internaldns',
  });
  const words = actionsFor(
    { ...provider, type: 'NodePort' },
    {
      standIn: { ...reached.standIn, otherHosts: [name] },
      observations: [...reached.observations, unknownName],
    },
    cloudCluster('remote', {
      nodes: known(
        [
          nodeFacts({ name: 'a', addresses: addresses(['ExternalIP', '198.51.100.11']) }),
          nodeFacts({ name: 'b', addresses: addresses(['InternalDNS', name]) }),
        ],
        'a test',
      ),
    }),
  );
  expect(words).toEqual([
    `Let the provider run the gateway server at node port 30742, and let the client dial UDP 198.51.100.11:30742, since the peer does not know the name ${name}.`,
  ]);
});
