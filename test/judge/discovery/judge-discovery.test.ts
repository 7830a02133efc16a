import { expect, test } from 'vitest';

import type { DiscoveryEvidence } from '../../../src/judge/discovery/discovery-evidence.js';
import { judgeDiscovery } from '../../../src/judge/discovery/judge-discovery.js';
import type { LiqoFacts } from '../../../src/model/cluster-facts.js';
import type { DomainSight, FoundCluster, LanSight, TriedAddress } from '../../../src/model/discovery.js';
import { known, unknown } from '../../../src/model/fact.js';
import {
  authServiceFacts,
  earlyLiqoFacts,
  noLiqoFacts,
  onPremisesCluster,
} from '../../helpers/cluster-facts.js';

const source = 'a test';
const turin = '7f1c2b9e-1a2b-4c3d-8e4f-00000000000a';
const on = { announces: true, searches: true };

const sight: LanSight = {
  listenedMs: 5000,
  interfaces: [{ interface: 'eth0', family: 'IPv4', address: '192.168.1.5', queries: 6, heard: 0 }],
  announcements: [],
  leftOut: { instances: 0, messages: 0 },
  contrasts: [],
};

const evidence: DiscoveryEvidence = {
  by: 'lan',
  view: 'operator',
  release: { version: 'v0.10.3', generation: 'g2' },
  isReleaseNamed: false,
  facts: {},
  clusters: [],
  lan: sight,
};

/** Code, status and reason of each finding that is more than a pass. */
function judged(overrides: Partial<DiscoveryEvidence>): (readonly [string, string, string | undefined])[] {
  return judgeDiscovery({ ...evidence, ...overrides })
    .filter(({ status }) => status !== 'pass')
    .map(({ code, status, reason }) => [code, status, reason]);
}

function remote(version: string, overrides: Partial<LiqoFacts>) {
  const liqo = earlyLiqoFacts(version, { lanDiscovery: known(on, source), ...overrides });
  return { remote: known(onPremisesCluster('remote', { liqo }), source) };
}

const silentRemote = (code: string) =>
  ['LD-DISC-005', 'skip', `The remote cluster announces nothing: see ${code}.`] as const;

test.each([
  [
    'v1.x has no LAN discovery',
    { remote: known(onPremisesCluster('remote'), source) },
    [
      'LD-DISC-001',
      'warn',
      'Liqo v1.2.0, which is installed in the remote cluster, neither announces clusters in a LAN nor looks for them.',
    ],
  ],
  [
    'a cluster without liqo-discovery announces nothing',
    remote('v0.10.3', { lanDiscovery: known(null, source) }),
    [
      'LD-DISC-002',
      'warn',
      'There is no Deployment liqo-discovery in namespace liqo: it neither announces itself nor looks for others.',
    ],
  ],
  [
    'a cluster that only looks for others announces nothing',
    remote('v0.3.2', { lanDiscovery: known({ announces: false, searches: true }, source) }),
    ['LD-DISC-002', 'warn', 'It does not announce itself (--mdns-enable-advertisement=false).'],
  ],
  [
    'a load balancer is never announced',
    remote('v0.10.3', { authService: known(authServiceFacts({ type: 'LoadBalancer' }), source) }),
    ['LD-DISC-003', 'warn', 'Service liqo-auth is of type LoadBalancer, and Liqo announces a NodePort only.'],
  ],
  [
    'a pod that is not ready announces nothing',
    remote('v0.10.3', { lanDiscovery: known({ ...on, readyPods: 0 }, source) }),
    ['LD-DISC-004', 'warn', 'Deployment liqo-discovery has no ready pod.'],
  ],
  [
    'a cluster without Liqo announces nothing',
    { remote: known(onPremisesCluster('remote', { liqo: noLiqoFacts() }), source) },
    ['LD-DISC-002', 'warn', 'Liqo is not installed in namespace liqo of the remote cluster.'],
  ],
] as const)('%s, which explains the silence', (_, facts, finding) => {
  expect(judged({ facts })).toEqual([finding, silentRemote(finding[0])]);
});

