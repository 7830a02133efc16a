import { expect, test } from 'vitest';

import { known, unknown } from '../../../src/model/fact.js';
import { outcomeSchema, type Observation, type Outcome } from '../../../src/model/observation.js';
import { peerOf, type GatewayFlags, type Side } from '../../../src/model/peering.js';
import type { RequirementStatus } from '../../../src/model/requirement.js';
import type { StandIn, WorkloadOutcome } from '../../../src/model/run-evidence.js';
import { inputOf, judgeRun, observation } from '../run.js';
import { cloud, premises, saw } from '../expected-reports/places.js';

/** What a stand-in of one Service type showed, or why there is none. */
const states = ['absent', 'not-raised', 'pending', 'reached', 'blocked', 'silent', 'unseen'] as const;
type State = (typeof states)[number];
type Exposure = 'NodePort' | 'LoadBalancer';

const outcomeOf: Readonly<Partial<Record<State, Outcome>>> = {
  reached: 'replied',
  blocked: 'request-lost',
  silent: 'silent',
};

interface Raised {
  readonly standIns: readonly StandIn[];
  readonly observations: readonly Observation[];
}

const at = {
  local: { NodePort: '203.0.113.40', LoadBalancer: '203.0.113.90' },
  remote: { NodePort: '198.51.100.40', LoadBalancer: '198.51.100.90' },
} as const;

/** A silent stand-in has no control, so that nothing explains its silence. */
function raise([cluster, exposure]: readonly [Side, Exposure], state: State, port = 30742): Raised {
  const common = { cluster, service: 'gateway', exposure } as const;
  const host = at[cluster][exposure];
  if (state === 'absent') return { standIns: [], observations: [] };
  if (state === 'not-raised' || state === 'pending') {
    return { standIns: [{ ...common, status: state, reason: 'a test says so' }], observations: [] };
  }
  const endpoint = { protocol: 'udp', host, ports: [port] } as const;
  const outcome = outcomeOf[state];
  const seen =
    outcome === undefined
      ? []
      : [
          observation({
            purpose: 'stand-in',
            service: 'gateway',
            target: cluster,
            host,
            port,
            outcome,
            id: `${cluster}-${exposure}`,
          }),
        ];
  return {
    standIns: [{ ...common, status: 'raised', endpoint, ...(exposure === 'NodePort' && { nodePort: port }) }],
    observations: seen,
  };
}

const together = (...all: readonly Raised[]): Raised => ({
  standIns: all.flatMap(({ standIns }) => standIns),
  observations: all.flatMap(({ observations }) => observations),
});

const workloads = (isBroken: boolean): readonly WorkloadOutcome[] =>
  (['local', 'remote'] as const).map((cluster) => ({
    cluster,
    role: 'prober',
    status: isBroken ? 'failed' : 'ran',
    ...(isBroken && { code: 'image-pull' as const }),
  }));

/** What a stand-in's state is worth (rules 9 and 12, and "Outcome per requirement"). */
function worth(state: State, isBroken: boolean): RequirementStatus {
  switch (state) {
    case 'reached':
      return 'met';
    // Liqo waits for the address of a load balancer as the stand-in did, in vain.
    case 'pending':
    case 'blocked':
      return 'unmet';
    case 'unseen':
    case 'absent':
      return isBroken ? 'skipped' : 'unknown';
    case 'silent':
    case 'not-raised':
      return 'unknown';
  }
}

/** One side of Liqo v1.x: whichever type is reached will do; nobody's type counts before all types are out. */
function sideStatus(
  own: Readonly<Record<Exposure, State>>,
  types: readonly Exposure[],
  isBroken: boolean,
): RequirementStatus {
  const tried = types.map((type) => own[type]).filter((state) => state !== 'absent');
  const known = tried.map((state) => worth(state, isBroken));
  if (known.includes('met')) return 'met';
  // A pod that failed is the reason for all that was not seen.
  const isUnseen = tried.every((state) => state !== 'blocked' && state !== 'silent');
  if (isBroken && isUnseen) return 'skipped';
  if (known.length === 0) return 'unknown';
  return (
    known.find((status) => status === 'skipped') ?? known.find((status) => status === 'unknown') ?? 'unmet'
  );
}

