import { expect, test } from 'vitest';

import { judgeRun, loadBalancerGateway, sourceSeen } from '../run.js';
import { type Cloud, cloud, premises, saw } from './places.js';
import { reportText } from './report-text.js';

const eks: Cloud = {
  provider: 'eks',
  apiHost: '3f2a.gr7.eu-west-1.eks.amazonaws.com',
  nodes: [
    { type: 'InternalIP', address: '10.0.1.11' },
    { type: 'ExternalIP', address: '198.51.100.11' },
  ],
};
const address = '192.168.1.11';
const translated = '203.0.113.8:40582';

test('v0.4: authentication and API servers behind NAT need forwarded ports, the gateway does not', () => {
  const sibling = loadBalancerGateway('remote', { host: '198.51.100.90', port: 5871, outcome: 'replied' });
  const judgement = judgeRun({
    local: premises('local', 'v0.4.0', { address }),
    remote: cloud('remote', 'v0.4.0', eks),
    generation: 'g1',
    standIns: [sibling.standIn],
    observations: [
      sourceSeen('local', '198.51.100.11', translated),
      saw('auth of local at 192.168.1.11:30443', 'filtered'),
      saw('auth of remote at 198.51.100.20:443', 'open'),
      saw('apiServer of local at 192.168.1.11:6443', 'filtered'),
      saw('apiServer of remote at 3f2a.gr7.eu-west-1.eks.amazonaws.com:443', 'open'),
      saw('gateway of local at 192.168.1.11:31871', 'silent'),
      saw('gateway of remote at 198.51.100.21:5871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g1)
scenario onprem-nat-to-cloud, A local, B remote, confidence high
  Packets of the local cluster arrive from 203.0.113.8, and its nodes have private addresses only (192.168.1.11): a NAT device is in their path.
  The remote cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.

auth of remote for local: met
  LoadBalancer at https://198.51.100.20:443; accepted: LoadBalancer, Ingress
  The local cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-remote.

auth of local for remote: unmet
  NodePort at https://192.168.1.11:30443; accepted: NodePort, PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:30443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP 203.0.113.8:30443 to the authentication server of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward TCP 203.0.113.8:30443 → 192.168.1.11:30443.
    helm-values, local: Set controllerManager.pod.extraArgs[0]=--auth-service-address-override=203.0.113.8 in the Liqo installation of the local cluster. Liqo v0.4.0 has no value for the advertised address: it goes in as an extra argument of liqo-controller-manager, in place of all that may be there.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.4.0 --reuse-values --kube-context a --set 'controllerManager.pod.extraArgs[0]=--auth-service-address-override=203.0.113.8'
    value: controllerManager.pod.extraArgs[0]=--auth-service-address-override=203.0.113.8
    row: tcp 203.0.113.8 30443 -> 192.168.1.11 30443
    or: Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.
      $ liqoctl connect --config1 '<kubeconfig with current context a>' --config2 '<kubeconfig with current context b>' && KUBECONFIG='<kubeconfig with current context a>' $(KUBECONFIG='<kubeconfig with current context b>' liqoctl generate-add-command --only-command)

apiServer of remote for local: met
  Provided at https://3f2a.gr7.eu-west-1.eks.amazonaws.com:443; accepted: Provided
  The local cluster reaches TCP 3f2a.gr7.eu-west-1.eks.amazonaws.com:443: the API server answered.

apiServer of local for remote: unmet
  Exposed at https://192.168.1.11:6443; accepted: PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:6443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding: Forward TCP 203.0.113.8:6443 to the API server of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward TCP 203.0.113.8:6443 → 192.168.1.11:6443.
    infrastructure, local: Let the certificate of the API server of the local cluster name 203.0.113.8: add 203.0.113.8 to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.
    helm-values, local: Set apiServer.address=https://203.0.113.8:6443 in the Liqo installation of the local cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.4.0 --reuse-values --kube-context a --set apiServer.address=https://203.0.113.8:6443
    value: apiServer.address=https://203.0.113.8:6443
    row: tcp 203.0.113.8 6443 -> 192.168.1.11 6443
    or: Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.
      $ liqoctl connect --config1 '<kubeconfig with current context a>' --config2 '<kubeconfig with current context b>' && KUBECONFIG='<kubeconfig with current context a>' $(KUBECONFIG='<kubeconfig with current context b>' liqoctl generate-add-command --only-command)

gateway of remote for local: met (sibling)
  LoadBalancer at udp://198.51.100.21:5871; accepted: LoadBalancer
  The local cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 198.51.100.90:5871), and UDP 198.51.100.21:5871 does not refuse datagrams.

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

test('v0.10: a forwarded port that Liqo does not advertise wants only a value, and a peering is set aside for it', () => {
  const sibling = loadBalancerGateway('remote', { host: '198.51.100.90', port: 5871, outcome: 'replied' });
  const judgement = judgeRun({
    local: premises('local', 'v0.10.3', {
      address,
      certificateNames: ['kubernetes', address, '203.0.113.8'],
      liqo: {
        activePeerings: {
          known: true,
          source: 'a test',
          value: [{ name: 'third', clusterId: 'id-of-third', outgoing: true, incoming: false }],
        },
      },
    }),
    remote: cloud('remote', 'v0.10.3', eks),
    generation: 'g2',
    standIns: [sibling.standIn],
    observations: [
      sourceSeen('local', '198.51.100.11', translated),
      saw('auth of local at 192.168.1.11:30443', 'filtered'),
      saw('auth of local at 203.0.113.8:30443', 'filtered', {
        purpose: 'candidate',
        id: 'local-auth-candidate-91',
      }),
      saw('auth of remote at 198.51.100.20:443', 'open'),
      saw('apiServer of local at 192.168.1.11:6443', 'filtered'),
      saw('apiServer of local at 203.0.113.8:6443', 'open', {
        purpose: 'candidate',
        id: 'local-apiServer-candidate-91',
      }),
      saw('apiServer of remote at 3f2a.gr7.eu-west-1.eks.amazonaws.com:443', 'open'),
      saw('gateway of local at 192.168.1.11:31871', 'silent'),
      saw('gateway of remote at 198.51.100.21:5871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g2)
scenario onprem-nat-to-cloud, A local, B remote, confidence high
  Packets of the local cluster arrive from 203.0.113.8, and its nodes have private addresses only (192.168.1.11): a NAT device is in their path.
  The remote cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.

auth of remote for local: met
  LoadBalancer at https://198.51.100.20:443; accepted: LoadBalancer, Ingress
  The local cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-remote.

auth of local for remote: unmet
  NodePort at https://192.168.1.11:30443; accepted: NodePort, PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:30443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding, disruptive: Forward TCP 203.0.113.8:30443 to the authentication server of the local cluster and make Liqo advertise it.
    port-forward, local: On the router in front of the local cluster, forward TCP 203.0.113.8:30443 → 192.168.1.11:30443.
    helm-values, local: Set auth.config.addressOverride=203.0.113.8 in the Liqo installation of the local cluster. Disable the active peerings before and restore them afterwards. A peering that was made in-band keeps the addresses it was made with: take it down with liqoctl unpeer in-band instead, and make it anew with liqoctl peer in-band.
    $ liqoctl unpeer third --skip-confirm --context a
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context a --set auth.config.addressOverride=203.0.113.8
    $ liqoctl peer third --context a
    value: auth.config.addressOverride=203.0.113.8
    row: tcp 203.0.113.8 30443 -> 192.168.1.11 30443
    or: Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.
      $ liqoctl peer in-band --context a --remote-context b

apiServer of remote for local: met
  Provided at https://3f2a.gr7.eu-west-1.eks.amazonaws.com:443; accepted: Provided
  The local cluster reaches TCP 3f2a.gr7.eu-west-1.eks.amazonaws.com:443: the API server answered.

apiServer of local for remote: unmet
  Exposed at https://192.168.1.11:6443; accepted: PortForwarding
  The remote cluster cannot use TCP 192.168.1.11:6443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> PortForwarding, disruptive: Make Liqo advertise TCP 203.0.113.8:6443, which the peer reaches already.
    helm-values, local: Set apiServer.address=https://203.0.113.8:6443 in the Liqo installation of the local cluster. Disable the active peerings before and restore them afterwards. A peering that was made in-band keeps the addresses it was made with: take it down with liqoctl unpeer in-band instead, and make it anew with liqoctl peer in-band. A cluster that has an identity of this one keeps the API server address it was given with it.
    $ liqoctl unpeer third --skip-confirm --context a
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context a --set apiServer.address=https://203.0.113.8:6443
    $ liqoctl peer third --context a
    value: apiServer.address=https://203.0.113.8:6443
    or: Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.
      $ liqoctl peer in-band --context a --remote-context b

gateway of remote for local: met (sibling)
  LoadBalancer at udp://198.51.100.21:5871; accepted: LoadBalancer
  The local cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 198.51.100.90:5871), and UDP 198.51.100.21:5871 does not refuse datagrams.

gateway of local for remote: not-applicable
  NodePort at udp://192.168.1.11:31871; accepted: NodePort, PortForwarding
  The peer's gateway is reachable, and one of the two suffices.

LD-VER-004 warn, local
  Active peerings of the local cluster: third.
LD-AUTH-002 fail, auth of local, for the reason above
LD-API-002 fail, apiServer of local, for the reason above
LD-GW-004 warn, gateway of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-004 LD-API-007 LD-GW-002

next
  Forward TCP 203.0.113.8:30443 to the authentication server of the local cluster and make Liqo advertise it.
  Make Liqo advertise TCP 203.0.113.8:6443, which the peer reaches already.`);
});

test('v1.2: a provider behind NAT is peered in-band through a gateway server of the cloud', () => {
  const server = loadBalancerGateway('local', { host: '198.51.100.90', port: 51840, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloud('local', 'v1.2.0', eks),
    remote: premises('remote', 'v1.2.0', { address }),
    generation: 'g3',
    standIns: [server.standIn],
    observations: [
      sourceSeen('remote', '198.51.100.11', translated),
      saw('apiServer of remote at 192.168.1.11:6443', 'filtered'),
      saw('apiServer of local at 3f2a.gr7.eu-west-1.eks.amazonaws.com:443', 'open'),
      ...server.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g3)
scenario onprem-nat-to-cloud, A remote, B local, confidence high
  The local cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.
  Packets of the remote cluster arrive from 203.0.113.8, and its nodes have private addresses only (192.168.1.11): a NAT device is in their path.

apiServer of remote for local: unmet
  Exposed at https://192.168.1.11:6443; accepted: PortForwarding
  The local cluster cannot use TCP 192.168.1.11:6443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.
  -> InBand: Peer in-band, so that the API server needs no exposure.
    in-band, local: Peer in-band, with the gateway server in the local cluster: the API server of the remote cluster is then reached through the tunnel (--in-band, for liqo-doctor check too).
    $ liqoctl peer --context a --remote-context b --gw-server-service-location Consumer --in-band
    or: Forward TCP 203.0.113.8:6443 to the API server of the remote cluster and make Liqo advertise it.
      port-forward, remote: On the router in front of the remote cluster, forward TCP 203.0.113.8:6443 → 192.168.1.11:6443.
      infrastructure, remote: Let the certificate of the API server of the remote cluster name 203.0.113.8: add 203.0.113.8 to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.
      helm-values, remote: Set apiServer.address=https://203.0.113.8:6443 in the Liqo installation of the remote cluster.
      $ helm repo add liqo https://helm.liqo.io/
      $ helm upgrade liqo liqo/liqo --namespace liqo --version v1.2.0 --reuse-values --kube-context b --set apiServer.address=https://203.0.113.8:6443

apiServer of local for remote: not-applicable
  Provided at https://3f2a.gr7.eu-west-1.eks.amazonaws.com:443; accepted: Provided
  The provider does not call the API server of the consumer; it is probed for information only.

gateway of remote for local: not-applicable
  no exposure at nothing; accepted: NodePort, PortForwarding
  The peer's gateway is reachable, and one of the two suffices.

gateway of local for remote: met (stand-in)
  LoadBalancer at udp://198.51.100.90:51840; accepted: LoadBalancer
  The remote cluster reaches a stand-in in place of the service: UDP 198.51.100.90:51840 (LoadBalancer): it answered.

LD-API-002 fail, apiServer of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-PLAT-007 LD-API-002 LD-API-004 LD-API-007 LD-GW-002

next
  Peer in-band, so that the API server needs no exposure.`);
});
