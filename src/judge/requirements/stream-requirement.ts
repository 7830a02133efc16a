import type { Advertised } from '../../model/advertised.js';
import { valueOf } from '../../model/fact.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, type Endpoint, type ServiceId, type Side } from '../../model/peering.js';
import { addressWords } from '../evidence/address-words.js';
import { isInternalAddress } from '../evidence/address-scope.js';
import { probedAddress, throughProxy } from '../evidence/outcome-text.js';
import { viewWords } from '../evidence/view-words.js';
import { isOverInternet, type JudgeContext } from '../judge-context.js';
import { explainAbsence } from './absence.js';
import { clause, sentence, theCluster, type Assessment } from './assessment.js';
import { judgeOperatorView } from './operator-view.js';
import { streamOutcome, type StreamOutcome } from './stream-outcome.js';

/** A TCP service of one cluster. */
export interface StreamService {
  readonly service: Exclude<ServiceId, 'gateway'>;
  readonly cluster: Side;
}

interface Judged extends Pick<Assessment, 'reason'> {
  readonly status: StreamOutcome['status'];
  readonly observation: Observation;
}

/** Unmet weighs more than unknown, and unknown more than met: every pod of the peer must reach the service. */
const weight = { unmet: 2, unknown: 1, met: 0 } as const;

/** Whether the peer reaches a TCP service at the endpoint that Liqo would advertise for it. */
export function assessStream({ service, cluster }: StreamService, context: JudgeContext): Assessment {
  const advertised = context.advertised[cluster][service];
  const from = peerOf(cluster);
  const common = { endpoint: advertised.endpoint, configured: advertised.exposure };
  if (advertised.endpoint === null) return { ...common, ...withoutEndpoint(advertised), evidence: [] };
  const seen = endpointObservations({ service, cluster }, advertised.endpoint, context);
  if (seen.length === 0) {
    return { ...common, ...explainAbsence({ from, protocol: 'tcp' }, context), evidence: [] };
  }
  const clusterId = valueOf(context.clusters[cluster].liqo.clusterId);
  const views = seen
    .map((observation) => judged(observation, streamOutcome(service, observation, clusterId), context))
    .toSorted((one, other) => weight[other.status] - weight[one.status]);
  const [worst] = views;
  return {
    ...common,
    status: worst?.status ?? 'unknown',
    reason: worst?.reason ?? '',
    evidence: seen.map(({ id }) => id),
    decisive: worst?.observation,
  };
}

function withoutEndpoint({ determinate, reason }: Advertised): Pick<Assessment, 'status' | 'reason'> {
  return determinate
    ? { status: 'unmet', reason: sentence(reason) }
    : { status: 'unknown', reason: `What Liqo would advertise cannot be told: ${clause(reason)}.` };
}

/** Liqo's own connections start in pods, so what pods saw decides; other views count where pods saw nothing. */
function endpointObservations(
  { service, cluster }: StreamService,
  endpoint: Endpoint,
  { evidence, probeFrom }: JudgeContext,
): readonly Observation[] {
  const from = probeFrom === 'operator' ? 'operator' : peerOf(cluster);
  const seen = evidence.observations
    .map(({ observation }) => observation)
    .filter((one) => one.purpose === 'endpoint' && one.service === service && one.target === cluster)
    .filter((one) => one.from === from && one.host === endpoint.host && endpoint.ports.includes(one.port));
  const fromPods = seen.filter(({ view }) => view === 'pod');
  return fromPods.length === 0 ? seen : fromPods;
}

function judged(observation: Observation, outcome: StreamOutcome, context: JudgeContext): Judged {
  if (observation.from === 'operator') return { observation, ...judgeOperatorView(outcome, observation) };
  return {
    observation,
    status: outcome.status,
    reason: reasonOf(theCluster(observation.from), { observation, outcome }, context),
  };
}

function reasonOf(
  who: string,
  {
    observation,
    outcome: { status, text },
  }: { readonly observation: Observation; readonly outcome: StreamOutcome },
  context: JudgeContext,
): string {
  const where = `${probedAddress(observation)}${throughProxy(observation)}`;
  const more = `${addressWords(observation)}${unknownProxy(observation, context)}`;
  if (status === 'met') return `${who} reaches ${where}: ${text}${more}.`;
  if (status === 'unknown') return `Whether ${lowered(who)} reaches ${where} is not known: ${text}.`;
  return `${who} cannot use ${where}, which Liqo would advertise: ${text}${privateHint(observation, context)}${more}${viewWords(observation, context)}.`;
}

/** Says that a probe went straight for want of knowledge: Liqo itself may go through a proxy. */
function unknownProxy({ from }: Observation, { clusters }: JudgeContext): string {
  if (from === 'operator') return '';
  const { installed, proxyEnvironment } = clusters[from].liqo;
  if (valueOf(installed) !== true || proxyEnvironment.known) return '';
  return `; whether Liqo goes through a proxy there is not known: ${clause(proxyEnvironment.reason)}`;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function privateHint(observation: Observation, context: JudgeContext): string {
  const address = observation.address ?? observation.host;
  if (observation.proxy !== undefined) return '';
  if (!isOverInternet(context) || !isInternalAddress(address)) return '';
  return `; ${address} is a private address, which the Internet does not route`;
}
