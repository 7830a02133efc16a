import { expect, test } from 'vitest';

import type { ClusterFacts } from '../../src/model/cluster-facts.js';
import { known } from '../../src/model/fact.js';
import type { Observation } from '../../src/model/observation.js';
import type { Side } from '../../src/model/peering.js';
import type { Judgement } from '../../src/model/report.js';
import {
  addresses,
  authServiceFacts,
  cloudCluster,
  earlyLiqoFacts,
  gatewayServiceFacts,
  nodeFacts,
  onPremisesCluster,
} from '../helpers/cluster-facts.js';
import {
  cloudApiHost,
  cloudWithV10,
  judgeRun,
  loadBalancerGateway,
  nodePortGateway,
  observation,
} from './run.js';

/** Requirements without what the cells repeat. */
function brief({ requirements }: Judgement): unknown[] {
  return requirements.map(({ service, cluster, status, configured, reason }) => [
    service,
    cluster,
    status,
    configured,
    reason,
  ]);
}

function endpoint(
  parts: Pick<Observation, 'service' | 'target' | 'host' | 'port' | 'outcome'> & Partial<Observation>,
): Observation {
  return observation({ purpose: 'endpoint', ...parts });
}

const cloudHosts = { local: 'c.aks.example', remote: cloudApiHost } as const;

function cloud(side: Side): ClusterFacts {
  const url = `https://${cloudHosts[side]}`;
  return cloudWithV10(side, {
    apiServer: { kubeconfigUrl: url },
    ...(side === 'local' && { platform: { provider: 'aks' } }),
    liqo: {
      apiServerOverride: known(url, 'a test'),
      eksCluster: known(side === 'local' ? null : 'cloud', 'a test'),
    },
  });
}

function cloudV1(side: Side): ClusterFacts {
  const url = `https://${cloudHosts[side]}`;
  return cloudCluster(side, {
    apiServer: { kubeconfigUrl: url },
    liqo: { apiServerOverride: known(url, 'a test') },
  });
}

function cloudEndpoints(side: Side, outcome: Observation['outcome']): readonly Observation[] {
  return [
    endpoint({
      service: 'auth',
      target: side,
      host: '198.51.100.20',
      port: 443,
      outcome,
      ...(outcome === 'open' && { clusterId: `id-of-${side}` }),
    }),
    endpoint({ service: 'apiServer', target: side, host: cloudHosts[side], port: 443, outcome }),
    endpoint({ service: 'gateway', target: side, host: '198.51.100.21', port: 5871, outcome: 'silent' }),
  ];
}

test('two healthy clouds with Liqo v0.10 are ready', () => {
  const here = loadBalancerGateway('local', { host: '198.51.100.90', port: 5871, outcome: 'replied' });
  const there = loadBalancerGateway('remote', { host: '198.51.100.91', port: 5871, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloud('local'),
    remote: cloud('remote'),
    generation: 'g2',
    standIns: [here.standIn, there.standIn],
    observations: [
      ...cloudEndpoints('local', 'open'),
      ...cloudEndpoints('remote', 'open'),
      ...here.observations,
      ...there.observations,
    ],
  });
  expect({ verdict: judgement.verdict, scenario: judgement.scenario.id }).toEqual({
    verdict: 'ready',
    scenario: 'cloud-to-cloud',
  });
  expect(brief(judgement)).toEqual([
    [
      'auth',
      'remote',
      'met',
      'LoadBalancer',
      'The local cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-remote.',
    ],
    [
      'auth',
      'local',
      'met',
      'LoadBalancer',
      'The remote cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-local.',
    ],
    [
      'apiServer',
      'remote',
      'met',
      'Provided',
      `The local cluster reaches TCP ${cloudApiHost}:443: the API server answered.`,
    ],
    [
      'apiServer',
      'local',
      'met',
      'Provided',
      'The remote cluster reaches TCP c.aks.example:443: the API server answered.',
    ],
    [
      'gateway',
      'remote',
      'met',
      'LoadBalancer',
      'The local cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 198.51.100.91:5871), and UDP 198.51.100.21:5871 does not refuse datagrams.',
    ],
    [
      'gateway',
      'local',
      'met',
      'LoadBalancer',
      'The remote cluster reaches a stand-in beside the gateway (LoadBalancer at UDP 198.51.100.90:5871), and UDP 198.51.100.21:5871 does not refuse datagrams.',
    ],
  ]);
  expect(
    judgement.findings.filter(({ status }) => status === 'warn').map(({ code, cluster }) => [code, cluster]),
  ).toEqual([
    ['LD-NET-001', undefined],
    ['LD-GW-004', 'remote'],
    ['LD-GW-004', 'local'],
  ]);
});

