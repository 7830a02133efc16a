import { expect, test } from 'vitest';

import type { ClusterFacts, LiqoFacts } from '../../../src/model/cluster-facts.js';
import { known } from '../../../src/model/fact.js';
import {
  outcomeSchema,
  type Certificate,
  type Observation,
  type Outcome,
} from '../../../src/model/observation.js';
import { scenarioIdSchema, type Exposure, type ScenarioId } from '../../../src/model/peering.js';
import type { RequirementStatus } from '../../../src/model/requirement.js';
import { judgeRun, observation, type Run } from '../run.js';
import { cloud, premises } from '../expected-reports/places.js';

/**
 * The authentication and API servers: every outcome with every cause and identity that changes its meaning, in every
 * exposure, scenario and generation. Rule 8 of the requirement matrix: what was seen decides, the cell only warns.
 */

const blockers: readonly Outcome[] = [
  'refused',
  'filtered',
  'unreachable',
  'reset',
  'dns-failure',
  'wrong-service',
  'wrong-cluster',
  'proxy-failure',
];
const successes: readonly Outcome[] = ['open', 'replied'];
const causes = [
  undefined,
  'not-tls',
  'wrong-name',
  'unknown-authority',
  'expired',
  'not-yet-valid',
  'client-certificate-wanted',
] as const;
type Cause = (typeof causes)[number];

/** Peers skip the verification of the authentication server: only who answers counts (liqo.md 1.3). */
type Identity = 'right' | 'other' | 'none';
function authStatus(outcome: Outcome, cause: Cause, identity: Identity): RequirementStatus {
  const isCertificateOnly = outcome === 'tls-failure' && cause !== undefined && cause !== 'not-tls';
  if (successes.includes(outcome)) return identity === 'other' ? 'unmet' : 'met';
  if (isCertificateOnly)
    return { right: 'met', other: 'unmet', none: 'unknown' }[identity] as RequirementStatus;
  return blockers.includes(outcome) || outcome === 'tls-failure' ? 'unmet' : 'unknown';
}

/** Peers verify the API server by the authority and the host that Liqo hands them (liqo.md 1.9). */
type Shown = 'good' | 'wrong-name' | 'untrusted' | 'unjudged' | 'none';
function apiServerStatus(outcome: Outcome, cause: Cause, shown: Shown): RequirementStatus {
  const isUnfit = shown === 'wrong-name' || shown === 'untrusted';
  if (successes.includes(outcome)) return isUnfit ? 'unmet' : 'met';
  if (outcome === 'tls-failure' && cause === 'client-certificate-wanted') {
    if (isUnfit) return 'unmet';
    return shown === 'good' ? 'met' : 'unknown';
  }
  return blockers.includes(outcome) || outcome === 'tls-failure' ? 'unmet' : 'unknown';
}

const certificate: Certificate = {
  subject: 'CN=kube-apiserver',
  issuer: 'CN=kubernetes',
  names: ['x'],
  notBefore: '2025-01-01T00:00:00.000Z',
  notAfter: '2035-01-01T00:00:00.000Z',
  fingerprint: 'AB',
  trusted: true,
  nameMatches: true,
};
const certificates: Readonly<Record<Shown, Certificate | undefined>> = {
  good: certificate,
  'wrong-name': { ...certificate, nameMatches: false },
  untrusted: { ...certificate, trusted: false },
  unjudged: { ...certificate, trusted: null },
  none: undefined,
};
const identities = { right: 'id-of-remote', other: 'id-of-third', none: undefined } as const;

interface Place {
  readonly exposure: Exposure;
  readonly facts: ClusterFacts;
  readonly host: string;
  readonly port: number;
}

const home = '192.168.1.11';
const override = { 'liqo.io/override-address': '203.0.113.8', 'liqo.io/override-port': '8443' };
const early = (liqo: Partial<LiqoFacts>) => ({ liqo });