/** Rule 2. */
function pairStatuses(pair: readonly RequirementStatus[]): readonly RequirementStatus[] {
  return pair.includes('met') ? pair.map((status) => (status === 'met' ? 'met' : 'not-applicable')) : pair;
}

/** Rules 2 and 12, where all else is met. */
function verdict(pair: readonly RequirementStatus[]): string {
  if (pair.includes('met')) return 'ready';
  if (pair.includes('unknown') || pair.includes('skipped')) return 'undetermined';
  return pair.includes('unmet') ? 'not-ready' : 'ready';
}

const apiServer = saw('apiServer of remote at 198.51.100.40:6443', 'open');
const here = premises('local', 'v1.2.0', { address: '203.0.113.40' });
const there = premises('remote', 'v1.2.0', { address: '198.51.100.40' });

const flags: readonly GatewayFlags[] = [
  {},
  { location: 'Provider' },
  { location: 'Consumer' },
  { type: 'NodePort' },
  { type: 'LoadBalancer' },
  { type: 'ClusterIP' },
  { location: 'Consumer', type: 'NodePort' },
];

function expectedOf(
  side: Side,
  own: Readonly<Record<Exposure, State>>,
  { given, isBroken }: { readonly given: GatewayFlags; readonly isBroken: boolean },
): RequirementStatus {
  if (given.location !== undefined && given.location !== (side === 'remote' ? 'Provider' : 'Consumer')) {
    return 'not-applicable';
  }
  if (given.type === 'ClusterIP') return 'unknown';
  return sideStatus(own, given.type === undefined ? ['NodePort', 'LoadBalancer'] : [given.type], isBroken);
}

test.each(flags)(
  'Liqo v1.x with the flags %o: both sides with every state of every Service type',
  (given) => {
    const wrong: unknown[] = [];
    for (const isBroken of [false, true]) {
      for (const remoteNode of states)
        for (const remoteBalancer of states) {
          for (const localNode of states)
            for (const localBalancer of states) {
              const remote = { NodePort: remoteNode, LoadBalancer: remoteBalancer };
              const local = { NodePort: localNode, LoadBalancer: localBalancer };
              const raised = together(
                raise(['remote', 'NodePort'], remoteNode),
                raise(['remote', 'LoadBalancer'], remoteBalancer),
                raise(['local', 'NodePort'], localNode),
                raise(['local', 'LoadBalancer'], localBalancer),
              );
              const { evidence } = inputOf({
                local: here,
                remote: there,
                generation: 'g3',
                ...raised,
                observations: [apiServer, ...raised.observations],
              });
              const judgement = judgeRun({
                local: here,
                remote: there,
                generation: 'g3',
                gateway: given,
                evidence: { ...evidence, workloads: workloads(isBroken) },
              });
              const own = [
                expectedOf('remote', remote, { given, isBroken }),
                expectedOf('local', local, { given, isBroken }),
              ];
              const right = [...pairStatuses(own), verdict(own)];
              const pair = judgement.requirements
                .filter(({ group }) => group === 'gateway')
                .map(({ status }) => status);
              const found = [...pair, judgement.verdict];
              if (found.join() !== right.join() && wrong.length < 5)
                wrong.push({ remote, local, isBroken, found, right });
            }
        }
    }
    expect(wrong).toEqual([]);
  },
  120_000,
);

/** Rule 11: what settles a live gateway by itself. */
const definite: readonly Outcome[] = [
  'refused',
  'filtered',
  'unreachable',
  'reset',
  'dns-failure',
  'tls-failure',
  'wrong-service',
  'wrong-cluster',
  'proxy-failure',
];

interface Live {
  readonly outcome: Outcome | undefined;
  readonly exposure: Exposure | 'PortForwarding';
  readonly sibling: State;
  readonly ready: 0 | 1 | undefined;
  readonly isBroken: boolean;
}

