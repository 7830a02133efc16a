import { expect, test } from 'vitest';

import { catalogue, catalogueEntry } from '../../../src/judge/rules/catalogue.js';
import { known, unknown } from '../../../src/model/fact.js';
import type { Finding } from '../../../src/model/finding.js';
import type { Observation } from '../../../src/model/observation.js';
import type { Judgement } from '../../../src/model/report.js';
import {
  authIngressFacts,
  authServiceFacts,
  cloudCluster,
  liqoFacts,
  noLiqoFacts,
  nodeFacts,
  onPremisesCluster,
} from '../../helpers/cluster-facts.js';
import { homeWithV10, judgeRun, observation, type Run } from '../run.js';

function findings(run: Partial<Run>): Judgement['findings'] {
  return judgeRun({
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
    ...run,
  }).findings;
}

function brief(code: string, all: readonly Finding[]) {
  return all
    .filter((one) => one.code === code)
    .map(({ cluster, status, reason }) => [cluster, status, reason]);
}

test('every code is written once, in its form, with every text filled', () => {
  const codes = catalogue.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const entry of catalogue) {
    expect(entry.code).toMatch(/^LD-(ADDR|AUTH|API|DISC|GW|NAT|NET|VER|VIEW|RUN|PLAT)-\d{3}$/);
    const { title, meaning, howDecided, remedy, source } = entry;
    const texts = [title, meaning, howDecided, remedy, source];
    expect(texts.every((text) => text.trim() !== '')).toBe(true);
    expect(entry.title.endsWith('.')).toBe(false);
  }
});

test('a code is found in any case, and only when it exists', () => {
  expect(catalogueEntry('ld-api-001')?.code).toBe('LD-API-001');
  expect(catalogueEntry('LD-API-999')).toBeUndefined();
});

test('a pod that could not be pulled fails its cluster and skips what it was to probe', () => {
  const run: Partial<Run> = {
    evidence: {
      workloads: [
        {
          cluster: 'local',
          role: 'prober',
          status: 'failed',
          code: 'image-pull',
          reason: 'manifest unknown',
        },
        { cluster: 'remote', role: 'prober', status: 'ran' },
      ],
    },
  };
  const all = findings(run);
  expect(brief('LD-RUN-001', all)).toEqual([
    [
      'local',
      'fail',
      'The prober pod of the local cluster did not do its work (image-pull: manifest unknown).',
    ],
    ['remote', 'pass', undefined],
  ]);
  const judgement = judgeRun({
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
    ...run,
  });
  const [api] = judgement.requirements;
  expect({ status: api?.status, reason: api?.reason, verdict: judgement.verdict }).toEqual({
    status: 'skipped',
    reason: 'Skipped because LD-RUN-001: the prober pod of the local cluster did not do its work.',
    verdict: 'undetermined',
  });
  expect(brief('LD-API-002', all)[0]).toEqual(['remote', 'skip', 'because LD-RUN-001']);
});

test.each([
  ['none', 'No probe was sent, because --probe-from none was given.'],
  ['operator', 'The gateway can be probed from pods only, and --probe-from operator was given.'],
] as const)('with --probe-from %s the gateway is unknown and says so', (probeFrom, reason) => {
  const judgement = judgeRun({
    local: onPremisesCluster('local'),
    remote: cloudCluster('remote'),
    generation: 'g3',
    probeFrom,
  });
  const gateways = judgement.requirements.filter(({ group }) => group === 'gateway');
  expect(gateways.map((one) => [one.status, one.reason])).toEqual([
    ['unknown', reason],
    ['unknown', reason],
  ]);
});

test('an old kernel fails with the node and its version, for Liqo v1 alone', () => {
  const nodes = known(
    [nodeFacts({ name: 'old', kernelVersion: '5.4.0-1' }), nodeFacts({ name: 'new' })],
    'a test',
  );
  const local = onPremisesCluster('local', { nodes });
  expect(brief('LD-PLAT-003', findings({ local }))).toEqual([
    ['local', 'fail', 'Node old runs 5.4.0-1.'],
    ['remote', 'pass', undefined],
  ]);
  expect(brief('LD-PLAT-003', findings({ local, generation: 'g2' }))).toEqual([]);
});

test('nodes that could not be read leave the kernel unknown', () => {
  const local = onPremisesCluster('local', { nodes: unknown('nodes is forbidden') });
  expect(brief('LD-PLAT-003', findings({ local }))[0]).toEqual([
    'local',
    'unknown',
    'The nodes could not be read: nodes is forbidden.',
  ]);
});

test('pod ranges of which one contains the other overlap', () => {
  const local = onPremisesCluster('local', { cidrs: { pod: known(['10.0.0.0/8'], 'a test') } });
  const remote = cloudCluster('remote', { cidrs: { pod: known(['10.244.0.0/16'], 'a test') } });
  expect(brief('LD-NET-001', findings({ local, remote }))).toEqual([
    [
      undefined,
      'warn',
      'The pod ranges 10.0.0.0/8 and 10.244.0.0/16 overlap: the local cluster maps 10.244.0.0/16 of the remote one, and the remote cluster 10.0.0.0/8 of the local one, to a free range of its own pools.',
    ],
  ]);
});

