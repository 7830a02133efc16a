import { expect, test } from 'vitest';

import { namesCover } from '../../../src/judge/prescribe/certificate-names.js';
import { known } from '../../../src/model/fact.js';
import type { Observation } from '../../../src/model/observation.js';
import type { Requirement } from '../../../src/model/requirement.js';
import type { StandIn } from '../../../src/model/run-evidence.js';
import {
  authIngressFacts,
  authServiceFacts,
  earlyLiqoFacts,
  gatewayServiceFacts,
  addresses,
  nodeFacts,
  noLiqoFacts,
  onPremisesCluster,
} from '../../helpers/cluster-facts.js';
import {
  cloudApiHost,
  cloudWithV10,
  homeWithV10,
  judgeRun,
  observation,
  sourceSeen,
  type Run,
} from '../run.js';

function requirement(run: Run, service: Requirement['service']): Requirement | undefined {
  return judgeRun(run).requirements.find((one) => one.service === service && one.cluster === 'remote');
}

test('a managed cluster without apiServer.address is told to advertise the server of its kubeconfig', () => {
  const remote = cloudWithV10('remote', {
    liqo: { apiServerOverride: known(null, 'a test'), eksCluster: known(null, 'a test') },
  });
  const found = requirement({ local: homeWithV10('local'), remote, generation: 'g2' }, 'apiServer');
  expect({
    status: found?.status,
    reason: found?.reason,
    exposure: found?.prescription?.exposure,
    values: found?.prescription?.helmValues,
  }).toEqual({
    status: 'unmet',
    reason:
      'No address is configured, and no node is labelled as control plane: Liqo has no API server to advertise.',
    exposure: 'Provided',
    values: { 'apiServer.address': `https://${cloudApiHost}:443` },
  });
});

test('a node port at a public node address is right, so the firewall in front of it is named', () => {
  const remote = cloudWithV10('remote', { liqo: { authService: known(authServiceFacts(), 'a test') } });
  const seen = observation({
    purpose: 'endpoint',
    service: 'auth',
    target: 'remote',
    host: '198.51.100.11',
    port: 30443,
    outcome: 'filtered',
  });
  const found = requirement(
    { local: homeWithV10('local'), remote, generation: 'g2', observations: [seen] },
    'auth',
  );
  expect(found?.prescription?.actions).toEqual([
    {
      cluster: 'remote',
      kind: 'infrastructure',
      words:
        'In the firewalls between the clusters, allow TCP 198.51.100.11:30443 from the local cluster: out of the local cluster and into the remote cluster.',
    },
  ]);
});

test('an authentication server in a cloud that is advertised at a private node becomes a load balancer', () => {
  const nodes = known(
    [nodeFacts({ name: 'a', addresses: addresses(['InternalIP', '10.0.1.11']) })],
    'a test',
  );
  const remote = cloudWithV10('remote', {
    nodes,
    liqo: { authService: known(authServiceFacts(), 'a test') },
  });
  const seen = observation({
    purpose: 'endpoint',
    service: 'auth',
    target: 'remote',
    host: '10.0.1.11',
    port: 30443,
    outcome: 'filtered',
  });
  const found = requirement(
    { local: homeWithV10('local'), remote, generation: 'g2', observations: [seen] },
    'auth',
  );
  expect({ exposure: found?.prescription?.exposure, values: found?.prescription?.helmValues }).toEqual({
    exposure: 'LoadBalancer',
    values: { 'auth.service.type': 'LoadBalancer' },
  });
});

