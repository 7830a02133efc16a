import type { Fact } from './fact.js';
import type { GatewayServerFacts } from './gateway-server-facts.js';
import type { ProxyEnvironment } from './go-proxy-rules.js';
import type { Generation, Side } from './peering.js';
import type { PermissionFacts, RefusedRead } from './permission-facts.js';

/** A node address as the kubelet or the cloud controller published it (`Node.status.addresses`). */
export interface NodeAddress {
  readonly type: string;
  readonly address: string;
}

/** What a node tells of itself. */
export interface NodeFacts {
  readonly name: string;
  readonly addresses: readonly NodeAddress[];
  readonly ready: boolean;
  readonly schedulable: boolean;
  /** True when a taint keeps away pods that do not tolerate it, as control-plane nodes have. */
  readonly repelsPods?: boolean | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** `Node.spec.providerID`, such as `aws:///eu-west-1a/i-0abc`; `undefined` when the node has none. */
  readonly providerId?: string | undefined;
  readonly kernelVersion: string;
  readonly osImage: string;
  /** `status.nodeInfo.architecture`, such as `amd64`; empty when the node does not tell. */
  readonly architecture: string;
  /** True for nodes that stand for another cluster or for no machine at all (Liqo, virtual-kubelet, Fargate). */
  readonly virtual: boolean;
  readonly operatingSystem: string;
}

/** One port of a Service. `nodePort` is `undefined` where the type has none. */
export interface ServicePortFacts {
  readonly name?: string | undefined;
  readonly protocol: string;
  readonly port: number;
  readonly targetPort?: number | string | undefined;
  readonly nodePort?: number | undefined;
}

/** One entry of `status.loadBalancer.ingress` of a Service or an Ingress. */
export interface LoadBalancerAddress {
  readonly ip?: string | undefined;
  readonly hostname?: string | undefined;
}

