import { expect, test } from 'vitest';

import type { ClusterFacts } from '../../src/model/cluster-facts.js';
import { known } from '../../src/model/fact.js';
import type { Observation } from '../../src/model/observation.js';
import type { Side } from '../../src/model/peering.js';
import { addresses, cloudCluster, nodeFacts, onPremisesCluster } from '../helpers/cluster-facts.js';
import {
  cloudApiHost,
  judgeRun,
  loadBalancerGateway,
  nodePortGateway,
  observation,
  sourceSeen,
  statuses,
  untriedLoadBalancer,
} from './run.js';

/** Liqo v1.2.0 at home: one node, 192.168.1.11, behind 203.0.113.10. */
function home(side: Side): ClusterFacts {
  const label = { 'node-role.kubernetes.io/control-plane': '' };
  return onPremisesCluster(side, {
    nodes: known(
      [nodeFacts({ name: 'edge', addresses: addresses(['InternalIP', '192.168.1.11']), labels: label })],
      'a test',
    ),
    apiServer: {
      kubeconfigUrl: 'https://192.168.1.11:6443',
      certificateNames: known(['192.168.1.11'], 'a test'),
    },
  });
}

function apiServer(target: Side, outcome: Observation['outcome']): Observation {
  const at = target === 'local' ? { host: '192.168.1.11', port: 6443 } : { host: cloudApiHost, port: 443 };
  return observation({ purpose: 'endpoint', service: 'apiServer', target, outcome, ...at });
}