test('a silent cluster whose server is known is to be added by its own URL', () => {
  const facts = remote('v0.10.3', {});
  const finding = judgeDiscovery({ ...evidence, facts }).find(({ code }) => code === 'LD-DISC-005');
  // Node 192.168.1.21 of the cluster, and node port 30443 of its Service liqo-auth.
  expect(finding?.remedy).toMatch(/liqo-doctor discover --auth-url https:\/\/192\.168\.1\.\d+:30443 tells/u);
});

test('a time to live below the pause between two announcements is told, and explains no silence', () => {
  const facts = remote('v0.10.3', { lanDiscovery: known({ ...on, ttlSeconds: 10, readyPods: 1 }, source) });
  expect(judged({ facts }).map(([code, status]) => [code, status])).toEqual([
    ['LD-DISC-010', 'warn'],
    ['LD-DISC-005', 'unknown'],
  ]);
});

test('a cluster that only does not look for others would be heard all the same', () => {
  const facts = remote('v0.10.3', { lanDiscovery: known({ announces: true, searches: false }, source) });
  expect(judged({ facts }).map(([code, status]) => [code, status])).toEqual([
    ['LD-DISC-002', 'warn'],
    ['LD-DISC-005', 'unknown'],
  ]);
});

test('a cluster that cannot be read is unknown, and so is the silence', () => {
  const facts = { remote: unknown('the API server at https://192.168.1.10:6443 did not answer in time') };
  expect(judged({ facts })).toEqual([
    [
      'LD-DISC-002',
      'unknown',
      'This could not be read: the API server at https://192.168.1.10:6443 did not answer in time.',
    ],
    [
      'LD-DISC-005',
      'unknown',
      'No cluster was heard within 5.0 s. No mDNS message of any kind came in: there is no other device that uses mDNS, or multicast is filtered.',
    ],
  ]);
});

test.each([
  [
    'other messages show that multicast comes through',
    { interfaces: [{ ...sight.interfaces[0]!, heard: 3 }] },
    'unknown',
    'No cluster was heard within 5.0 s. Other mDNS messages came in (3), so that multicast does come through. With --remote <kubeconfig> its settings are looked at and its nodes asked by unicast too.',
  ],
  [
    'no interface, no search',
    { interfaces: [] },
    'unknown',
    'No cluster was heard within 5.0 s. There is no interface by which a cluster could be heard on this machine; --interface names one.',
  ],
  [
    'what kept it from searching is told',
    {
      interfaces: [
        { ...sight.interfaces[0]!, sendError: 'ENETUNREACH', listenError: 'EADDRINUSE', heard: 1 },
      ],
    },
    'unknown',
    'No cluster was heard within 5.0 s. By eth0 (IPv4) nothing could be sent (ENETUNREACH). Port 5353 of eth0 (IPv4) could not be had (EADDRINUSE), so that announcements are not heard there. Other mDNS messages came in (1), so that multicast does come through. With --remote <kubeconfig> its settings are looked at and its nodes asked by unicast too.',
  ],
] as const)('%s', (...[, overrides, status, reason]) => {
  expect(judged({ lan: { ...sight, ...overrides } as unknown as LanSight })).toEqual([
    ['LD-DISC-005', status, reason],
  ]);
});

const open: TriedAddress = {
  address: '192.168.1.11',
  outcome: 'open',
  clusterId: turin,
  timingsMs: { tcp: 1, tls: 2, http: 3 },
};
const found: FoundCluster = {
  by: 'mdns',
  view: 'operator',
  announcedAs: turin,
  status: 'verified',
  clusterId: turin,
  host: 'node-1.local',
  port: 30_443,
  url: 'https://192.168.1.11:30443',
  addresses: [open],
  interfaces: ['eth0'],
  ttlSeconds: 90,
  heardMs: 10,
};
const announcements = [
  {
    instance: turin,
    host: 'node-1.local',
    port: 30_443,
    addresses: [{ address: '192.168.1.11', interface: 'eth0' }],
    interfaces: ['eth0'],
    senders: ['192.168.1.11'],
    state: 'present' as const,
    firstHeardMs: 10,
  },
];
const heard = { ...sight, announcements };