/** A Service as far as its exposure matters. */
export interface ServiceFacts {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIp?: string | undefined;
  readonly ports: readonly ServicePortFacts[];
  readonly loadBalancer: readonly LoadBalancerAddress[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly externalTrafficPolicy?: string | undefined;
  /** `ipFamilies`, such as `IPv4`; absent where the API server tells none. */
  readonly families?: readonly string[] | undefined;
  /** How many ready endpoints stand behind it (EndpointSlices). */
  readonly readyEndpoints: Fact<number>;
  /** Messages of the Warning events about it that the API server still keeps (an hour by default), newest first. */
  readonly warnings: Fact<readonly string[]>;
}

/** An Ingress in front of the authentication server. `host` is empty when its rule names none. */
export interface IngressFacts {
  readonly name: string;
  readonly host: string;
  readonly className?: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly tls: boolean;
  /** What its controller published as its addresses; empty while no controller did. */
  readonly addresses: readonly LoadBalancerAddress[];
  /** The names of the cluster's IngressClasses; present where the Ingress has no address. */
  readonly classes?: Fact<readonly string[]> | undefined;
}

/** A peering with a third cluster, or with this peer, that is active. */
export interface ActivePeering {
  /** Name of the ForeignCluster. */
  readonly name: string;
  /** The Liqo cluster ID of the other cluster; `undefined` when the object does not tell. */
  readonly clusterId?: string | undefined;
  /** True when this cluster uses resources of the other one: it is the consumer. */
  readonly outgoing: boolean;
  /** True when the other one uses resources of this cluster: it is the provider. Both may hold. */
  readonly incoming: boolean;
}

/** What the discovery of clusters in the same LAN is set to (mDNS, v0.3–v0.10). */
export interface LanDiscovery {
  /** `--mdns-enable-advertisement`: this cluster announces itself. */
  readonly announces: boolean;
  /** `--mdns-enable-discovery`: it looks for others. */
  readonly searches: boolean;
  /** `--mdns-ttl`, in seconds; absent where the Deployment does not tell, which means 90. */
  readonly ttlSeconds?: number | undefined;
  /** Ready pods of Deployment `liqo-discovery`; absent where its status does not tell. */
  readonly readyPods?: number | undefined;
}

/** What is known of Liqo in a cluster. Facts about objects that the generation does not have are `known(null)`. */
export interface LiqoFacts {
  readonly namespace: string;
  readonly installed: Fact<boolean>;
  readonly generation: Fact<Generation>;
  /** The release, with leading `v`, such as `v0.10.3`. */
  readonly version: Fact<string>;
  readonly clusterId: Fact<string>;
  /** Service `liqo-auth` (v0.3–v0.10). */
  readonly authService: Fact<ServiceFacts | null>;
  readonly authIngress: Fact<IngressFacts | null>;
  /** False when liqo-auth runs without TLS (`auth.tls=false`). */
  readonly authTls: Fact<boolean>;
  /** Service labelled `net.liqo.io/gateway=true` (v0.3–v0.10). */
  readonly gatewayService: Fact<ServiceFacts | null>;
  /**
   * `--advertise-api-server-address` of liqo-auth (v0.3–v0.10) or `--api-server-address-override` of
   * liqo-controller-manager (v1.x); `null` when the argument is not set.
   */
  readonly apiServerOverride: Fact<string | null>;
  /** True when peers are told to trust public authorities for the API server instead of the cluster's own. */
  readonly trustedCa: Fact<boolean>;
  /** `--auth-service-address-override` and `--auth-service-port-override` of liqo-controller-manager (v0.3–v0.5). */
  readonly authAddressOverride: Fact<string | null>;
  /**
   * Another address override given before that one: liqoctl reads the first, Liqo itself the last. `null` when the
   * argument is given once or not at all.
   */
  readonly shadowedAddressOverride: Fact<string | null>;
  readonly authPortOverride: Fact<string | null>;
  /**
   * PEM of `apiServer.ca`, which v1.x hands to the peer instead of the cluster's own authority (`--ca-override`);
   * `null` when it is not set, and before v1.0.
   */
  readonly caOverride: Fact<string | null>;
  /**
   * Name of the EKS cluster whose endpoint and authority Liqo asks of AWS (`--aws-cluster-name`, with all other AWS
   * arguments). In v0.x AWS's answer replaces `apiServer.address`; in v1.x `apiServer.address` and `apiServer.ca` go
   * before it. `null` where Liqo has no AWS credentials.
   */
  readonly eksCluster: Fact<string | null>;
  /** MTU of the tunnel, `--gateway.mtu` (v0.3.1–v0.10); `null` in v1.x, where `liqoctl peer --mtu` sets it. */
  readonly tunnelMtu: Fact<number | null>;
  /** Address ranges that Liqo never uses for remapping (`reservedSubnets`). */
  readonly reservedRanges: Fact<readonly string[]>;
  /** `null` where Deployment `liqo-discovery` is not there: discovery is off, or the release has none. */
  readonly lanDiscovery: Fact<LanDiscovery | null>;
  /**
   * The proxy variables of the Deployments whose processes call the peer, credentials in URLs replaced by `withheld`;
   * `null` where none is set. Unknown where a value comes from elsewhere (`valueFrom`, `envFrom`) or the Deployments
   * differ.
   */
  readonly proxyEnvironment: Fact<ProxyEnvironment | null>;
  /** Whether liqo-proxy is there, which in-band peering needs. */
  readonly proxy: Fact<boolean>;
  /** Active peerings, which a change of exposure would disturb. */
  readonly activePeerings: Fact<readonly ActivePeering[]>;
  /** The gateway servers for whatever other clusters; empty before v1.0. */
  readonly gatewayServers: Fact<readonly GatewayServerFacts[]>;
}

/** An address on which an API server listens, as it publishes it for the pods of its cluster. */
export interface ApiServerListener {
  readonly address: string;
  readonly port: number;
}

/** The API server, as the operator reaches it and as its own cluster does. */
export interface ApiServerFacts {
  /** The server URL of the kubeconfig in use. */
  readonly kubeconfigUrl: string;
  /**
   * EndpointSlice `kubernetes` of namespace `default`: the real port of every API server, at an address that need not
   * mean anything outside the cluster.
   */
  readonly listeners: Fact<readonly ApiServerListener[]>;
  /** PEM of the authority that in-cluster clients trust, which is what Liqo hands to the peer. */
  readonly certificateAuthority: Fact<string>;
  /** The names and addresses the served certificate is valid for; IPv6 in canonical text form. */
  readonly certificateNames: Fact<readonly string[]>;
  /** From when on and until when the served certificate is valid, ISO 8601. */
  readonly certificateStartsAt: Fact<string>;
  readonly certificateExpiresAt: Fact<string>;
  /**
   * Whether the kubeconfig trusts an authority that the pods of the cluster trust too. Where it does not, something
   * with a certificate of its own (Teleport, Rancher, …) stands between the operator and the API server.
   */
  readonly kubeconfigSharesAuthority: Fact<boolean>;
}

/** A cluster's clock, seen from this machine through the `Date` header of its API server. */
export interface ClockFacts {
  /** Milliseconds by which it is ahead of this machine's clock; negative when it is behind. */
  readonly aheadMs: number;
  /** The true value is at most so many milliseconds away: half the round trip, and a second of the header's. */
  readonly withinMs: number;
}

/** Where a cluster runs, recognised from its nodes and its API server. */
export interface PlatformFacts {
  /** `eks`, `gke`, `aks`, `aws`, `gcp`, `azure`, `k3s`, `kind`, `kubeadm`, `openshift`, … or `generic`. */
  readonly provider: string;
  /** True when nodes are machines of a public cloud, whoever runs the control plane. */
  readonly cloud: Fact<boolean>;
  /** True when the control plane is the cloud's product (EKS, GKE, AKS, …). */
  readonly managed: Fact<boolean>;
  /** What was seen, one short sentence each. */
  readonly evidence: readonly string[];
}

/** The address ranges of a cluster. */
export interface CidrFacts {
  /** The whole ranges; unknown where only parts of them are. */
  readonly pod: Fact<readonly string[]>;
  /** The parts that the nodes of today have (`Node.spec.podCIDRs`); another node takes another part. */
  readonly podOfNodes: Fact<readonly string[]>;
  readonly service: Fact<readonly string[]>;
  readonly external: Fact<readonly string[]>;
}

/** Everything read from one cluster before anything is created in it. */
export interface ClusterFacts {
  readonly side: Side;
  /** The name of the kubeconfig context. */
  readonly name: string;
  /** UID of the namespace kube-system: tells whether both kubeconfigs mean the same cluster. */
  readonly uid: Fact<string>;
  readonly kubernetesVersion: Fact<string>;
  readonly platform: PlatformFacts;
  /** In name order, as the API server lists them. */
  readonly nodes: Fact<readonly NodeFacts[]>;
  readonly apiServer: ApiServerFacts;
  readonly liqo: LiqoFacts;
  readonly cidrs: CidrFacts;
  /** Names of the network plugins whose DaemonSets run: `calico`, `cilium`, `flannel`, …; empty when none is known. */
  readonly networkPlugins: Fact<readonly string[]>;
  readonly clock: Fact<ClockFacts>;
  /** What liqoctl will need here, in the order in which it needs it; empty when it was not asked. */
  readonly permissions: readonly PermissionFacts[];
  /** What could not be read for want of rights; what it costs is the judge's to say. */
  readonly refusedReads: readonly RefusedRead[];
}
