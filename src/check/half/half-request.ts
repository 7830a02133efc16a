import type { HalfRun } from '../../judge/saved/half-run.js';
import type { PeeringIntent, Side } from '../../model/peering.js';
import type { Result } from '../../model/result.js';
import type { CheckEnvironment, ClusterRequest, WorkloadOptions } from '../check-request.js';

/** What one of two operators asks for, who share no kubeconfig. */
export interface HalfRequest {
  /** `local` for the consumer's cluster, `remote` for the provider's. */
  readonly side: Side;
  readonly cluster: ClusterRequest;
  /** What will be peered; absent for the provider, who takes it from the consumer's half. */
  readonly intent?: PeeringIntent | undefined;
  readonly workload: WorkloadOptions;
  /** Milliseconds for everything up to the report, the other operator's share included. */
  readonly timeoutMs: number;
  /** Source text of the bundled agent. */
  readonly agentSource: string;
}

/** How the halves get from one operator to the other. */
export interface HalfExchange {
  /** How an operator knows this half, and the other one: the names of files. */
  readonly names: { readonly own: string; readonly other: string };
  /** Hands this half out, in place of an earlier edition; fails with a clause that says why it could not. */
  readonly give: (half: HalfRun) => Promise<Result<undefined, string>>;
  /**
   * The other half, as soon as there is one that differs from the one before; `undefined` when the signal aborts first.
   */
  readonly take: (signal: AbortSignal) => Promise<HalfRun | undefined>;
}

/** The outside of a half. */
export interface HalfEnvironment extends Pick<
  CheckEnvironment,
  'world' | 'onProgress' | 'onReport' | 'signal'
> {
  readonly exchange: HalfExchange;
  /** Called once, with the name of the run, before anything is created. */
  readonly onPaired: (runId: string) => void;
}