/** One place of the authentication server per exposure, in Liqo v0.4 and v0.10. */
function authPlaces(version: 'v0.4.0' | 'v0.10.3'): readonly Place[] {
  const isOld = version === 'v0.4.0';
  const overridden = isOld
    ? early({
        authAddressOverride: known('203.0.113.8', 'a test'),
        authPortOverride: known('8443', 'a test'),
      })
    : { auth: { annotations: override } };
  const ingress = isOld
    ? early({
        authAddressOverride: known('auth.example.org', 'a test'),
        authPortOverride: known('443', 'a test'),
      })
    : {};
  return [
    {
      exposure: 'LoadBalancer',
      facts: cloud('remote', version, {
        provider: 'aks',
        apiHost: 'p.example',
        nodes: [{ type: 'InternalIP', address: '10.0.0.4' }],
      }),
      host: '198.51.100.20',
      port: 443,
    },
    { exposure: 'NodePort', facts: premises('remote', version, { address: home }), host: home, port: 30443 },
    {
      exposure: 'Ingress',
      facts: premises('remote', version, {
        address: home,
        auth: {
          type: 'ClusterIP',
          annotations: isOld
            ? {}
            : { 'liqo.io/override-address': 'auth.example.org', 'liqo.io/override-port': '443' },
        },
        ingress: {},
        ...ingress,
      }),
      host: 'auth.example.org',
      port: 443,
    },
    {
      exposure: 'PortForwarding',
      facts: premises('remote', version, { address: home, ...overridden }),
      host: '203.0.113.8',
      port: 8443,
    },
  ];
}

/** One place of the API server per exposure. */
function apiServerPlaces(version: 'v0.4.0' | 'v0.10.3' | 'v1.2.0'): readonly Place[] {
  const at = (host: string, port: number) => ({ host, port });
  return [
    {
      exposure: 'Provided',
      facts: cloud('remote', version, {
        provider: 'aks',
        apiHost: 'p.example',
        nodes: [{ type: 'InternalIP', address: '10.0.0.4' }],
      }),
      ...at('p.example', 443),
    },
    {
      exposure: 'PublicAddress',
      facts: premises('remote', version, { address: '198.51.100.40' }),
      ...at('198.51.100.40', 6443),
    },
    {
      exposure: 'PortForwarding',
      facts: premises('remote', version, { address: home, apiServerAddress: 'https://203.0.113.8:6443' }),
      ...at('203.0.113.8', 6443),
    },
    { exposure: 'Exposed', facts: premises('remote', version, { address: home }), ...at(home, 6443) },
    {
      exposure: 'ClusterIP',
      facts: premises('remote', version, { address: home, apiServerAddress: 'https://127.0.0.1:6443' }),
      ...at('127.0.0.1', 6443),
    },
  ];
}

interface Found {
  readonly status: RequirementStatus | undefined;
  readonly configured: Exposure | null | undefined;
  readonly hasPrescription: boolean;
  /** The status of the finding about the exposure's cell; `undefined` where there is none. */
  readonly cell: string | undefined;
}

function judged(run: Run, service: 'auth' | 'apiServer'): Found {
  const { requirements, findings } = judgeRun(run);
  const one = requirements.find((each) => each.service === service && each.cluster === 'remote');
  const code = service === 'auth' ? 'LD-AUTH-003' : 'LD-API-005';
  return {
    status: one?.status,
    configured: one?.configured,
    hasPrescription: one?.prescription !== undefined,
    cell: findings.find((each) => each.code === code && each.cluster === 'remote')?.status,
  };
}

/** What rule 8 makes of a status: a met one warns where the cell names other exposures. */
function expected(status: RequirementStatus, exposure: Exposure, accepted: readonly Exposure[]): Found {
  return {
    status,
    configured: exposure,
    hasPrescription: status === 'unmet',
    cell: status === 'met' ? (accepted.includes(exposure) ? 'pass' : 'warn') : undefined,
  };
}

/** The cells of requirements.md, for the cluster that the tests look at: columns A and B where they differ. */
const cells: Readonly<Record<ScenarioId, { readonly auth: string; readonly apiServer: string }>> = {
  'cloud-to-cloud': { auth: 'LoadBalancer Ingress', apiServer: 'Provided' },
  'onprem-to-cloud': { auth: 'LoadBalancer Ingress', apiServer: 'Ingress PublicAddress | Provided' },
  'onprem-nat-to-cloud': {
    auth: 'NodePort PortForwarding | LoadBalancer Ingress',
    apiServer: 'PortForwarding | Provided',
  },
  'same-lan': { auth: 'NodePort', apiServer: 'Exposed' },
  'onprem-to-onprem': { auth: 'LoadBalancer Ingress', apiServer: 'Ingress PublicAddress' },
  'onprem-nat-to-onprem': {
    auth: 'NodePort PortForwarding | LoadBalancer NodePort Ingress',
    apiServer: 'PortForwarding | Ingress PublicAddress',
  },
  'nat-to-nat': { auth: 'NodePort PortForwarding', apiServer: 'PortForwarding' },
  'routed-private': { auth: 'NodePort LoadBalancer', apiServer: 'Exposed' },
  'cloud-private': {
    auth: 'LoadBalancer Ingress',
    apiServer: 'Provided InBand | Provided PublicAddress Ingress',
  },
};

