import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { catalogueEntry } from '../../src/judge/rules/catalogue.js';
import type { NodeFacts } from '../../src/model/cluster-facts.js';
import { known } from '../../src/model/fact.js';
import type { Certificate } from '../../src/model/observation.js';
import type { Side } from '../../src/model/peering.js';
import {
  addresses,
  authServiceFacts,
  cloudCluster,
  earlyLiqoFacts,
  gatewayServiceFacts,
  liqoFacts,
  noLiqoFacts,
  nodeFacts,
  onPremisesCluster,
} from '../helpers/cluster-facts.js';
import {
  cloudApiHost,
  cloudWithV10,
  homeWithV10,
  judgeRun,
  loadBalancerGateway,
  nodePortGateway,
  observation,
  type Run,
} from './run.js';

const source = 'a test';
const k3d = 'https://0.0.0.0:46601';

/** A finding that must be there. */
interface Caught {
  readonly code: string;
  readonly cluster?: Side;
  readonly status: 'fail' | 'warn';
  /** Words that its reason must hold: the address, the node or the release that is at fault. */
  readonly says: string;
}

interface Failure {
  /** Numbers in docs/known-failures.md. */
  readonly number: number;
  readonly reported: string;
  readonly run: Run;
  readonly caught: readonly Caught[];
}

const unreachable = (parts: {
  readonly service: 'auth' | 'apiServer';
  readonly target: Side;
  readonly host: string;
  readonly port: number;
}) => observation({ ...parts, purpose: 'endpoint', outcome: 'filtered' });

const machines = (...nodes: readonly Partial<NodeFacts>[]) =>
  known(
    nodes.map((node) => nodeFacts(node)),
    source,
  );
const controlPlane = { 'node-role.kubernetes.io/control-plane': '' };

/** A certificate that something in front of the API server presents; its authority is not the one that peers are told. */
const frontCertificate = (parts: Pick<Certificate, 'issuer' | 'names' | 'nameMatches'>): Certificate => ({
  ...parts,
  subject: 'CN=front',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  fingerprint: 'AA',
  trusted: false,
});

