import type { Finding } from '../../model/finding.js';
import type { ScenarioId } from '../../model/peering.js';
import type { Prescription } from '../../model/prescription.js';
import type { Side } from '../../model/peering.js';
import type { SeenTranslation } from '../evidence/address-translation.js';
import type { JudgeContext } from '../judge-context.js';
import type { AssessedService } from '../requirements/requirements.js';

/** A requirement with what would make it met. */
export interface PrescribedService extends AssessedService {
  readonly prescription?: Prescription | undefined;
}

/** What checks are evaluated from. */
export interface RuleContext extends JudgeContext {
  readonly requirements: readonly PrescribedService[];
  /** What became of each cluster's packets on their way to the other one. */
  readonly translations: Readonly<Record<Side, SeenTranslation>>;
  /** The scenario that packets show, when the operator named another one. */
  readonly contradictedBy?: ScenarioId | undefined;
}

/** Evaluates one check or a small group: one finding per cluster or direction that it applies to. */
export type Rule = (context: RuleContext) => readonly Finding[];
