import { expect, test } from 'vitest';

import { judgeRun, nodePortGateway, sourceSeen } from '../run.js';
import { premises, saw } from './places.js';
import { reportText } from './report-text.js';

const home = '192.168.1.11';
const there = '198.51.100.40';
const translated = sourceSeen('local', there, '203.0.113.8:40582');

test('v0.3: authentication and API servers behind NAT need forwarded ports, the gateway does not', () => {
  const sibling = nodePortGateway('remote', { host: there, nodePort: 32002, outcome: 'replied' });
  const judgement = judgeRun({
    local: premises('local', 'v0.3.2', { address: home }),
    remote: premises('remote', 'v0.3.2', { address: there }),
    generation: 'g1',
    liqoVersion: 'v0.3.2',
    standIns: [sibling.standIn],
    observations: [
      translated,
      saw('auth of local at 192.168.1.11:30443', 'filtered'),
      saw('auth of remote at 198.51.100.40:30443', 'open'),
      saw('apiServer of local at 192.168.1.11:6443', 'filtered'),
      saw('apiServer of remote at 198.51.100.40:6443', 'open'),
      saw('gateway of local at 192.168.1.11:31871', 'silent'),
      saw('gateway of remote at 198.51.100.40:31871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g1)
scenario onprem-nat-to-onprem, A local, B remote, confidence medium
  Packets of the local cluster arrive from 203.0.113.8, and its nodes have private addresses only (192.168.1.11): a NAT device is in their path.
  Nodes of the remote cluster have global addresses: 198.51.100.40.

auth of remote for local: met
  NodePort at https://198.51.100.40:30443; accepted: LoadBalancer, NodePort, Ingress
  The local cluster reaches TCP 198.51.100.40:30443: it answered with cluster ID id-of-remote.

auth of local for remote: unmet
  NodePort at https://192.168.1.11:30443; accepted: NodePort, PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:30443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP 203.0.113.8:30443 to the authentication server of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward TCP 203.0.113.8:30443 → 192.168.1.11:30443.
    helm-values, local: Set controllerManager.pod.extraArgs[0]=--auth-service-address-override=203.0.113.8 in the Liqo installation of the local cluster. Liqo v0.3.2 has no value for the advertised address: it goes in as an extra argument of liqo-controller-manager, in place of all that may be there.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.3.2 --reuse-values --kube-context a --set 'controllerManager.pod.extraArgs[0]=--auth-service-address-override=203.0.113.8'
    value: controllerManager.pod.extraArgs[0]=--auth-service-address-override=203.0.113.8
    row: tcp 203.0.113.8 30443 -> 192.168.1.11 30443

apiServer of remote for local: met
  PublicAddress at https://198.51.100.40:6443; accepted: Ingress, PublicAddress
  The local cluster reaches TCP 198.51.100.40:6443: the API server answered.

apiServer of local for remote: unmet
  Exposed at https://192.168.1.11:6443; accepted: PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:6443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP 203.0.113.8:6443 to the API server of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward TCP 203.0.113.8:6443 → 192.168.1.11:6443.
    infrastructure, local: Let the certificate of the API server of the local cluster name 203.0.113.8: add 203.0.113.8 to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.
    helm-values, local: Set apiServer.address=https://203.0.113.8:6443 in the Liqo installation of the local cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.3.2 --reuse-values --kube-context a --set apiServer.address=https://203.0.113.8:6443
    value: apiServer.address=https://203.0.113.8:6443
    row: tcp 203.0.113.8 6443 -> 192.168.1.11 6443

gateway of remote for local: met (sibling)
  NodePort at udp://198.51.100.40:31871; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in beside the gateway (NodePort at UDP 198.51.100.40:32002), and UDP 198.51.100.40:31871 does not refuse datagrams.

gateway of local for remote: not-applicable
  NodePort at udp://192.168.1.11:31871; accepted: NodePort, PortForwarding
  The peer's gateway is reachable, and one of the two suffices.

LD-AUTH-002 fail, auth of local, for the reason above
LD-API-002 fail, apiServer of local, for the reason above
LD-GW-004 warn, gateway of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-004 LD-API-007 LD-GW-002 LD-ADDR-016

next
  Forward TCP 203.0.113.8:30443 to the authentication server of the local cluster and make Liqo advertise it.
  Forward TCP 203.0.113.8:6443 to the API server of the local cluster and make Liqo advertise it.`);
});

test('v0.10: a forward that is advertised but missing, and two gateways that nobody reaches', () => {
  const sibling = nodePortGateway('local', { host: home, nodePort: 32001, outcome: 'request-lost' });
  const judgement = judgeRun({
    local: premises('local', 'v0.10.3', {
      address: home,
      apiServerAddress: 'https://203.0.113.8:6443',
      certificateNames: ['kubernetes', home, '203.0.113.8'],
      auth: { annotations: { 'liqo.io/override-address': '203.0.113.8', 'liqo.io/override-port': '8443' } },
    }),
    remote: premises('remote', 'v0.10.3', { address: there }),
    generation: 'g2',
    standIns: [sibling.standIn],
    observations: [
      translated,
      saw('auth of local at 203.0.113.8:8443', 'refused'),
      saw('auth of remote at 198.51.100.40:30443', 'open'),
      saw('apiServer of local at 203.0.113.8:6443', 'open'),
      saw('apiServer of remote at 198.51.100.40:6443', 'open'),
      saw('gateway of local at 192.168.1.11:31871', 'silent'),
      saw('gateway of remote at 198.51.100.40:31871', 'refused'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g2)
scenario onprem-nat-to-onprem, A local, B remote, confidence medium
  Packets of the local cluster arrive from 203.0.113.8, and its nodes have private addresses only (192.168.1.11): a NAT device is in their path.
  Nodes of the remote cluster have global addresses: 198.51.100.40.

auth of remote for local: met
  NodePort at https://198.51.100.40:30443; accepted: LoadBalancer, NodePort, Ingress
  The local cluster reaches TCP 198.51.100.40:30443: it answered with cluster ID id-of-remote.

auth of local for remote: unmet
  PortForwarding at https://203.0.113.8:8443; accepted: NodePort, PortForwarding
  The remote cluster cannot use TCP 203.0.113.8:8443, which Liqo would advertise: the connection was refused.
  -> PortForwarding: Forward TCP 203.0.113.8:8443, which Liqo advertises already, to the authentication server of the local cluster.
    port-forward, local: On the router in front of the local cluster (on both, where two stand in a row), forward TCP 203.0.113.8:8443 → 192.168.1.11:30443, and let it pass the firewalls, out of the remote cluster and into the local cluster.
    row: tcp 203.0.113.8 8443 -> 192.168.1.11 30443
    or: Once one of the two gateways is reachable, peer in-band: this service is then reached through the tunnel and needs no exposure.

apiServer of remote for local: met
  PublicAddress at https://198.51.100.40:6443; accepted: Ingress, PublicAddress
  The local cluster reaches TCP 198.51.100.40:6443: the API server answered.

apiServer of local for remote: met
  PortForwarding at https://203.0.113.8:6443; accepted: PortForwarding
  The remote cluster reaches TCP 203.0.113.8:6443: the API server answered.

gateway of remote for local: unmet
  NodePort at udp://198.51.100.40:31871; accepted: LoadBalancer, NodePort
  The local cluster cannot reach UDP 198.51.100.40:31871, which Liqo would advertise: the port is closed, an ICMP port-unreachable came back.
  -> NodePort: Make UDP 198.51.100.40:31871 lead to the gateway of the remote cluster.
    infrastructure, remote: Make UDP 198.51.100.40:31871 lead to the gateway of the remote cluster: the port is closed there now, or a firewall refuses it, out of the local cluster and into the remote cluster.
    or: Make the gateway of the local cluster reachable instead: one of the two suffices.

gateway of local for remote: unmet
  NodePort at udp://192.168.1.11:31871; accepted: NodePort, PortForwarding
  The remote cluster cannot reach UDP 192.168.1.11:31871, which Liqo would advertise: 192.168.1.11 is a private address, which the Internet does not route, and no other route joins the networks, since packets of the local cluster arrive at 198.51.100.40 from 203.0.113.8.
  -> PortForwarding: Forward UDP 203.0.113.8:31871 to the gateway of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward UDP 203.0.113.8:31871 → 192.168.1.11:31871.
    helm-values, local: Set gateway.config.addressOverride=203.0.113.8 in the Liqo installation of the local cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context a --set gateway.config.addressOverride=203.0.113.8
    value: gateway.config.addressOverride=203.0.113.8
    row: udp 203.0.113.8 31871 -> 192.168.1.11 31871
    or: Make the gateway of the remote cluster reachable instead: one of the two suffices.

LD-AUTH-002 fail, auth of local, for the reason above
LD-GW-002 fail, gateway of remote, for the reason above
LD-GW-002 fail, gateway of local, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-007

next
  Forward TCP 203.0.113.8:8443, which Liqo advertises already, to the authentication server of the local cluster.
  Forward UDP 203.0.113.8:31871 to the gateway of the local cluster and make Liqo advertise it.
  Make UDP 198.51.100.40:31871 lead to the gateway of the remote cluster.
  Of the two gateways, one is enough.`);
});

test('v1.2: a provider with a public node port is enough for a consumer behind NAT', () => {
  const server = nodePortGateway('remote', {
    host: there,
    nodePort: 30742,
    outcome: 'replied',
    source: '203.0.113.8:40582',
  });
  const judgement = judgeRun({
    local: premises('local', 'v1.2.0', { address: home }),
    remote: premises('remote', 'v1.2.0', { address: there }),
    generation: 'g3',
    standIns: [server.standIn],
    observations: [saw('apiServer of remote at 198.51.100.40:6443', 'open'), ...server.observations],
  });
  expect(reportText(judgement)).toBe(`ready (g3)
scenario onprem-nat-to-onprem, A local, B remote, confidence medium
  Packets of the local cluster arrive from 203.0.113.8, and its nodes have private addresses only (192.168.1.11): a NAT device is in their path.
  Nodes of the remote cluster have global addresses: 198.51.100.40.

apiServer of remote for local: met
  PublicAddress at https://198.51.100.40:6443; accepted: Ingress, PublicAddress
  The local cluster reaches TCP 198.51.100.40:6443: the API server answered.

apiServer of local for remote: not-applicable
  Exposed at https://192.168.1.11:6443; accepted: PortForwarding
  The provider does not call the API server of the consumer; it is probed for information only.

gateway of remote for local: met (stand-in)
  NodePort at udp://198.51.100.40:30742; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in in place of the service: UDP 198.51.100.40:30742 (NodePort): it answered.

gateway of local for remote: not-applicable
  no exposure at nothing; accepted: NodePort, PortForwarding
  The peer's gateway is reachable, and one of the two suffices.

skipped: LD-RUN-003 LD-PLAT-001 LD-API-002 LD-API-007 LD-GW-002

next
  $ liqoctl peer --context a --remote-context b --gw-server-service-type NodePort --gw-server-service-nodeport 30742`);
});
