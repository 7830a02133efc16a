import type { Report, RunPods } from '../../model/report.js';
import { judge, type JudgeInput } from '../judge.js';

/**
 * A run as `--save` keeps it: what was read, planned and seen, and nothing that was concluded from it, so that it can be
 * judged again. It holds no credentials.
 */
export interface SavedRun {
  readonly input: JudgeInput;
  /** What ran in the pods; absent where there were none. */
  readonly pods?: RunPods | undefined;
  readonly timing: Report['timing'];
}

/** The report of a run that was kept, by the rules of this version. */
export function judgeSavedRun({ input: kept, pods, timing }: SavedRun): Report {
  return { ...judge(kept), ...(pods !== undefined && { pods }), timing };
}
