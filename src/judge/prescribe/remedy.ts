import type { Exposure } from '../../model/peering.js';
import type { Action, Alternative, PortForward } from '../../model/prescription.js';

/** A prescription in the making. */
export interface Remedy {
  readonly exposure: Exposure;
  readonly summary: string;
  readonly changes: readonly Change[];
  readonly portForward?: PortForward | undefined;
  readonly alternatives?: readonly Alternative[] | undefined;
  /** True where it already speaks of the other gateway of the pair. */
  readonly namesPeer?: boolean | undefined;
}

/**
 * One action with what carries it out: either lines of its own, or Helm values, which `carryOut` turns into lines
 * together with the values of the remedy's other changes of the same cluster.
 */
export interface Change extends Action {
  readonly commands?: readonly string[] | undefined;
  readonly values?: Readonly<Record<string, string>> | undefined;
  /** Lines for what the release has no value for; they follow the values. */
  readonly kubectl?: readonly string[] | undefined;
}
