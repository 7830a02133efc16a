import { existingGateway, type ExistingGateway } from '../../liqo/existing-gateway.js';
import type { Finding, FindingStatus } from '../../model/finding.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, sides, type Endpoint, type Side } from '../../model/peering.js';
import { endpointText, outcomePhrase } from '../evidence/outcome-text.js';
import { explainAbsence } from '../requirements/absence.js';
import { clause } from '../requirements/assessment.js';
import { judgeCapture, type CaptureVerdict } from '../requirements/gateway-capture.js';
import { isDefinite } from '../requirements/live-gateway.js';
import { standInOptions, type StandInOption } from '../requirements/stand-in-option.js';
import { makeFinding } from './finding.js';
import type { RuleContext } from './rule-context.js';

/** LD-GW-009: the gateway server that Liqo v1.x has made for these two clusters already is reached by its client. */
export function existingGatewaysAnswer(context: RuleContext): readonly Finding[] {
  const { clusters, intent } = context;
  return sides.flatMap((cluster) => {
    const from = peerOf(cluster);
    const existing = existingGateway(clusters[cluster], clusters[from], intent);
    if (existing === undefined) return [];
    const judged = judgeExisting(cluster, existing, context);
    return [
      makeFinding('LD-GW-009', {
        ...judged,
        service: 'gateway',
        cluster,
        from,
        endpoint: existing.endpoint,
      }),
    ];
  });
}

interface Judged {
  readonly status: FindingStatus;
  readonly reason: string;
  readonly evidence?: readonly string[];
  readonly remedy?: string | undefined;
}

function judgeExisting(cluster: Side, { server, endpoint }: ExistingGateway, context: RuleContext): Judged {
  const from = peerOf(cluster);
  const name = `gateway server ${server.namespace}/${server.name} of the ${cluster} cluster`;
  if (endpoint === null) {
    const reason = `The ${name} exists and has no address yet, so there is none for the client in the ${from} cluster to dial.`;
    return { status: 'warn', reason };
  }
  const what = `the ${name} at ${endpointText(endpoint)}`;
  const seen = context.evidence.observations
    .map(({ observation }) => observation)
    .filter(({ purpose, target }) => purpose === 'existing' && target === cluster);
  const evidence = seen.map(({ id }) => id);
  const [first] = seen;
  if (first === undefined) {
    const { status, reason } = explainAbsence({ from, protocol: 'udp' }, context);
    const why = clause(reason.charAt(0).toLowerCase() + reason.slice(1));
    const words = `Whether the ${from} cluster reaches ${what} is not known: ${why}.`;
    return { status: status === 'skipped' ? 'skip' : 'unknown', reason: words };
  }
  const refusal = seen.find(isDefinite);
  if (refusal !== undefined) {
    const reason = `The ${from} cluster cannot reach ${what}: ${outcomePhrase(refusal)}.`;
    return { status: 'warn', reason, evidence };
  }
  const sibling = siblingOf(cluster, server.serviceType, context);
  const captured = judgeCapture(cluster, seen, context);
  const way = { from, what, endpoint, seen: first, sibling, captured };
  const judged =
    byCapture(way) ?? bySilence(way, hintOf({ cluster, namespace: server.namespace, captured }, context));
  return {
    ...judged,
    evidence: [...evidence, ...(judged.status === 'pass' ? [] : (sibling?.evidence ?? []))],
  };
}

interface Way {
  readonly from: Side;
  readonly what: string;
  readonly endpoint: Endpoint;
  readonly seen: Observation;
  readonly sibling: StandInOption | undefined;
  readonly captured: CaptureVerdict | undefined;
}

function siblingOf(
  cluster: Side,
  serviceType: string | undefined,
  context: RuleContext,
): StandInOption | undefined {
  return standInOptions(cluster, 'gateway', context).find(({ standIn }) => standIn.exposure === serviceType);
}

function byCapture({ from, what, sibling, captured }: Way): Judged | undefined {
  if (captured?.kind === 'arrived') {
    const { capture, received, sources } = captured;
    const saw = `a capture in pod ${capture.pod ?? ''} saw ${received} of its datagrams arrive, from ${sources.join(', ')}`;
    return sibling?.blocksWireGuard === true
      ? {
          status: 'warn',
          reason: `The ${from} cluster reaches ${what} with ordinary datagrams (${saw}), but WireGuard does not pass to a stand-in behind a Service of the same type: ${sibling.reason}.`,
        }
      : { status: 'pass', reason: `The ${from} cluster reaches ${what}: ${saw}.` };
  }
  if (captured?.kind === 'absent') {
    const { capture, sent } = captured;
    const reason = `The ${from} cluster cannot reach ${what}: of ${sent} datagrams none arrived in pod ${capture.pod ?? ''}, where a capture saw those of its own cluster.`;
    return { status: 'warn', reason };
  }
  return undefined;
}

interface Hint {
  readonly words: string;
  readonly remedy: string | undefined;
}

function hintOf(
  {
    cluster,
    namespace,
    captured,
  }: Pick<Way, 'captured'> & { readonly cluster: Side; readonly namespace: string },
  { evidence }: RuleContext,
): Hint {
  if (captured?.kind === 'blind' || captured?.kind === 'doubtful') {
    return { words: `; ${captured.why}`, remedy: undefined };
  }
  if (evidence.captures !== undefined) return { words: '', remedy: undefined };
  return {
    words: `; --capture would tell, which takes the right to create pods/exec in namespace ${namespace} of the ${cluster} cluster`,
    remedy: 'Check again with --capture.',
  };
}

/** WireGuard answers no stranger: what is known then is what a stand-in of the same type shows. */
function bySilence({ from, what, seen, sibling }: Way, { words, remedy }: Hint): Judged {
  if (seen.outcome === 'error') {
    const reason = `Whether the ${from} cluster reaches ${what} is not known: ${outcomePhrase(seen)}.`;
    return { status: 'unknown', reason };
  }
  const stoodIn =
    sibling === undefined
      ? 'no stand-in behind a Service of the same type was probed'
      : `of a stand-in behind a Service of the same type is known: ${sibling.reason}`;
  const reason = `Whether the ${from} cluster reaches ${what} is not known: it does not refuse datagrams and is silent, as it is to every stranger; ${stoodIn}${words}.`;
  return { status: 'unknown', reason, remedy };
}