test.each([
  ['a verified cluster raises nothing', found, []],
  [
    'an address that leads to another cluster is told',
    { ...found, addresses: [open, { ...open, address: '172.17.0.1', clusterId: 'my-own' }] },
    [['LD-DISC-008', 'warn', `${turin}: 172.17.0.1 answers as cluster my-own.`]],
  ],
  [
    'IPv6 alone is not what Liqo dials',
    { ...found, addresses: [{ ...open, address: 'fd00::11' }] },
    [
      [
        'LD-DISC-009',
        'warn',
        `${turin} answers by IPv6 only (fd00::11), which Liqo neither dials nor takes as the URL of an authentication server.`,
      ],
    ],
  ],
  [
    'a connection that takes longer than Liqo waits is told',
    { ...found, addresses: [{ ...open, timingsMs: { tcp: 812.4 } }] },
    [['LD-DISC-009', 'warn', `${turin} took 812 ms to accept a connection, and Liqo waits 500 ms.`]],
  ],
  [
    'a connection that only this machine held up is not',
    { ...found, addresses: [{ ...open, timingsMs: { tcp: 812.4 }, ownDelayMs: 400 }] },
    [],
  ],
  [
    'a short time to live is told',
    { ...found, ttlSeconds: 10 },
    [['LD-DISC-010', 'warn', `${turin} is announced with a time to live of 10 seconds.`]],
  ],
  [
    'a cluster that cannot be reached is told with what was met',
    {
      ...found,
      status: 'unreachable',
      reason: 'None of its addresses can be used from here (192.168.1.11: refused).',
    },
    [
      [
        'LD-DISC-006',
        'fail',
        `${turin}: None of its addresses can be used from here (192.168.1.11: refused).`,
      ],
    ],
  ],
  [
    'a cluster with another ID is told',
    { ...found, status: 'wrong-cluster', reason: 'Another answers.' },
    [['LD-DISC-007', 'fail', `${turin}: Another answers.`]],
  ],
  ['a cluster that is gone raises nothing', { ...found, status: 'gone' }, []],
] as const)('%s', (_, cluster, findings) => {
  expect(judged({ clusters: [cluster as FoundCluster], lan: heard })).toEqual(findings);
});

test('a flood is told with how much was left out and by whom', () => {
  const lan = { ...heard, leftOut: { instances: 9936, messages: 40 } };
  expect(judged({ clusters: [found], lan })).toEqual([
    [
      'LD-DISC-011',
      'warn',
      'At least 9936 announced clusters and 40 messages were not looked at; 192.168.1.11 announces most of those looked at (1).',
    ],
  ]);
});

test('where no node view is to be had, nothing is said of the LAN but that it was not looked at', () => {
  const findings = judgeDiscovery({
    ...evidence,
    lan: undefined,
    view: 'pod',
    nodeViewRefused: { local: 'violates PodSecurity "restricted": host namespaces' },
  });
  expect(findings.map(({ code, status, reason }) => [code, status, reason])).toEqual([
    [
      'LD-DISC-012',
      'unknown',
      'No pod could look from a node\'s own network, and a pod network carries no multicast: violates PodSecurity "restricted": host namespaces.',
    ],
  ]);
});

const domain: DomainSight = { domain: 'example.com', server: '192.0.2.53', answers: [], names: [] };

test.each([
  ['v0.4.0 reads domains', 'v0.4.0', []],
  ['v0.5.0 does not', 'v0.5.0', [['LD-DISC-013', 'warn', 'Liqo v0.5.0 reads no domains; v0.3 and v0.4 do.']]],
] as const)('%s', (_, version, findings) => {
  const names = [
    { name: 'a.example.com', target: 'auth.example.com', port: 443, code: 'NOERROR', isAlias: false },
  ];
  const release = { version, generation: version === 'v0.4.0' ? 'g1' : 'g2' } as const;
  expect(
    judged({ by: 'domain', lan: undefined, dns: { ...domain, names }, release, isReleaseNamed: true }),
  ).toEqual(findings);
});

