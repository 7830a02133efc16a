import { judge, type JudgeInput } from '../../src/judge/judge.js';
import type { Observation, Outcome } from '../../src/model/observation.js';
import { peerOf, type GatewayFlags, type PeeringIntent, type Side } from '../../src/model/peering.js';
import type { Judgement } from '../../src/model/report.js';
import type {
  ReceivedObservation,
  RunEvidence,
  StandIn,
  WorkloadOutcome,
} from '../../src/model/run-evidence.js';
import type { RunPlan } from '../../src/model/run-plan.js';
import {
  addresses,
  authServiceFacts,
  cloudCluster,
  type ClusterOverrides,
  earlyLiqoFacts,
  gatewayServiceFacts,
  nodeFacts,
  onPremisesCluster,
} from '../helpers/cluster-facts.js';
import { known } from '../../src/model/fact.js';
import type { ClusterFacts } from '../../src/model/cluster-facts.js';

/** What peers are told with --liqo-version and the flags of liqoctl peer. */
export function intent(overrides: Partial<PeeringIntent> = {}): PeeringIntent {
  return {
    liqoVersion: 'v1.2.0',
    peering: 'out-of-band',
    networkingDisabled: false,
    gateway: {},
    ...overrides,
  };
}

/** One observation of a service of `target`, from the other cluster's pod unless overridden. */
export function observation(
  parts: Pick<Observation, 'purpose' | 'service' | 'target' | 'host' | 'port' | 'outcome'> &
    Partial<Observation>,
): Observation {
  const { purpose, service, target } = parts;
  const isUdp = service === 'gateway';
  return {
    id: `${target}-${service}-${purpose}-1`,
    from: purpose === 'control' ? target : peerOf(target),
    view: 'pod',
    protocol: isUdp ? 'udp' : purpose === 'stand-in' || purpose === 'control' ? 'tcp' : 'https',
    timingsMs: {},
    ...parts,
  };
}

/** Observations as they came in: each after 10 seconds, controls after two. */
function received(observations: readonly Observation[]): ReceivedObservation[] {
  return observations.map((one) => ({
    observation: one,
    receivedAtMs: one.purpose === 'control' ? 2000 : 10_000,
  }));
}

/** A stand-in for a gateway behind a NodePort, with its control that replied, and what the peer saw of it. */
export function nodePortGateway(
  cluster: Side,
  seen: {
    readonly host: string;
    readonly nodePort: number;
    readonly outcome: Outcome;
    readonly source?: string;
  },
): { readonly standIn: StandIn; readonly observations: readonly Observation[] } {
  const { host, nodePort, outcome, source } = seen;
  const common = { service: 'gateway', target: cluster, host, port: nodePort } as const;
  return {
    standIn: {
      cluster,
      service: 'gateway',
      exposure: 'NodePort',
      status: 'raised',
      endpoint: { protocol: 'udp', host, ports: [nodePort] },
      nodePort,
    },
    observations: [
      observation({ ...common, purpose: 'control', outcome: 'replied' }),
      observation({
        ...common,
        purpose: 'stand-in',
        outcome,
        ...(source !== undefined && { observedSource: source }),
      }),
    ],
  };
}

/** A LoadBalancer stand-in that was not allowed. */
export function untriedLoadBalancer(cluster: Side): StandIn {
  const reason = 'temporary LoadBalancer Services are raised only with --allow-load-balancer';
  return { cluster, service: 'gateway', exposure: 'LoadBalancer', status: 'not-raised', reason };
}

/** A LoadBalancer stand-in at an address. */
export function loadBalancerGateway(
  cluster: Side,
  seen: { readonly host: string; readonly port: number; readonly outcome: Outcome },
): { readonly standIn: StandIn; readonly observations: readonly Observation[] } {
  const { host, port, outcome } = seen;
  const common = { service: 'gateway', target: cluster, host, port } as const;
  return {
    standIn: {
      cluster,
      service: 'gateway',
      exposure: 'LoadBalancer',
      status: 'raised',
      endpoint: { protocol: 'udp', host, ports: [port] },
    },
    observations: [
      observation({ ...common, id: `${cluster}-gateway-control-2`, purpose: 'control', outcome: 'replied' }),
      observation({ ...common, id: `${cluster}-gateway-stand-in-2`, purpose: 'stand-in', outcome }),
    ],
  };
}

/** A datagram of `from` whose source the other cluster's responder saw. */
export function sourceSeen(from: Side, host: string, source: string): Observation {
  return observation({
    purpose: 'source',
    service: 'gateway',
    target: peerOf(from),
    host,
    port: 31999,
    outcome: 'replied',
    observedSource: source,
  });
}