test('a gateway on EKS without an address becomes a network load balancer, the one that carries UDP', () => {
  const remote = cloudWithV10('remote', {
    nodes: known([nodeFacts({ addresses: addresses(['InternalIP', '10.0.1.11']) })], 'a test'),
    liqo: {
      gatewayService: known(
        gatewayServiceFacts({ annotations: { 'net.liqo.io/gatewayNodeIP': '10.0.1.11' } }),
        'a test',
      ),
    },
  });
  const unreachable = (target: 'local' | 'remote', host: string): Observation =>
    observation({
      purpose: 'endpoint',
      service: 'gateway',
      target,
      host,
      port: 31871,
      outcome: 'unreachable',
    });
  const found = requirement(
    {
      local: homeWithV10('local'),
      remote,
      generation: 'g2',
      observations: [unreachable('local', '192.168.1.11'), unreachable('remote', '10.0.1.11')],
    },
    'gateway',
  );
  expect(found?.prescription?.helmValues).toEqual({
    'gateway.service.type': 'LoadBalancer',
    'gateway.service.annotations.service\\.beta\\.kubernetes\\.io/aws-load-balancer-type': 'nlb',
  });
});

test('Liqo v0.10 that asks AWS for its API server is not told another address, which it would not read', () => {
  const remote = cloudWithV10('remote', { liqo: { eksCluster: known('shop', 'a test') } });
  const seen = (
    purpose: 'endpoint' | 'candidate',
    host: string,
    outcome: Observation['outcome'],
  ): Observation =>
    observation({ purpose, service: 'apiServer', target: 'remote', host, port: 443, outcome });
  const found = requirement(
    {
      local: homeWithV10('local'),
      remote,
      generation: 'g2',
      observations: [seen('endpoint', cloudApiHost, 'filtered'), seen('candidate', '198.51.100.30', 'open')],
    },
    'apiServer',
  );
  expect(found?.prescription?.actions.map(({ kind }) => kind)).toEqual(['infrastructure']);
});

test('Liqo v0.4 advertises the address that is reached by an argument, and its Service stays as it is', () => {
  const remote = cloudWithV10('remote', {
    liqo: { ...earlyLiqoFacts('v0.4.0'), clusterId: known('id-of-remote', 'a test') },
  });
  const seen = observation({
    purpose: 'candidate',
    service: 'auth',
    target: 'remote',
    host: '198.51.100.20',
    port: 443,
    outcome: 'open',
    clusterId: 'id-of-remote',
  });
  const local = homeWithV10('local', {
    ...earlyLiqoFacts('v0.4.0'),
    clusterId: known('id-of-local', 'a test'),
  });
  const failing = observation({
    purpose: 'endpoint',
    service: 'auth',
    target: 'remote',
    host: '198.51.100.11',
    port: 30443,
    outcome: 'filtered',
  });
  const found = requirement({ local, remote, generation: 'g1', observations: [failing, seen] }, 'auth');
  expect(found?.prescription?.helmValues).toEqual({
    'controllerManager.pod.extraArgs[0]': '--auth-service-address-override=198.51.100.20',
    'auth.portOverride': '443',
  });
});

test('a firewall is told the addresses that the peer was seen to come from', () => {
  const seen: readonly Observation[] = [
    observation({
      purpose: 'endpoint',
      service: 'auth',
      target: 'remote',
      host: '198.51.100.20',
      port: 443,
      outcome: 'filtered',
    }),
    sourceSeen('local', '198.51.100.11', '203.0.113.10:4000'),
  ];
  const found = requirement(
    { local: homeWithV10('local'), remote: cloudWithV10('remote'), generation: 'g2', observations: seen },
    'auth',
  );
  expect(found?.prescription?.actions[0]?.words).toBe(
    'In the firewalls between the clusters, allow TCP 198.51.100.20:443 from 203.0.113.10: out of the local cluster and into the remote cluster.',
  );
});

