import type { AuthIngressSpec, IngressControllerSpec } from './ingress-spec.js';

/** Where a cluster's API server is reached by others. */
export interface ApiServerSpec {
  /** `control-plane`: on every control-plane node; `provided`: a machine of the cloud at `address`. */
  readonly place: 'control-plane' | 'provided';
  /** The address of a provided one. */
  readonly address?: string;
  /** The IPv6 address that a provided one has beside it. */
  readonly ipv6Address?: string;
  readonly port: number;
  /** Names and addresses its certificate is valid for, besides 127.0.0.1, localhost and the names inside the cluster. */
  readonly certificateNames: readonly string[];
}

/**
 * The IPv6 side of load balancers: each has the address of `pool` at the place of its other one, in an entry of its own
 * before or after that, or instead of it. With names the entries are as they are, and the name has the addresses.
 */
export interface LoadBalancerIpv6 {
  readonly pool: readonly string[];
  readonly place: 'first' | 'last' | 'alone';
}

/**
 * What becomes of Services of type LoadBalancer: `address`: each gets the next of `pool`, published as an IP or as a
 * host name `lb-<n>.<domain>`; `nodes`: each is had at the addresses of the nodes, as k3s has it; `pending`: a controller
 * is there and fails; `none`: nobody looks at them.
 */
export type LoadBalancerSpec =
  | {
      readonly kind: 'address';
      readonly pool: readonly string[];
      readonly domain?: string;
      /** Addresses of the pool at which only TCP is carried, and all else dropped. */
      readonly tcpOnly?: readonly string[];
      /**
       * `one`: an entry with the name, or where there is none the IP; `both`: an entry with the IP and the name; `two`:
       * two of the first kind, the second for an address from the end of the pool. Default `one`.
       */
      readonly entries?: 'one' | 'both' | 'two';
      /** Names of Services that keep the first addresses of the pool for themselves, in this order. */
      readonly reserves?: readonly string[];
      /** True where the names are in no DNS. */
      readonly isUnnamed?: boolean;
      /** IPv6 addresses that it listens at as well, whatever families Services and nodes have; absent for none. */
      readonly ipv6?: LoadBalancerIpv6;
    }
  | {
      readonly kind: 'nodes';
      /** TCP ports that another Service has on every node, such as that of an Ingress controller. */
      readonly taken: readonly number[];
    }
  | { readonly kind: 'pending' }
  | { readonly kind: 'none' };

/** How a Service of Liqo v0.x is exposed. */
export interface LiqoServiceSpec {
  readonly type: 'LoadBalancer' | 'NodePort' | 'ClusterIP';
  readonly nodePort?: number;
  /**
   * What Liqo is told to advertise: from v0.6 annotations `liqo.io/override-address` and `liqo.io/override-port`, before
   * arguments of liqo-controller-manager, which exist for the authentication server only.
   */
  readonly overrideAddress?: string;
  readonly overridePort?: number;
  /** True where somebody gave the Service both families of a dual-stack cluster (`ipFamilyPolicy`). */
  readonly isDualStack?: boolean;
}

/** How the authentication server of Liqo v0.x is exposed. */
export interface LiqoAuthSpec extends LiqoServiceSpec {
  /** `auth.tls`: false for plain HTTP on port 5000; absent for TLS on port 443. */
  readonly tls?: boolean;
  /** `auth.ingress`; absent where it is not enabled. */
  readonly ingress?: AuthIngressSpec;
}

/** A peering with a third cluster that is active. */
export interface ActivePeeringSpec {
  /** Of its ForeignCluster. */
  readonly name: string;
  readonly clusterId: string;
  /** Whether this cluster uses resources of the other one. */
  readonly outgoing: boolean;
  /** Whether the other one uses resources of this cluster. */
  readonly incoming: boolean;
}

/** Releases of Liqo with an authentication server that the lab can play. */
export type LiqoV0Version =
  'v0.3.2' | 'v0.4.0' | 'v0.5.4' | 'v0.6.0' | 'v0.7.0' | 'v0.8.0' | 'v0.9.0' | 'v0.10.3';

/** Releases of Liqo without one that the lab can play. */
export type LiqoV1Version = 'v1.0.0' | 'v1.0.1' | 'v1.1.0' | 'v1.2.0';

/** A gateway server of Liqo v1.2 behind a NodePort Service. */
export interface GatewayServerSpec {
  /** The Liqo cluster ID of the cluster that it is for. */
  readonly peerId: string;
  readonly nodePort: number;
}