/** The exposures that a cell of the table names, for the column that the remote cluster reads. */
function accepted(scenario: ScenarioId, service: 'auth' | 'apiServer', run: Run): readonly string[] {
  const [a = '', b = a] = cells[scenario][service].split(' | ');
  return (judgeRun(run).scenario.a === 'remote' ? a : b).split(' ');
}

const generations = { 'v0.4.0': 'g1', 'v0.10.3': 'g2', 'v1.2.0': 'g3' } as const;
const scenarios = scenarioIdSchema.options;

type Version = keyof typeof generations;

function runs(
  place: Place,
  [version, scenario]: readonly [Version, ScenarioId],
  seen: readonly Observation[],
): Run {
  return {
    local: premises('local', version, { address: '192.168.9.9' }),
    remote: place.facts,
    generation: generations[version],
    intent: { scenario },
    observations: seen,
  };
}

test.each(['v0.4.0', 'v0.10.3'] as const)(
  'auth of Liqo %s: every outcome, cause and identity in every exposure and scenario',
  (version) => {
    const wrong: unknown[] = [];
    let count = 0;
    for (const place of authPlaces(version)) {
      for (const scenario of scenarios) {
        const cell = accepted(scenario, 'auth', runs(place, [version, scenario], []));
        for (const outcome of outcomeSchema.options) {
          for (const cause of outcome === 'tls-failure' ? causes : [undefined]) {
            for (const identity of ['right', 'other', 'none'] as const) {
              const seen = observation({
                purpose: 'endpoint',
                service: 'auth',
                target: 'remote',
                host: place.host,
                port: place.port,
                outcome,
                ...(cause !== undefined && { cause }),
                ...(identities[identity] !== undefined && { clusterId: identities[identity] }),
              });
              const found = judged(runs(place, [version, scenario], [seen]), 'auth');
              const right = expected(
                authStatus(outcome, cause, identity),
                place.exposure,
                cell as Exposure[],
              );
              count += 1;
              if (JSON.stringify(found) !== JSON.stringify(right)) {
                wrong.push({ exposure: place.exposure, scenario, outcome, cause, identity, found, right });
              }
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBe(4 * 9 * (14 + 7) * 3);
  },
  120_000,
);

test.each(['v0.4.0', 'v0.10.3', 'v1.2.0'] as const)(
  'API server of Liqo %s: every outcome, cause and certificate in every exposure and scenario',
  (version) => {
    const wrong: unknown[] = [];
    let count = 0;
    for (const place of apiServerPlaces(version)) {
      for (const scenario of scenarios) {
        const cell = accepted(scenario, 'apiServer', runs(place, [version, scenario], []));
        for (const outcome of outcomeSchema.options) {
          for (const cause of outcome === 'tls-failure' ? causes : [undefined]) {
            for (const shown of ['good', 'wrong-name', 'untrusted', 'unjudged', 'none'] as const) {
              const seen = observation({
                purpose: 'endpoint',
                service: 'apiServer',
                target: 'remote',
                host: place.host,
                port: place.port,
                outcome,
                ...(cause !== undefined && { cause }),
                ...(certificates[shown] !== undefined && { certificate: certificates[shown] }),
              });
              const found = judged(runs(place, [version, scenario], [seen]), 'apiServer');
              const right = expected(
                apiServerStatus(outcome, cause, shown),
                place.exposure,
                cell as Exposure[],
              );
              count += 1;
              if (JSON.stringify(found) !== JSON.stringify(right)) {
                wrong.push({ exposure: place.exposure, scenario, outcome, cause, shown, found, right });
              }
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBe(5 * 9 * (14 + 7) * 5);
  },
  120_000,
);
