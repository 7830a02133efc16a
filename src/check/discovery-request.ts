import type { DiscoveryReport, FoundCluster } from '../model/discovery.js';
import type { ProxyEnvironment } from '../model/go-proxy-rules.js';
import type { Side } from '../model/peering.js';
import type { World } from '../probe/world.js';
import type { ClusterRequest, Leftover, WorkloadOptions } from './check-request.js';

/** How long a LAN is listened to where nothing else was said. */
export const defaultListenMs = 5000;

/** What is looked for. */
export type DiscoveryTarget =
  | {
      readonly kind: 'lan';
      /** Only these interfaces; all suitable ones when empty. */
      readonly interfaces: readonly string[];
    }
  | {
      readonly kind: 'domain';
      readonly domain: string;
      /** The DNS server to ask; the system's first when absent. */
      readonly resolver?: string | undefined;
    }
  | { readonly kind: 'url'; readonly url: string; readonly host: string; readonly port: number };

/** A cluster whose kubeconfig was given or found, or why there is none. */
export type DiscoveryCluster =
  { readonly ok: true; readonly request: ClusterRequest } | { readonly ok: false; readonly reason: string };

/** What `liqo-doctor discover` was asked to do. */
export interface DiscoveryRequest {
  readonly target: DiscoveryTarget;
  readonly from: 'operator' | 'pods';
  /** The clusters whose settings may explain what is seen. */
  readonly clusters: Readonly<Partial<Record<Side, DiscoveryCluster>>>;
  readonly liqoVersion?: string | undefined;
  /** How long the LAN is listened to, in milliseconds; absent for until the run is ended. */
  readonly listenMs?: number | undefined;
  /** Of the whole run; absent for none. */
  readonly timeoutMs?: number | undefined;
  readonly workload: WorkloadOptions;
  /** Source text of the bundled agent. */
  readonly agentSource: string;
  /** The name of a run in pods, on everything that it creates; one is made up when absent. */
  readonly runId?: string | undefined;
}

/** The outside of a discovery. */
export interface DiscoveryEnvironment {
  readonly world: World;
  readonly proxies?: ProxyEnvironment | undefined;
  readonly onProgress: (text: string) => void;
  /** All clusters known so far, each time when something has changed. */
  readonly onFound: (clusters: readonly FoundCluster[]) => void;
  /** Ends the run; what was found until then is reported. */
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface DiscoveryOutcome {
  readonly report: DiscoveryReport;
  readonly leftovers: readonly Leftover[];
}
