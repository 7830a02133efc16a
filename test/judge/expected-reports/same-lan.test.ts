import { expect, test } from 'vitest';

import { judgeRun, nodePortGateway } from '../run.js';
import { premises, saw } from './places.js';
import { reportText } from './report-text.js';

const here = '192.168.1.11';
const there = '192.168.1.21';
const apiServers = [
  saw('apiServer of local at 192.168.1.11:6443', 'open'),
  saw('apiServer of remote at 192.168.1.21:6443', 'open'),
];

test("v0.3: the chart's own load balancers never get an address on a LAN, and nothing is announced", () => {
  const sibling = nodePortGateway('remote', { host: there, nodePort: 32002, outcome: 'replied' });
  const judgement = judgeRun({
    local: premises('local', 'v0.3.2', {
      address: here,
      auth: { type: 'LoadBalancer' },
      gateway: { type: 'LoadBalancer', annotations: {} },
    }),
    remote: premises('remote', 'v0.3.2', {
      address: there,
      provider: 'k3s',
      liqo: { lanDiscovery: { known: true, source: 'a test', value: { announces: true, searches: true } } },
    }),
    generation: 'g1',
    liqoVersion: 'v0.3.2',
    standIns: [sibling.standIn],
    observations: [
      ...apiServers,
      saw('auth of remote at 192.168.1.21:30443', 'open'),
      saw('gateway of remote at 192.168.1.21:31871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g1)
scenario same-lan, A local, B remote, confidence high
  The local cluster reached the remote one at 192.168.1.21, an address in its own subnet.
  Nodes of the local cluster have private addresses only: 192.168.1.11.
  Nodes of the remote cluster have private addresses only: 192.168.1.21.

auth of remote for local: met
  NodePort at https://192.168.1.21:30443; accepted: NodePort
  The local cluster reaches TCP 192.168.1.21:30443: it answered with cluster ID id-of-remote.

auth of local for remote: unmet
  LoadBalancer at nothing; accepted: NodePort
  Service liqo-auth waits for its load balancer, which has no address yet.
  -> NodePort: Expose the authentication server of the local cluster as a NodePort.
    helm-values, local: Set auth.service.type=NodePort in the Liqo installation of the local cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.3.2 --reuse-values --kube-context a --set auth.service.type=NodePort
    value: auth.service.type=NodePort

apiServer of remote for local: met
  Exposed at https://192.168.1.21:6443; accepted: Exposed
  The local cluster reaches TCP 192.168.1.21:6443: the API server answered.

apiServer of local for remote: met
  Exposed at https://192.168.1.11:6443; accepted: Exposed
  The remote cluster reaches TCP 192.168.1.11:6443: the API server answered.

gateway of remote for local: met (sibling)
  NodePort at udp://192.168.1.21:31871; accepted: NodePort
  The local cluster reaches a stand-in beside the gateway (NodePort at UDP 192.168.1.21:32002), and UDP 192.168.1.21:31871 does not refuse datagrams.

gateway of local for remote: not-applicable
  LoadBalancer at nothing; accepted: NodePort
  The peer's gateway is reachable, and one of the two suffices.

LD-PLAT-002 warn, local
  Service liqo-auth of the local cluster waits for its load balancer. Service liqo-gateway of the local cluster waits for its load balancer.
LD-PLAT-005 unknown, gateway of local
  No event tells, and no load balancer for UDP has got an address yet.
LD-AUTH-001 fail, auth of local, for the reason above
LD-AUTH-005 warn, auth of local
  Service liqo-auth is of type LoadBalancer, and Liqo announces a cluster only where it is a NodePort. Discovery in the LAN is off: there is no Deployment liqo-discovery.
LD-GW-004 warn, gateway of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-AUTH-002 LD-API-007 LD-GW-001 LD-GW-002

next
  Expose the authentication server of the local cluster as a NodePort.`);
});

test('v0.10: two neighbours with node ports are ready', () => {
  const siblings = [
    nodePortGateway('local', { host: here, nodePort: 32001, outcome: 'replied' }),
    nodePortGateway('remote', { host: there, nodePort: 32002, outcome: 'replied' }),
  ];
  const liqo = {
    lanDiscovery: { known: true, source: 'a test', value: { announces: true, searches: true } },
  } as const;
  const judgement = judgeRun({
    local: premises('local', 'v0.10.3', { address: here, liqo }),
    remote: premises('remote', 'v0.10.3', { address: there, liqo }),
    generation: 'g2',
    standIns: siblings.map(({ standIn }) => standIn),
    observations: [
      ...apiServers,
      saw('auth of local at 192.168.1.11:30443', 'open'),
      saw('auth of remote at 192.168.1.21:30443', 'open'),
      saw('gateway of local at 192.168.1.11:31871', 'silent'),
      saw('gateway of remote at 192.168.1.21:31871', 'silent'),
      ...siblings.flatMap(({ observations }) => observations),
    ],
  });
  expect(reportText(judgement)).toBe(`ready (g2)
scenario same-lan, A local, B remote, confidence high
  The local cluster reached the remote one at 192.168.1.21, an address in its own subnet.
  Nodes of the local cluster have private addresses only: 192.168.1.11.
  Nodes of the remote cluster have private addresses only: 192.168.1.21.

auth of remote for local: met
  NodePort at https://192.168.1.21:30443; accepted: NodePort
  The local cluster reaches TCP 192.168.1.21:30443: it answered with cluster ID id-of-remote.

auth of local for remote: met
  NodePort at https://192.168.1.11:30443; accepted: NodePort
  The remote cluster reaches TCP 192.168.1.11:30443: it answered with cluster ID id-of-local.

apiServer of remote for local: met
  Exposed at https://192.168.1.21:6443; accepted: Exposed
  The local cluster reaches TCP 192.168.1.21:6443: the API server answered.

apiServer of local for remote: met
  Exposed at https://192.168.1.11:6443; accepted: Exposed
  The remote cluster reaches TCP 192.168.1.11:6443: the API server answered.

gateway of remote for local: met (sibling)
  NodePort at udp://192.168.1.21:31871; accepted: NodePort
  The local cluster reaches a stand-in beside the gateway (NodePort at UDP 192.168.1.21:32002), and UDP 192.168.1.21:31871 does not refuse datagrams.

gateway of local for remote: met (sibling)
  NodePort at udp://192.168.1.11:31871; accepted: NodePort
  The remote cluster reaches a stand-in beside the gateway (NodePort at UDP 192.168.1.11:32001), and UDP 192.168.1.11:31871 does not refuse datagrams.

LD-GW-004 warn, gateway of remote, for the reason above
LD-GW-004 warn, gateway of local, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-007

next
  $ $(liqoctl generate peer-command --only-command --context b) --context a`);
});

test('v1.2: firewalls of the nodes that drop UDP leave no gateway, and opening one of them is enough', () => {
  const servers = [
    nodePortGateway('local', { host: here, nodePort: 30741, outcome: 'request-lost' }),
    nodePortGateway('remote', { host: there, nodePort: 30742, outcome: 'request-lost' }),
  ];
  const judgement = judgeRun({
    local: premises('local', 'v1.2.0', { address: here }),
    remote: premises('remote', 'v1.2.0', { address: there }),
    generation: 'g3',
    standIns: servers.map(({ standIn }) => standIn),
    observations: [...apiServers, ...servers.flatMap(({ observations }) => observations)],
  });
  expect(reportText(judgement)).toBe(`not-ready (g3)
scenario same-lan, A local, B remote, confidence high
  The local cluster reached the remote one at 192.168.1.21, an address in its own subnet.
  Nodes of the local cluster have private addresses only: 192.168.1.11.
  Nodes of the remote cluster have private addresses only: 192.168.1.21.

apiServer of remote for local: met
  Exposed at https://192.168.1.21:6443; accepted: Exposed
  The local cluster reaches TCP 192.168.1.21:6443: the API server answered.

apiServer of local for remote: not-applicable
  Exposed at https://192.168.1.11:6443; accepted: Exposed
  The provider does not call the API server of the consumer; it is probed for information only.

gateway of remote for local: unmet
  NodePort at udp://192.168.1.21:30742; accepted: NodePort
  The local cluster does not reach a stand-in of the service: UDP 192.168.1.21:30742 (NodePort): the datagrams never arrived, although the responder behind it was alive; TCP 192.168.1.21:6443 is reached from there, so what stops this is by protocol or port: a firewall, out of the local cluster or into the remote one.
  -> NodePort: Let packets of the local cluster through to the gateway of the remote cluster at UDP 192.168.1.21:30742.
    infrastructure, remote: In the firewalls between the clusters, allow UDP 192.168.1.21:30742 from the local cluster: out of the local cluster and into the remote cluster.
    peer-flags, local: Let the provider run the gateway server at node port 30742.
    $ liqoctl peer --context a --remote-context b --gw-server-service-type NodePort --gw-server-service-nodeport 30742

gateway of local for remote: unmet
  NodePort at udp://192.168.1.11:30741; accepted: NodePort
  The remote cluster does not reach a stand-in of the service: UDP 192.168.1.11:30741 (NodePort): the datagrams never arrived, although the responder behind it was alive; TCP 192.168.1.11:6443 is reached from there, so what stops this is by protocol or port: a firewall, out of the remote cluster or into the local one.
  -> NodePort: Let packets of the remote cluster through to the gateway of the local cluster at UDP 192.168.1.11:30741.
    infrastructure, local: In the firewalls between the clusters, allow UDP 192.168.1.11:30741 from the remote cluster: out of the remote cluster and into the local cluster.
    peer-flags, local: Let the consumer run the gateway server at node port 30741.
    $ liqoctl peer --context a --remote-context b --gw-server-service-location Consumer --gw-server-service-type NodePort --gw-server-service-nodeport 30741

LD-GW-002 fail, gateway of remote, for the reason above
LD-GW-002 fail, gateway of local, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-002 LD-API-007

next
  Let packets of the local cluster through to the gateway of the remote cluster at UDP 192.168.1.21:30742.
  Let packets of the remote cluster through to the gateway of the local cluster at UDP 192.168.1.11:30741.
  Of the two gateways, one is enough.`);
});
