import { valueOf } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, type Endpoint, type Exposure, type Side } from '../../model/peering.js';
import { endpointText, outcomePhrase } from '../evidence/outcome-text.js';
import { unservedFamily } from '../evidence/address-families.js';
import { unroutedIpv6 } from '../evidence/missing-family.js';
import { viewWords } from '../evidence/view-words.js';
import type { JudgeContext } from '../judge-context.js';
import { explainAbsence } from './absence.js';
import { clause, sentence, theCluster, type Assessment } from './assessment.js';
import { captureHint, captureNode, judgeCapture, type CaptureVerdict } from './gateway-capture.js';
import { assessPrivateGateway } from './private-gateway.js';
import { standInOptions, type StandInOption } from './stand-in-option.js';

/** A live gateway (Liqo v0.3–v0.10) at the endpoint that Liqo advertises for it. */
interface LiveGateway {
  readonly cluster: Side;
  readonly endpoint: Endpoint;
  readonly configured: Exposure | null;
}

type Verdict = Pick<
  Assessment,
  'status' | 'reason' | 'assurance' | 'decisive' | 'evidence' | 'droppedOn' | 'isUnlikely'
>;

/**
 * Whether the peer reaches a live gateway, which by design answers no stranger: a refusal is certain, and silence is
 * explained by a sibling, a stand-in of the same Service type at the same address.
 */
export function assessLiveGateway(cluster: Side, context: JudgeContext): Assessment {
  const { endpoint, exposure, determinate, reason } = context.advertised[cluster].gateway;
  const common = { endpoint, configured: exposure };
  if (endpoint === null) {
    return determinate
      ? { ...common, status: 'unmet', reason: sentence(reason), evidence: [] }
      : {
          ...common,
          status: 'unknown',
          reason: `What Liqo would advertise cannot be told: ${clause(reason)}.`,
          evidence: [],
        };
  }
  return { ...common, ...judgeLive({ cluster, endpoint, configured: exposure }, context) };
}

function judgeLive(gateway: LiveGateway, context: JudgeContext): Verdict {
  const { cluster, endpoint } = gateway;
  const seen = context.evidence.observations
    .map(({ observation }) => observation)
    .filter(
      ({ purpose, service, target, from }) =>
        purpose === 'endpoint' && service === 'gateway' && target === cluster && from === peerOf(cluster),
    )
    .filter(({ host, port }) => host === endpoint.host && endpoint.ports.includes(port));
  const decisive = seen.find(isDefinite) ?? seen[0];
  const evidence = seen.map(({ id }) => id);
  const who = theCluster(peerOf(cluster));
  const where = endpointText(endpoint);
  if (decisive !== undefined && isProven(decisive)) {
    return {
      status: 'met',
      assurance: 'proven',
      reason: `${who} reaches the gateway at ${where}.`,
      decisive,
      evidence,
    };
  }
  const unserved = unservedAt(gateway, context);
  if (unserved !== undefined) {
    const reason = `${who} cannot reach ${where}, which Liqo would advertise: ${unserved}.`;
    return { status: 'unmet', reason, decisive, evidence };
  }
  const unrouted = unroutedIpv6(decisive);
  if (unrouted !== undefined) {
    const reason = `Whether the ${peerOf(cluster)} cluster reaches the gateway at ${where} is not known: its pods have no route to ${unrouted}, and its gateway sends from the network of its node, which may have one.`;
    return { status: 'unknown', reason, decisive, evidence };
  }
  if (decisive !== undefined && isDefinite(decisive)) {
    const reason = `${who} cannot reach ${where}, which Liqo would advertise: ${outcomePhrase(decisive)}${viewWords(decisive, context)}.`;
    return { status: 'unmet', reason, decisive, evidence };
  }
  const sibling = siblingOf(gateway, context);
  const captured = judgeCapture(cluster, seen, context);
  const losesReplies = standInOptions(cluster, 'gateway', context).some(isReplyLost);
  const decided = byCapture({ gateway, sibling, captured, losesReplies });
  if (decided !== undefined) return { ...decided, decisive, evidence };
  const all = [...evidence, ...(sibling?.evidence ?? [])];
  return {
    ...bySibling({ gateway, sibling, decisive, captured, context }),
    decisive: sibling?.blocksWireGuard === true ? sibling.decisive : (decisive ?? sibling?.decisive),
    evidence: all,
  };
}

