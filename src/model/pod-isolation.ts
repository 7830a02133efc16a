import type { Side } from './peering.js';

/** What keeps the pods of a run to themselves, or may, in one direction and cluster. */
export interface PodIsolation {
  readonly cluster: Side;
  /** `egress`: what they send; `ingress`: what they get, which concerns the responder alone. */
  readonly direction: 'egress' | 'ingress';
  readonly namespace: string;
  /**
   * Names of the NetworkPolicies of the namespace that do not let pass what was probed. Empty where none explains that
   * pods met no answer at all, not even within their cluster.
   */
  readonly policies: readonly string[];
  /** IDs of probes that they do not let pass and that met no answer. */
  readonly unanswered: readonly string[];
  /** How many probes that they do not let pass met one: then nothing enforces them. */
  readonly answered: number;
}

/** Whether a probe's silence may come from that, and hence says nothing of the way between the clusters. */
export function mayHoldBack({ answered, unanswered }: PodIsolation): boolean {
  return answered === 0 && unanswered.length > 0;
}
