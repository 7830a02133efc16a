import { isIpv6 } from '../../liqo/address-kind.js';
import { installDefaults } from '../../liqo/install-defaults.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, type Endpoint, type Side } from '../../model/peering.js';
import type { ReceivedObservation, StandIn } from '../../model/run-evidence.js';
import { outcomePhrase, probedAddress } from '../evidence/outcome-text.js';
import { realNodes } from '../evidence/own-addresses.js';
import { isReached, probesOf, type StandInEvidence, wasAliveBefore } from '../evidence/stand-in-evidence.js';
import { tunnelEvidence } from '../evidence/tunnel-evidence.js';
import type { JudgeContext, JudgeSituation } from '../judge-context.js';
import { unroutedIpv6 } from '../evidence/missing-family.js';
import { unservedFamily } from '../evidence/address-families.js';
import { viewWords } from '../evidence/view-words.js';
import { explainAbsence } from './absence.js';
import { clause } from './assessment.js';

/** One way in which a cluster could offer a service, and what its stand-in showed. */
export interface StandInOption {
  readonly standIn: Pick<StandIn, 'cluster' | 'service' | 'exposure' | 'nodePort'>;
  readonly endpoint: Endpoint | null;
  /** `blocked`: the peer does not reach it, and that is certain. */
  readonly status: 'proven' | 'blocked' | 'unknown' | 'skipped';
  /** A clause without its final stop. */
  readonly reason: string;
  /** IDs of the observations, the controls included. */
  readonly evidence: readonly string[];
  readonly decisive?: Observation | undefined;
  /** True for a load balancer that nobody was allowed to raise: only `--allow-load-balancer` would tell. */
  readonly isUntried?: boolean | undefined;
  /** True for a gateway's whose ordinary datagrams pass and whose WireGuard does not; `decisive` is of WireGuard then. */
  readonly blocksWireGuard?: boolean | undefined;
}

/** Every way in which a cluster's service was, or was to be, stood in for; the default Service type comes first. */
export function standInOptions(
  cluster: Side,
  service: StandIn['service'],
  { options }: Pick<JudgeContext, 'options'>,
): readonly StandInOption[] {
  return options.filter(({ standIn }) => standIn.cluster === cluster && standIn.service === service);
}

/** Judges all stand-ins of a run, raised or not; of each service the default Service type comes first. */
export function judgeStandIns(situation: JudgeSituation): readonly StandInOption[] {
  const raised = situation.evidence.standIns;
  const untried = situation.plan.notRaised
    .filter((one) => !raised.some((standIn) => isSameWay(standIn, one)))
    .map(({ cluster, service, exposure, nodePort, reason }): StandIn => ({
      cluster,
      service,
      exposure,
      nodePort,
      status: 'not-raised',
      reason,
    }));
  return [...raised, ...untried]
    .toSorted((one, other) => orderOf(one, situation) - orderOf(other, situation))
    .map((standIn) => standInOption(standIn, situation));
}

type Way = Pick<StandIn, 'cluster' | 'service' | 'exposure'>;

function isSameWay(one: Way, other: Way): boolean {
  return one.cluster === other.cluster && one.service === other.service && one.exposure === other.exposure;
}

/** What an installation, or `liqoctl peer` of v1.x, makes by itself is looked at first: it needs no value and no flag. */
function orderOf({ cluster, exposure }: StandIn, { clusters, release }: JudgeSituation): number {
  const { provider } = clusters[cluster].platform;
  const standard =
    release.generation === 'g3' ? 'LoadBalancer' : installDefaults(provider, release).serviceType;
  return exposure === standard ? 0 : 1;
}

function standInOption(standIn: StandIn, context: JudgeSituation): StandInOption {
  const { exposure, cluster, status } = standIn;
  const endpoint = standIn.endpoint ?? null;
  const why = standIn.reason === undefined ? '' : `: ${clause(standIn.reason)}`;
  if (status === 'not-raised') {
    const reason = `a ${exposure} of the ${cluster} cluster was not tried${why}`;
    return { standIn, endpoint, status: 'unknown', reason, evidence: [], isUntried: true };
  }
  if (status === 'pending' || endpoint === null) {
    // Liqo would wait for that address too, and then give up.
    const reason = `a ${exposure} Service of the ${cluster} cluster got no address${why}`;
    return { standIn, endpoint, status: 'blocked', reason, evidence: [] };
  }
  if (isRefusedUrl(standIn, endpoint)) {
    const reason = `a ${exposure} of the ${cluster} cluster would be advertised at ${endpoint.host}, and a peer takes no URL with an IPv6 address for an authentication server`;
    return { standIn, endpoint, status: 'blocked', reason, evidence: [] };
  }
  if (isTakenByGateway(standIn, endpoint, context)) {
    const reason = `a load balancer at ${endpoint.host}, the only node of the ${cluster} cluster, would get no address beside Liqo's gateway, which has UDP port ${endpoint.ports[0] ?? 0} of that node itself`;
    return { standIn, endpoint: null, status: 'blocked', reason, evidence: [] };
  }
  const probes = probesOf(standIn, 'stand-in', {
    observations: context.evidence.observations,
    plan: context.plan,
  });
  const seen = probes.filter(({ observation }) => observation.from === peerOf(cluster));
  return seen.length === 0
    ? unseen(standIn, endpoint, context)
    : judgedOption({ standIn, endpoint, seen, context });
}

/**
 * Whether the peer's API server would refuse the URL of an authentication server there, as `advertisedAuth` has it.
 *
 * Source: pattern of foreignAuthUrl in crds/discovery.liqo.io_foreignclusters.yaml@v0.3.2,@v0.10.3.
 */