/** One live gateway of Liqo v0.3–v0.10 at a public address. */
function liveStatus({ outcome, exposure, sibling, ready, isBroken }: Live): RequirementStatus {
  if (outcome === 'replied' || outcome === 'open') return 'met';
  if (outcome !== undefined && definite.includes(outcome)) return 'unmet';
  if (outcome === 'error' || exposure === 'PortForwarding') return 'unknown';
  // What was not probed for want of a pod is skipped. A node port has its address at once, so it is there or it is not.
  const isUnseen = sibling === 'absent' || sibling === 'unseen';
  const isNoNodePort = exposure === 'NodePort' && (sibling === 'not-raised' || sibling === 'pending');
  if (outcome === undefined || isUnseen || isNoNodePort) return isBroken ? 'skipped' : 'unknown';
  if (sibling !== 'reached') return 'unknown';
  return ready === undefined ? 'unknown' : ready > 0 ? 'met' : 'unmet';
}

const gatewayAt = {
  NodePort: { host: '198.51.100.40', port: 31871 },
  LoadBalancer: { host: '198.51.100.21', port: 5871 },
  PortForwarding: { host: '203.0.113.99', port: 4000 },
} as const;

function liveRun(live: Live, version: 'v0.4.0' | 'v0.10.3') {
  const { outcome, exposure, sibling, ready, isBroken } = live;
  const gateway = { readyEndpoints: ready === undefined ? unknown('forbidden') : known(ready, 'a test') };
  const { host, port } = gatewayAt[exposure];
  const forwarded = {
    'net.liqo.io/gatewayNodeIP': '198.51.100.40',
    'liqo.io/override-address': host,
    'liqo.io/override-port': String(port),
  };
  const remote =
    exposure === 'LoadBalancer'
      ? cloud('remote', version, {
          provider: 'aks',
          apiHost: '198.51.100.40',
          nodes: [{ type: 'InternalIP', address: '198.51.100.40' }],
          gateway,
        })
      : premises('remote', version, {
          address: '198.51.100.40',
          gateway: { ...gateway, ...(exposure === 'PortForwarding' && { annotations: forwarded }) },
        });
  const raised = raise(['remote', exposure === 'LoadBalancer' ? 'LoadBalancer' : 'NodePort'], sibling, 32001);
  const seen = outcome === undefined ? [] : [saw(`gateway of remote at ${host}:${port}`, outcome)];
  const run = {
    local: premises('local', version, { address: '203.0.113.40', gateway: { type: 'ClusterIP' } }),
    remote,
    generation: version === 'v0.4.0' ? 'g1' : 'g2',
    standIns: raised.standIns,
    observations: [...seen, ...raised.observations],
  } as const;
  const { evidence } = inputOf(run);
  return judgeRun({ ...run, evidence: { ...evidence, workloads: workloads(isBroken) } });
}

