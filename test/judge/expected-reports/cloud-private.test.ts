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
const privateEks: Cloud = {
  provider: 'eks',
  apiHost: '3f2a.gr7.eu-west-1.eks.amazonaws.com',
  nodes: [{ type: 'InternalIP', address: '10.0.1.11' }],
};
const early = [
  saw('auth of local at 203.0.113.61:443', 'open'),
  saw('auth of remote at 198.51.100.20:443', 'open'),
  saw('apiServer of local at 203.0.113.60:443', 'open'),
  saw('gateway of local at 203.0.113.62:5871', 'silent'),
  saw('gateway of remote at 198.51.100.21:5871', 'silent'),
];

test('v0.4: the private API server of AKS needs a public endpoint, or liqoctl connect', () => {
  const sibling = loadBalancerGateway('remote', { host: '198.51.100.90', port: 5871, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloud('local', 'v0.4.0', consumer),
    remote: cloud('remote', 'v0.4.0', {
      provider: 'aks',
      earlyMtu: 1360,
      apiHost: 'peer.privatelink.azmk8s.example',
      nodes: [{ type: 'InternalIP', address: '10.224.0.4' }],
    }),
    generation: 'g1',
    standIns: [sibling.standIn],
    observations: [
      ...early,
      saw('apiServer of remote at peer.privatelink.azmk8s.example:443', 'filtered', {
        address: '10.224.0.5',
      }),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g1)
scenario cloud-private, A remote, B local, confidence medium
  The API server of the remote cluster has a private address only.
  The local cluster runs on machines of a public cloud (gke): The provider IDs of the nodes begin with gce://.
  The remote cluster runs on machines of a public cloud (aks): The provider IDs of the nodes begin with azure://.

auth of remote for local: met
  LoadBalancer at https://198.51.100.20:443; accepted: LoadBalancer, Ingress
  The local cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-remote.

auth of local for remote: met
  LoadBalancer at https://203.0.113.61:443; accepted: LoadBalancer, Ingress
  The remote cluster reaches TCP 203.0.113.61:443: it answered with cluster ID id-of-local.

apiServer of remote for local: unmet
  Provided at https://peer.privatelink.azmk8s.example:443; accepted: Provided, InBand
  The local cluster cannot use TCP peer.privatelink.azmk8s.example:443, which Liqo would advertise: nothing answered in time; 10.224.0.5 is a private address, which the Internet does not route.
  -> Provided: Give the API server of the remote cluster a public endpoint in the settings of the cloud (aks), or connect the two networks privately.
    infrastructure, remote: Give the API server of the remote cluster a public endpoint in the settings of the cloud (aks), or connect the two networks privately.
    or: Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.
      $ liqoctl connect --config1 '<kubeconfig with current context a>' --config2 '<kubeconfig with current context b>' && KUBECONFIG='<kubeconfig with current context a>' $(KUBECONFIG='<kubeconfig with current context b>' liqoctl generate-add-command --only-command)

apiServer of local for remote: met
  Provided at https://203.0.113.60:443; accepted: Provided, PublicAddress, Ingress
  The remote cluster reaches TCP 203.0.113.60:443: the API server answered.

gateway of remote for local: met (sibling)
  LoadBalancer at udp://198.51.100.21:5871; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 198.51.100.90:5871), and UDP 198.51.100.21:5871 does not refuse datagrams.

gateway of local for remote: not-applicable
  LoadBalancer at udp://203.0.113.62:5871; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

LD-NET-004 warn
  The local cluster uses an MTU of 1400 bytes, the remote one 1360.
LD-API-002 fail, apiServer of remote, for the reason above
LD-GW-004 warn, gateway of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-004 LD-API-007 LD-GW-002

next
  Give the API server of the remote cluster a public endpoint in the settings of the cloud (aks), or connect the two networks privately.`);
});

test('v0.10: no value replaces the private endpoint that Liqo asks of AWS', () => {
  const sibling = loadBalancerGateway('remote', { host: '198.51.100.90', port: 5871, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloud('local', 'v0.10.3', consumer),
    remote: cloud('remote', 'v0.10.3', privateEks),
    generation: 'g2',
    standIns: [sibling.standIn],
    observations: [
      ...early,
      saw('apiServer of remote at 3f2a.gr7.eu-west-1.eks.amazonaws.com:443', 'filtered', {
        address: '10.0.3.7',
      }),
      ...sibling.observations,
    ],
  });
  expect(reportText(judgement)).toBe(`not-ready (g2)
scenario cloud-private, A remote, B local, confidence medium
  The API server of the remote cluster has a private address only.
  The local cluster runs on machines of a public cloud (gke): The provider IDs of the nodes begin with gce://.
  The remote cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.

auth of remote for local: met
  LoadBalancer at https://198.51.100.20:443; accepted: LoadBalancer, Ingress
  The local cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-remote.

auth of local for remote: met
  LoadBalancer at https://203.0.113.61:443; accepted: LoadBalancer, Ingress
  The remote cluster reaches TCP 203.0.113.61:443: it answered with cluster ID id-of-local.

apiServer of remote for local: unmet
  Provided at https://3f2a.gr7.eu-west-1.eks.amazonaws.com:443; accepted: Provided, InBand
  The local cluster cannot use TCP 3f2a.gr7.eu-west-1.eks.amazonaws.com:443, which Liqo would advertise: nothing answered in time; 10.0.3.7 is a private address, which the Internet does not route.
  -> Provided: Give the API server of the remote cluster a public endpoint in the settings of the cloud (eks), or connect the two networks privately.
    infrastructure, remote: Give the API server of the remote cluster a public endpoint in the settings of the cloud (eks), or connect the two networks privately.
    or: Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.
      $ liqoctl peer in-band --context a --remote-context b

apiServer of local for remote: met
  Provided at https://203.0.113.60:443; accepted: Provided, PublicAddress, Ingress
  The remote cluster reaches TCP 203.0.113.60:443: the API server answered.

gateway of remote for local: met (sibling)
  LoadBalancer at udp://198.51.100.21:5871; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 198.51.100.90:5871), and UDP 198.51.100.21:5871 does not refuse datagrams.

gateway of local for remote: not-applicable
  LoadBalancer at udp://203.0.113.62:5871; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

LD-API-002 fail, apiServer of remote, for the reason above
LD-GW-004 warn, gateway of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-004 LD-API-007 LD-GW-002

next
  Give the API server of the remote cluster a public endpoint in the settings of the cloud (eks), or connect the two networks privately.`);
});

test('v1.2: the tunnel reaches a private API server that nothing else does', () => {
  const server = loadBalancerGateway('remote', { host: '198.51.100.90', port: 51840, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloud('local', 'v1.2.0', consumer),
    remote: cloud('remote', 'v1.2.0', { ...privateEks, apiHost: '10.0.3.7' }),
    generation: 'g3',
    standIns: [server.standIn],
    observations: [saw('apiServer of remote at 10.0.3.7:443', 'filtered'), ...server.observations],
  });
  expect(reportText(judgement)).toBe(`not-ready (g3)
scenario cloud-private, A remote, B local, confidence medium
  The API server of the remote cluster has a private address only.
  The local cluster runs on machines of a public cloud (gke): The provider IDs of the nodes begin with gce://.
  The remote cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.

apiServer of remote for local: unmet
  Provided at https://10.0.3.7:443; accepted: Provided, InBand
  The local cluster cannot use TCP 10.0.3.7:443, which Liqo would advertise: nothing answered in time; 10.0.3.7 is a private address, which the Internet does not route.
  -> InBand: Peer in-band, so that the API server needs no exposure.
    in-band, local: Peer in-band, with the gateway server in the remote cluster: the API server of the remote cluster is then reached through the tunnel (--in-band, for liqo-doctor check too).
    $ liqoctl peer --context a --remote-context b --in-band
    or: Give the API server of the remote cluster a public endpoint in the settings of the cloud (eks), or connect the two networks privately.
      infrastructure, remote: Give the API server of the remote cluster a public endpoint in the settings of the cloud (eks), or connect the two networks privately.

apiServer of local for remote: not-applicable
  Provided at https://203.0.113.60:443; accepted: Provided, PublicAddress, Ingress
  The provider does not call the API server of the consumer; it is probed for information only.

gateway of remote for local: met (stand-in)
  LoadBalancer at udp://198.51.100.90:51840; accepted: LoadBalancer, NodePort
  The local cluster reaches a stand-in in place of the service: UDP 198.51.100.90:51840 (LoadBalancer): it answered.

gateway of local for remote: not-applicable
  no exposure at nothing; accepted: LoadBalancer, NodePort
  The peer's gateway is reachable, and one of the two suffices.

LD-API-002 fail, apiServer of remote, for the reason above
skipped: LD-RUN-003 LD-PLAT-001 LD-API-002 LD-API-004 LD-API-007 LD-GW-002

next
  Peer in-band, so that the API server needs no exposure.`);
});