function isRefusedUrl({ service }: StandIn, { host }: Endpoint): boolean {
  return service === 'auth' && isIpv6(host);
}

/**
 * Up to v0.10 a gateway is in the network of its node. Load balancers that listen on the nodes themselves, as those of k3s
 * do, find its port taken there: a single node has none left, though a stand-in, which is in no node's network, was given it.
 *
 * Source: deployments/liqo/templates/liqo-gateway-deployment.yaml@v0.3.2–v0.10.3 (hostNetwork); klipper-lb (hostPort).
 */
function isTakenByGateway(
  { service, cluster, exposure }: StandIn,
  { host }: Endpoint,
  { clusters, release }: JudgeSituation,
): boolean {
  if (service !== 'gateway' || exposure !== 'LoadBalancer' || release.generation === 'g3') return false;
  const [only, ...others] = realNodes(clusters[cluster]).filter(({ ready }) => ready);
  return others.length === 0 && only?.addresses.some(({ address }) => address === host) === true;
}

function unseen(standIn: StandIn, endpoint: Endpoint, context: JudgeSituation): StandInOption {
  const { cluster, service } = standIn;
  const protocol = service === 'gateway' ? 'udp' : 'tcp';
  const absence = explainAbsence({ from: peerOf(cluster), responder: cluster, protocol }, context);
  const status = absence.status === 'skipped' ? 'skipped' : 'unknown';
  return { standIn, endpoint, status, reason: clause(absence.reason), evidence: [] };
}

interface SeenStandIn {
  readonly standIn: StandIn;
  readonly endpoint: Endpoint;
  readonly seen: readonly ReceivedObservation[];
  readonly context: JudgeSituation;
}

const weight = { blocked: 2, unknown: 1, proven: 0 } as const;

/** Where several pods probed, all of them must reach the stand-in: Liqo's own pods may run on any node. */
function judgedOption({ standIn, endpoint, seen, context }: SeenStandIn): StandInOption {
  const evidence = { observations: context.evidence.observations, plan: context.plan };
  const judged = seen
    .map((received) => ({ received, status: statusAt(standIn, received, context) }))
    .toSorted((one, other) => weight[other.status] - weight[one.status]);
  const [worst] = judged;
  const controls = probesOf(standIn, 'control', evidence);
  const tunnel = tunnelEvidence(standIn, context.evidence);
  const blocksWireGuard = worst?.status === 'proven' && tunnel?.status === 'blocked';
  const decisive = blocksWireGuard ? tunnel.decisive : worst?.received.observation;
  return {
    standIn,
    endpoint,
    status: blocksWireGuard ? 'blocked' : (worst?.status ?? 'unknown'),
    reason:
      decisive === undefined
        ? ''
        : `${probedAddress(decisive)} (${standIn.exposure}): ${outcomePhrase(decisive)}${whyNot(standIn, decisive, context)}`,
    evidence: [
      ...[...seen, ...controls].map(({ observation }) => observation.id),
      ...(tunnel?.evidence ?? []),
    ],
    decisive,
    ...(blocksWireGuard && { blocksWireGuard }),
  };
}

function whyNot(standIn: StandIn, decisive: Observation, context: JudgeSituation): string {
  const { host } = decisive;
  const unserved = isReached(decisive)
    ? undefined
    : unservedFamily({ ...standIn, host, isStandIn: true }, context);
  return unserved === undefined ? viewWords(decisive, context) : `; ${unserved}`;
}

/** A node port whose Service is of another family than the address is not reached, though its control is not either. */
function statusAt(
  standIn: StandIn,
  received: ReceivedObservation,
  { evidence, plan, clusters, release }: JudgeSituation,
): 'proven' | 'blocked' | 'unknown' {
  const { host } = received.observation;
  const at = { ...standIn, host, isStandIn: true };
  const isUnserved = unservedFamily(at, { evidence, clusters }) !== undefined;
  if (isUnserved && !isReached(received.observation)) return 'blocked';
  if (isOfNodeNetwork(standIn, release) && unroutedIpv6(received.observation) !== undefined) return 'unknown';
  return statusOf(standIn, received, { observations: evidence.observations, plan });
}

/** Up to v0.10 gateways send from the network of their node, which may have IPv6 where its pods have none. */
function isOfNodeNetwork({ service }: StandIn, { generation }: JudgeContext['release']): boolean {
  return service === 'gateway' && generation !== 'g3';
}

function statusOf(
  standIn: StandIn,
  received: ReceivedObservation,
  evidence: StandInEvidence,
): 'proven' | 'blocked' | 'unknown' {
  const { observation } = received;
  switch (observation.outcome) {
    case 'open':
    case 'replied':
      return 'proven';
    case 'silent':
    case 'error':
      return 'unknown';
    case 'filtered':
      // Over TCP this is silence, which a Service that is not programmed yet gives as well as a firewall.
      return observation.protocol === 'udp' || wasAliveBefore(standIn, received, evidence)
        ? 'blocked'
        : 'unknown';
    case 'refused':
      // So does a node for a Service that its kube-proxy does not serve yet.
      return hasControl(standIn, evidence) && !wasAliveBefore(standIn, received, evidence)
        ? 'unknown'
        : 'blocked';
    default:
      return 'blocked';
  }
}

/** Whether the stand-in was tried from its own cluster. */
function hasControl(standIn: StandIn, evidence: StandInEvidence): boolean {
  return probesOf(standIn, 'control', evidence).length > 0;
}