test('a firewall in front of one cloud is named with protocol, address and port', () => {
  const judgement = judgeRun({
    local: cloud('local'),
    remote: cloud('remote'),
    generation: 'g2',
    observations: [
      ...cloudEndpoints('local', 'open'),
      ...cloudEndpoints('remote', 'filtered'),
      endpoint({
        id: 'closed',
        service: 'gateway',
        target: 'remote',
        host: '198.51.100.21',
        port: 5871,
        outcome: 'refused',
      }),
    ],
  });
  expect(brief(judgement)).toEqual([
    [
      'auth',
      'remote',
      'unmet',
      'LoadBalancer',
      'The local cluster cannot use TCP 198.51.100.20:443, which Liqo would advertise: nothing answered in time.',
    ],
    [
      'auth',
      'local',
      'met',
      'LoadBalancer',
      'The remote cluster reaches TCP 198.51.100.20:443: it answered with cluster ID id-of-local.',
    ],
    [
      'apiServer',
      'remote',
      'unmet',
      'Provided',
      `The local cluster cannot use TCP ${cloudApiHost}:443, which Liqo would advertise: nothing answered in time.`,
    ],
    [
      'apiServer',
      'local',
      'met',
      'Provided',
      'The remote cluster reaches TCP c.aks.example:443: the API server answered.',
    ],
    [
      'gateway',
      'remote',
      'unmet',
      'LoadBalancer',
      'The local cluster cannot reach UDP 198.51.100.21:5871, which Liqo would advertise: the port is closed, an ICMP port-unreachable came back.',
    ],
    [
      'gateway',
      'local',
      'unknown',
      'LoadBalancer',
      'Whether the remote cluster reaches the gateway at UDP 198.51.100.21:5871 is not known: a live gateway answers no stranger, and no stand-in beside it was probed; --capture would tell, which takes the right to create pods/exec in namespace liqo of the local cluster.',
    ],
  ]);
  expect(judgement.next.notes.slice(0, 2)).toEqual([
    'Let packets of the local cluster through to the authentication server of the remote cluster at TCP 198.51.100.20:443.',
    `Let packets of the local cluster through to the API server of the remote cluster at TCP ${cloudApiHost}:443.`,
  ]);
});

test('two clouds with Liqo v1 whose load balancers nobody may try are undetermined, with the flag that would tell', () => {
  const here = nodePortGateway('local', { host: '198.51.100.11', nodePort: 30001, outcome: 'silent' });
  const there = nodePortGateway('remote', { host: '198.51.100.11', nodePort: 30002, outcome: 'silent' });
  const reason = 'temporary LoadBalancer Services are raised only with --allow-load-balancer';
  const untried = (cluster: Side) =>
    ({ cluster, service: 'gateway', exposure: 'LoadBalancer', status: 'not-raised', reason }) as const;
  const judgement = judgeRun({
    local: cloudV1('local'),
    remote: cloudV1('remote'),
    generation: 'g3',
    standIns: [here.standIn, there.standIn, untried('local'), untried('remote')],
    observations: [
      endpoint({ service: 'apiServer', target: 'remote', host: cloudApiHost, port: 443, outcome: 'open' }),
      ...here.observations,
      ...there.observations,
    ],
  });
  expect({ verdict: judgement.verdict, notes: judgement.next.notes }).toEqual({
    verdict: 'undetermined',
    notes: [
      'Not known of the gateway of the remote cluster: The local cluster is not known to reach the service: a LoadBalancer of the remote cluster was not tried: temporary LoadBalancer Services are raised only with --allow-load-balancer; UDP 198.51.100.11:30002 (NodePort): the datagrams never arrived, although the responder behind it was alive.',
      'Not known of the gateway of the local cluster: The remote cluster is not known to reach the service: a LoadBalancer of the local cluster was not tried: temporary LoadBalancer Services are raised only with --allow-load-balancer; UDP 198.51.100.11:30001 (NodePort): the datagrams never arrived, although the responder behind it was alive.',
    ],
  });
});