test('the home cluster as consumer is ready by the load balancer of the cloud, with the line to run', () => {
  const cloud = loadBalancerGateway('remote', { host: '198.51.100.99', port: 51840, outcome: 'replied' });
  const own = nodePortGateway('local', { host: '192.168.1.11', nodePort: 31500, outcome: 'silent' });
  const judgement = judgeRun({
    local: home('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
    standIns: [cloud.standIn, own.standIn],
    observations: [
      apiServer('remote', 'open'),
      apiServer('local', 'filtered'),
      sourceSeen('local', '198.51.100.11', '203.0.113.10:4000'),
      ...cloud.observations,
      ...own.observations,
    ],
  });
  expect(judgement.verdict).toBe('ready');
  expect(judgement.requirements).toEqual([
    {
      service: 'apiServer',
      cluster: 'remote',
      from: 'local',
      status: 'met',
      accepted: ['Provided'],
      configured: 'Provided',
      endpoint: { protocol: 'https', host: cloudApiHost, ports: [443] },
      reason: `The local cluster reaches TCP ${cloudApiHost}:443: the API server answered.`,
      evidence: ['remote-apiServer-endpoint-1'],
    },
    {
      service: 'apiServer',
      cluster: 'local',
      from: 'remote',
      status: 'not-applicable',
      accepted: ['PortForwarding'],
      configured: 'Exposed',
      endpoint: { protocol: 'https', host: '192.168.1.11', ports: [6443] },
      reason: 'The provider does not call the API server of the consumer; it is probed for information only.',
      evidence: ['local-apiServer-endpoint-1'],
    },
    {
      service: 'gateway',
      cluster: 'remote',
      from: 'local',
      status: 'met',
      accepted: ['LoadBalancer'],
      configured: 'LoadBalancer',
      endpoint: { protocol: 'udp', host: '198.51.100.99', ports: [51840] },
      assurance: 'stand-in',
      reason:
        'The local cluster reaches a stand-in in place of the service: UDP 198.51.100.99:51840 (LoadBalancer): it answered.',
      evidence: ['remote-gateway-stand-in-2', 'remote-gateway-control-2'],
      group: 'gateway',
    },
    {
      service: 'gateway',
      cluster: 'local',
      from: 'remote',
      status: 'not-applicable',
      accepted: ['NodePort', 'PortForwarding'],
      configured: 'NodePort',
      endpoint: { protocol: 'udp', host: '192.168.1.11', ports: [31500] },
      reason: "The peer's gateway is reachable, and one of the two suffices.",
      evidence: ['local-gateway-stand-in-1', 'local-gateway-control-1'],
      group: 'gateway',
    },
  ]);
  expect(judgement.next).toEqual({ command: 'liqoctl peer --context a --remote-context b', notes: [] });
  expect(judgement.probes.find(({ id }) => id === 'local-gateway-stand-in-1')?.outcome).toBe('request-lost');
});

test('a node port of the cloud serves as well, is pinned in the line to run, and is warned of', () => {
  const cloud = nodePortGateway('remote', {
    host: '198.51.100.11',
    nodePort: 30742,
    outcome: 'replied',
    source: '203.0.113.10:4000',
  });
  const judgement = judgeRun({
    local: home('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
    standIns: [cloud.standIn, untriedLoadBalancer('remote')],
    observations: [apiServer('remote', 'open'), ...cloud.observations],
  });
  expect({ verdict: judgement.verdict, scenario: judgement.scenario.id, next: judgement.next }).toEqual({
    verdict: 'ready',
    scenario: 'onprem-nat-to-cloud',
    next: {
      command:
        'liqoctl peer --context a --remote-context b --gw-server-service-type NodePort --gw-server-service-nodeport 30742',
      notes: [
        "UDP 198.51.100.11:30742 was reached. If the gateway's pod lands on another node and is not reached there, add --gw-client-address 198.51.100.11.",
      ],
    },
  });
  expect(
    judgement.findings.find(({ code, cluster }) => code === 'LD-GW-003' && cluster === 'remote'),
  ).toEqual({
    code: 'LD-GW-003',
    title: 'The gateway is exposed as its situation asks for',
    severity: 'warning',
    status: 'warn',
    reason:
      'It is reachable as NodePort, but onprem-nat-to-cloud asks for LoadBalancer: The other side is behind NAT, so this is the gateway that must be reachable, best through a load balancer.',
    service: 'gateway',
    cluster: 'remote',
    dependsOn: [],
    evidence: [],
    remedy: 'Nothing has to be done while it is reachable; the accepted exposures stand in the requirement.',
    docs: 'ld-gw-003',
  });
});

test('the home cluster as provider is told to swap the gateway and to go in-band, or to forward', () => {
  const cloud = nodePortGateway('local', {
    host: '198.51.100.11',
    nodePort: 30742,
    outcome: 'replied',
    source: '203.0.113.10:4000',
  });
  const own = nodePortGateway('remote', { host: '192.168.1.11', nodePort: 31500, outcome: 'silent' });
  const judgement = judgeRun({
    local: cloudCluster('local'),
    remote: home('remote'),
    generation: 'g3',
    standIns: [cloud.standIn, own.standIn],
    observations: [
      observation({
        purpose: 'endpoint',
        service: 'apiServer',
        target: 'remote',
        host: '192.168.1.11',
        port: 6443,
        outcome: 'filtered',
      }),
      ...cloud.observations,
      ...own.observations,
    ],
  });
  expect({ verdict: judgement.verdict, statuses: statuses(judgement), a: judgement.scenario.a }).toEqual({
    verdict: 'not-ready',
    statuses: [
      'apiServer of remote: unmet',
      'apiServer of local: not-applicable',
      'gateway of remote: not-applicable',
      'gateway of local: met',
    ],
    a: 'remote',
  });
  expect(judgement.requirements[0]?.prescription).toEqual({
    exposure: 'InBand',
    summary: 'Peer in-band, so that the API server needs no exposure.',
    actions: [
      {
        cluster: 'local',
        kind: 'in-band',
        words:
          'Peer in-band, with the gateway server in the local cluster: the API server of the remote cluster is then reached through the tunnel (--in-band, for liqo-doctor check too).',
      },
    ],
    commands: [
      'liqoctl peer --context a --remote-context b --gw-server-service-location Consumer --gw-server-service-type NodePort --gw-server-service-nodeport 30742 --in-band',
    ],
    disruptive: false,
    alternatives: [
      {
        summary:
          'Forward TCP 203.0.113.10:6443 to the API server of the remote cluster and make Liqo advertise it.',
        actions: [
          {
            cluster: 'remote',
            kind: 'port-forward',
            words:
              'On the router in front of the remote cluster, forward TCP 203.0.113.10:6443 → 192.168.1.11:6443.',
          },
          {
            cluster: 'remote',
            kind: 'infrastructure',
            words:
              'Let the certificate of the API server of the remote cluster name 203.0.113.10: add 203.0.113.10 to apiServer.certSANs in the kubeadm configuration, remove /etc/kubernetes/pki/apiserver.crt and apiserver.key, and run kubeadm init phase certs apiserver.',
          },
          {
            cluster: 'remote',
            kind: 'helm-values',
            words:
              'Set apiServer.address=https://203.0.113.10:6443 in the Liqo installation of the remote cluster.',
          },
        ],
        portForward: {
          protocol: 'tcp',
          publicAddress: '203.0.113.10',
          publicPort: 6443,
          targetAddress: '192.168.1.11',
          targetPort: 6443,
        },
        commands: [
          'helm repo add liqo https://helm.liqo.io/',
          'helm upgrade liqo liqo/liqo --namespace liqo --version v1.2.0 --reuse-values --kube-context b --set apiServer.address=https://203.0.113.10:6443',
        ],
      },
    ],
  });
});

test('flags that put the gateway server behind NAT are told the flags that are proven to work', () => {
  const own = nodePortGateway('remote', { host: '192.168.1.11', nodePort: 31500, outcome: 'silent' });
  const cloud = loadBalancerGateway('local', { host: '198.51.100.99', port: 51840, outcome: 'replied' });
  const judgement = judgeRun({
    local: cloudCluster('local'),
    remote: home('remote'),
    generation: 'g3',
    gateway: { location: 'Provider' },
    standIns: [own.standIn, cloud.standIn],
    observations: [
      ...own.observations,
      ...cloud.observations,
      sourceSeen('remote', '198.51.100.11', '203.0.113.10:9'),
    ],
  });
  const gateways = judgement.requirements.filter(({ group }) => group === 'gateway');
  expect(
    gateways.map(({ cluster, status, reason, prescription }) => ({
      cluster,
      status,
      reason,
      actions: prescription?.actions,
      commands: prescription?.commands,
    })),
  ).toEqual([
    {
      cluster: 'remote',
      status: 'unmet',
      reason:
        'The local cluster does not reach a stand-in of the service: UDP 192.168.1.11:31500 (NodePort): the datagrams never arrived, although the responder behind it was alive.',
      actions: [
        {
          cluster: 'local',
          kind: 'peer-flags',
          words:
            'Let the consumer run the gateway server behind a LoadBalancer, reached at UDP 198.51.100.99:51840.',
        },
      ],
      commands: ['liqoctl peer --context a --remote-context b --gw-server-service-location Consumer'],
    },
    {
      cluster: 'local',
      status: 'not-applicable',
      reason: 'The gateway server is to run on the other side (--gw-server-service-location Provider).',
      actions: undefined,
      commands: undefined,
    },
  ]);
});

test('two homes behind NAT need one forward for the gateway, with the flags that use it', () => {
  const here = nodePortGateway('local', { host: '192.168.1.11', nodePort: 31500, outcome: 'silent' });
  const there = nodePortGateway('remote', { host: '10.7.0.5', nodePort: 31600, outcome: 'silent' });
  const label = { 'node-role.kubernetes.io/control-plane': '' };
  const remote = onPremisesCluster('remote', {
    nodes: known(
      [nodeFacts({ name: 'far', addresses: addresses(['InternalIP', '10.7.0.5']), labels: label })],
      'a test',
    ),
    apiServer: { kubeconfigUrl: 'https://10.7.0.5:6443', certificateNames: known(['10.7.0.5'], 'a test') },
  });
  const judgement = judgeRun({
    local: home('local'),
    remote,
    generation: 'g3',
    standIns: [here.standIn, untriedLoadBalancer('local'), there.standIn, untriedLoadBalancer('remote')],
    observations: [...here.observations, ...there.observations],
  });
  const gateway = judgement.requirements.find(
    ({ service, cluster }) => service === 'gateway' && cluster === 'remote',
  );
  expect({
    verdict: judgement.verdict,
    scenario: judgement.scenario.id,
    confidence: judgement.scenario.confidence,
  }).toEqual({
    verdict: 'not-ready',
    scenario: 'nat-to-nat',
    confidence: 'low',
  });
  expect(gateway?.prescription).toEqual({
    exposure: 'PortForwarding',
    summary: 'Forward UDP <your public address>:31600 to the gateway server of the remote cluster.',
    actions: [
      {
        cluster: 'remote',
        kind: 'port-forward',
        words:
          'On the router in front of the remote cluster, forward UDP <your public address>:31600 → 10.7.0.5:31600.',
      },
      {
        cluster: 'local',
        kind: 'peer-flags',
        words:
          'Let the provider run the gateway server at node port 31600, and let the client dial UDP <your public address>:31600.',
      },
    ],
    commands: [
      "liqoctl peer --context a --remote-context b --gw-server-service-type NodePort --gw-server-service-nodeport 31600 --gw-client-address '<your public address>'",
    ],
    portForward: { protocol: 'udp', publicPort: 31600, targetAddress: '10.7.0.5', targetPort: 31600 },
    disruptive: false,
    alternatives: [],
  });
  expect(judgement.next.notes).toContain(
    'Both clusters are behind NAT: without a forwarded port on one side no tunnel can begin, since nothing relays it.',
  );
});

test('a forward that the client is told of is judged exactly, and the line repeats it', () => {
  const gateway = {
    location: 'Provider',
    type: 'NodePort',
    nodePort: 30742,
    clientAddress: '203.0.113.10',
    clientPort: 40582,
  } as const;
  const at = { service: 'gateway', target: 'remote' } as const;
  const judgement = judgeRun({
    local: cloudCluster('local'),
    remote: home('remote'),
    generation: 'g3',
    intent: { peering: 'in-band' },
    gateway,
    standIns: [
      {
        cluster: 'remote',
        service: 'gateway',
        exposure: 'NodePort',
        status: 'raised',
        nodePort: 30742,
        endpoint: { protocol: 'udp', host: '203.0.113.10', ports: [40582] },
      },
    ],
    observations: [
      observation({ ...at, purpose: 'control', host: '192.168.1.11', port: 30742, outcome: 'replied' }),
      observation({ ...at, purpose: 'stand-in', host: '203.0.113.10', port: 40582, outcome: 'replied' }),
    ],
  });
  expect({
    verdict: judgement.verdict,
    statuses: statuses(judgement),
    command: judgement.next.command,
  }).toEqual({
    verdict: 'ready',
    statuses: [
      'apiServer of remote: not-applicable',
      'apiServer of local: not-applicable',
      'gateway of remote: met',
      'gateway of local: not-applicable',
    ],
    command:
      'liqoctl peer --context a --remote-context b --gw-server-service-type NodePort --gw-server-service-nodeport 30742 --gw-client-address 203.0.113.10 --gw-client-port 40582 --in-band',
  });
});
