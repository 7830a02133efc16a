import type { ClusterWords } from '../../liqo/words/cluster-words.js';
import type { ClusterFacts } from '../../model/cluster-facts.js';
import type { PeeringIntent, Side } from '../../model/peering.js';
import type { RaisedResponder } from '../../model/raised-service.js';
import type { Report } from '../../model/report.js';
import type { RunEvidence, WorkloadOutcome } from '../../model/run-evidence.js';

/**
 * What one of two operators read and saw, who share no kubeconfig and exchange such files (`check --half`): of their own
 * cluster, and of the way from it to the other. A half grows: it is written anew whenever there is more in it, or the
 * other half was read again. It holds no credentials of a cluster; whoever has both halves may talk to the responders of
 * the run while they last.
 */
export interface HalfRun {
  /** 32 random hexadecimal digits, fresh for every half; both together make the run's key and its name. */
  readonly id: string;
  /** The `id` of the half that this one goes with; absent until that one was read. */
  readonly peer?: string | undefined;
  /** `local` for the consumer's half, `remote` for the provider's, as in a run that knows both kubeconfigs. */
  readonly side: Side;
  /** Counts up with everything that the other half's operator does not know yet. */
  readonly edition: number;
  /** The edition of the other half to which this one has nothing more to say; 0 until that one was read. */
  readonly answers: number;
  /** What will be peered, as the consumer says, who runs `liqoctl peer`; absent in the provider's half. */
  readonly intent?: PeeringIntent | undefined;
  readonly facts: ClusterFacts;
  readonly words: ClusterWords;
  /** Whether temporary LoadBalancer Services may be raised in this cluster. */
  readonly allowLoadBalancer: boolean;
  /** Where the stand-ins of this cluster are; absent where none was raised, or not yet. */
  readonly responder?: RaisedResponder | undefined;
  /** How the responder fared when this was written; absent before it was raised. */
  readonly outcome?: WorkloadOutcome | undefined;
  /**
   * What was seen from here. Times of observations are milliseconds since the other half's stand-ins were known here;
   * those of stand-ins of this cluster itself (`control`) are before zero, counted back from when the other half was
   * told of them.
   */
  readonly evidence: RunEvidence;
  /** SHA-256 of the agent, `dist/agent.mjs`, in hexadecimal digits. */
  readonly agentSha256: string;
  readonly timing: Report['timing'];
}

/** Both halves of a run. */
export type Halves = Readonly<Record<Side, HalfRun>>;
