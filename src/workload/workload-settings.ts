import type { Toleration } from '../model/toleration.js';

/** What every object of a run in one cluster is made with. */
export interface WorkloadSettings {
  /** Unique among runs; part of every name. */
  readonly runId: string;
  readonly namespace: string;
  readonly image: string;
  readonly imagePullSecret?: string | undefined;
  /** Further labels and annotations for policy engines. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Taints that the pods bear, beside the nodes that they keep off anyway; absent for none. */
  readonly tolerations?: readonly Toleration[] | undefined;
  /**
   * A user ID for the pods, needed where the image's own user is root; `undefined` where the platform assigns one
   * (OpenShift's restricted security context constraint refuses any fixed one).
   */
  readonly runAsUser: number | undefined;
  /**
   * True where a LimitRange refuses pods that ask for little and may use more: then they ask for all that they may use.
   */
  readonly asksForItsLimits?: boolean | undefined;
  /** The server ends the Jobs after so many seconds, whatever became of this program. */
  readonly activeDeadlineSeconds: number;
}