test('an Ingress that ends TLS before a TLS backend is told both cures', () => {
  const remote = cloudWithV10('remote', {
    liqo: {
      authService: known(
        authServiceFacts({
          type: 'ClusterIP',
          annotations: { 'liqo.io/override-address': 'auth.example.org', 'liqo.io/override-port': '443' },
        }),
        'a test',
      ),
      authIngress: known(authIngressFacts(), 'a test'),
    },
  });
  const seen = observation({
    purpose: 'endpoint',
    service: 'auth',
    target: 'remote',
    host: 'auth.example.org',
    port: 443,
    outcome: 'wrong-service',
    cause: 'unexpected-answer',
  });
  const found = requirement(
    { local: homeWithV10('local'), remote, generation: 'g2', observations: [seen] },
    'auth',
  );
  expect(found?.prescription).toEqual({
    exposure: 'Ingress',
    summary:
      'Turn off TLS of the authentication server of the remote cluster behind its Ingress, which ends TLS itself.',
    actions: [
      {
        cluster: 'remote',
        kind: 'helm-values',
        words: 'Set auth.tls=false in the Liqo installation of the remote cluster.',
      },
    ],
    commands: [
      'helm repo add liqo https://helm.liqo.io/',
      'helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context b --set auth.tls=false',
    ],
    helmValues: { 'auth.tls': 'false' },
    disruptive: false,
    alternatives: [
      {
        summary:
          'Keep TLS and make the Ingress controller speak HTTPS to it (shown for ingress-nginx); in-band peering then still works later.',
        commands: [
          'helm repo add liqo https://helm.liqo.io/',
          "helm upgrade liqo liqo/liqo --namespace liqo --version v0.10.3 --reuse-values --kube-context b --set 'auth.ingress.annotations.nginx\\.ingress\\.kubernetes\\.io/backend-protocol=HTTPS'",
        ],
      },
    ],
  });
});

test('an authentication server without a ready pod is to be started behind an Ingress too', () => {
  const remote = cloudWithV10('remote', {
    liqo: {
      authService: known(
        authServiceFacts({
          type: 'ClusterIP',
          annotations: { 'liqo.io/override-address': 'auth.example.org', 'liqo.io/override-port': '443' },
          readyEndpoints: known(0, 'a test'),
        }),
        'a test',
      ),
      authIngress: known(authIngressFacts(), 'a test'),
      authTls: known(false, 'a test'),
    },
  });
  const seen = observation({
    purpose: 'endpoint',
    service: 'auth',
    target: 'remote',
    host: 'auth.example.org',
    port: 443,
    outcome: 'wrong-service',
    cause: 'unexpected-status',
    httpStatus: 503,
  });
  const found = requirement(
    { local: homeWithV10('local'), remote, generation: 'g2', observations: [seen] },
    'auth',
  );
  expect(found?.prescription?.actions.map(({ kind, words }) => [kind, words])).toEqual([
    ['kubectl', 'Find out why no pod of Deployment liqo-auth of the remote cluster is ready, and repair it.'],
  ]);
});

test('an authentication server without a ready pod is to be started, not exposed', () => {
  const remote = cloudWithV10('remote', {
    liqo: {
      authService: known(
        authServiceFacts({
          type: 'LoadBalancer',
          loadBalancer: [{ ip: '198.51.100.20' }],
          readyEndpoints: known(0, 'a test'),
        }),
        'a test',
      ),
    },
  });
  const seen = observation({
    purpose: 'endpoint',
    service: 'auth',
    target: 'remote',
    host: '198.51.100.20',
    port: 443,
    outcome: 'refused',
  });
  const found = requirement(
    { local: homeWithV10('local'), remote, generation: 'g2', observations: [seen] },
    'auth',
  );
  expect(found?.prescription?.commands).toEqual([
    'kubectl --context b --namespace liqo describe deployment liqo-auth',
    'kubectl --context b --namespace liqo logs deployment/liqo-auth',
  ]);
});