/** On premises with the public address 203.0.113.40 on its only node. */
function publicHome(side: Side): ClusterFacts {
  const label = { 'node-role.kubernetes.io/control-plane': '' };
  return onPremisesCluster(side, {
    nodes: known(
      [nodeFacts({ name: 'dmz', addresses: addresses(['InternalIP', '203.0.113.40']), labels: label })],
      'a test',
    ),
    apiServer: {
      kubeconfigUrl: 'https://203.0.113.40:6443',
      certificateNames: known(['203.0.113.40'], 'a test'),
    },
  });
}

test('a public cluster on premises and a cloud with Liqo v1 are ready in either direction', () => {
  const there = nodePortGateway('remote', {
    host: '198.51.100.11',
    nodePort: 30742,
    outcome: 'replied',
    source: '203.0.113.40:5000',
  });
  const judgement = judgeRun({
    local: publicHome('local'),
    remote: cloudV1('remote'),
    generation: 'g3',
    standIns: [there.standIn],
    observations: [
      endpoint({ service: 'apiServer', target: 'remote', host: cloudApiHost, port: 443, outcome: 'open' }),
      ...there.observations,
    ],
  });
  expect({ verdict: judgement.verdict, scenario: judgement.scenario }).toEqual({
    verdict: 'ready',
    scenario: {
      id: 'onprem-to-cloud',
      a: 'local',
      b: 'remote',
      confidence: 'high',
      evidence: [
        'Packets of the local cluster arrive from its own node address 203.0.113.40: no NAT is in their path.',
        'The remote cluster runs on machines of a public cloud (eks): The provider IDs of the nodes begin with aws://.',
      ],
    },
  });
});

test('an API server on premises whose certificate lacks the advertised name is unmet, and no tunnel cures that', () => {
  const there = nodePortGateway('local', { host: '198.51.100.11', nodePort: 30742, outcome: 'replied' });
  const certificate = {
    subject: 'CN=kube-apiserver',
    issuer: 'CN=kubernetes',
    names: ['10.96.0.1'],
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-01-01T00:00:00.000Z',
    fingerprint: 'AB',
    trusted: true,
    nameMatches: false,
  };
  const judgement = judgeRun({
    local: cloudV1('local'),
    remote: publicHome('remote'),
    generation: 'g3',
    standIns: [there.standIn],
    observations: [
      endpoint({
        service: 'apiServer',
        target: 'remote',
        host: '203.0.113.40',
        port: 6443,
        outcome: 'tls-failure',
        cause: 'wrong-name',
        certificate,
      }),
      ...there.observations,
    ],
  });
  const [api] = judgement.requirements;
  expect(api).toEqual({
    service: 'apiServer',
    cluster: 'remote',
    from: 'local',
    status: 'unmet',
    accepted: ['Ingress', 'PublicAddress'],
    configured: 'PublicAddress',
    endpoint: { protocol: 'https', host: '203.0.113.40', ports: [6443] },
    reason:
      'The local cluster cannot use TCP 203.0.113.40:6443, which Liqo would advertise: its certificate does not name 203.0.113.40, only 10.96.0.1.',
    evidence: ['remote-apiServer-endpoint-1'],
    prescription: {
      exposure: 'PublicAddress',
      summary: 'Let the certificate of the API server name 203.0.113.40.',
      actions: [
        {
          cluster: 'remote',
          kind: 'infrastructure',
          words:
            'Let the certificate of the API server of the remote cluster name 203.0.113.40: add 203.0.113.40 to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.',
        },
      ],
      commands: [],
      disruptive: false,
      alternatives: [],
    },
  });
  const failed = judgement.findings.filter(({ status }) => status === 'fail').map(({ code }) => code);
  expect(failed).toEqual(['LD-API-002', 'LD-API-003']);
});

