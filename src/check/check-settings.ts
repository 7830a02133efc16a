import type { NodeCount } from '../model/node-count.js';
import type { GatewayFlags, PeeringIntent, ScenarioId } from '../model/peering.js';
import type { Toleration } from '../model/toleration.js';
import {
  defaultDeepTimeoutMs,
  defaultImage,
  defaultLiqoNamespace,
  defaultProbeNamespace,
  defaultTimeoutMs,
} from './setting-defaults.js';

/** Where one of the clusters is, and who asks it. */
export interface ClusterAccess<Kubeconfig> {
  /** Absent for the one that kubectl would use; for the remote cluster, for that of the local one. */
  readonly kubeconfig?: Kubeconfig | undefined;
  /** A context of that kubeconfig; absent for its current one. */
  readonly context?: string | undefined;
  /** The namespace that Liqo is in, or will be; `liqo` when absent. */
  readonly liqoNamespace?: string | undefined;
}

/** What the two clusters will be peered like. */
export interface IntentSettings {
  /** The release that will be installed where Liqo is not, such as `v1.2.0`; the newest known when absent. */
  readonly liqoVersion?: string | undefined;
  /** Where the clusters are, when you know better; found out when absent. */
  readonly scenario?: ScenarioId | undefined;
  /** `out-of-band` when absent. */
  readonly peering?: 'out-of-band' | 'in-band' | undefined;
  /** No tunnel between the clusters, hence no gateway; false when absent. */
  readonly networkingDisabled?: boolean | undefined;
  /** The gateway flags of `liqoctl peer`; what is absent is left open, and the best proven choice is proposed. */
  readonly gateway?: GatewayFlags | undefined;
  /** The MTU of the tunnel, in bytes; Liqo's own default when absent. */
  readonly mtu?: number | undefined;
}

/** How the pods of a run are made. */
export interface PodSettings {
  /** The namespace that they run in, created where it does not exist; `liqo-doctor` when absent. */
  readonly namespace?: string | undefined;
  /** Any image with Node.js 20 or later on its PATH; `docker.io/library/node:20-slim` when absent. */
  readonly image?: string | undefined;
  /** A Secret in their namespace to pull the image with. */
  readonly imagePullSecret?: string | undefined;
  /** Labels on everything that is created. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Annotations on everything that is created. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** Taints that they bear. */
  readonly tolerations?: readonly Toleration[] | undefined;
}

/** What a caller may say of a run; what is absent has a default. */
export interface GivenSettings<Kubeconfig> {
  /** The consumer, as in `liqoctl peer`; absent for the cluster that kubectl would use. */
  readonly local?: ClusterAccess<Kubeconfig> | undefined;
  /** The provider: by a kubeconfig of its own, or by a context of the local one. */
  readonly remote: ClusterAccess<Kubeconfig>;
  readonly intent?: IntentSettings | undefined;
  /**
   * Where probes start: in pods of both clusters, which proves the most; from this machine, by TCP and TLS alone; or
   * nowhere, so that the clusters are only read. `pods` when absent.
   */
  readonly probeFrom?: 'pods' | 'operator' | 'none' | undefined;
  readonly pods?: PodSettings | undefined;
  /** May raise temporary LoadBalancer Services, which can cost money and minutes; false when absent. */
  readonly allowLoadBalancer?: boolean | undefined;
  /** Also find out how long NAT devices remember a silent flow, which takes a minute and a half; false when absent. */
  readonly deep?: boolean | undefined;
  /** Probe from so many nodes of each cluster, 1 to 10 or `all` for up to 10, and to all of their nodes. */
  readonly nodes?: NodeCount | undefined;
  /** Run tcpdump in the pods of live gateways to see the run's own datagrams arrive there; false when absent. */
  readonly capture?: boolean | undefined;
  /** Milliseconds up to the report, cleaning up not counted; 120,000 when absent, and 180,000 with `deep`. */
  readonly timeoutMs?: number | undefined;
}

/** Where one of the clusters is, with its defaults. */
export interface ClusterSettings<Kubeconfig = string> {
  readonly kubeconfig?: Kubeconfig | undefined;
  readonly context?: string | undefined;
  readonly liqoNamespace: string;
}

/** What a run is to be; defaults are filled in but for the release of Liqo, which Liqo's room knows. */
export interface CheckSettings<Kubeconfig = string> {
  readonly local: ClusterSettings<Kubeconfig>;
  readonly remote: ClusterSettings<Kubeconfig>;
  readonly intent: Omit<PeeringIntent, 'liqoVersion'> & { readonly liqoVersion?: string | undefined };
  readonly probeFrom: 'pods' | 'operator' | 'none';
  readonly probeNamespace: string;
  readonly image: string;
  readonly imagePullSecret?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  readonly allowLoadBalancer: boolean;
  readonly deep: boolean;
  readonly nodes?: NodeCount | undefined;
  readonly capture: boolean;
  readonly timeoutMs: number;
}

/** Fills in what was not said. */
export function settingsOf<Kubeconfig>(given: GivenSettings<Kubeconfig>): CheckSettings<Kubeconfig> {
  const { local, remote, intent, pods, deep = false } = given;
  return {
    local: clusterOf(local),
    // Two contexts of one file: a remote context alone means the file of the local cluster.
    remote: clusterOf({ ...remote, kubeconfig: remote.kubeconfig ?? local?.kubeconfig }),
    intent: {
      liqoVersion: intent?.liqoVersion,
      scenario: intent?.scenario,
      peering: intent?.peering ?? 'out-of-band',
      networkingDisabled: intent?.networkingDisabled ?? false,
      gateway: intent?.gateway ?? {},
      mtu: intent?.mtu,
    },
    probeFrom: given.probeFrom ?? 'pods',
    probeNamespace: pods?.namespace ?? defaultProbeNamespace,
    image: pods?.image ?? defaultImage,
    imagePullSecret: pods?.imagePullSecret,
    labels: pods?.labels ?? {},
    annotations: pods?.annotations ?? {},
    tolerations: pods?.tolerations ?? [],
    allowLoadBalancer: given.allowLoadBalancer ?? false,
    deep,
    nodes: given.nodes,
    capture: given.capture ?? false,
    timeoutMs: given.timeoutMs ?? (deep ? defaultDeepTimeoutMs : defaultTimeoutMs),
  };
}

function clusterOf<Kubeconfig>(access: ClusterAccess<Kubeconfig> = {}): ClusterSettings<Kubeconfig> {
  const { kubeconfig, context, liqoNamespace } = access;
  return { kubeconfig, context, liqoNamespace: liqoNamespace ?? defaultLiqoNamespace };
}