const failures: readonly Failure[] = [
  {
    number: 1,
    reported: '#1034: an edge cluster behind NAT that the cloud cannot call back',
    run: {
      generation: 'g2',
      local: homeWithV10('local'),
      remote: cloudWithV10('remote'),
      observations: [
        unreachable({ service: 'apiServer', target: 'local', host: '192.168.1.11', port: 6443 }),
        unreachable({ service: 'auth', target: 'local', host: '192.168.1.11', port: 30443 }),
      ],
    },
    caught: [
      { code: 'LD-API-002', cluster: 'local', status: 'fail', says: '192.168.1.11' },
      { code: 'LD-AUTH-002', cluster: 'local', status: 'fail', says: '192.168.1.11' },
    ],
  },
  {
    number: 2,
    reported: '#1107: an API server with a private address only',
    run: {
      generation: 'g3',
      local: onPremisesCluster('local'),
      remote: cloudCluster('remote', {
        liqo: liqoFacts({ apiServerOverride: known('https://10.0.0.4', source) }),
      }),
      observations: [unreachable({ service: 'apiServer', target: 'remote', host: '10.0.0.4', port: 443 })],
    },
    caught: [{ code: 'LD-API-002', cluster: 'remote', status: 'fail', says: '10.0.0.4' }],
  },
  {
    number: 3,
    reported: '#1263: a managed cluster without apiServer.address',
    run: {
      generation: 'g2',
      local: homeWithV10('local'),
      remote: cloudWithV10('remote', { liqo: { apiServerOverride: known(null, source) } }),
    },
    caught: [
      { code: 'LD-API-001', cluster: 'remote', status: 'fail', says: 'no node is labelled as control plane' },
      { code: 'LD-ADDR-013', cluster: 'remote', status: 'warn', says: 'apiServer.address' },
    ],
  },
  {
    number: 4,
    reported: '#2925: the address of Teleport instead of the API server',
    run: {
      generation: 'g3',
      local: onPremisesCluster('local'),
      remote: onPremisesCluster('remote', {
        apiServer: {
          kubeconfigUrl: 'https://teleport.example.org:443',
          kubeconfigSharesAuthority: known(false, source),
        },
        liqo: liqoFacts({ apiServerOverride: known('https://teleport.example.org:443', source) }),
      }),
      observations: [
        observation({
          purpose: 'endpoint',
          service: 'apiServer',
          target: 'remote',
          host: 'teleport.example.org',
          port: 443,
          outcome: 'tls-failure',
          cause: 'wrong-authority',
          certificate: frontCertificate({
            issuer: 'CN=teleport',
            names: ['teleport.example.org'],
            nameMatches: true,
          }),
        }),
      ],
    },
    caught: [
      { code: 'LD-ADDR-012', cluster: 'remote', status: 'warn', says: 'https://teleport.example.org:443' },
      { code: 'LD-API-004', cluster: 'remote', status: 'fail', says: 'CN=teleport' },
    ],
  },
  {
    number: 6,
    reported: '#1530: a kubeconfig of k3d that says 0.0.0.0',
    run: {
      generation: 'g2',
      liqoVersion: 'v0.5.4',
      local: homeWithV10('local'),
      remote: onPremisesCluster('remote', {
        platform: { provider: 'k3s' },
        apiServer: { kubeconfigUrl: k3d },
        liqo: noLiqoFacts(),
      }),
    },
    caught: [{ code: 'LD-ADDR-011', cluster: 'remote', status: 'warn', says: '0.0.0.0' }],
  },
  {
    number: 7,
    reported: '#1090, #1028: peers are told 0.0.0.0',
    run: {
      generation: 'g1',
      local: onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.4.0') }),
      remote: onPremisesCluster('remote', {
        liqo: earlyLiqoFacts('v0.4.0', { apiServerOverride: known(k3d, source) }),
      }),
    },
    caught: [{ code: 'LD-ADDR-011', cluster: 'remote', status: 'warn', says: '0.0.0.0' }],
  },
  {
    number: 9,
    reported: '#1092: the control-plane label of RKE before v0.5.0',
    run: {
      generation: 'g1',
      local: onPremisesCluster('local', { liqo: earlyLiqoFacts('v0.4.0') }),
      remote: onPremisesCluster('remote', {
        nodes: machines({ name: 'rke-1', labels: { 'node-role.kubernetes.io/controlplane': 'true' } }),
        liqo: earlyLiqoFacts('v0.4.0'),
      }),
    },
    caught: [{ code: 'LD-ADDR-013', cluster: 'remote', status: 'warn', says: 'rke-1' }],
  },
  {
    number: 10,
    reported: '#2392: a certificate of another authority and without the name',
    run: {
      generation: 'g2',
      local: homeWithV10('local'),
      remote: cloudWithV10('remote'),
      observations: [
        observation({
          purpose: 'endpoint',
          service: 'apiServer',
          target: 'remote',
          host: cloudApiHost,
          port: 443,
          outcome: 'tls-failure',
          cause: 'wrong-name',
          certificate: frontCertificate({
            issuer: 'CN=load-balancer',
            names: ['lb.example.org'],
            nameMatches: false,
          }),
        }),
      ],
    },
    caught: [
      { code: 'LD-API-003', cluster: 'remote', status: 'fail', says: 'lb.example.org' },
      { code: 'LD-API-004', cluster: 'remote', status: 'fail', says: 'CN=load-balancer' },
    ],
  },
  {
    number: 15,
    reported: '#3153: EKS without AWS credentials for Liqo',
    run: {
      generation: 'g3',
      local: onPremisesCluster('local'),
      remote: cloudCluster('remote', { liqo: { eksCluster: known(null, source) } }),
    },
    caught: [{ code: 'LD-PLAT-007', cluster: 'remote', status: 'fail', says: '--aws-cluster-name' }],
  },
  {
    number: 17,
    reported: '#3048: which address, protocol and port cannot be reached',
    run: gatewayRun('203.0.113.20', 31840, 'silent'),
    caught: [{ code: 'LD-GW-002', cluster: 'remote', status: 'fail', says: 'UDP 203.0.113.20:31840' }],
  },
  {
    number: 18,
    reported: '#3310: a load balancer with a name that nobody resolves beside a good address',
    run: {
      generation: 'g2',
      local: homeWithV10('local'),
      remote: cloudWithV10('remote', {
        liqo: {
          authService: known(
            authServiceFacts({
              type: 'LoadBalancer',
              loadBalancer: [{ ip: '198.51.100.20', hostname: 'lb.vultr.invalid' }],
            }),
            source,
          ),
        },
      }),
      observations: [
        observation({
          purpose: 'endpoint',
          service: 'auth',
          target: 'remote',
          host: 'lb.vultr.invalid',
          port: 443,
          outcome: 'dns-failure',
          cause: 'nxdomain',
        }),
      ],
    },
    caught: [{ code: 'LD-ADDR-009', cluster: 'remote', status: 'warn', says: '198.51.100.20' }],
  },
  {
    number: 19,
    reported: '#1668: a load balancer of DigitalOcean that wants another health check for UDP',
    run: {
      generation: 'g2',
      local: homeWithV10('local'),
      remote: cloudWithV10('remote', {
        platform: { provider: 'digitalocean' },
        liqo: {
          gatewayService: known(
            gatewayServiceFacts({
              type: 'LoadBalancer',
              loadBalancer: [],
              annotations: {},
              warnings: known(
                ['Error syncing load balancer: UDP services must have a TCP or HTTP health check'],
                source,
              ),
            }),
            source,
          ),
        },
      }),
    },
    caught: [{ code: 'LD-PLAT-005', cluster: 'remote', status: 'warn', says: 'health check' }],
  },
  {
    number: 20,
    reported: '#2452: authentication and API server work, the network does not',
    run: gatewayRun('198.51.100.9', 32011, 'filtered'),
    caught: [{ code: 'LD-GW-002', cluster: 'remote', status: 'fail', says: '198.51.100.9' }],
  },
  {
    number: 21,
    reported: '#1972: equal pod ranges, and Calico',
    run: {
      generation: 'g2',
      local: homeWithV10('local'),
      remote: onPremisesCluster('remote', {
        networkPlugins: known(['calico'], source),
        liqo: earlyLiqoFacts('v0.10.3'),
      }),
    },
    caught: [
      { code: 'LD-NET-001', status: 'warn', says: '10.244.0.0/16' },
      { code: 'LD-PLAT-008', cluster: 'remote', status: 'warn', says: 'Calico' },
    ],
  },
  {
    number: 22,
    reported: '#1330: a tunnel between two GKE clusters that stays in Connecting',
    run: gatewayRun('203.0.113.77', 31999, 'filtered'),
    caught: [{ code: 'LD-GW-002', cluster: 'remote', status: 'fail', says: '203.0.113.77' }],
  },
  {
    number: 23,
    reported: '#2322: two Services that wait for a load balancer',
    run: {
      generation: 'g2',
      local: homeWithV10('local'),
      remote: onPremisesCluster('remote', {
        liqo: earlyLiqoFacts('v0.10.3', {
          authService: known(authServiceFacts({ type: 'LoadBalancer' }), source),
          gatewayService: known(gatewayServiceFacts({ type: 'LoadBalancer' }), source),
        }),
      }),
    },
    caught: [{ code: 'LD-PLAT-002', cluster: 'remote', status: 'warn', says: 'liqo-gateway' }],
  },
  {
    number: 24,
    reported: '#1861: a gateway behind an Ingress',
    run: {
      generation: 'g2',
      local: homeWithV10('local', {
        gatewayService: known(gatewayServiceFacts({ type: 'ClusterIP' }), source),
      }),
      remote: onPremisesCluster('remote', {
        liqo: earlyLiqoFacts('v0.10.3', {
          gatewayService: known(gatewayServiceFacts({ type: 'ClusterIP' }), source),
        }),
      }),
    },
    caught: [{ code: 'LD-ADDR-015', cluster: 'remote', status: 'warn', says: 'ClusterIP' }],
  },
  {
    number: 25,
    reported: '#3053: a server that never saw a handshake',
    run: lossRun('request-lost'),
    caught: [{ code: 'LD-GW-002', cluster: 'remote', status: 'fail', says: '198.51.100.30' }],
  },
  {
    number: 27,
    reported: '#2987: OpenShift with Liqo v1',
    run: {
      generation: 'g3',
      local: onPremisesCluster('local'),
      remote: onPremisesCluster('remote', { platform: { provider: 'openshift' } }),
    },
    caught: [{ code: 'LD-PLAT-006', cluster: 'remote', status: 'warn', says: 'OpenShift' }],
  },
  {
    number: 28,
    reported: '#1579: packets that arrive, and answers that do not come back',
    run: lossRun('reply-lost'),
    caught: [{ code: 'LD-GW-002', cluster: 'remote', status: 'fail', says: '198.51.100.30' }],
  },
  {
    number: 32,
    reported: '#2535: a kernel without WireGuard',
    run: kernelRun({
      name: 'old-1',
      kernelVersion: '4.19.0-26-amd64',
      osImage: 'Debian GNU/Linux 10 (buster)',
    }),
    caught: [{ code: 'LD-PLAT-004', cluster: 'remote', status: 'warn', says: 'old-1' }],
  },
  {
    number: 33,
    reported: '#1851: arm64 without WireGuard in the kernel',
    run: kernelRun(
      {
        name: 'pi-1',
        kernelVersion: '5.4.83-v8+',
        osImage: 'Debian GNU/Linux 10 (buster)',
        architecture: 'arm64',
      },
      'v0.8.3',
    ),
    caught: [{ code: 'LD-PLAT-004', cluster: 'remote', status: 'warn', says: 'arm64' }],
  },
  {
    number: 34,
    reported: '#2316: a gateway that restarts for ever',
    run: restartingRun(),
    caught: [{ code: 'LD-GW-002', cluster: 'remote', status: 'fail', says: 'no ready endpoint' }],
  },
  {
    number: 35,
    reported: '#2659: CentOS 7',
    run: kernelRun({
      name: 'centos-1',
      kernelVersion: '3.10.0-1160.el7.x86_64',
      osImage: 'CentOS Linux 7 (Core)',
    }),
    caught: [{ code: 'LD-PLAT-004', cluster: 'remote', status: 'warn', says: 'centos-1' }],
  },
  {
    number: 37,
    reported: '#2166: Cilium with eBPF host routing',
    run: {
      generation: 'g2',
      local: homeWithV10('local'),
      remote: onPremisesCluster('remote', {
        networkPlugins: known(['cilium'], source),
        liqo: earlyLiqoFacts('v0.10.3'),
      }),
    },
    caught: [{ code: 'LD-PLAT-008', cluster: 'remote', status: 'warn', says: 'Cilium' }],
  },
  {
    number: 38,
    reported: '#2692: a tunnel wider than the network of GKE',
    run: {
      generation: 'g2',
      local: homeWithV10('local', { tunnelMtu: known(1440, source) }),
      remote: cloudWithV10('remote', {
        platform: { provider: 'gke' },
        liqo: { tunnelMtu: known(1440, source) },
      }),
    },
    caught: [{ code: 'LD-NET-004', status: 'warn', says: '1440' }],
  },
  {
    number: 42,
    reported: '#257: ICMP passes, TCP and UDP do not',
    run: gatewayRun('192.168.7.4', 31840, 'filtered'),
    caught: [{ code: 'LD-GW-002', cluster: 'remote', status: 'fail', says: '192.168.7.4' }],
  },
  {
    number: 44,
    reported: '#3143, #3145, #3169: releases that do not fit',
    run: {
      generation: 'g3',
      local: onPremisesCluster('local', { kubernetesVersion: known('v1.22.4', source) }),
      remote: cloudCluster('remote', { liqo: { version: known('v1.0.1', source) } }),
    },
    caught: [
      { code: 'LD-VER-002', status: 'warn', says: 'v1.0.1' },
      { code: 'LD-VER-006', cluster: 'local', status: 'warn', says: '1.22' },
    ],
  },
  {
    number: 46,
    reported: '#616: a node that is not ready',
    run: {
      generation: 'g2',
      local: homeWithV10('local'),
      remote: onPremisesCluster('remote', {
        nodes: machines(
          {
            name: 'a',
            ready: false,
            labels: controlPlane,
            addresses: addresses(['InternalIP', '192.168.1.9']),
          },
          { name: 'b', addresses: addresses(['InternalIP', '192.168.1.11']) },
        ),
        liqo: earlyLiqoFacts('v0.10.3'),
      }),
      observations: [unreachable({ service: 'auth', target: 'remote', host: '192.168.1.9', port: 30443 })],
    },
    caught: [{ code: 'LD-ADDR-002', cluster: 'remote', status: 'warn', says: 'Ready: a, whose' }],
  },
];