const ran: readonly WorkloadOutcome[] = (['local', 'remote'] as const).flatMap((cluster) =>
  (['responder', 'prober'] as const).map((role): WorkloadOutcome => ({ cluster, role, status: 'ran' })),
);

/** What a run has, given what differs. */
export interface Run {
  readonly local: ClusterFacts;
  readonly remote: ClusterFacts;
  readonly generation: RunPlan['generation'];
  /** The release in effect; the newest of the generation unless given. */
  readonly liqoVersion?: string;
  readonly observations?: readonly Observation[];
  readonly standIns?: readonly StandIn[];
  readonly evidence?: Partial<RunEvidence>;
  readonly intent?: Partial<PeeringIntent>;
  readonly gateway?: GatewayFlags;
  readonly probeFrom?: JudgeInput['probeFrom'];
  readonly startedAt?: string;
  readonly plan?: Partial<RunPlan>;
}

const newestOf = { g1: 'v0.4.0', g2: 'v0.10.3', g3: 'v1.2.0' } as const;

/** The input of a run: contexts are named `a` (local) and `b` (remote). */
export function inputOf(run: Run): JudgeInput {
  return {
    local: run.local,
    remote: run.remote,
    intent: intent({ gateway: run.gateway ?? {}, ...run.intent }),
    evidence: {
      standIns: run.standIns ?? [],
      observations: received(run.observations ?? []),
      arrivals: [],
      workloads: ran,
      ...run.evidence,
    },
    plan: {
      generation: run.generation,
      liqoVersion: run.liqoVersion ?? newestOf[run.generation],
      generationReason: 'A test says so.',
      standIns: [],
      notRaised: [],
      probes: { local: [], remote: [] },
      ...run.plan,
    },
    probeFrom: run.probeFrom ?? 'pods',
    startedAt: run.startedAt ?? '2026-01-15T12:00:00.000Z',
    words: {
      local: { context: 'a', liqoNamespace: 'liqo' },
      remote: { context: 'b', liqoNamespace: 'liqo' },
    },
  };
}

/** The verdict on a run. */
export function judgeRun(run: Run): Judgement {
  return judge(inputOf(run));
}

/** `service of cluster: status` for each requirement, in order. */
export function statuses({ requirements }: Judgement): string[] {
  return requirements.map(({ service, cluster, status }) => `${service} of ${cluster}: ${status}`);
}

/** Liqo v0.10.3 on premises: auth NodePort 30443 and gateway NodePort 31871, one worker at 192.168.1.11. */
export function homeWithV10(side: Side, overrides: Parameters<typeof earlyLiqoFacts>[1] = {}): ClusterFacts {
  return onPremisesCluster(side, {
    kubernetesVersion: known('v1.29.4', 'a test'),
    nodes: known(
      [
        nodeFacts({
          name: 'edge',
          addresses: addresses(['InternalIP', '192.168.1.11']),
          labels: { 'node-role.kubernetes.io/control-plane': '' },
        }),
      ],
      'a test',
    ),
    apiServer: {
      kubeconfigUrl: 'https://192.168.1.11:6443',
      certificateNames: known(['kubernetes', '10.96.0.1', '192.168.1.11'], 'a test'),
    },
    liqo: earlyLiqoFacts('v0.10.3', {
      clusterId: known(`id-of-${side}`, 'a test'),
      reservedRanges: known(['192.168.1.0/24'], 'a test'),
      ...overrides,
    }),
  });
}

/** Liqo v0.10.3 in a cloud: auth LoadBalancer 198.51.100.20:443, gateway LoadBalancer 198.51.100.21:5871. */
export function cloudWithV10(side: Side, overrides: ClusterOverrides = {}): ClusterFacts {
  const url = 'https://3f2a.gr7.eu-west-1.eks.amazonaws.com';
  return cloudCluster(side, {
    kubernetesVersion: known('v1.29.4-eks-036c24b', 'a test'),
    ...overrides,
    liqo: earlyLiqoFacts('v0.10.3', {
      clusterId: known(`id-of-${side}`, 'a test'),
      apiServerOverride: known(url, 'a test'),
      eksCluster: known('cloud', 'a test'),
      reservedRanges: known(['10.0.0.0/16'], 'a test'),
      authService: known(
        authServiceFacts({ type: 'LoadBalancer', loadBalancer: [{ ip: '198.51.100.20' }] }),
        'a test',
      ),
      gatewayService: known(
        gatewayServiceFacts({
          type: 'LoadBalancer',
          loadBalancer: [{ ip: '198.51.100.21' }],
          annotations: {},
        }),
        'a test',
      ),
      ...overrides.liqo,
    }),
  });
}

/** The host of the cloud's API server. */
export const cloudApiHost = '3f2a.gr7.eu-west-1.eks.amazonaws.com';
