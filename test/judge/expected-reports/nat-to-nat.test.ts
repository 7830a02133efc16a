import { expect, test } from 'vitest';

import { judgeRun, nodePortGateway } from '../run.js';
import { premises, saw } from './places.js';
import { reportText } from './report-text.js';

const here = '192.168.1.11';
const there = '192.168.178.21';

/** Stand-ins at private addresses, which no packet of the other side reaches. */
const servers = [
  nodePortGateway('local', { host: here, nodePort: 30741, outcome: 'request-lost' }),
  nodePortGateway('remote', { host: there, nodePort: 30742, outcome: 'request-lost' }),
];
const standIns = servers.map(({ standIn }) => standIn);
const lost = [
  saw('apiServer of local at 192.168.1.11:6443', 'filtered'),
  saw('apiServer of remote at 192.168.178.21:6443', 'filtered'),
  ...servers.flatMap(({ observations }) => observations),
];

test('v0.4: no gateway can advertise a forwarded port, so this release builds no tunnel here', () => {
  const judgement = judgeRun({
    local: premises('local', 'v0.4.0', { address: here }),
    remote: premises('remote', 'v0.4.0', { address: there }),
    generation: 'g1',
    standIns,
    observations: [
      ...lost,
      saw('auth of local at 192.168.1.11:30443', 'filtered'),
      saw('auth of remote at 192.168.178.21:30443', 'filtered'),
      saw('gateway of local at 192.168.1.11:31871', 'silent'),
      saw('gateway of remote at 192.168.178.21:31871', 'silent'),
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g1)
scenario nat-to-nat, A local, B remote, confidence low
  Nodes of the local cluster have private addresses only: 192.168.1.11.
  Nodes of the remote cluster have private addresses only: 192.168.178.21.

auth of remote for local: unmet
  NodePort at https://192.168.178.21:30443; accepted: NodePort, PortForwarding
  The local cluster cannot use TCP 192.168.178.21:30443, which Liqo would advertise: nothing answered in time; 192.168.178.21 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP <your public address>:30443 to the authentication server of the remote cluster and make Liqo advertise it.
    port-forward, remote: On the router in front of the remote cluster, forward TCP <your public address>:30443 → 192.168.178.21:30443.
    helm-values, remote: Set controllerManager.pod.extraArgs[0]=--auth-service-address-override=<your public address> in the Liqo installation of the remote cluster. Liqo v0.4.0 has no value for the advertised address: it goes in as an extra argument of liqo-controller-manager, in place of all that may be there.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.4.0 --reuse-values --kube-context b --set 'controllerManager.pod.extraArgs[0]=--auth-service-address-override=<your public address>'
    value: controllerManager.pod.extraArgs[0]=--auth-service-address-override=<your public address>
    row: tcp ? 30443 -> 192.168.178.21 30443

auth of local for remote: unmet
  NodePort at https://192.168.1.11:30443; accepted: NodePort, PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:30443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP <your public address>:30443 to the authentication server of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward TCP <your public address>:30443 → 192.168.1.11:30443.
    helm-values, local: Set controllerManager.pod.extraArgs[0]=--auth-service-address-override=<your public address> in the Liqo installation of the local cluster. Liqo v0.4.0 has no value for the advertised address: it goes in as an extra argument of liqo-controller-manager, in place of all that may be there.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.4.0 --reuse-values --kube-context a --set 'controllerManager.pod.extraArgs[0]=--auth-service-address-override=<your public address>'
    value: controllerManager.pod.extraArgs[0]=--auth-service-address-override=<your public address>
    row: tcp ? 30443 -> 192.168.1.11 30443

apiServer of remote for local: unmet
  Exposed at https://192.168.178.21:6443; accepted: PortForwarding
  The local cluster cannot use TCP 192.168.178.21:6443, which Liqo would advertise: nothing answered in time; 192.168.178.21 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP <your public address>:6443 to the API server of the remote cluster and make Liqo advertise it.
    port-forward, remote: On the router in front of the remote cluster, forward TCP <your public address>:6443 → 192.168.178.21:6443.
    infrastructure, remote: Let the certificate of the API server of the remote cluster name <your public address>: add <your public address> to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.
    helm-values, remote: Set apiServer.address=https://<your public address>:6443 in the Liqo installation of the remote cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.4.0 --reuse-values --kube-context b --set 'apiServer.address=https://<your public address>:6443'
    value: apiServer.address=https://<your public address>:6443
    row: tcp ? 6443 -> 192.168.178.21 6443

apiServer of local for remote: unmet
  Exposed at https://192.168.1.11:6443; accepted: PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:6443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP <your public address>:6443 to the API server of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward TCP <your public address>:6443 → 192.168.1.11:6443.
    infrastructure, local: Let the certificate of the API server of the local cluster name <your public address>: add <your public address> to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.
    helm-values, local: Set apiServer.address=https://<your public address>:6443 in the Liqo installation of the local cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.4.0 --reuse-values --kube-context a --set 'apiServer.address=https://<your public address>:6443'
    value: apiServer.address=https://<your public address>:6443
    row: tcp ? 6443 -> 192.168.1.11 6443

gateway of remote for local: unknown
  NodePort at udp://192.168.178.21:31871; accepted: NodePort, PortForwarding
  Whether the local cluster reaches the gateway at UDP 192.168.178.21:31871 is not known, and unlikely: 192.168.178.21 is a private address, which the Internet does not route, and no other private address of the two clusters was reached from the other one either, so that only another route between the networks, with a firewall that passes this port alone, would lead there; --capture would tell, which takes the right to create pods/exec in namespace liqo of the remote cluster.
  -> PortForwarding: Upgrade Liqo in both clusters to v0.6 or later: Liqo v0.4.0 can advertise a forwarded port for no gateway, and both clusters are behind NAT.
    infrastructure, remote: Upgrade Liqo in both clusters to v0.6 or later: Liqo v0.4.0 can advertise a forwarded port for no gateway, and both clusters are behind NAT.
    or: Give one of the two gateways a public address of its own, of a node or of a load balancer, which Liqo v0.4.0 does advertise.

gateway of local for remote: unknown
  NodePort at udp://192.168.1.11:31871; accepted: NodePort, PortForwarding
  Whether the remote cluster reaches the gateway at UDP 192.168.1.11:31871 is not known, and unlikely: 192.168.1.11 is a private address, which the Internet does not route, and no other private address of the two clusters was reached from the other one either, so that only another route between the networks, with a firewall that passes this port alone, would lead there; --capture would tell, which takes the right to create pods/exec in namespace liqo of the local cluster.
  -> PortForwarding: Upgrade Liqo in both clusters to v0.6 or later: Liqo v0.4.0 can advertise a forwarded port for no gateway, and both clusters are behind NAT.
    infrastructure, local: Upgrade Liqo in both clusters to v0.6 or later: Liqo v0.4.0 can advertise a forwarded port for no gateway, and both clusters are behind NAT.
    or: Give one of the two gateways a public address of its own, of a node or of a load balancer, which Liqo v0.4.0 does advertise.

LD-AUTH-002 fail, auth of remote, for the reason above
LD-AUTH-002 fail, auth of local, for the reason above
LD-API-002 fail, apiServer of remote, for the reason above
LD-API-002 fail, apiServer of local, for the reason above
LD-GW-002 unknown, gateway of remote, for the reason above
LD-GW-002 unknown, gateway of local, for the reason above
LD-ADDR-016 warn, gateway of remote
  Liqo v0.4.0 advertises 192.168.178.21 and cannot be told another address: a forwarded port in front of this gateway would stay unknown to the peer.
LD-ADDR-016 warn, gateway of local
  Liqo v0.4.0 advertises 192.168.1.11 and cannot be told another address: a forwarded port in front of this gateway would stay unknown to the peer.
skipped: LD-RUN-003 LD-PLAT-001 LD-API-004 LD-API-007

next
  Forward TCP <your public address>:30443 to the authentication server of the remote cluster and make Liqo advertise it.
  Forward TCP <your public address>:30443 to the authentication server of the local cluster and make Liqo advertise it.
  Forward TCP <your public address>:6443 to the API server of the remote cluster and make Liqo advertise it.
  Forward TCP <your public address>:6443 to the API server of the local cluster and make Liqo advertise it.
  Upgrade Liqo in both clusters to v0.6 or later: Liqo v0.4.0 can advertise a forwarded port for no gateway, and both clusters are behind NAT.
  Not known of the gateway of the remote cluster: Whether the local cluster reaches the gateway at UDP 192.168.178.21:31871 is not known, and unlikely: 192.168.178.21 is a private address, which the Internet does not route, and no other private address of the two clusters was reached from the other one either, so that only another route between the networks, with a firewall that passes this port alone, would lead there; --capture would tell, which takes the right to create pods/exec in namespace liqo of the remote cluster.
  Not known of the gateway of the local cluster: Whether the remote cluster reaches the gateway at UDP 192.168.1.11:31871 is not known, and unlikely: 192.168.1.11 is a private address, which the Internet does not route, and no other private address of the two clusters was reached from the other one either, so that only another route between the networks, with a firewall that passes this port alone, would lead there; --capture would tell, which takes the right to create pods/exec in namespace liqo of the local cluster.`);
});

test('v0.10: one side is forwarded and advertises it, the other one is not', () => {
  const judgement = judgeRun({
    local: premises('local', 'v0.10.3', { address: here }),
    remote: premises('remote', 'v0.10.3', {
      address: there,
      apiServerAddress: 'https://198.51.100.8:6443',
      certificateNames: ['kubernetes', there, '198.51.100.8'],
      auth: { annotations: { 'liqo.io/override-address': '198.51.100.8', 'liqo.io/override-port': '8443' } },
      gateway: {
        annotations: {
          'net.liqo.io/gatewayNodeIP': there,
          'liqo.io/override-address': '198.51.100.8',
          'liqo.io/override-port': '31871',
        },
      },
    }),
    generation: 'g2',
    standIns,
    observations: [
      saw('auth of local at 192.168.1.11:30443', 'filtered'),
      saw('auth of remote at 198.51.100.8:8443', 'open'),
      saw('apiServer of local at 192.168.1.11:6443', 'filtered'),
      saw('apiServer of remote at 198.51.100.8:6443', 'open'),
      saw('gateway of local at 192.168.1.11:31871', 'silent'),
      saw('gateway of remote at 198.51.100.8:31871', 'silent'),
      ...servers.flatMap(({ observations }) => observations),
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g2)
scenario nat-to-nat, A local, B remote, confidence low
  Nodes of the local cluster have private addresses only: 192.168.1.11.
  Nodes of the remote cluster have private addresses only: 192.168.178.21.

auth of remote for local: met
  PortForwarding at https://198.51.100.8:8443; accepted: NodePort, PortForwarding
  The local cluster reaches TCP 198.51.100.8:8443: it answered with cluster ID id-of-remote.

auth of local for remote: unmet
  NodePort at https://192.168.1.11:30443; accepted: NodePort, PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:30443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP <your public address>:30443 to the authentication server of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward TCP <your public address>:30443 → 192.168.1.11:30443.
    helm-values, local: Set auth.config.addressOverride=<your public address> in the Liqo installation of the local cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context a --set 'auth.config.addressOverride=<your public address>'
    value: auth.config.addressOverride=<your public address>
    row: tcp ? 30443 -> 192.168.1.11 30443

apiServer of remote for local: met
  PortForwarding at https://198.51.100.8:6443; accepted: PortForwarding
  The local cluster reaches TCP 198.51.100.8:6443: the API server answered.

apiServer of local for remote: unmet
  Exposed at https://192.168.1.11:6443; accepted: PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:6443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP <your public address>:6443 to the API server of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward TCP <your public address>:6443 → 192.168.1.11:6443.
    infrastructure, local: Let the certificate of the API server of the local cluster name <your public address>: add <your public address> to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.
    helm-values, local: Set apiServer.address=https://<your public address>:6443 in the Liqo installation of the local cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context a --set 'apiServer.address=https://<your public address>:6443'
    value: apiServer.address=https://<your public address>:6443
    row: tcp ? 6443 -> 192.168.1.11 6443

gateway of remote for local: unknown
  PortForwarding at udp://198.51.100.8:31871; accepted: NodePort, PortForwarding
  Whether the local cluster reaches the gateway at UDP 198.51.100.8:31871 is not known: a live gateway answers no stranger, and behind a forwarded port this cannot be told from outside; --capture would tell, which takes the right to create pods/exec in namespace liqo of the remote cluster.

gateway of local for remote: unknown
  NodePort at udp://192.168.1.11:31871; accepted: NodePort, PortForwarding
  Whether the remote cluster reaches the gateway at UDP 192.168.1.11:31871 is not known, and unlikely: 192.168.1.11 is a private address, which the Internet does not route, and no other private address of the two clusters was reached from the other one either, so that only another route between the networks, with a firewall that passes this port alone, would lead there; --capture would tell, which takes the right to create pods/exec in namespace liqo of the local cluster.
  -> PortForwarding: Forward UDP <your public address>:31871 to the gateway of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward UDP <your public address>:31871 → 192.168.1.11:31871.
    helm-values, local: Set gateway.config.addressOverride=<your public address> in the Liqo installation of the local cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context a --set 'gateway.config.addressOverride=<your public address>'
    value: gateway.config.addressOverride=<your public address>
    row: udp ? 31871 -> 192.168.1.11 31871

LD-AUTH-002 fail, auth of local, for the reason above
LD-API-002 fail, apiServer of local, for the reason above
LD-GW-002 unknown, gateway of remote, for the reason above
LD-GW-002 unknown, gateway of local, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-004 LD-API-007

next
  Forward TCP <your public address>:30443 to the authentication server of the local cluster and make Liqo advertise it.
  Forward TCP <your public address>:6443 to the API server of the local cluster and make Liqo advertise it.
  Not known of the gateway of the remote cluster: Whether the local cluster reaches the gateway at UDP 198.51.100.8:31871 is not known: a live gateway answers no stranger, and behind a forwarded port this cannot be told from outside; --capture would tell, which takes the right to create pods/exec in namespace liqo of the remote cluster.
  Not known of the gateway of the local cluster: Whether the remote cluster reaches the gateway at UDP 192.168.1.11:31871 is not known, and unlikely: 192.168.1.11 is a private address, which the Internet does not route, and no other private address of the two clusters was reached from the other one either, so that only another route between the networks, with a firewall that passes this port alone, would lead there; --capture would tell, which takes the right to create pods/exec in namespace liqo of the local cluster.`);
});

test('v1.2: forwards on one side are enough, and their public address was never seen', () => {
  const judgement = judgeRun({
    local: premises('local', 'v1.2.0', { address: here }),
    remote: premises('remote', 'v1.2.0', { address: there }),
    generation: 'g3',
    standIns,
    observations: lost,
  });
  expect(reportText(judgement)).toBe(`not-ready (g3)
scenario nat-to-nat, A local, B remote, confidence low
  Nodes of the local cluster have private addresses only: 192.168.1.11.
  Nodes of the remote cluster have private addresses only: 192.168.178.21.

apiServer of remote for local: unmet
  Exposed at https://192.168.178.21:6443; accepted: PortForwarding
  The local cluster cannot use TCP 192.168.178.21:6443, which Liqo would advertise: nothing answered in time; 192.168.178.21 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP <your public address>:6443 to the API server of the remote cluster and make Liqo advertise it.
    port-forward, remote: On the router in front of the remote cluster, forward TCP <your public address>:6443 → 192.168.178.21:6443.
    infrastructure, remote: Let the certificate of the API server of the remote cluster name <your public address>: add <your public address> to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.
    helm-values, remote: Set apiServer.address=https://<your public address>:6443 in the Liqo installation of the remote cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v1.2.0 --reuse-values --kube-context b --set 'apiServer.address=https://<your public address>:6443'
    value: apiServer.address=https://<your public address>:6443
    row: tcp ? 6443 -> 192.168.178.21 6443
    or: Once one of the two gateways is reachable, peer in-band: this service is then reached through the tunnel and needs no exposure.

apiServer of local for remote: not-applicable
  Exposed at https://192.168.1.11:6443; accepted: PortForwarding
  The provider does not call the API server of the consumer; it is probed for information only.

gateway of remote for local: unmet
  NodePort at udp://192.168.178.21:30742; accepted: NodePort, PortForwarding
  The local cluster does not reach a stand-in of the service: UDP 192.168.178.21:30742 (NodePort): the datagrams never arrived, although the responder behind it was alive.
  -> PortForwarding: Forward UDP <your public address>:30742 to the gateway server of the remote cluster.
    port-forward, remote: On the router in front of the remote cluster, forward UDP <your public address>:30742 → 192.168.178.21:30742.
    peer-flags, local: Let the provider run the gateway server at node port 30742, and let the client dial UDP <your public address>:30742.
    $ liqoctl peer --context a --remote-context b --gw-server-service-type NodePort --gw-server-service-nodeport 30742 --gw-client-address '<your public address>'
    row: udp ? 30742 -> 192.168.178.21 30742

gateway of local for remote: unmet
  NodePort at udp://192.168.1.11:30741; accepted: NodePort, PortForwarding
  The remote cluster does not reach a stand-in of the service: UDP 192.168.1.11:30741 (NodePort): the datagrams never arrived, although the responder behind it was alive.
  -> PortForwarding: Forward UDP <your public address>:30741 to the gateway server of the local cluster.
    port-forward, local: On the router in front of the local cluster, forward UDP <your public address>:30741 → 192.168.1.11:30741.
    peer-flags, local: Let the consumer run the gateway server at node port 30741, and let the client dial UDP <your public address>:30741.
    $ liqoctl peer --context a --remote-context b --gw-server-service-location Consumer --gw-server-service-type NodePort --gw-server-service-nodeport 30741 --gw-client-address '<your public address>'
    row: udp ? 30741 -> 192.168.1.11 30741

LD-API-002 fail, apiServer of remote, for the reason above
LD-GW-002 fail, gateway of remote, for the reason above
LD-GW-002 fail, gateway of local, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-002 LD-API-004 LD-API-007

next
  Forward UDP <your public address>:30742 to the gateway server of the remote cluster.
  Forward UDP <your public address>:30741 to the gateway server of the local cluster.
  Forward TCP <your public address>:6443 to the API server of the remote cluster and make Liqo advertise it.
  Of the two gateways, one is enough.
  Both clusters are behind NAT: without a forwarded port on one side no tunnel can begin, since nothing relays it.`);
});