/** Liqo as the chart of the release installed it. */
export type LiqoSpec =
  | {
      readonly version: LiqoV0Version;
      /** A UUID. */
      readonly clusterId: string;
      readonly clusterName: string;
      /** `apiServer.address`: absent means the first control-plane node and port 6443. */
      readonly apiServerAddress?: string;
      readonly auth: LiqoAuthSpec;
      readonly gateway: LiqoServiceSpec;
      /** True where it has the credentials to ask AWS for the endpoint of its EKS cluster. */
      readonly asksAws?: boolean;
      /** Absent for none. */
      readonly peerings?: readonly ActivePeeringSpec[];
    }
  | {
      readonly version: LiqoV1Version;
      /** A DNS label. */
      readonly clusterId: string;
      readonly apiServerAddress?: string;
      /** True where it has the credentials to ask AWS for the endpoint of its EKS cluster. */
      readonly asksAws?: boolean;
      /** Absent for none. */
      readonly peerings?: readonly ActivePeeringSpec[];
      /** What `liqoctl network connect` has made already; absent where no peering was. */
      readonly gatewayServer?: GatewayServerSpec;
    };

/** A permission of the kubeconfig's user, or one that it lacks; `*` stands for every verb or resource. */
export interface AccessRule {
  readonly verb: string;
  /** Such as `nodes`, `pods/log` or `jobs.batch`. */
  readonly resource: string;
  /** `undefined` for every namespace and the cluster as a whole. */
  readonly namespace?: string;
}

/** How an API server that is not well answers. */
export interface ApiDisturbances {
  /** Milliseconds that every request waits. */
  readonly delayMs?: number;
  /** What happens to every `n`th request: a refusal, or the end of its connection. */
  readonly everyNth?: { readonly n: number; readonly what: 429 | 500 | 'reset' };
  /** How many of the first requests without credentials, as probes are, meet the end of their connection. */
  readonly resetProbes?: number;
  /** Whatever may befall a request with credentials, for a share of them that the seed chooses. */
  readonly sometimes?: {
    /** From 0 to 1. */
    readonly share: number;
    readonly seed: number;
    /** A request that is not answered at all is dropped after so many milliseconds. */
    readonly hangMs: number;
  };
}

/** An admission plugin that refuses some objects. */
export interface AdmissionFault {
  /** The plural name of a kind, such as `services`. */
  readonly resource: string;
  /** Only objects whose value at this path is this text; absent for all. */
  readonly where?: { readonly path: readonly string[]; readonly is: string };
  /** What follows `… is forbidden: `, in the words of the plugin. */
  readonly because: string;
  /** True where it refuses dry runs alone, as a webhook that cannot do without effects; then these are its whole words. */
  readonly refusesDryRuns?: true;
}

/** What is wrong with a cluster, for tests of the ways a run can fail. */
export interface ClusterFaults {
  /** Pods are refused by Pod Security admission. */
  readonly podSecurity?: 'refuse';
  /** Pods in the network of their node are refused by Pod Security admission. */
  readonly hostNetwork?: 'refuse';
  /** Objects are refused by other admission plugins. */
  readonly admission?: readonly AdmissionFault[];
  /** Images cannot be pulled, with this message of the container runtime. */
  readonly imagePull?: string;
  /** Pods stay Pending, with this message of the scheduler. */
  readonly unschedulable?: string;
  /** What the kubeconfig's user may not do. */
  readonly forbidden?: readonly AccessRule[];
  /** All that the kubeconfig's user may do; it may do everything when this is absent. */
  readonly allowedOnly?: readonly AccessRule[];
  /** The kubeconfig's token is refused with 401. */
  readonly refuseTokens?: boolean;
  /** Requests without credentials are refused with 401, `/version` and `/livez` included. */
  readonly refuseAnonymous?: boolean;
  /** The API server is not well. */
  readonly api?: ApiDisturbances;
}

/** A family of IP addresses, by Kubernetes' name. */
export type IpFamily = 'IPv4' | 'IPv6';

/** One simulated cluster. */
export interface ClusterSpec {
  /** The name of its kubeconfig context. */
  readonly name: string;
  /** Such as `v1.34.2` or `v1.34.2-gke.1489001`. */
  readonly kubernetesVersion: string;
  readonly osImage: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /**
   * The families that its pods have addresses of, that of `podCidr` first; what they send in another one has no route.
   * Absent where pods send in every family that their nodes have, masqueraded.
   */
  readonly podFamilies?: readonly IpFamily[];
  readonly apiServer: ApiServerSpec;
  readonly loadBalancer: LoadBalancerSpec;
  readonly ingressController?: IngressControllerSpec;
  /** The DaemonSet of its network plugin, such as `kube-flannel-ds`. */
  readonly networkPlugin: string;
  readonly liqo?: LiqoSpec;
  readonly faults?: ClusterFaults;
}
