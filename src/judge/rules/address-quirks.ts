import { gatewayServerAddresses } from '../../liqo/gateway-server.js';
import type { Quirk, QuirkKind } from '../../model/advertised.js';
import type { Finding, FindingStatus } from '../../model/finding.js';
import type { Observation } from '../../model/observation.js';
import { peerOf, type ServiceId, type Side } from '../../model/peering.js';
import { isReached } from '../evidence/stand-in-evidence.js';
import { addressRemedy } from './address-remedies.js';
import { addressEntryOf } from './catalogue-addresses.js';
import { makeFinding } from './finding.js';
import type { PrescribedService, RuleContext } from './rule-context.js';

/** Rules that may change an address with the next restart, although all is well today. */
const changeable: ReadonlySet<QuirkKind> = new Set<QuirkKind>([
  'node-not-ready',
  'arbitrary-node',
  'contradicting-arguments',
]);

/** How many sentences of one kind are told: there may be one for every node. */
const toldSentences = 3;

/** LD-ADDR: rules of Liqo that bite on an advertised address, one finding per rule, service and cluster. */
export function addressesAreUnsurprising(context: RuleContext): readonly Finding[] {
  return context.requirements.flatMap((requirement) =>
    [...byKind(quirksOf(requirement, context))].map(([kind, quirks]) =>
      quirkFinding(kind, quirks, { requirement, context }),
    ),
  );
}

interface Bitten {
  readonly requirement: PrescribedService;
  readonly context: RuleContext;
}

function quirkFinding(kind: QuirkKind, quirks: readonly Quirk[], { requirement, context }: Bitten): Finding {
  const { service, cluster, endpoint } = requirement;
  const unresolved =
    kind === 'load-balancer-choice' ? unresolvedName(requirement, context) : { said: [], evidence: [] };
  const rest = quirks.length - toldSentences;
  const reason = [
    ...quirks.slice(0, toldSentences).map(({ text }) => text),
    ...(rest > 0 ? [`${rest} more of its nodes are alike.`] : []),
    ...unresolved.said,
  ].join(' ');
  return makeFinding(addressEntryOf[kind].code, {
    status: statusOf(kind, { requirement, context }),
    reason,
    service,
    cluster,
    endpoint,
    evidence: unresolved.evidence,
    remedy: addressRemedy(kind, service, context.release),
  });
}

function statusOf(kind: QuirkKind, { requirement, context }: Bitten): FindingStatus {
  switch (requirement.status) {
    case 'not-applicable':
      return 'skip';
    case 'met':
      if (kind === 'arbitrary-node' && areOthersReached(requirement, context)) return 'pass';
      return changeable.has(kind) ? 'warn' : 'pass';
    case 'unmet':
    case 'unknown':
    case 'skipped':
      return 'warn';
  }
}

/** Whether the peer reached the service at every other address too, so that it does not matter which one is taken. */
function areOthersReached({ service, cluster }: PrescribedService, context: RuleContext): boolean {
  const { candidates } = context.advertised[cluster][service];
  const seen = observationsOf(service, cluster, context).filter(({ purpose }) => purpose === 'candidate');
  return (
    candidates.length > 0 &&
    candidates.every(({ host }) => seen.some((one) => one.host === host && isReached(one)))
  );
}

function observationsOf(
  service: ServiceId,
  cluster: Side,
  { evidence }: RuleContext,
): readonly Observation[] {
  return evidence.observations
    .map(({ observation }) => observation)
    .filter((one) => one.service === service && one.target === cluster && one.from === peerOf(cluster))
    .filter(({ purpose }) => purpose !== 'contrast');
}

function byKind(quirks: readonly Quirk[]): ReadonlyMap<QuirkKind, readonly Quirk[]> {
  const groups = new Map<QuirkKind, Quirk[]>();
  for (const quirk of quirks) groups.set(quirk.kind, [...(groups.get(quirk.kind) ?? []), quirk]);
  return groups;
}

function quirksOf(requirement: PrescribedService, context: RuleContext): readonly Quirk[] {
  const { service, cluster, status, configured } = requirement;
  const { advertised, release, clusters, intent } = context;
  if (service !== 'gateway' || release.generation !== 'g3') return advertised[cluster][service].quirks;
  // Liqo v1.x takes a node's address for a gateway server of type NodePort alone.
  const isOtherType = (intent.gateway.type ?? 'NodePort') !== 'NodePort';
  if (isOtherType || (status === 'met' && configured !== 'NodePort')) return [];
  const { addresses, quirks } = gatewayServerAddresses(clusters[cluster], 'NodePort');
  return [...addresses.flatMap((address) => address.quirks), ...quirks];
}

interface Unresolved {
  readonly said: readonly string[];
  /** IDs of observations. */
  readonly evidence: readonly string[];
}

/** Where the choice between a name and an address bites hardest: the peer cannot resolve the name. */
function unresolvedName({ service, cluster }: PrescribedService, context: RuleContext): Unresolved {
  const { advertised } = context;
  const own = observationsOf(service, cluster, context);
  const failed = own.find(({ purpose, outcome }) => purpose === 'endpoint' && outcome === 'dns-failure');
  if (failed === undefined) return { said: [], evidence: [] };
  const isOther = ({ purpose, host }: Observation): boolean =>
    purpose === 'candidate' &&
    host !== failed.host &&
    advertised[cluster][service].candidates.some((candidate) => candidate.host === host);
  const good = own.find((one) => isOther(one) && isReached(one));
  const failure = `The ${peerOf(cluster)} cluster could not resolve ${failed.host}`;
  return good === undefined
    ? { said: [`${failure}.`], evidence: [failed.id] }
    : { said: [`${failure}, while it reached ${good.host}.`], evidence: [failed.id, good.id] };
}