/** v1.2: no gateway of either side is reached; the provider's stand-in stands at this address. */
function gatewayRun(host: string, nodePort: number, outcome: 'silent' | 'filtered'): Run {
  const there = nodePortGateway('remote', { host, nodePort, outcome });
  const here = nodePortGateway('local', { host: '192.168.1.11', nodePort: 31840, outcome: 'filtered' });
  return {
    generation: 'g3',
    local: onPremisesCluster('local'),
    remote: onPremisesCluster('remote', {
      nodes: machines({ name: 'edge', labels: controlPlane, addresses: addresses(['InternalIP', host]) }),
    }),
    gateway: { type: 'NodePort' },
    standIns: [there.standIn, here.standIn],
    observations: [...there.observations, ...here.observations],
  };
}

/** v1.2: datagrams to a load balancer are lost on one way. */
function lossRun(outcome: 'request-lost' | 'reply-lost'): Run {
  const there = loadBalancerGateway('remote', { host: '198.51.100.30', port: 51_840, outcome });
  return {
    generation: 'g3',
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    gateway: { type: 'LoadBalancer', location: 'Provider' },
    standIns: [there.standIn],
    observations: there.observations,
  };
}

/** v0.10: the way to the gateway is free, as a stand-in beside it shows, but no pod of it is ready. */
function restartingRun(): Run {
  const gatewayService = gatewayServiceFacts({
    type: 'LoadBalancer',
    loadBalancer: [{ ip: '198.51.100.21' }],
    annotations: {},
    readyEndpoints: known(0, source),
  });
  const beside = loadBalancerGateway('remote', { host: '198.51.100.99', port: 5871, outcome: 'replied' });
  const live = observation({
    purpose: 'endpoint',
    service: 'gateway',
    target: 'remote',
    host: '198.51.100.21',
    port: 5871,
    outcome: 'silent',
  });
  return {
    generation: 'g2',
    local: homeWithV10('local', {
      gatewayService: known(gatewayServiceFacts({ type: 'ClusterIP' }), source),
    }),
    remote: cloudWithV10('remote', { liqo: { gatewayService: known(gatewayService, source) } }),
    standIns: [beside.standIn],
    observations: [...beside.observations, live],
  };
}