test('where Liqo v0.10 is still to be installed, stand-ins decide, and the notes say how to install it', () => {
  const stand = (service: 'auth' | 'gateway', port: number): StandIn => ({
    cluster: 'remote',
    service,
    exposure: 'NodePort',
    status: 'raised',
    nodePort: port,
    endpoint: { protocol: service === 'auth' ? 'https' : 'udp', host: '192.168.1.10', ports: [port] },
  });
  const common = { target: 'remote', host: '192.168.1.10', outcome: 'replied' } as const;
  const judgement = judgeRun({
    local: homeWithV10('local'),
    remote: onPremisesCluster('remote', { liqo: noLiqoFacts() }),
    generation: 'g2',
    standIns: [stand('auth', 30001), stand('gateway', 30002)],
    observations: [
      observation({ ...common, purpose: 'stand-in', service: 'auth', port: 30001 }),
      observation({ ...common, purpose: 'stand-in', service: 'gateway', port: 30002 }),
      observation({ ...common, purpose: 'endpoint', service: 'apiServer', port: 6443, outcome: 'open' }),
      observation({
        purpose: 'endpoint',
        service: 'auth',
        target: 'local',
        host: '192.168.1.11',
        port: 30443,
        outcome: 'open',
        clusterId: 'id-of-local',
      }),
      observation({
        purpose: 'endpoint',
        service: 'apiServer',
        target: 'local',
        host: '192.168.1.11',
        port: 6443,
        outcome: 'open',
      }),
    ],
  });
  expect({ verdict: judgement.verdict, next: judgement.next }).toEqual({
    verdict: 'ready',
    next: {
      command: '$(liqoctl generate peer-command --only-command --context b) --context a',
      before: [
        'liqoctl install kubeadm --version v0.10.3 --cluster-name remote --context b --set auth.service.type=NodePort --set gateway.service.type=NodePort',
      ],
      notes: [
        'Install Liqo v0.10.3 in the remote cluster first, with auth.service.type=NodePort and gateway.service.type=NodePort, as the stand-ins were reached.',
      ],
    },
  });
});

test('a release that cannot advertise a forwarded gateway is told to rely on the other one', () => {
  const old = (side: 'local' | 'remote') =>
    homeWithV10(side, { ...earlyLiqoFacts('v0.4.0'), clusterId: known(`id-of-${side}`, 'a test') });
  const found = requirement(
    {
      local: cloudWithV10('local'),
      remote: old('remote'),
      generation: 'g1',
      observations: [
        observation({
          purpose: 'endpoint',
          service: 'gateway',
          target: 'remote',
          host: '192.168.1.11',
          port: 31871,
          outcome: 'unreachable',
        }),
      ],
    },
    'gateway',
  );
  expect(found?.prescription?.summary).toBe(
    'Make the gateway of the local cluster reachable instead: Liqo v0.4.0 cannot advertise a forwarded port for that of the remote cluster.',
  );
});

test.each([
  [['api.example.org'], 'API.example.org', true],
  [['*.example.org'], 'api.example.org', true],
  [['*.example.org'], 'a.b.example.org', false],
  [['*.example.org'], 'example.org', false],
  [['203.0.113.10'], '203.0.113.10', true],
  [['203.0.113.10'], '203.0.113.1', false],
  [[], 'x', false],
])('names %o cover %s: %s', (names, host, expected) => {
  expect(namesCover(names, host)).toBe(expected);
});

test('of several addresses that are reached the first that was planned is advertised, whichever answered first', () => {
  const remote = cloudWithV10('remote', { liqo: { authService: known(authServiceFacts(), 'a test') } });
  const seen = (id: string, host: string, parts: Partial<Observation> = {}): Observation =>
    observation({
      id,
      purpose: 'candidate',
      service: 'auth',
      target: 'remote',
      host,
      port: 30443,
      outcome: 'open',
      ...parts,
    });
  const endpoint = seen('remote-auth-endpoint-1', '198.51.100.11', {
    purpose: 'endpoint',
    outcome: 'filtered',
  });
  const first = seen('remote-auth-candidate-1', '198.51.100.20', { clusterId: 'id-of-remote' });
  const second = seen('remote-auth-candidate-2', '198.51.100.21', { clusterId: 'id-of-remote' });
  for (const observations of [
    [endpoint, first, second],
    [endpoint, second, first],
  ]) {
    const run: Run = { local: homeWithV10('local'), remote, generation: 'g2', observations };
    expect(requirement(run, 'auth')?.prescription?.summary).toBe(
      'Make Liqo advertise TCP 198.51.100.20:30443, which the peer reaches already.',
    );
  }
});
