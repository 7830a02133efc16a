import type { SavedRun } from '../judge/saved/saved-run.js';
import type { ClusterConnection } from '../kubernetes/connection.js';
import type { DryRun } from '../model/dry-run.js';
import type { ProxyEnvironment } from '../model/go-proxy-rules.js';
import type { NodeCount } from '../model/node-count.js';
import type { PeeringIntent, Side } from '../model/peering.js';
import type { Report } from '../model/report.js';
import type { Toleration } from '../model/toleration.js';
import type { World } from '../probe/world.js';
import type { OnProgress } from './progress.js';

/** One of the two clusters as the operator named it. */
export interface ClusterRequest {
  readonly connection: ClusterConnection;
  readonly liqoNamespace: string;
  /** The kubeconfig path as the operator gave it, for the commands that the report prints. */
  readonly kubeconfig?: string | undefined;
  /** The context as the operator gave it; `undefined` for the kubeconfig's current one. */
  readonly context?: string | undefined;
}

/** How the run's pods are made. */
export interface WorkloadOptions {
  /** The namespace the pods run in; created when absent, and then removed. */
  readonly namespace: string;
  /** Any image with Node.js 20 or later on its PATH. */
  readonly image: string;
  readonly imagePullSecret?: string | undefined;
  readonly allowLoadBalancer: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Taints that the pods bear; absent for none. */
  readonly tolerations?: readonly Toleration[] | undefined;
}

/** What `liqo-doctor check` was asked to do. */
export interface CheckRequest {
  readonly clusters: Readonly<Record<Side, ClusterRequest>>;
  readonly intent: PeeringIntent;
  readonly probeFrom: 'pods' | 'operator' | 'none';
  readonly workload: WorkloadOptions;
  /** Also probe what takes a minute or more: how long a NAT remembers a silent flow. */
  readonly deep?: boolean | undefined;
  /** How many nodes of each cluster send, and whether every node address is a target; absent for one pod each. */
  readonly nodes?: NodeCount | undefined;
  /** Enter the pods of live gateways and capture the run's own datagrams there; absent for no. */
  readonly capture?: boolean | undefined;
  /** Leave what was created for inspection instead of removing it. */
  readonly keep: boolean;
  /** Say what would be created and probed; create nothing. */
  readonly dryRun: boolean;
  /** Milliseconds for everything up to the report; cleaning up has its own bound. */
  readonly timeoutMs: number;
  /** Source text of the bundled agent, which travels in a ConfigMap. */
  readonly agentSource: string;
  /** The name of the run, on everything that it creates; one is made up when absent. */
  readonly runId?: string | undefined;
}

/** The outside of a run. */
export interface CheckEnvironment {
  /** The operator's machine: clock, name resolution and sockets. */
  readonly world: World;
  /** The proxy variables of the operator's own environment; absent where no proxy is to be heeded. */
  readonly proxies?: ProxyEnvironment | undefined;
  /** True where this machine may be in the clusters' own LAN; absent where they are in none, as those of the demo. */
  readonly listensToLan?: boolean | undefined;
  readonly onProgress: OnProgress;
  /** Called once, as soon as the report is judged and before cleaning up. */
  readonly onReport: (report: Report) => void;
  /** Called just before, with what the report is judged from; absent where nobody keeps it. */
  readonly onJudged?: ((run: SavedRun) => void) | undefined;
  /** Aborted by Ctrl-C: the run stops probing, cleans up and ends as `interrupted`. */
  readonly signal: AbortSignal;
}

/** Something of the run that was still there when it ended. */
export interface Leftover {
  readonly side: Side;
  /** Such as `namespace/liqo-doctor` or `job.batch/liqo-doctor/responder-x7k2p`. */
  readonly object: string;
  readonly reason: string;
}

/** Why a run could not start, in one line for stderr; exit code 2. */
export interface StartFailure {
  readonly code:
    | 'same-cluster'
    | 'other-half'
    | 'api-unreachable'
    | 'unauthorized'
    | 'forbidden'
    | 'unsupported'
    | 'usage';
  readonly message: string;
  /** A second line that says what to do. */
  readonly hint?: string | undefined;
}

/** How a run ended. */
export type CheckOutcome =
  | { readonly kind: 'report'; readonly report: Report; readonly leftovers: readonly Leftover[] }
  | { readonly kind: 'dry-run'; readonly dryRun: DryRun }
  | { readonly kind: 'could-not-start'; readonly failure: StartFailure }
  | { readonly kind: 'interrupted'; readonly leftovers: readonly Leftover[] };
