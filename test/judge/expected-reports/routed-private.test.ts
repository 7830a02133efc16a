import { expect, test } from 'vitest';

import { judgeRun, nodePortGateway } from '../run.js';
import { premises, saw } from './places.js';
import { reportText } from './report-text.js';

const here = '10.1.0.11';
const there = '10.2.0.11';
const apiServers = [
  saw('apiServer of local at 10.1.0.11:6443', 'open'),
  saw('apiServer of remote at 10.2.0.11:6443', 'open'),
];

test('v0.3: node ports at addresses that a VPN routes are ready', () => {
  const sibling = nodePortGateway('remote', { host: there, nodePort: 32002, outcome: 'replied' });
  const judgement = judgeRun({
    local: premises('local', 'v0.3.2', { address: here }),
    remote: premises('remote', 'v0.3.2', { address: there }),
    generation: 'g1',
    liqoVersion: 'v0.3.2',
    standIns: [sibling.standIn],
    observations: [
      ...apiServers,
      saw('auth of local at 10.1.0.11:30443', 'open'),
      saw('auth of remote at 10.2.0.11:30443', 'open'),
      saw('gateway of local at 10.1.0.11:31871', 'silent'),
      saw('gateway of remote at 10.2.0.11:31871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`ready (g1)
scenario routed-private, A local, B remote, confidence high
  The local cluster reached the remote one at 10.2.0.11, a private address.
  Nodes of the local cluster have private addresses only: 10.1.0.11.
  Nodes of the remote cluster have private addresses only: 10.2.0.11.

auth of remote for local: met
  NodePort at https://10.2.0.11:30443; accepted: NodePort, LoadBalancer
  The local cluster reaches TCP 10.2.0.11:30443: it answered with cluster ID id-of-remote.

auth of local for remote: met
  NodePort at https://10.1.0.11:30443; accepted: NodePort, LoadBalancer
  The remote cluster reaches TCP 10.1.0.11:30443: it answered with cluster ID id-of-local.

apiServer of remote for local: met
  Exposed at https://10.2.0.11:6443; accepted: Exposed
  The local cluster reaches TCP 10.2.0.11:6443: the API server answered.

apiServer of local for remote: met
  Exposed at https://10.1.0.11:6443; accepted: Exposed
  The remote cluster reaches TCP 10.1.0.11:6443: the API server answered.

gateway of remote for local: met (sibling)
  NodePort at udp://10.2.0.11:31871; accepted: NodePort, LoadBalancer
  The local cluster reaches a stand-in beside the gateway (NodePort at UDP 10.2.0.11:32002), and UDP 10.2.0.11:31871 does not refuse datagrams.

gateway of local for remote: not-applicable
  NodePort at udp://10.1.0.11:31871; accepted: NodePort, LoadBalancer
  The peer's gateway is reachable, and one of the two suffices.

LD-GW-004 warn, gateway of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-007 LD-GW-002 LD-ADDR-016

next
  $ KUBECONFIG='<kubeconfig with current context a>' $(KUBECONFIG='<kubeconfig with current context b>' liqoctl generate-add-command --only-command)`);
});

test('v0.10: a firewall of the VPN in front of an internal load balancer is to be opened for the sender that was seen', () => {
  const siblings = [
    nodePortGateway('local', { host: here, nodePort: 32001, outcome: 'replied', source: `${there}:40583` }),
    nodePortGateway('remote', { host: there, nodePort: 32002, outcome: 'replied', source: `${here}:40582` }),
  ];
  const judgement = judgeRun({
    local: premises('local', 'v0.10.3', {
      address: here,
      auth: { type: 'LoadBalancer', loadBalancer: [{ ip: '10.1.0.200' }] },
    }),
    remote: premises('remote', 'v0.10.3', { address: there }),
    generation: 'g2',
    standIns: siblings.map(({ standIn }) => standIn),
    observations: [
      ...apiServers,
      saw('auth of local at 10.1.0.200:443', 'filtered'),
      saw('auth of remote at 10.2.0.11:30443', 'open'),
      saw('gateway of local at 10.1.0.11:31871', 'silent'),
      saw('gateway of remote at 10.2.0.11:31871', 'silent'),
      ...siblings.flatMap(({ observations }) => observations),
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g2)
scenario routed-private, A local, B remote, confidence high
  The local cluster reached the remote one at 10.2.0.11, a private address.
  Packets of the local cluster arrive from its own node address 10.1.0.11: no NAT is in their path.
  Packets of the remote cluster arrive from its own node address 10.2.0.11: no NAT is in their path.

auth of remote for local: met
  NodePort at https://10.2.0.11:30443; accepted: NodePort, LoadBalancer
  The local cluster reaches TCP 10.2.0.11:30443: it answered with cluster ID id-of-remote.

auth of local for remote: unmet
  LoadBalancer at https://10.1.0.200:443; accepted: NodePort, LoadBalancer
  The remote cluster cannot use TCP 10.1.0.200:443, which Liqo would advertise: nothing answered in time.
  -> LoadBalancer: Let packets of the remote cluster through to the authentication server of the local cluster at TCP 10.1.0.200:443.
    infrastructure, local: In the firewalls between the clusters, allow TCP 10.1.0.200:443 from 10.2.0.11: out of the remote cluster and into the local cluster.
    or: Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.
      $ liqoctl peer in-band --context a --remote-context b

apiServer of remote for local: met
  Exposed at https://10.2.0.11:6443; accepted: Exposed
  The local cluster reaches TCP 10.2.0.11:6443: the API server answered.

apiServer of local for remote: met
  Exposed at https://10.1.0.11:6443; accepted: Exposed
  The remote cluster reaches TCP 10.1.0.11:6443: the API server answered.

gateway of remote for local: met (sibling)
  NodePort at udp://10.2.0.11:31871; accepted: NodePort, LoadBalancer
  The local cluster reaches a stand-in beside the gateway (NodePort at UDP 10.2.0.11:32002), and UDP 10.2.0.11:31871 does not refuse datagrams.

gateway of local for remote: met (sibling)
  NodePort at udp://10.1.0.11:31871; accepted: NodePort, LoadBalancer
  The remote cluster reaches a stand-in beside the gateway (NodePort at UDP 10.1.0.11:32001), and UDP 10.1.0.11:31871 does not refuse datagrams.

LD-AUTH-002 fail, auth of local, for the reason above
LD-GW-004 warn, gateway of remote, for the reason above
LD-GW-004 warn, gateway of local, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-007

next
  Let packets of the remote cluster through to the authentication server of the local cluster at TCP 10.1.0.200:443.`);
});

test('v1.2: where datagrams reach the consumer only, its side runs the gateway server', () => {
  const servers = [
    nodePortGateway('local', { host: here, nodePort: 30741, outcome: 'replied', source: `${there}:40583` }),
    nodePortGateway('remote', { host: there, nodePort: 30742, outcome: 'request-lost' }),
  ];
  const judgement = judgeRun({
    local: premises('local', 'v1.2.0', { address: here }),
    remote: premises('remote', 'v1.2.0', { address: there }),
    generation: 'g3',
    standIns: servers.map(({ standIn }) => standIn),
    observations: [...apiServers, ...servers.flatMap(({ observations }) => observations)],
  });
  expect(reportText(judgement)).toBe(`ready (g3)
scenario routed-private, A local, B remote, confidence high
  The local cluster reached the remote one at 10.2.0.11, a private address.
  Nodes of the local cluster have private addresses only: 10.1.0.11.
  Packets of the remote cluster arrive from its own node address 10.2.0.11: no NAT is in their path.

apiServer of remote for local: met
  Exposed at https://10.2.0.11:6443; accepted: Exposed
  The local cluster reaches TCP 10.2.0.11:6443: the API server answered.

apiServer of local for remote: not-applicable
  Exposed at https://10.1.0.11:6443; accepted: Exposed
  The provider does not call the API server of the consumer; it is probed for information only.

gateway of remote for local: not-applicable
  NodePort at udp://10.2.0.11:30742; accepted: NodePort, LoadBalancer
  The peer's gateway is reachable, and one of the two suffices.

gateway of local for remote: met (stand-in)
  NodePort at udp://10.1.0.11:30741; accepted: NodePort, LoadBalancer
  The remote cluster reaches a stand-in in place of the service: UDP 10.1.0.11:30741 (NodePort): it answered.

skipped: LD-RUN-003 LD-PLAT-001 LD-API-002 LD-API-007 LD-GW-002

next
  $ liqoctl peer --context a --remote-context b --gw-server-service-location Consumer --gw-server-service-type NodePort --gw-server-service-nodeport 30741`);
});
