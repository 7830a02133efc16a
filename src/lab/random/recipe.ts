import type { GatewayFlags, PeeringIntent, Side } from '../../model/peering.js';
import type { LiqoSpec } from '../topology/cluster-spec.js';
import type { Distribution } from '../topology/distributions.js';
import type { ManagedProvider } from '../topology/managed-cloud.js';
import type { DualStackRecipe } from './dual-stack.js';
import type { FirewallRule } from '../topology/site.js';

/**
 * Where a cluster is: a managed cloud; on premises with public addresses; behind a NAT router of its own; behind a
 * router that is itself behind the NAT of its carrier, which forwards nothing.
 */
export type Place = ManagedProvider | 'public' | 'nat' | 'carrier-nat';

/** Whether a cluster there is one that a cloud manages. */
export function isCloudPlace(place: Place): place is ManagedProvider {
  return place === 'aks' || place === 'gke' || place === 'eks';
}

/**
 * How the two clusters lie to each other: each on its own; both in one LAN behind one router; or in private networks that
 * route to each other.
 */
export type Neighbourhood = 'apart' | 'same-lan' | 'routed';

/** What Liqo v0.x is told to advertise for a Service instead of its own address. */
export type OverrideRecipe = 'none' | 'router' | 'router-other-port' | 'node' | 'empty';

/** One Service of Liqo v0.x. */
export interface ServiceRecipe {
  readonly type: 'LoadBalancer' | 'NodePort' | 'ClusterIP';
  readonly override: OverrideRecipe;
}

/**
 * The Ingress in front of the authentication server of Liqo v0.x, and the controller that is to serve it; `leadsTo` says
 * which address the host has in the DNS: that of the router in front of the controller where there is one, the
 * controller's own, or none.
 */
export interface IngressRecipe {
  readonly controller: 'load-balancer' | 'node-ports' | 'none';
  readonly isDefaultClass: boolean;
  readonly passesTlsThrough: boolean;
  /** Its own class, one that nobody serves, or none. */
  readonly class: 'served' | 'unserved' | 'absent';
  readonly host: 'named' | 'empty';
  readonly leadsTo: 'router' | 'controller' | 'nowhere';
  /** What the annotations ask for. */
  readonly protocol: 'http' | 'https' | 'passthrough';
  readonly authTls: boolean;
}

/**
 * A row of the router's table, by the service that it leads to; `other`: at a public port that is not the service's own,
 * which means nothing for the Ingress controller, whose port is 443.
 */
export interface ForwardRecipe {
  readonly service: 'apiServer' | 'auth' | 'gateway' | 'ingress';
  readonly port: 'same' | 'other';
}

/**
 * What load balancers there are. `both`: an IP and a name; `unnamed`: a name that is in no DNS, beside an IP;
 * `two`: two entries; `private`: addresses of a cloud's own network; `nodes`: at the nodes, as k3s has them, or, with
 * `nodes-taken`, with an Ingress controller at port 443.
 */
export type LoadBalancerRecipe =
  | 'address'
  | 'hostname'
  | 'both'
  | 'unnamed'
  | 'two'
  | 'private'
  | 'tcp-only'
  | 'nodes'
  | 'nodes-taken'
  | 'pending'
  | 'none';

/**
 * The nodes: one alone; a third; a third that is not Ready; a virtual one of another peer; names of a private DNS before
 * their addresses; public addresses beside private ones, with or without public names.
 */
export type NodesRecipe =
  'single' | 'three' | 'not-ready' | 'virtual' | 'internal-dns' | 'external-ip' | 'external-dns';

/** The choices that make one cluster with its site. */
export interface ClusterRecipe {
  readonly place: Place;
  /** Of a cluster that no cloud manages; absent for one that shows none. */
  readonly distribution?: Distribution | undefined;
  /** Absent for two, one of them of the control plane unless a cloud runs that. */
  readonly nodes?: NodesRecipe | undefined;
  readonly isInstalled: boolean;
  /** The direction of an active peering with a third cluster; absent for none. */
  readonly peering?: 'outgoing' | 'incoming' | 'both' | undefined;
  /** What `apiServer.address` is set to: nothing, the cloud's name, the router's address, a node's. */
  readonly apiServerAddress: 'none' | 'provided' | 'router' | 'node';
  /** Whether the certificate of the API server names the router's address too. */
  readonly isRouterInCertificate: boolean;
  readonly loadBalancer: LoadBalancerRecipe;
  readonly auth: ServiceRecipe;
  readonly gateway: ServiceRecipe;
  /** Absent for none. */
  readonly ingress?: IngressRecipe;
  readonly forwards: readonly ForwardRecipe[];
  readonly natPorts: 'kept' | 'random';
  readonly unforwarded: 'drop' | 'tcp-reset';
  /**
   * A second router in front of that of a cluster behind NAT, with the public address: one that forwards to the first
   * what this forwards, or nothing yet. Absent for none.
   */
  readonly outerRouter?: 'forwards' | 'forwards-nothing' | undefined;
  readonly firewall: readonly FirewallRule[];
  /** Absent where there is IPv4 alone. */
  readonly dualStack?: DualStackRecipe | undefined;
}

/** Everything that makes a random topology, small enough to be kept with a test and to be cut down. */
export interface Recipe {
  readonly version: LiqoSpec['version'];
  /** Of the remote cluster; absent where it is the same. */
  readonly remoteVersion?: LiqoSpec['version'] | undefined;
  readonly peering: PeeringIntent['peering'];
  readonly gatewayFlags: GatewayFlags;
  /** Whether the operator lets the pods of live gateways be entered (`--capture`); absent for no. */
  readonly capture?: boolean;
  readonly neighbourhood: Neighbourhood;
  readonly clusters: Readonly<Record<Side, ClusterRecipe>>;
}