/** A neighbour on 192.168.1.0/24 with Liqo v0.10: auth NodePort 30443, gateway NodePort 31871. */
function neighbour(
  side: Side,
  address: string,
  liqo: Parameters<typeof earlyLiqoFacts>[1] = {},
): ClusterFacts {
  const label = { 'node-role.kubernetes.io/control-plane': '' };
  const gateway = gatewayServiceFacts({ annotations: { 'net.liqo.io/gatewayNodeIP': address } });
  return onPremisesCluster(side, {
    nodes: known(
      [nodeFacts({ name: side, addresses: addresses(['InternalIP', address]), labels: label })],
      'a test',
    ),
    apiServer: { kubeconfigUrl: `https://${address}:6443`, certificateNames: known([address], 'a test') },
    liqo: earlyLiqoFacts('v0.10.3', {
      clusterId: known(`id-of-${side}`, 'a test'),
      gatewayService: known(gateway, 'a test'),
      ...liqo,
    }),
  });
}

function lanEndpoints(target: Side, host: string): readonly Observation[] {
  return [
    endpoint({ service: 'auth', target, host, port: 30443, outcome: 'open', clusterId: `id-of-${target}` }),
    endpoint({ service: 'apiServer', target, host, port: 6443, outcome: 'open' }),
    endpoint({ service: 'gateway', target, host, port: 31871, outcome: 'silent' }),
  ];
}

test('two neighbours with Liqo v0.10 and node ports are ready', () => {
  const here = nodePortGateway('local', { host: '192.168.1.11', nodePort: 32001, outcome: 'replied' });
  const there = nodePortGateway('remote', { host: '192.168.1.21', nodePort: 32002, outcome: 'replied' });
  const judgement = judgeRun({
    local: neighbour('local', '192.168.1.11'),
    remote: neighbour('remote', '192.168.1.21'),
    generation: 'g2',
    standIns: [here.standIn, there.standIn],
    observations: [
      ...lanEndpoints('local', '192.168.1.11'),
      ...lanEndpoints('remote', '192.168.1.21'),
      ...here.observations,
      ...there.observations,
    ],
  });
  expect(judgement.scenario).toEqual({
    id: 'same-lan',
    a: 'local',
    b: 'remote',
    confidence: 'high',
    evidence: [
      'The local cluster reached the remote one at 192.168.1.21, an address in its own subnet.',
      'Nodes of the local cluster have private addresses only: 192.168.1.11.',
      'Nodes of the remote cluster have private addresses only: 192.168.1.21.',
    ],
  });
  expect(brief(judgement)).toEqual([
    [
      'auth',
      'remote',
      'met',
      'NodePort',
      'The local cluster reaches TCP 192.168.1.21:30443: it answered with cluster ID id-of-remote.',
    ],
    [
      'auth',
      'local',
      'met',
      'NodePort',
      'The remote cluster reaches TCP 192.168.1.11:30443: it answered with cluster ID id-of-local.',
    ],
    [
      'apiServer',
      'remote',
      'met',
      'Exposed',
      'The local cluster reaches TCP 192.168.1.21:6443: the API server answered.',
    ],
    [
      'apiServer',
      'local',
      'met',
      'Exposed',
      'The remote cluster reaches TCP 192.168.1.11:6443: the API server answered.',
    ],
    [
      'gateway',
      'remote',
      'met',
      'NodePort',
      'The local cluster reaches a stand-in beside the gateway (NodePort at UDP 192.168.1.21:32002), and UDP 192.168.1.21:31871 does not refuse datagrams.',
    ],
    [
      'gateway',
      'local',
      'met',
      'NodePort',
      'The remote cluster reaches a stand-in beside the gateway (NodePort at UDP 192.168.1.11:32001), and UDP 192.168.1.11:31871 does not refuse datagrams.',
    ],
  ]);
});