/** Why Liqo's own node port does not answer at the address, whatever probes of it saw; `undefined` where it may. */
function unservedAt(
  { cluster, configured, endpoint }: LiveGateway,
  context: JudgeContext,
): string | undefined {
  const isOwnPort = !isForwarded(cluster, endpoint, context);
  const at = { cluster, service: 'gateway', exposure: configured, host: endpoint.host } as const;
  return isOwnPort ? unservedFamily(at, context) : undefined;
}

/** A handshake takes the reply as well, and the way of replies is not captured. */
function isReplyLost({ decisive }: StandInOption): boolean {
  return decisive?.outcome === 'reply-lost';
}

function isProven({ outcome }: Observation): boolean {
  return outcome === 'replied' || outcome === 'open';
}

/** Outcomes that settle a live gateway by themselves: packets came back that say no, or none could be sent. */
export function isDefinite({ outcome }: Pick<Observation, 'outcome'>): boolean {
  return !['replied', 'open', 'silent', 'error', 'request-lost', 'reply-lost'].includes(outcome);
}

/** The stand-in whose way is the live gateway's own; absent where the gateway is advertised at a forwarded port. */
function siblingOf(
  { cluster, endpoint, configured }: LiveGateway,
  context: JudgeContext,
): StandInOption | undefined {
  if (isForwarded(cluster, endpoint, context)) return undefined;
  return standInOptions(cluster, 'gateway', context).find(
    ({ standIn, endpoint: at }) =>
      standIn.exposure === configured && (configured === 'LoadBalancer' || at?.host === endpoint.host),
  );
}

/** Whether the advertised port leads to the gateway only by a device outside the cluster. */
function isForwarded(cluster: Side, endpoint: Endpoint, context: JudgeContext): boolean {
  if (context.advertised[cluster].gateway.exposure === 'PortForwarding') return true;
  const service = valueOf(context.clusters[cluster].liqo.gatewayService);
  if (service === undefined || service === null) return false;
  const own = service.ports.flatMap(({ port, nodePort }) =>
    service.type === 'NodePort' ? [nodePort] : [port],
  );
  return !endpoint.ports.some((port) => own.includes(port));
}

interface Witnesses {
  readonly gateway: LiveGateway;
  readonly sibling: StandInOption | undefined;
  readonly captured: CaptureVerdict | undefined;
}

interface CaptureWitnesses extends Witnesses {
  /** Whether a stand-in of this cluster was reached, and its replies were not. */
  readonly losesReplies: boolean;
}

/** What the gateway's own side saw settles it, unless WireGuard is dropped where these datagrams pass. */
function byCapture({
  gateway,
  sibling,
  captured,
  losesReplies,
}: CaptureWitnesses): Pick<Verdict, 'status' | 'reason' | 'assurance' | 'droppedOn'> | undefined {
  const { cluster, endpoint } = gateway;
  const who = theCluster(peerOf(cluster));
  const where = endpointText(endpoint);
  if (captured?.kind === 'arrived' && losesReplies) {
    const reason = `Whether the ${peerOf(cluster)} cluster can use the gateway at ${where} is not known: a capture on ${captureNode(captured.capture)} saw its datagrams arrive, but the replies of a stand-in beside it were lost on their way back.`;
    return { status: 'unknown', reason };
  }
  if (captured?.kind === 'arrived' && sibling?.blocksWireGuard !== true) {
    const { received, sources, capture } = captured;
    return {
      status: 'met',
      assurance: 'proven',
      reason: `${who} reaches the gateway at ${where}: a capture on ${captureNode(capture)} saw ${received} of its datagrams arrive, from ${sources.join(', ')}.`,
    };
  }
  if (captured?.kind === 'doubtful') {
    const reason = `Whether the ${peerOf(cluster)} cluster reaches the gateway at ${where} is not known: ${captured.why}.`;
    return { status: 'unknown', reason };
  }
  if (captured?.kind === 'dropped') {
    const droppedOn = captureNode(captured.capture);
    return {
      status: 'unmet',
      droppedOn,
      reason: `${who} cannot reach ${where}, which Liqo would advertise: its datagrams arrive on ${droppedOn}, whose own packet filter drops them, while it passes those of its own cluster.`,
    };
  }
  if (captured?.kind === 'absent') {
    const { sent, capture } = captured;
    return {
      status: 'unmet',
      reason: `${who} cannot reach ${where}, which Liqo would advertise: of ${sent} datagrams none arrived on ${captureNode(capture)}, where a capture saw those of its own cluster.`,
    };
  }
  return undefined;
}

