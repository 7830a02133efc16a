import type { GivenSettings } from '../check/check-settings.js';
import type { KubeconfigSource } from '../check/check-between.js';
import type { ProgressEvent } from '../check/progress.js';
import type { Report } from '../model/report.js';

/** What to check, and who is told meanwhile. */
export interface CheckOptions extends GivenSettings<KubeconfigSource> {
  /** Ends the run when it aborts: what the run created is removed, and the result says so. */
  readonly signal?: AbortSignal | undefined;
  /** Called with everything that the run waits for. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Called once, as soon as the report is judged and before the run cleans up, which takes some seconds more. */
  readonly onReport?: ((report: Report) => void) | undefined;
}
