import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { LanHearing } from '../../model/lan-hearing.js';
import type { Observation } from '../../model/observation.js';
import type { PeeringIntent, ScenarioId, Side } from '../../model/peering.js';
import type { Scenario } from '../../model/report.js';
import { clusterPosition, type ClusterPosition } from './cluster-position.js';
import { assignColumns } from './columns.js';
import { type LanEvidence, lanEvidence } from './lan-evidence.js';
import { privateApiServerSides } from './private-api-server.js';
import { privateLink, type PrivateLink } from './private-link.js';

/** What a scenario is concluded from. */
export interface ScenarioInput {
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly observations: readonly Observation[];
  readonly intent: PeeringIntent;
  /** What was heard by mDNS; absent where nobody listened. */
  readonly hearings?: readonly LanHearing[] | undefined;
}

/** The scenario in effect, what each cluster's position is, and whether packets contradict the operator's word. */
export interface Classification {
  readonly scenario: Scenario;
  readonly positions: Readonly<Record<Side, ClusterPosition>>;
  /** The scenario that packets show, when the operator named another one. */
  readonly contradictedBy?: ScenarioId | undefined;
}

interface Concluded {
  readonly id: ScenarioId;
  readonly confidence: Scenario['confidence'];
  readonly evidence: readonly string[];
}

/**
 * Which row of the requirement matrix applies, and which cluster reads which column.
 *
 * Packets win over declared addresses. The operator's word wins over both for what is asked of the clusters, but a
 * contradiction is said aloud.
 */
export function classifyScenario(input: ScenarioInput): Classification {
  const { clusters, observations, intent, hearings = [] } = input;
  const positions = {
    local: clusterPosition('local', clusters, observations),
    remote: clusterPosition('remote', clusters, observations),
  };
  const privateApis = privateApiServerSides(clusters, observations);
  const link = privateLink(clusters, observations);
  const lan = lanEvidence(clusters, hearings);
  const seen = conclude(positions, { link, lan }, privateApis);
  const concluded = {
    ...seen,
    evidence: [...seen.evidence, ...hearingWords(lan, [seen.id, intent.scenario])],
  };
  const columns = (id: ScenarioId): Pick<Scenario, 'a' | 'b'> => assignColumns(id, positions, privateApis);
  const { scenario: named } = intent;
  if (named === undefined || named === concluded.id) {
    const given =
      named === undefined ? [] : ['The scenario was named by the operator, and what was seen agrees.'];
    const scenario = {
      id: concluded.id,
      ...columns(concluded.id),
      confidence: named === undefined ? concluded.confidence : ('high' as const),
      evidence: [...given, ...concluded.evidence],
    };
    return { scenario, positions };
  }
  const isContradicted = concluded.confidence === 'high' || packetsContradict(named, positions);
  const verb = isContradicted ? 'contradicts it and shows' : 'would rather suggest';
  const said = `The scenario ${named} was named by the operator; what was seen ${verb} ${concluded.id}.`;
  const scenario: Scenario = {
    id: named,
    ...columns(named),
    confidence: isContradicted ? 'low' : 'medium',
    evidence: [said, ...concluded.evidence],
  };
  return { scenario, positions, contradictedBy: isContradicted ? concluded.id : undefined };
}

/** How many of the two clusters a scenario takes to be behind NAT; `undefined` where that is left open. */
const clustersBehindNat: Readonly<Record<ScenarioId, number | undefined>> = {
  'cloud-to-cloud': 0,
  'onprem-to-cloud': 0,
  'onprem-nat-to-cloud': 1,
  'same-lan': 0,
  'onprem-to-onprem': 0,
  'onprem-nat-to-onprem': 1,
  'nat-to-nat': 2,
  'routed-private': 0,
  'cloud-private': undefined,
};

/** Whether packets show more clusters behind NAT, or more of them without NAT, than the scenario has. */
function packetsContradict(
  named: ScenarioId,
  { local, remote }: Readonly<Record<Side, ClusterPosition>>,
): boolean {
  const expected = clustersBehindNat[named];
  if (expected === undefined) return false;
  const seen = [local, remote].filter(({ basis }) => basis === 'packets');
  const behindNat = seen.filter(({ kind }) => kind === 'nat').length;
  const withoutNat = seen.filter(({ kind }) => kind === 'public').length;
  return behindNat > expected || withoutNat > 2 - expected;
}

function conclude(
  positions: Readonly<Record<Side, ClusterPosition>>,
  { link, lan }: { readonly link: PrivateLink; readonly lan: LanEvidence },
  privateApis: readonly Side[],
): Concluded {
  const { local, remote } = positions;
  const evidence = [local.evidence, remote.evidence];
  const clouds = [local, remote].filter(({ kind }) => kind === 'cloud').length;
  const oneLan = [link.neighbour, lan.shared].filter((said) => said !== undefined);
  if (clouds < 2 && oneLan.length > 0) {
    return { id: 'same-lan', confidence: 'high', evidence: [...oneLan, ...evidence] };
  }
  if (link.reached !== undefined) {
    return { id: 'routed-private', confidence: 'high', evidence: [link.reached, ...evidence] };
  }
  const isNat = [local, remote].some(({ kind }) => kind === 'nat' || kind === 'private');
  if (privateApis.length > 0 && !isNat) {
    const said = privateApis.map(
      (side) => `The API server of the ${side} cluster has a private address only.`,
    );
    return { id: 'cloud-private', confidence: 'medium', evidence: [...said, ...evidence] };
  }
  if (clouds === 2) return { id: 'cloud-to-cloud', confidence: 'high', evidence };
  const confidence = leastConfidence(local, remote);
  if (clouds === 1) {
    return { id: isNat ? 'onprem-nat-to-cloud' : 'onprem-to-cloud', confidence, evidence };
  }
  return onPremises([local, remote], link, { confidence, evidence });
}

function onPremises(
  positions: readonly ClusterPosition[],
  link: PrivateLink,
  { confidence, evidence }: Pick<Concluded, 'confidence' | 'evidence'>,
): Concluded {
  const translated = positions.filter(({ kind }) => kind === 'nat').length;
  const inside = positions.filter(({ kind }) => kind === 'nat' || kind === 'private').length;
  // Two homes often number their LANs alike: an equal subnet says something only while no NAT device was seen.
  if (link.sameSubnet !== undefined && translated === 0) {
    return { id: 'same-lan', confidence: 'low', evidence: [link.sameSubnet, ...evidence] };
  }
  if (inside === 2) return { id: 'nat-to-nat', confidence, evidence };
  if (inside === 1) return { id: 'onprem-nat-to-onprem', confidence, evidence };
  return { id: 'onprem-to-onprem', confidence, evidence };
}

/**
 * What else was heard by mDNS. Silence is told where a common LAN is what is asked about, and never counts against it.
 */
function hearingWords(
  { heard, silence, shared }: LanEvidence,
  ids: readonly (ScenarioId | undefined)[],
): readonly string[] {
  const isAboutLan = shared === undefined && ids.includes('same-lan');
  return isAboutLan ? [...heard, ...silence] : heard;
}

function leastConfidence(...positions: readonly ClusterPosition[]): Scenario['confidence'] {
  const levels = positions.map(({ kind, basis }) => {
    if (kind === 'cloud') return 2;
    if (kind === 'unknown' || basis === 'objects') return 0;
    if (basis === 'packets-and-objects') return 1;
    if (basis === 'packets') return kind === 'private' ? 1 : 2;
    return kind === 'public' ? 1 : 0;
  });
  return (['low', 'medium', 'high'] as const)[Math.min(...levels)] ?? 'low';
}
