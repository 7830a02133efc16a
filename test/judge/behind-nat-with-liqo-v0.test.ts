import { expect, test } from 'vitest';

import type { ClusterFacts } from '../../src/model/cluster-facts.js';
import { known } from '../../src/model/fact.js';
import type { Observation } from '../../src/model/observation.js';
import type { StandIn } from '../../src/model/run-evidence.js';
import { authServiceFacts } from '../helpers/cluster-facts.js';
import {
  cloudApiHost,
  cloudWithV10,
  homeWithV10,
  judgeRun,
  loadBalancerGateway,
  nodePortGateway,
  observation,
  sourceSeen,
  statuses,
  type Run,
} from './run.js';

const sibling = loadBalancerGateway('remote', { host: '198.51.100.99', port: 5871, outcome: 'replied' });
const homeSibling = nodePortGateway('local', { host: '192.168.1.11', nodePort: 32111, outcome: 'silent' });

/** What the home cluster sees of the cloud: everything is reachable. */
const cloudIsReached: readonly Observation[] = [
  observation({
    purpose: 'endpoint',
    service: 'auth',
    target: 'remote',
    host: '198.51.100.20',
    port: 443,
    outcome: 'open',
    clusterId: 'id-of-remote',
  }),
  observation({
    purpose: 'endpoint',
    service: 'apiServer',
    target: 'remote',
    host: cloudApiHost,
    port: 443,
    outcome: 'open',
    kubernetesVersion: 'v1.33.1',
  }),
  observation({
    purpose: 'endpoint',
    service: 'gateway',
    target: 'remote',
    host: '198.51.100.21',
    port: 5871,
    outcome: 'silent',
  }),
  sourceSeen('local', '198.51.100.11', '203.0.113.10:40001'),
  ...sibling.observations,
];

/** What the cloud sees of the home cluster's private addresses: nothing. */
const homeIsNotReached: readonly Observation[] = [
  observation({
    purpose: 'endpoint',
    service: 'auth',
    target: 'local',
    host: '192.168.1.11',
    port: 30443,
    outcome: 'filtered',
  }),
  observation({
    purpose: 'endpoint',
    service: 'apiServer',
    target: 'local',
    host: '192.168.1.11',
    port: 6443,
    outcome: 'filtered',
  }),
  observation({
    purpose: 'endpoint',
    service: 'gateway',
    target: 'local',
    host: '192.168.1.11',
    port: 31871,
    outcome: 'silent',
  }),
  ...homeSibling.observations,
];

const standIns: readonly StandIn[] = [sibling.standIn, homeSibling.standIn];

function run(local: ClusterFacts, observations: readonly Observation[]): Run {
  return { local, remote: cloudWithV10('remote'), generation: 'g2', observations, standIns };
}

