import { expect, test } from 'vitest';

import { judgeRun, loadBalancerGateway } from '../run.js';
import { type Cloud, cloud, saw } from './places.js';
import { reportText } from './report-text.js';

const consumer: Cloud = {
  provider: 'gke',
  earlyMtu: 1400,
  apiHost: '203.0.113.60',
  authAddress: '203.0.113.61',
  gatewayAddress: '203.0.113.62',
  nodes: [{ type: 'InternalIP', address: '10.132.0.4' }],
};
const provider: Cloud = {
  provider: 'aks',
  earlyMtu: 1360,
  apiHost: 'peer.hcp.example',
  authAddress: '198.51.100.61',
  gatewayAddress: '198.51.100.62',
  nodes: [{ type: 'InternalIP', address: '10.224.0.4' }],
};
const apiServers = [
  saw('apiServer of local at 203.0.113.60:443', 'open'),
  saw('apiServer of remote at peer.hcp.example:443', 'open'),
];

test('v0.4: the firewall in front of one load balancer keeps two clouds apart', () => {
  const sibling = loadBalancerGateway('remote', { host: '198.51.100.90', port: 5871, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloud('local', 'v0.4.0', consumer),
    remote: cloud('remote', 'v0.4.0', provider),
    generation: 'g1',
    standIns: [sibling.standIn],
    observations: [
      ...apiServers,
      saw('auth of local at 203.0.113.61:443', 'filtered'),
      saw('auth of remote at 198.51.100.61:443', 'open'),
      saw('gateway of local at 203.0.113.62:5871', 'silent'),
      saw('gateway of remote at 198.51.100.62:5871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g1)
scenario cloud-to-cloud, A local, B remote, confidence high
  The local cluster runs on machines of a public cloud (gke): The provider IDs of the nodes begin with gce://.
  The remote cluster runs on machines of a public cloud (aks): The provider IDs of the nodes begin with azure://.

auth of remote for local: met
  LoadBalancer at https://198.51.100.61:443; accepted: LoadBalancer, Ingress
  The local cluster reaches TCP 198.51.100.61:443: it answered with cluster ID id-of-remote.

auth of local for remote: unmet
  LoadBalancer at https://203.0.113.61:443; accepted: LoadBalancer, Ingress
  The remote cluster cannot use TCP 203.0.113.61:443, which Liqo would advertise: nothing answered in time.
  -> LoadBalancer: Let packets of the remote cluster through to the authentication server of the local cluster at TCP 203.0.113.61:443.
    infrastructure, local: In the firewalls between the clusters, allow TCP 203.0.113.61:443 from the remote cluster: out of the remote cluster and into the local cluster.
    or: Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.
      $ liqoctl connect --config1 '<kubeconfig with current context a>' --config2 '<kubeconfig with current context b>' && KUBECONFIG='<kubeconfig with current context a>' $(KUBECONFIG='<kubeconfig with current context b>' liqoctl generate-add-command --only-command)

apiServer of remote for local: met
  Provided at https://peer.hcp.example:443; accepted: Provided
  The local cluster reaches TCP peer.hcp.example:443: the API server answered.

apiServer of local for remote: met
  Provided at https://203.0.113.60:443; accepted: Provided
  The remote cluster reaches TCP 203.0.113.60:443: the API server answered.

gateway of remote for local: met (sibling)
  LoadBalancer at udp://198.51.100.62:5871; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 198.51.100.90:5871), and UDP 198.51.100.62:5871 does not refuse datagrams.

gateway of local for remote: not-applicable
  LoadBalancer at udp://203.0.113.62:5871; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

LD-NET-004 warn
  The local cluster uses an MTU of 1400 bytes, the remote one 1360.
LD-AUTH-002 fail, auth of local, for the reason above
LD-GW-004 warn, gateway of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-007 LD-GW-002

next
  Let packets of the remote cluster through to the authentication server of the local cluster at TCP 203.0.113.61:443.`);
});

test('v0.10: an Ingress ends TLS in front of an authentication server that wants TLS', () => {
  const sibling = loadBalancerGateway('local', { host: '203.0.113.90', port: 5871, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloud('local', 'v0.10.3', consumer),
    remote: cloud('remote', 'v0.10.3', {
      ...provider,
      auth: {
        type: 'ClusterIP',
        loadBalancer: [],
        ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 8443 }],
        annotations: { 'liqo.io/override-address': 'auth.peer.example', 'liqo.io/override-port': '443' },
      },
      ingress: { host: 'auth.peer.example' },
    }),
    generation: 'g2',
    standIns: [sibling.standIn],
    observations: [
      ...apiServers,
      saw('auth of local at 203.0.113.61:443', 'open'),
      saw('auth of remote at auth.peer.example:443', 'wrong-service', {
        address: '198.51.100.80',
        httpStatus: 400,
      }),
      saw('gateway of local at 203.0.113.62:5871', 'silent'),
      saw('gateway of remote at 198.51.100.62:5871', 'silent'),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g2)
scenario cloud-to-cloud, A local, B remote, confidence high
  The local cluster runs on machines of a public cloud (gke): The provider IDs of the nodes begin with gce://.
  The remote cluster runs on machines of a public cloud (aks): The provider IDs of the nodes begin with azure://.

auth of remote for local: unmet
  Ingress at https://auth.peer.example:443; accepted: LoadBalancer, Ingress
  The local cluster cannot use TCP auth.peer.example:443, which Liqo would advertise: another service answered there.
  -> Ingress: Turn off TLS of the authentication server of the remote cluster behind its Ingress, which ends TLS itself.
    helm-values, remote: Set auth.tls=false in the Liqo installation of the remote cluster.
    $ helm repo add liqo https://helm.liqo.io/
    $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context b --set auth.tls=false
    value: auth.tls=false
    or: Keep TLS and make the Ingress controller speak HTTPS to it (shown for ingress-nginx); in-band peering then still works later.
      $ helm repo add liqo https://helm.liqo.io/
      $ helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context b --set 'auth.ingress.annotations.nginx\\.ingress\\.kubernetes\\.io/backend-protocol=HTTPS'
    or: Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.
      $ liqoctl peer in-band --context a --remote-context b

auth of local for remote: met
  LoadBalancer at https://203.0.113.61:443; accepted: LoadBalancer, Ingress
  The remote cluster reaches TCP 203.0.113.61:443: it answered with cluster ID id-of-local.

apiServer of remote for local: met
  Provided at https://peer.hcp.example:443; accepted: Provided
  The local cluster reaches TCP peer.hcp.example:443: the API server answered.

apiServer of local for remote: met
  Provided at https://203.0.113.60:443; accepted: Provided
  The remote cluster reaches TCP 203.0.113.60:443: the API server answered.

gateway of remote for local: not-applicable
  LoadBalancer at udp://198.51.100.62:5871; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

gateway of local for remote: met (sibling)
  LoadBalancer at udp://203.0.113.62:5871; accepted: LoadBalancer, NodePort
  The remote cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 203.0.113.90:5871), and UDP 203.0.113.62:5871 does not refuse datagrams.

LD-AUTH-002 fail, auth of remote, for the reason above
LD-AUTH-004 fail, auth of remote
  Ingress liqo-auth leads to liqo-auth, which speaks TLS, and no annotation tells the controller so.
LD-GW-004 warn, gateway of local, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-007 LD-GW-002

next
  Turn off TLS of the authentication server of the remote cluster behind its Ingress, which ends TLS itself.`);
});

test('v1.2: a load balancer of the provider that passes UDP makes two clouds ready', () => {
  const server = loadBalancerGateway('remote', { host: '198.51.100.90', port: 51840, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloud('local', 'v1.2.0', consumer),
    remote: cloud('remote', 'v1.2.0', provider),
    generation: 'g3',
    standIns: [server.standIn],
    observations: [...apiServers, ...server.observations],
  });
  expect(reportText(judgement)).toBe(`ready (g3)
scenario cloud-to-cloud, A local, B remote, confidence high
  The local cluster runs on machines of a public cloud (gke): The provider IDs of the nodes begin with gce://.
  The remote cluster runs on machines of a public cloud (aks): The provider IDs of the nodes begin with azure://.

apiServer of remote for local: met
  Provided at https://peer.hcp.example:443; accepted: Provided
  The local cluster reaches TCP peer.hcp.example:443: the API server answered.

apiServer of local for remote: not-applicable
  Provided at https://203.0.113.60:443; accepted: Provided
  The provider does not call the API server of the consumer; it is probed for information only.

gateway of remote for local: met (stand-in)
  LoadBalancer at udp://198.51.100.90:51840; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in in place of the service: UDP 198.51.100.90:51840 (LoadBalancer): it answered.

gateway of local for remote: not-applicable
  no exposure at nothing; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

skipped: LD-RUN-003 LD-PLAT-001 LD-API-002 LD-API-007 LD-GW-002

next
  $ liqoctl peer --context a --remote-context b`);
});