test('load balancers that wait on a LAN are told to become node ports', () => {
  const pending = {
    authService: known(authServiceFacts({ type: 'LoadBalancer', loadBalancer: [] }), 'a test'),
    gatewayService: known(
      gatewayServiceFacts({ type: 'LoadBalancer', loadBalancer: [], annotations: {} }),
      'a test',
    ),
  };
  const judgement = judgeRun({
    local: neighbour('local', '192.168.1.11', pending),
    remote: neighbour('remote', '192.168.1.21', pending),
    generation: 'g2',
    observations: [
      endpoint({ service: 'apiServer', target: 'local', host: '192.168.1.11', port: 6443, outcome: 'open' }),
      endpoint({ service: 'apiServer', target: 'remote', host: '192.168.1.21', port: 6443, outcome: 'open' }),
    ],
  });
  expect(judgement.verdict).toBe('not-ready');
  expect(
    judgement.requirements
      .filter(({ cluster, status }) => cluster === 'local' && status === 'unmet')
      .map(({ service, reason, prescription }) => ({
        service,
        reason,
        exposure: prescription?.exposure,
        values: prescription?.helmValues,
      })),
  ).toEqual([
    {
      service: 'auth',
      reason: 'Service liqo-auth waits for its load balancer, which has no address yet.',
      exposure: 'NodePort',
      values: { 'auth.service.type': 'NodePort' },
    },
    {
      service: 'gateway',
      reason: 'Service liqo-gateway waits for its load balancer, which has no address yet.',
      exposure: 'NodePort',
      values: { 'gateway.service.type': 'NodePort' },
    },
  ]);
  expect(
    judgement.findings
      .filter(({ code }) => code === 'LD-PLAT-002' || code === 'LD-AUTH-002')
      .map(({ code, cluster, status, reason }) => [code, cluster, status, reason]),
  ).toEqual([
    [
      'LD-PLAT-002',
      'local',
      'warn',
      'Service liqo-auth of the local cluster waits for its load balancer. Service liqo-gateway of the local cluster waits for its load balancer.',
    ],
    [
      'LD-PLAT-002',
      'remote',
      'warn',
      'Service liqo-auth of the remote cluster waits for its load balancer. Service liqo-gateway of the remote cluster waits for its load balancer.',
    ],
    ['LD-AUTH-002', 'remote', 'skip', 'because LD-AUTH-001'],
    ['LD-AUTH-002', 'local', 'skip', 'because LD-AUTH-001'],
  ]);
});

test('neighbours with Liqo v1 whose firewall drops the gateway are told which datagrams to allow', () => {
  const here = nodePortGateway('local', { host: '192.168.1.11', nodePort: 32001, outcome: 'silent' });
  const there = nodePortGateway('remote', { host: '192.168.1.21', nodePort: 32002, outcome: 'silent' });
  const v1 = (side: Side, address: string): ClusterFacts => {
    const label = { 'node-role.kubernetes.io/control-plane': '' };
    return onPremisesCluster(side, {
      nodes: known(
        [nodeFacts({ name: side, addresses: addresses(['InternalIP', address]), labels: label })],
        'a test',
      ),
      apiServer: { kubeconfigUrl: `https://${address}:6443`, certificateNames: known([address], 'a test') },
    });
  };
  const judgement = judgeRun({
    local: v1('local', '192.168.1.11'),
    remote: v1('remote', '192.168.1.21'),
    generation: 'g3',
    standIns: [here.standIn, there.standIn],
    observations: [
      endpoint({ service: 'apiServer', target: 'remote', host: '192.168.1.21', port: 6443, outcome: 'open' }),
      ...here.observations,
      ...there.observations,
    ],
  });
  expect({ verdict: judgement.verdict, notes: judgement.next.notes }).toEqual({
    verdict: 'not-ready',
    notes: [
      'Let packets of the local cluster through to the gateway of the remote cluster at UDP 192.168.1.21:32002.',
      'Let packets of the remote cluster through to the gateway of the local cluster at UDP 192.168.1.11:32001.',
      'Of the two gateways, one is enough.',
    ],
  });
});