test('a home cluster whose private addresses are advertised needs forwards and the values that tell of them', () => {
  const judgement = judgeRun(run(homeWithV10('local'), [...cloudIsReached, ...homeIsNotReached]));
  expect(judgement.verdict).toBe('not-ready');
  expect(judgement.scenario).toEqual({
    id: 'onprem-nat-to-cloud',
    a: 'local',
    b: 'remote',
    confidence: 'high',
    evidence: [
      'Packets of the local cluster arrive from 203.0.113.10, and its nodes have private addresses only (192.168.1.11): a NAT device is in their path.',
      'The remote cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.',
    ],
  });
  const inBand = {
    summary:
      'Peer in-band: authentication and API servers are then reached through the tunnel and need no exposure.',
    commands: ['liqoctl peer in-band --context a --remote-context b'],
  };
  expect(judgement.requirements).toEqual([
    {
      service: 'auth',
      cluster: 'remote',
      from: 'local',
      status: 'met',
      accepted: ['LoadBalancer', 'Ingress'],
      configured: 'LoadBalancer',
      endpoint: { protocol: 'https', host: '198.51.100.20', ports: [443] },
      reason: 'The local cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-remote.',
      evidence: ['remote-auth-endpoint-1'],
    },
    {
      service: 'auth',
      cluster: 'local',
      from: 'remote',
      status: 'unmet',
      accepted: ['NodePort', 'PortForwarding'],
      configured: 'NodePort',
      endpoint: { protocol: 'https', host: '192.168.1.11', ports: [30443] },
      reason:
        'The remote cluster cannot use TCP 192.168.1.11:30443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.',
      evidence: ['local-auth-endpoint-1'],
      blocker: {
        places: [{ at: 'unrouted-address', cluster: 'local' }],
        confidence: 'medium',
        evidence: ['local-auth-endpoint-1'],
      },
      prescription: {
        exposure: 'PortForwarding',
        summary:
          'Forward TCP 203.0.113.10:30443 to the authentication server of the local cluster and make Liqo advertise it.',
        actions: [
          {
            cluster: 'local',
            kind: 'port-forward',
            words:
              'On the router in front of the local cluster, forward TCP 203.0.113.10:30443 → 192.168.1.11:30443.',
          },
          {
            cluster: 'local',
            kind: 'helm-values',
            words:
              'Set auth.config.addressOverride=203.0.113.10 in the Liqo installation of the local cluster.',
          },
        ],
        commands: [
          'helm repo add liqo https://helm.liqo.io/',
          'helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context a --set auth.config.addressOverride=203.0.113.10',
        ],
        helmValues: { 'auth.config.addressOverride': '203.0.113.10' },
        portForward: {
          protocol: 'tcp',
          publicAddress: '203.0.113.10',
          publicPort: 30443,
          targetAddress: '192.168.1.11',
          targetPort: 30443,
        },
        disruptive: false,
        alternatives: [inBand],
      },
    },
    {
      service: 'apiServer',
      cluster: 'remote',
      from: 'local',
      status: 'met',
      accepted: ['Provided'],
      configured: 'Provided',
      endpoint: { protocol: 'https', host: cloudApiHost, ports: [443] },
      reason: `The local cluster reaches TCP ${cloudApiHost}:443: the API server answered (Kubernetes v1.33.1).`,
      evidence: ['remote-apiServer-endpoint-1'],
    },
    {
      service: 'apiServer',
      cluster: 'local',
      from: 'remote',
      status: 'unmet',
      accepted: ['PortForwarding'],
      configured: 'Exposed',
      endpoint: { protocol: 'https', host: '192.168.1.11', ports: [6443] },
      reason:
        'The remote cluster cannot use TCP 192.168.1.11:6443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.',
      evidence: ['local-apiServer-endpoint-1'],
      blocker: {
        places: [{ at: 'unrouted-address', cluster: 'local' }],
        confidence: 'medium',
        evidence: ['local-apiServer-endpoint-1'],
      },
      prescription: {
        exposure: 'PortForwarding',
        summary:
          'Forward TCP 203.0.113.10:6443 to the API server of the local cluster and make Liqo advertise it.',
        actions: [
          {
            cluster: 'local',
            kind: 'port-forward',
            words:
              'On the router in front of the local cluster, forward TCP 203.0.113.10:6443 → 192.168.1.11:6443.',
          },
          {
            cluster: 'local',
            kind: 'infrastructure',
            words:
              'Let the certificate of the API server of the local cluster name 203.0.113.10: add 203.0.113.10 to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.',
          },
          {
            cluster: 'local',
            kind: 'helm-values',
            words:
              'Set apiServer.address=https://203.0.113.10:6443 in the Liqo installation of the local cluster.',
          },
        ],
        commands: [
          'helm repo add liqo https://helm.liqo.io/',
          'helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context a --set apiServer.address=https://203.0.113.10:6443',
        ],
        helmValues: { 'apiServer.address': 'https://203.0.113.10:6443' },
        portForward: {
          protocol: 'tcp',
          publicAddress: '203.0.113.10',
          publicPort: 6443,
          targetAddress: '192.168.1.11',
          targetPort: 6443,
        },
        disruptive: false,
        alternatives: [inBand],
      },
    },
    {
      service: 'gateway',
      cluster: 'remote',
      from: 'local',
      status: 'met',
      accepted: ['LoadBalancer'],
      configured: 'LoadBalancer',
      endpoint: { protocol: 'udp', host: '198.51.100.21', ports: [5871] },
      assurance: 'sibling',
      reason:
        'The local cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 198.51.100.99:5871), and UDP 198.51.100.21:5871 does not refuse datagrams.',
      evidence: ['remote-gateway-endpoint-1', 'remote-gateway-stand-in-2', 'remote-gateway-control-2'],
      group: 'gateway',
    },
    {
      service: 'gateway',
      cluster: 'local',
      from: 'remote',
      status: 'not-applicable',
      accepted: ['NodePort', 'PortForwarding'],
      configured: 'NodePort',
      endpoint: { protocol: 'udp', host: '192.168.1.11', ports: [31871] },
      reason: "The peer's gateway is reachable, and one of the two suffices.",
      evidence: ['local-gateway-endpoint-1', 'local-gateway-stand-in-1', 'local-gateway-control-1'],
      group: 'gateway',
    },
  ]);
  expect(judgement.next).toEqual({
    notes: [
      'Forward TCP 203.0.113.10:30443 to the authentication server of the local cluster and make Liqo advertise it.',
      'Forward TCP 203.0.113.10:6443 to the API server of the local cluster and make Liqo advertise it.',
    ],
  });
});

