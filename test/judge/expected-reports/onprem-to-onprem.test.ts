import { expect, test } from 'vitest';

import { judgeRun, nodePortGateway } from '../run.js';
import { premises, saw } from './places.js';
import { reportText } from './report-text.js';

const here = '203.0.113.40';
const there = '198.51.100.40';
const apiServers = [
  saw('apiServer of local at 203.0.113.40:6443', 'open'),
  saw('apiServer of remote at 198.51.100.40:6443', 'open'),
];

test('v0.4: a gateway of type ClusterIP and one whose port is closed leave no tunnel', () => {
  const judgement = judgeRun({
    local: premises('local', 'v0.4.0', { address: here }),
    remote: premises('remote', 'v0.4.0', { address: there, gateway: { type: 'ClusterIP' } }),
    generation: 'g1',
    observations: [
      ...apiServers,
      saw('auth of local at 203.0.113.40:30443', 'open'),
      saw('auth of remote at 198.51.100.40:30443', 'open'),
      saw('gateway of local at 203.0.113.40:31871', 'refused'),
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g1)
scenario onprem-to-onprem, A local, B remote, confidence medium
  Nodes of the local cluster have global addresses: 203.0.113.40.
  Nodes of the remote cluster have global addresses: 198.51.100.40.

auth of remote for local: met
  NodePort at https://198.51.100.40:30443; accepted: LoadBalancer, Ingress
  The local cluster reaches TCP 198.51.100.40:30443: it answered with cluster ID id-of-remote.

auth of local for remote: met
  NodePort at https://203.0.113.40:30443; accepted: LoadBalancer, Ingress
  The remote cluster reaches TCP 203.0.113.40:30443: it answered with cluster ID id-of-local.

apiServer of remote for local: met
  PublicAddress at https://198.51.100.40:6443; accepted: Ingress, PublicAddress
  The local cluster reaches TCP 198.51.100.40:6443: the API server answered.

apiServer of local for remote: met
  PublicAddress at https://203.0.113.40:6443; accepted: Ingress, PublicAddress
  The remote cluster reaches TCP 203.0.113.40:6443: the API server answered.

gateway of remote for local: unmet
  ClusterIP at nothing; accepted: LoadBalancer, NodePort
  Service liqo-gateway is of type ClusterIP; Liqo advertises a gateway only of NodePort or LoadBalancer.
  -> NodePort: Expose the gateway of the remote cluster as a NodePort.
    helm-values, remote: Set gateway.service.type=NodePort in the Liqo installation of the remote cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.4.0 --reuse-values --kube-context b --set gateway.service.type=NodePort
    value: gateway.service.type=NodePort
    or: Make the gateway of the local cluster reachable instead: one of the two suffices.

gateway of local for remote: unmet
  NodePort at udp://203.0.113.40:31871; accepted: LoadBalancer, NodePort
  The remote cluster cannot reach UDP 203.0.113.40:31871, which Liqo would advertise: the port is closed, an ICMP port-unreachable came back.
  -> NodePort: Make UDP 203.0.113.40:31871 lead to the gateway of the local cluster.
    infrastructure, local: Make UDP 203.0.113.40:31871 lead to the gateway of the local cluster: the port is closed there now, or a firewall refuses it, out of the remote cluster and into the local cluster.
    or: Make the gateway of the remote cluster reachable instead: one of the two suffices.

LD-AUTH-003 warn, auth of remote
  It is reachable as NodePort, but onprem-to-onprem asks for LoadBalancer or Ingress: It is HTTPS, so a load balancer or an Ingress can publish it on the Internet.
LD-AUTH-003 warn, auth of local
  It is reachable as NodePort, but onprem-to-onprem asks for LoadBalancer or Ingress: It is HTTPS, so a load balancer or an Ingress can publish it on the Internet.
LD-GW-001 warn, gateway of remote, for the reason above
LD-GW-002 fail, gateway of remote, for the reason above
LD-GW-002 fail, gateway of local, for the reason above
LD-ADDR-015 warn, gateway of remote
  Service liqo-gateway is of type ClusterIP; a gateway is UDP, which neither a ClusterIP nor an Ingress brings out.
skipped: LD-RUN-003 LD-PLAT-001 LD-API-007

next
  Expose the gateway of the remote cluster as a NodePort.
  Make UDP 203.0.113.40:31871 lead to the gateway of the local cluster.
  Of the two gateways, one is enough.`);
});

test('v0.10: an Ingress that ends TLS in front of plain HTTP, and node ports at public addresses, are ready', () => {
  const sibling = nodePortGateway('local', { host: here, nodePort: 32001, outcome: 'replied' });
  const judgement = judgeRun({
    local: premises('local', 'v0.10.3', { address: here }),
    remote: premises('remote', 'v0.10.3', {
      address: there,
      auth: {
        type: 'ClusterIP',
        ports: [{ name: 'http', protocol: 'TCP', port: 5000, targetPort: 5000 }],
        annotations: { 'liqo.io/override-address': 'auth.peer.example', 'liqo.io/override-port': '443' },
      },
      ingress: { host: 'auth.peer.example' },
      liqo: { authTls: { known: true, source: 'a test', value: false } },
    }),
    generation: 'g2',
    standIns: [sibling.standIn],
    observations: [
      ...apiServers,
      saw('auth of local at 203.0.113.40:30443', 'open'),
      saw('auth of remote at auth.peer.example:443', 'open', { address: '198.51.100.80' }),
      saw('gateway of local at 203.0.113.40:31871', 'silent'),
      saw('gateway of remote at 198.51.100.40:31871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`ready (g2)
scenario onprem-to-onprem, A local, B remote, confidence medium
  Nodes of the local cluster have global addresses: 203.0.113.40.
  Nodes of the remote cluster have global addresses: 198.51.100.40.

auth of remote for local: met
  Ingress at https://auth.peer.example:443; accepted: LoadBalancer, Ingress
  The local cluster reaches TCP auth.peer.example:443: it answered with cluster ID id-of-remote.

auth of local for remote: met
  NodePort at https://203.0.113.40:30443; accepted: LoadBalancer, Ingress
  The remote cluster reaches TCP 203.0.113.40:30443: it answered with cluster ID id-of-local.

apiServer of remote for local: met
  PublicAddress at https://198.51.100.40:6443; accepted: Ingress, PublicAddress
  The local cluster reaches TCP 198.51.100.40:6443: the API server answered.

apiServer of local for remote: met
  PublicAddress at https://203.0.113.40:6443; accepted: Ingress, PublicAddress
  The remote cluster reaches TCP 203.0.113.40:6443: the API server answered.

gateway of remote for local: not-applicable
  NodePort at udp://198.51.100.40:31871; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

gateway of local for remote: met (sibling)
  NodePort at udp://203.0.113.40:31871; accepted: LoadBalancer, NodePort
  The remote cluster reaches a stand-in beside the gateway (NodePort at UDP 203.0.113.40:32001), and UDP 203.0.113.40:31871 does not refuse datagrams.

LD-AUTH-003 warn, auth of local
  It is reachable as NodePort, but onprem-to-onprem asks for LoadBalancer or Ingress: It is HTTPS, so a load balancer or an Ingress can publish it on the Internet.
LD-GW-004 warn, gateway of local, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-007 LD-GW-002

next
  $ $(liqoctl generate peer-command --only-command --context b) --context a`);
});

test('v1.2: an API server at another port than Liqo assumes is reached in-band, or once Liqo advertises its port', () => {
  const server = nodePortGateway('remote', { host: there, nodePort: 30742, outcome: 'replied' });
  const judgement = judgeRun({
    local: premises('local', 'v1.2.0', { address: here }),
    remote: premises('remote', 'v1.2.0', {
      address: '10.0.0.5',
      external: there,
      provider: 'microk8s',
      kubeconfigUrl: 'https://198.51.100.40:16443',
      listensAt: 16443,
    }),
    generation: 'g3',
    standIns: [server.standIn],
    observations: [
      saw('apiServer of remote at 198.51.100.40:6443', 'refused'),
      saw('apiServer of remote at 198.51.100.40:16443', 'open', {
        purpose: 'candidate',
        id: 'remote-apiServer-candidate-1',
      }),
      ...server.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g3)
scenario onprem-to-onprem, A local, B remote, confidence medium
  Nodes of the local cluster have global addresses: 203.0.113.40.
  Nodes of the remote cluster have global addresses: 198.51.100.40.

apiServer of remote for local: unmet
  PublicAddress at https://198.51.100.40:6443; accepted: Ingress, PublicAddress
  The local cluster cannot use TCP 198.51.100.40:6443, which Liqo would advertise: the connection was refused.
  -> InBand: Peer in-band, so that the API server needs no exposure.
    in-band, local: Peer in-band, with the gateway server in the remote cluster: the API server of the remote cluster is then reached through the tunnel (--in-band, for liqo-doctor check too).
    $ liqoctl peer --context a --remote-context b --gw-server-service-type NodePort --gw-server-service-nodeport 30742 --in-band
    or: Make Liqo advertise TCP 198.51.100.40:16443, which the peer reaches already.
      helm-values, remote: Set apiServer.address=https://198.51.100.40:16443 in the Liqo installation of the remote cluster.
      $ helm repo add liqo https://helm.liqo.io/
      $ helm upgrade liqo liqo/liqo --namespace liqo --version v1.2.0 --reuse-values --kube-context b --set apiServer.address=https://198.51.100.40:16443

apiServer of local for remote: not-applicable
  PublicAddress at https://203.0.113.40:6443; accepted: Ingress, PublicAddress
  The provider does not call the API server of the consumer; it is probed for information only.

gateway of remote for local: met (stand-in)
  NodePort at udp://198.51.100.40:30742; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in in place of the service: UDP 198.51.100.40:30742 (NodePort): it answered.

gateway of local for remote: not-applicable
  no exposure at nothing; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

LD-API-002 fail, apiServer of remote, for the reason above
LD-ADDR-014 warn, apiServer of remote
  Liqo always advertises port 6443, while the API server on node edge listens on 16443.
skipped: LD-RUN-003 LD-PLAT-001 LD-API-002 LD-API-004 LD-API-007 LD-GW-002

next
  Peer in-band, so that the API server needs no exposure.`);
});