/** v0.x: one node of the remote cluster has this kernel. */
function kernelRun(node: Partial<NodeFacts>, release = 'v0.10.3'): Run {
  return {
    generation: 'g2',
    liqoVersion: release,
    local: homeWithV10('local'),
    remote: onPremisesCluster('remote', {
      nodes: machines({ labels: controlPlane, ...node }),
      liqo: earlyLiqoFacts(release),
    }),
  };
}

test.each(failures)('known failure $number, $reported', ({ run, caught }) => {
  const { findings } = judgeRun(run);
  for (const { code, cluster, status, says } of caught) {
    const found = findings.filter(
      (one) =>
        one.code === code && one.status === status && (cluster === undefined || one.cluster === cluster),
    );
    const said = found.map(({ reason, endpoint }) => `${reason ?? ''} ${endpoint?.host ?? ''}`).join(' ');
    expect(said).toContain(says);
    expect(found.every(({ remedy }) => remedy !== undefined && remedy !== '')).toBe(true);
  }
});

/** The rows of the table in docs/known-failures.md. */
function documented(): readonly { readonly number: number; readonly caughtBy: string }[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs/known-failures.md'), 'utf8');
  return [...text.matchAll(/^\| *(\d+) *\|[^|]*\|[^|]*\|([^|]*)\|$/gmu)].map(([, number, caughtBy = '']) => ({
    number: Number(number),
    caughtBy: caughtBy.trim(),
  }));
}

test('the table lists all 46 failures, and every row names a check or says why there is none', () => {
  const rows = documented();
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 46 }, (_, index) => index + 1));
  const empty = rows.filter(
    ({ caughtBy }) => !/LD-[A-Z]+-\d{3}|^not caught: .{10}|exit code 2/u.test(caughtBy),
  );
  expect(empty).toEqual([]);
});

test('every check that the table names exists', () => {
  const codes = documented().flatMap(({ caughtBy }) => caughtBy.match(/LD-[A-Z]+-\d{3}/gu) ?? []);
  expect(codes.filter((code) => catalogueEntry(code) === undefined)).toEqual([]);
});

test('the checks that the table names for a failure are those that are tested for it', () => {
  const named = documented()
    .filter(({ caughtBy }) => !caughtBy.startsWith('not caught') && caughtBy.includes('LD-'))
    .map(({ number, caughtBy }) => [number, (caughtBy.match(/LD-[A-Z]+-\d{3}/gu) ?? []).toSorted()]);
  const tested = failures.map(({ number, caught }) => [number, caught.map(({ code }) => code).toSorted()]);
  expect(tested).toEqual(named);
});