test.each([
  [
    'a port 0',
    { target: 'auth.example.com', port: 0 },
    'fail',
    'The SRV record of a.example.com names port 0.',
  ],
  [
    'no record',
    { code: 'NOERROR' },
    'fail',
    'a.example.com has no SRV record (NOERROR), so that Liqo gives up the whole domain.',
  ],
  [
    'no answer',
    { code: 'TIMEOUT' },
    'unknown',
    '192.0.2.53 does not answer when asked for SRV records of a.example.com; where Liqo gets no answer either, it gives up the whole domain.',
  ],
  [
    'a server that fails',
    { code: 'SERVFAIL' },
    'fail',
    '192.0.2.53 fails (SERVFAIL) when asked for SRV records of a.example.com, so that Liqo gives up the whole domain.',
  ],
  [
    'an answer that is cut to nothing',
    { code: 'NOERROR', isCut: true },
    'fail',
    'The answer for a.example.com over UDP is cut before its first record, and Liqo does not ask again over TCP, so that it gives up the whole domain. Over TCP there is none either.',
  ],
] as const)('%s of a listed name is told', (...[, listed, status, reason]) => {
  const names = [{ name: 'a.example.com', code: 'NOERROR', isAlias: false, ...listed }];
  expect(judged({ by: 'domain', lan: undefined, dns: { ...domain, names } })).toEqual([
    ['LD-DISC-015', status, reason],
  ]);
});

test('an answer that is cut to nothing is not taken for a domain without clusters', () => {
  const answers = [
    {
      ...{ question: 'example.com', type: 'PTR' as const, server: '192.0.2.53', code: 'NOERROR' },
      ...{ isTruncated: true, isPartial: true, records: [], count: 0 },
    },
  ];
  expect(judged({ by: 'domain', lan: undefined, dns: { ...domain, answers } })[0]).toEqual([
    'LD-DISC-014',
    'unknown',
    '192.0.2.53 cuts its answer before the first record, and gives none over TCP, when asked for PTR records of example.com.',
  ]);
});

test('with a release that announces nothing, silence needs no other explanation', () => {
  const named = { release: { version: 'v1.2.0', generation: 'g3' }, isReleaseNamed: true } as const;
  expect(judged(named).slice(1)).toEqual([
    ['LD-DISC-005', 'skip', 'Clusters with this release announce nothing: see LD-DISC-001.'],
  ]);
});

test('an interface that was named and is not there is told by its name', () => {
  expect(judged({ lan: { ...sight, interfaces: [] }, namedInterfaces: ['eth7'] })[0]?.[2]).toBe(
    'No cluster was heard within 5.0 s. There is no interface eth7 with an address on this machine.',
  );
});

test('the own cluster that hears itself has not heard another one', () => {
  const local = earlyLiqoFacts('v0.10.3', {
    clusterId: known(turin, source),
    lanDiscovery: known(on, source),
  });
  const facts = { local: known(onPremisesCluster('local', { liqo: local }), source) };
  expect(judged({ facts, lan: heard })).toEqual([
    ['LD-DISC-005', 'unknown', expect.stringMatching(/^No cluster was heard/u)],
  ]);
});

test('from a node of each cluster, each is judged by what it hears of the other', () => {
  const liqo = (id: string) =>
    earlyLiqoFacts('v0.10.3', { clusterId: known(id, source), lanDiscovery: known(on, source) });
  const facts = {
    local: known(onPremisesCluster('local', { liqo: liqo('milan') }), source),
    remote: known(onPremisesCluster('remote', { liqo: liqo(turin) }), source),
  };
  const findings = judgeDiscovery({ ...evidence, view: 'node', facts, lan: heard, remoteLan: sight });
  expect(
    findings.flatMap(({ code, from, status, reason }) =>
      code === 'LD-DISC-005' ? [[from, status, reason]] : [],
    ),
  ).toEqual([
    ['local', 'pass', undefined],
    ['remote', 'unknown', expect.stringMatching(/^Cluster milan was not heard within 5\.0 s\./u)],
  ]);
});
