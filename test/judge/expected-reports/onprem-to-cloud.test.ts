import { expect, test } from 'vitest';

import { judgeRun, loadBalancerGateway, nodePortGateway, sourceSeen } from '../run.js';
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
const address = '203.0.113.40';

test('v0.3: the chart makes a load balancer that a home without a controller never gets', () => {
  const sibling = nodePortGateway('local', { host: address, nodePort: 32001, outcome: 'replied' });
  const judgement = judgeRun({
    local: premises('local', 'v0.3.2', { address, auth: { type: 'LoadBalancer' } }),
    remote: cloud('remote', 'v0.3.2', eks),
    generation: 'g1',
    liqoVersion: 'v0.3.2',
    standIns: [sibling.standIn],
    observations: [
      sourceSeen('local', '198.51.100.11', `${address}:40582`),
      saw('apiServer of local at 203.0.113.40:6443', 'open'),
      saw('apiServer of remote at 3f2a.gr7.eu-west-1.eks.amazonaws.com:443', 'open'),
      saw('auth of remote at 198.51.100.20:443', 'open'),
      saw('gateway of local at 203.0.113.40:31871', 'silent'),
      saw('gateway of remote at 198.51.100.21:5871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g1)
scenario onprem-to-cloud, A local, B remote, confidence high
  Packets of the local cluster arrive from its own node address 203.0.113.40: no NAT is in their path.
  The remote cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.

auth of remote for local: met
  LoadBalancer at https://198.51.100.20:443; accepted: LoadBalancer, Ingress
  The local cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-remote.

auth of local for remote: unmet
  LoadBalancer at nothing; accepted: LoadBalancer, Ingress
  Service liqo-auth waits for its load balancer, which has no address yet.
  -> NodePort: Expose the authentication server of the local cluster as a NodePort.
    helm-values, local: Set auth.service.type=NodePort in the Liqo installation of the local cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.3.2 --reuse-values --kube-context a --set auth.service.type=NodePort
    value: auth.service.type=NodePort

apiServer of remote for local: met
  Provided at https://3f2a.gr7.eu-west-1.eks.amazonaws.com:443; accepted: Provided
  The local cluster reaches TCP 3f2a.gr7.eu-west-1.eks.amazonaws.com:443: the API server answered.

apiServer of local for remote: met
  PublicAddress at https://203.0.113.40:6443; accepted: Ingress, PublicAddress
  The remote cluster reaches TCP 203.0.113.40:6443: the API server answered.

gateway of remote for local: not-applicable
  LoadBalancer at udp://198.51.100.21:5871; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

gateway of local for remote: met (sibling)
  NodePort at udp://203.0.113.40:31871; accepted: LoadBalancer, NodePort
  The remote cluster reaches a stand-in beside the gateway (NodePort at UDP 203.0.113.40:32001), and UDP 203.0.113.40:31871 does not refuse datagrams.

LD-PLAT-002 warn, local
  Service liqo-auth of the local cluster waits for its load balancer.
LD-AUTH-001 fail, auth of local, for the reason above
LD-GW-004 warn, gateway of local, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-AUTH-002 LD-API-007 LD-GW-002

next
  Expose the authentication server of the local cluster as a NodePort.`);
});

test('v0.10: the certificate of the API server on premises lacks its public address', () => {
  const sibling = loadBalancerGateway('remote', { host: '198.51.100.90', port: 5871, outcome: 'replied' });
  const judgement = judgeRun({
    local: premises('local', 'v0.10.3', {
      address,
      auth: { type: 'LoadBalancer', loadBalancer: [{ ip: '203.0.113.41' }] },
      certificateNames: ['kubernetes', '10.96.0.1'],
    }),
    remote: cloud('remote', 'v0.10.3', eks),
    generation: 'g2',
    standIns: [sibling.standIn],
    observations: [
      saw('apiServer of local at 203.0.113.40:6443', 'tls-failure', {
        cause: 'wrong-name',
        certificate: {
          subject: 'CN=kube-apiserver',
          issuer: 'CN=kubernetes',
          names: ['kubernetes', '10.96.0.1'],
          notBefore: '2025-01-01T00:00:00.000Z',
          notAfter: '2035-01-01T00:00:00.000Z',
          fingerprint: 'AB',
          trusted: true,
          nameMatches: false,
        },
      }),
      saw('apiServer of remote at 3f2a.gr7.eu-west-1.eks.amazonaws.com:443', 'open'),
      saw('auth of local at 203.0.113.41:443', 'open'),
      saw('auth of remote at 198.51.100.20:443', 'open'),
      saw('gateway of local at 203.0.113.40:31871', 'silent'),
      saw('gateway of remote at 198.51.100.21:5871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g2)
scenario onprem-to-cloud, A local, B remote, confidence medium
  Nodes of the local cluster have global addresses: 203.0.113.40.
  The remote cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.

auth of remote for local: met
  LoadBalancer at https://198.51.100.20:443; accepted: LoadBalancer, Ingress
  The local cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-remote.

auth of local for remote: met
  LoadBalancer at https://203.0.113.41:443; accepted: LoadBalancer, Ingress
  The remote cluster reaches TCP 203.0.113.41:443: it answered with cluster ID id-of-local.

apiServer of remote for local: met
  Provided at https://3f2a.gr7.eu-west-1.eks.amazonaws.com:443; accepted: Provided
  The local cluster reaches TCP 3f2a.gr7.eu-west-1.eks.amazonaws.com:443: the API server answered.

apiServer of local for remote: unmet
  PublicAddress at https://203.0.113.40:6443; accepted: Ingress, PublicAddress
  The remote cluster cannot use TCP 203.0.113.40:6443, which Liqo would advertise: its certificate does not name 203.0.113.40, only kubernetes, 10.96.0.1.
  -> PublicAddress: Let the certificate of the API server name 203.0.113.40.
    infrastructure, local: Let the certificate of the API server of the local cluster name 203.0.113.40: add 203.0.113.40 to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.

gateway of remote for local: met (sibling)
  LoadBalancer at udp://198.51.100.21:5871; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 198.51.100.90:5871), and UDP 198.51.100.21:5871 does not refuse datagrams.

gateway of local for remote: not-applicable
  NodePort at udp://203.0.113.40:31871; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

LD-API-002 fail, apiServer of local, for the reason above
LD-API-003 fail, apiServer of local
  The certificate is valid for kubernetes, 10.96.0.1, not for 203.0.113.40.
LD-GW-004 warn, gateway of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-007 LD-GW-002

next
  Let the certificate of the API server name 203.0.113.40.`);
});

test('v1.2: a node port of a provider on premises serves where its load balancer got no address', () => {
  const server = nodePortGateway('remote', { host: address, nodePort: 30742, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloud('local', 'v1.2.0', eks),
    remote: premises('remote', 'v1.2.0', { address }),
    generation: 'g3',
    standIns: [
      server.standIn,
      {
        cluster: 'remote',
        service: 'gateway',
        exposure: 'LoadBalancer',
        status: 'pending',
        reason: 'no address within 60 s',
      },
    ],
    observations: [
      sourceSeen('remote', '198.51.100.11', `${address}:40582`),
      saw('apiServer of remote at 203.0.113.40:6443', 'open', { kubernetesVersion: 'v1.35.1' }),
      ...server.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`ready (g3)
scenario onprem-to-cloud, A remote, B local, confidence high
  The local cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.
  Packets of the remote cluster arrive from its own node address 203.0.113.40: no NAT is in their path.

apiServer of remote for local: met
  PublicAddress at https://203.0.113.40:6443; accepted: Ingress, PublicAddress
  The local cluster reaches TCP 203.0.113.40:6443: the API server answered (Kubernetes v1.35.1).

apiServer of local for remote: not-applicable
  Provided at https://3f2a.gr7.eu-west-1.eks.amazonaws.com:443; accepted: Provided
  The provider does not call the API server of the consumer; it is probed for information only.

gateway of remote for local: met (stand-in)
  NodePort at udp://203.0.113.40:30742; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in in place of the service: UDP 203.0.113.40:30742 (NodePort): it answered.

gateway of local for remote: not-applicable
  no exposure at nothing; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

LD-PLAT-002 warn, remote
  A stand-in for the gateway service got no address from the load balancer in time.
LD-PLAT-005 unknown, gateway of remote
  No event tells, and no load balancer for UDP has got an address yet.
skipped: LD-RUN-003 LD-PLAT-001 LD-PLAT-007 LD-API-002 LD-API-007 LD-GW-002

next
  $ liqoctl peer --context a --remote-context b --gw-server-service-type NodePort --gw-server-service-nodeport 30742`);
});
