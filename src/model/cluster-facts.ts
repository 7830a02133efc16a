import type { Fact } from './fact.js';
import type { Generation, Side } from './peering.js';

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
  readonly labels: Readonly<Record<string, string>>;
  /** `Node.spec.providerID`, such as `aws:///eu-west-1a/i-0abc`; `undefined` when the node has none. */
  readonly providerId?: string | undefined;
  readonly kernelVersion: string;
  readonly osImage: string;
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

/** One entry of `Service.status.loadBalancer.ingress`. */
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
  /** How many ready endpoints stand behind it (EndpointSlices). */
  readonly readyEndpoints: Fact<number>;
}

/** An Ingress in front of the authentication server. `host` is empty when its rule names none. */
export interface IngressFacts {
  readonly name: string;
  readonly host: string;
  readonly className?: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly tls: boolean;
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
  readonly authPortOverride: Fact<string | null>;
  /** Whether liqo-proxy is there, which in-band peering needs. */
  readonly proxy: Fact<boolean>;
  /** Names of ForeignClusters with an active peering, which a change of exposure would disturb. */
  readonly activePeerings: Fact<readonly string[]>;
}

/** The API server as the operator reaches it. */
export interface ApiServerFacts {
  /** The server URL of the kubeconfig in use. */
  readonly kubeconfigUrl: string;
  /** PEM of the authority that in-cluster clients trust, which is what Liqo hands to the peer. */
  readonly certificateAuthority: Fact<string>;
  /** The names and addresses the served certificate is valid for; IPv6 in canonical text form. */
  readonly certificateNames: Fact<readonly string[]>;
  /** When the served certificate expires, ISO 8601. */
  readonly certificateExpiresAt: Fact<string>;
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
  readonly pod: Fact<readonly string[]>;
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
}
