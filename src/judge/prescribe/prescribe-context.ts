import type { JudgeContext } from '../judge-context.js';
import type { Side } from '../../model/peering.js';
import type { AssessedService } from '../requirements/requirements.js';

/** What prescriptions are made from: the context and what was decided of every requirement. */
export interface PrescribeContext extends JudgeContext {
  readonly assessed: readonly AssessedService[];
  /** The clusters in which prescriptions install Liqo, where it is absent. */
  readonly installed: readonly Side[];
}
