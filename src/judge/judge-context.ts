import type { LiqoRelease } from '../liqo/release.js';
import type { ClusterWords } from '../liqo/words/cluster-words.js';
import type { Advertised } from '../model/advertised.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import type { PeeringIntent, ServiceId, Side } from '../model/peering.js';
import type { Scenario } from '../model/report.js';
import type { RunEvidence } from '../model/run-evidence.js';
import type { RunPlan } from '../model/run-plan.js';
import type { StandInOption } from './requirements/stand-in-option.js';
import type { ClusterPosition } from './scenario/cluster-position.js';

/** What the clusters are like and what the run saw between them: everything that stand-ins are judged from. */
export interface JudgeSituation {
  readonly clusters: Readonly<Record<Side, ClusterFacts>>;
  readonly intent: PeeringIntent;
  readonly plan: RunPlan;
  readonly probeFrom: 'pods' | 'operator' | 'none';
  /** When the run began by this machine's clock, ISO 8601; `undefined` when that was not recorded. */
  readonly startedAt?: string | undefined;
  /** How commands name each cluster. */
  readonly words: Readonly<Record<Side, ClusterWords>>;
  /** What the run saw; silences are already told apart where the other end knows. */
  readonly evidence: RunEvidence;
  readonly release: LiqoRelease;
  /** Of each cluster: its own, by which it advertises and is changed, where that is known. */
  readonly releases: Readonly<Record<Side, LiqoRelease>>;
  readonly advertised: Readonly<Record<Side, Readonly<Record<ServiceId, Advertised>>>>;
  readonly scenario: Scenario;
  readonly positions: Readonly<Record<Side, ClusterPosition>>;
}

/** Everything that requirements, prescriptions and findings are decided from. */
export interface JudgeContext extends JudgeSituation {
  /** Every way in which either cluster could offer a service, as its stand-in showed: many questions end there. */
  readonly options: readonly StandInOption[];
  /** Clusters in which a prescription before this one installs Liqo; absent where none does. */
  readonly installedBefore?: readonly Side[] | undefined;
}

/** The column of the requirement matrix that a cluster reads. */
export function columnOf(side: Side, { scenario }: Pick<JudgeContext, 'scenario'>): 'a' | 'b' {
  return scenario.a === side ? 'a' : 'b';
}

/** Whether the clusters' packets go through the Internet, where private addresses lead nowhere. */
export function isOverInternet({ scenario }: Pick<JudgeContext, 'scenario'>): boolean {
  return scenario.id !== 'same-lan' && scenario.id !== 'routed-private';
}