const forwarded = homeWithV10('local', {
  apiServerOverride: known('https://203.0.113.10:6443', 'a test'),
  authService: known(
    authServiceFacts({
      annotations: { 'liqo.io/override-address': '203.0.113.10', 'liqo.io/override-port': '30443' },
    }),
    'a test',
  ),
});

function forwardedEndpoints(outcome: 'open' | 'filtered'): readonly Observation[] {
  const common = { purpose: 'endpoint', target: 'local', host: '203.0.113.10', outcome } as const;
  return [
    observation({
      ...common,
      service: 'auth',
      port: 30443,
      ...(outcome === 'open' && { clusterId: 'id-of-local' }),
    }),
    observation({ ...common, service: 'apiServer', port: 6443 }),
  ];
}

test('the home cluster is ready once forwards exist and Liqo advertises them', () => {
  const judgement = judgeRun(run(forwarded, [...cloudIsReached, ...forwardedEndpoints('open')]));
  expect({ verdict: judgement.verdict, statuses: statuses(judgement), next: judgement.next }).toEqual({
    verdict: 'ready',
    statuses: [
      'auth of remote: met',
      'auth of local: met',
      'apiServer of remote: met',
      'apiServer of local: met',
      'gateway of remote: met',
      'gateway of local: not-applicable',
    ],
    next: {
      command: '$(liqoctl generate peer-command --only-command --context b) --context a',
      notes: [],
    },
  });
});

test('an advertised public address without a forward asks for the forward alone', () => {
  const judgement = judgeRun(run(forwarded, [...cloudIsReached, ...forwardedEndpoints('filtered')]));
  const auth = judgement.requirements.find(
    ({ service, cluster }) => service === 'auth' && cluster === 'local',
  );
  expect(auth?.prescription?.actions).toEqual([
    {
      cluster: 'local',
      kind: 'port-forward',
      words:
        'On the router in front of the local cluster (on both, where two stand in a row), forward TCP 203.0.113.10:30443 → 192.168.1.11:30443, and let it pass the firewalls, out of the remote cluster and into the local cluster.',
    },
  ]);
  expect(auth?.prescription?.commands).toEqual([]);
});

test('forwards that Liqo does not advertise leave the requirement unmet, naming the private address, and ask for values alone', () => {
  const common = { purpose: 'candidate', target: 'local', host: '203.0.113.10', outcome: 'open' } as const;
  const candidates = [
    observation({ ...common, service: 'auth', port: 30443, clusterId: 'id-of-local' }),
    observation({ ...common, service: 'apiServer', port: 6443 }),
  ];
  const judgement = judgeRun(
    run(homeWithV10('local'), [...cloudIsReached, ...homeIsNotReached, ...candidates]),
  );
  const unmet = judgement.requirements.filter(({ status }) => status === 'unmet');
  expect(unmet.map(({ reason, prescription }) => ({ reason, actions: prescription?.actions }))).toEqual([
    {
      reason:
        'The remote cluster cannot use TCP 192.168.1.11:30443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.',
      actions: [
        {
          cluster: 'local',
          kind: 'helm-values',
          words:
            'Set auth.config.addressOverride=203.0.113.10 in the Liqo installation of the local cluster.',
        },
      ],
    },
    {
      reason:
        'The remote cluster cannot use TCP 192.168.1.11:6443, which Liqo would advertise: nothing answered in time; 192.168.1.11 is a private address, which the Internet does not route.',
      actions: [
        {
          cluster: 'local',
          kind: 'helm-values',
          words:
            'Set apiServer.address=https://203.0.113.10:6443 in the Liqo installation of the local cluster.',
        },
      ],
    },
  ]);
});

test('a change on a cluster with active peerings is disruptive and prints how to disable and restore them', () => {
  const local = homeWithV10('local', {
    activePeerings: known([{ name: 'paris', outgoing: true, incoming: false }], 'a test'),
  });
  const judgement = judgeRun(run(local, [...cloudIsReached, ...homeIsNotReached]));
  const api = judgement.requirements.find(
    ({ service, status }) => service === 'apiServer' && status === 'unmet',
  );
  expect(api?.prescription?.disruptive).toBe(true);
  expect(api?.prescription?.commands).toEqual([
    'liqoctl unpeer paris --skip-confirm --context a',
    'helm repo add liqo https://helm.liqo.io/',
    'helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context a --set apiServer.address=https://203.0.113.10:6443',
    'liqoctl peer paris --context a',
  ]);
});