test('releases, generations and cluster IDs are compared between the clusters', () => {
  const remote = cloudCluster('remote', {
    liqo: liqoFacts({ version: known('v1.1.0', 'a test'), clusterId: known('local', 'a test') }),
  });
  const all = findings({ remote });
  expect([brief('LD-VER-001', all), brief('LD-VER-002', all), brief('LD-VER-003', all)]).toEqual([
    [[undefined, 'pass', undefined]],
    [[undefined, 'warn', 'The local cluster runs v1.2.0, the remote one v1.1.0.']],
    [[undefined, 'fail', 'Both clusters have the ID local.']],
  ]);
});

test('Liqo in one cluster only is a warning that names the other one', () => {
  const remote = cloudCluster('remote', { liqo: noLiqoFacts() });
  expect(brief('LD-VER-001', findings({ remote }))).toEqual([
    ['remote', 'warn', 'Liqo is not installed in the remote cluster. A test says so.'],
  ]);
});

test('an Ingress that sends plain HTTP to a backend with TLS is named as exactly this', () => {
  const ingress = (annotations: Record<string, string>) =>
    homeWithV10('local', {
      authService: known(
        authServiceFacts({ type: 'ClusterIP', ports: [{ protocol: 'TCP', port: 443 }] }),
        'a test',
      ),
      authIngress: known(authIngressFacts({ annotations }), 'a test'),
    });
  const at = (annotations: Record<string, string>) =>
    brief('LD-AUTH-004', findings({ local: ingress(annotations), generation: 'g2' }));
  expect(at({})).toEqual([
    [
      'local',
      'fail',
      'Ingress liqo-auth leads to liqo-auth, which speaks TLS, and no annotation tells the controller so.',
    ],
  ]);
  expect(at({ 'nginx.ingress.kubernetes.io/backend-protocol': 'HTTPS' })).toEqual([
    ['local', 'pass', undefined],
  ]);
});

test.for<readonly [string, Parameters<typeof authIngressFacts>[0], string, string | undefined]>([
  ['has an address', {}, 'pass', undefined],
  [
    'asks for a class that the cluster does not have',
    { addresses: [], classes: known(['traefik', 'haproxy'], 'a test') },
    'warn',
    'No Ingress controller has published an address for Ingress liqo-auth: it asks for the class nginx, and the cluster has traefik, haproxy.',
  ],
  [
    'asks for a class that is there',
    { addresses: [], classes: known(['nginx'], 'a test') },
    'warn',
    'No Ingress controller has published an address for Ingress liqo-auth; nginx, the class that it asks for, is there: its controller may not run, or does not publish where it is.',
  ],
  [
    'asks for none',
    { addresses: [], className: undefined, classes: known(['nginx'], 'a test') },
    'warn',
    'No Ingress controller has published an address for Ingress liqo-auth; it names no class, and the cluster has nginx.',
  ],
  [
    'is in a cluster without any class',
    { addresses: [], classes: known([], 'a test') },
    'warn',
    'No Ingress controller has published an address for Ingress liqo-auth, and the cluster has no IngressClass at all.',
  ],
  [
    'is in a cluster whose classes may not be read',
    { addresses: [], classes: unknown('a test says so') },
    'unknown',
    'No Ingress controller has published an address for Ingress liqo-auth, and which classes the cluster has is unknown: a test says so.',
  ],
])('whether a controller serves an Ingress that %s is said', ([, overrides, status, reason]) => {
  const local = homeWithV10('local', { authIngress: known(authIngressFacts(overrides), 'a test') });
  expect(brief('LD-AUTH-006', findings({ local, generation: 'g2' }))).toEqual([['local', status, reason]]);
});

test('an Ingress whose controller does otherwise than its annotations say is told by what it answered', () => {
  const annotations = { 'nginx.ingress.kubernetes.io/ssl-passthrough': 'true' };
  const at = (tls: boolean, seen: Pick<Observation, 'outcome' | 'cause' | 'httpStatus'>) => {
    const local = homeWithV10('local', {
      authTls: known(tls, 'a test'),
      authIngress: known(authIngressFacts({ annotations }), 'a test'),
    });
    const probe = observation({
      purpose: 'endpoint',
      service: 'auth',
      target: 'local',
      host: 'auth.example.org',
      port: 443,
      ...seen,
    });
    return brief('LD-AUTH-004', findings({ local, generation: 'g2', observations: [probe] }));
  };
  const plainHttp = {
    outcome: 'wrong-service',
    cause: 'plain-http-to-tls-backend',
    httpStatus: 400,
  } as const;
  expect(at(true, plainHttp)).toEqual([
    [
      'local',
      'fail',
      'Ingress liqo-auth leads to liqo-auth, which speaks TLS, and its controller sends plain HTTP in spite of the annotations.',
    ],
  ]);
  expect(at(false, { outcome: 'tls-failure', cause: 'not-tls', httpStatus: 400 })).toEqual([
    [
      'local',
      'fail',
      'Ingress liqo-auth leads to liqo-auth, which speaks plain HTTP (auth.tls=false), and an annotation has the controller speak TLS to it.',
    ],
  ]);
  expect(at(false, { outcome: 'open', httpStatus: 200 })).toEqual([['local', 'pass', undefined]]);
});

test('a scenario that what was seen contradicts is a warning', () => {
  const all = findings({ local: cloudCluster('local'), intent: { scenario: 'same-lan' } });
  expect(brief('LD-PLAT-001', all)).toEqual([
    [undefined, 'warn', 'The scenario same-lan was named, but what was seen shows cloud-to-cloud.'],
  ]);
});