interface Contrast extends Witnesses {
  /** The silent observation of the live gateway. */
  readonly decisive: Observation | undefined;
  readonly context: JudgeContext;
}

function bySibling({
  gateway,
  sibling,
  decisive,
  captured,
  context,
}: Contrast): Pick<Verdict, 'status' | 'reason' | 'assurance' | 'isUnlikely'> {
  const { cluster, endpoint, configured } = gateway;
  const from = peerOf(cluster);
  const where = endpointText(endpoint);
  const unknown = (why: string): Pick<Verdict, 'status' | 'reason'> => ({
    status: 'unknown',
    reason: `Whether the ${from} cluster reaches the gateway at ${where} is not known: ${why}.`,
  });
  const hint = decisive === undefined ? '' : captureHint(cluster, captured, context);
  if (decisive?.outcome === 'error') return unknown(outcomePhrase(decisive));
  const address = decisive?.address ?? endpoint.host;
  const isSiblingBlocked = sibling?.status === 'blocked';
  const inside = assessPrivateGateway({ cluster, address, where, isSiblingBlocked, hint }, context);
  if (inside !== undefined) return inside;
  if (isForwarded(cluster, endpoint, context)) {
    return decisive === undefined && context.probeFrom !== 'pods'
      ? explainAbsence({ from, protocol: 'udp' }, context)
      : unknown(
          `a live gateway answers no stranger, and behind a forwarded port this cannot be told from outside${hint}`,
        );
  }
  if (sibling === undefined || decisive === undefined || sibling.status === 'skipped') {
    const absence = explainAbsence({ from, responder: cluster, protocol: 'udp' }, context);
    return absence.status === 'skipped' || context.probeFrom !== 'pods'
      ? absence
      : unknown(`a live gateway answers no stranger, and no stand-in beside it was probed${hint}`);
  }
  if (sibling.blocksWireGuard === true) {
    return {
      status: 'unmet',
      reason: `${theCluster(from)} cannot use the gateway at ${where}, which Liqo would advertise, because WireGuard does not pass to a stand-in beside it: ${sibling.reason}.`,
    };
  }
  if (sibling.status !== 'proven') return unknown(`${siblingClause(sibling)}${hint}`);
  const ready = context.clusters[cluster].liqo.gatewayService;
  const endpoints = ready.known ? (ready.value?.readyEndpoints ?? undefined) : undefined;
  if (endpoints?.known !== true) return unknown('how many endpoints its Service has could not be read');
  if (endpoints.value < 1) {
    return {
      status: 'unmet',
      reason: `The gateway of the ${cluster} cluster at ${where} has no ready endpoint behind its Service.`,
    };
  }
  return {
    status: 'met',
    assurance: 'sibling',
    reason: `${theCluster(from)} reaches a stand-in beside the gateway (${configured ?? 'Service'} at ${sibling.endpoint === null ? endpoint.host : endpointText(sibling.endpoint)}), and ${where} does not refuse datagrams.`,
  };
}

function siblingClause({ status, reason }: StandInOption): string {
  return status === 'blocked'
    ? `a live gateway answers no stranger, and a stand-in beside it is blocked, but a firewall may pass the gateway's port alone (${reason})`
    : `a live gateway answers no stranger, and neither did the stand-in beside it (${reason})`;
}