test.each(['v0.4.0', 'v0.10.3'] as const)(
  'a live gateway of Liqo %s: every outcome beside every sibling, in every exposure',
  (version) => {
    const wrong: unknown[] = [];
    const exposures =
      version === 'v0.4.0'
        ? (['NodePort', 'LoadBalancer'] as const)
        : (['NodePort', 'LoadBalancer', 'PortForwarding'] as const);
    for (const outcome of [undefined, ...outcomeSchema.options]) {
      for (const exposure of exposures) {
        for (const sibling of states) {
          for (const ready of [0, 1, undefined] as const) {
            for (const isBroken of [false, true]) {
              const live: Live = { outcome, exposure, sibling, ready, isBroken };
              const { requirements } = liveRun(live, version);
              const [remote, local] = requirements.filter(({ group }) => group === 'gateway');
              const right = liveStatus(live);
              // The other side's gateway has no address at all.
              const other = right === 'met' ? 'not-applicable' : 'unmet';
              const assurance =
                right !== 'met'
                  ? undefined
                  : outcome === 'replied' || outcome === 'open'
                    ? 'proven'
                    : 'sibling';
              const found = [remote?.status, remote?.assurance, remote?.configured, local?.status];
              const wanted = [right, assurance, exposure, other];
              if (found.join() !== wanted.join() && wrong.length < 8) wrong.push({ live, found, wanted });
            }
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  },
  120_000,
);

/** Whether a control had answered long before, only afterwards, or never; or there was none. */
const controls = ['before', 'dead', 'none'] as const;

/** "Silence of a stand-in counts as blocked only after it was reached through the same Service from its own cluster." */
function standInStatus(
  outcome: Outcome,
  control: (typeof controls)[number],
  protocol: 'tcp' | 'udp',
): RequirementStatus {
  switch (outcome) {
    case 'open':
    case 'replied':
      return 'met';
    case 'error':
      return 'unknown';
    case 'silent':
      return control === 'before' ? 'unmet' : 'unknown';
    case 'filtered':
      // Over UDP an ICMP message came back; over TCP it is silence.
      return protocol === 'udp' || control === 'before' ? 'unmet' : 'unknown';
    case 'refused':
      return control === 'dead' ? 'unknown' : 'unmet';
    default:
      return 'unmet';
  }
}

test.each([
  { service: 'gateway', protocol: 'udp', version: 'v1.2.0', generation: 'g3' },
  { service: 'gateway', protocol: 'udp', version: 'v0.10.3', generation: 'g2' },
  { service: 'gateway', protocol: 'udp', version: 'v0.4.0', generation: 'g1' },
  { service: 'auth', protocol: 'tcp', version: 'v0.10.3', generation: 'g2' },
  { service: 'auth', protocol: 'tcp', version: 'v0.4.0', generation: 'g1' },
] as const)(
  'a stand-in of $service before Liqo $version is there: every outcome with every control',
  ({ service, protocol, version, generation }) => {
    const wrong: unknown[] = [];
    const host = '198.51.100.40';
    const port = 30742;
    const remote = premises('remote', version, {
      address: host,
      ...(generation !== 'g3' && {
        liqo: {
          installed: known(false, 'a test'),
          authService: known(null, 'a test'),
          gatewayService: known(null, 'a test'),
        },
      }),
    });
    for (const outcome of outcomeSchema.options) {
      for (const control of controls) {
        const common = { service, target: 'remote', host, port, protocol } as const;
        const own: readonly Observation[] =
          control === 'none'
            ? []
            : [
                observation({
                  purpose: 'control',
                  ...common,
                  outcome: control === 'dead' ? 'filtered' : protocol === 'udp' ? 'replied' : 'open',
                }),
              ];
        const { requirements } = judgeRun({
          local: premises('local', version, { address: '203.0.113.40' }),
          remote,
          generation,
          standIns: [
            {
              cluster: 'remote',
              service,
              exposure: 'NodePort',
              status: 'raised',
              nodePort: port,
              endpoint: { protocol: protocol === 'udp' ? 'udp' : 'https', host, ports: [port] },
            },
          ],
          observations: [...own, observation({ purpose: 'stand-in', ...common, outcome })],
        });
        const found = requirements.find((one) => one.service === service && one.cluster === 'remote')?.status;
        const right = standInStatus(outcome, control, protocol);
        if (found !== right) wrong.push({ outcome, control, found, right });
      }
    }
    expect(wrong).toEqual([]);
  },
);

test('no gateway of either side is needed without networking, whatever was seen', () => {
  for (const state of states) {
    const raised = raise(['remote', 'NodePort'], state);
    const { requirements } = judgeRun({
      local: here,
      remote: there,
      generation: 'g3',
      ...raised,
      intent: { networkingDisabled: true },
    });
    const pair = requirements
      .filter(({ group }) => group === 'gateway')
      .map(({ status, from, cluster }) => [status, from === peerOf(cluster)]);
    expect(pair).toEqual([
      ['not-applicable', true],
      ['not-applicable', true],
    ]);
  }
});
