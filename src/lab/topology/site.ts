/** One address of a machine, as the cluster publishes it in `Node.status.addresses`. */
export interface MachineAddress {
  readonly type: 'InternalIP' | 'ExternalIP' | 'InternalDNS' | 'ExternalDNS' | 'Hostname';
  readonly address: string;
}

/** A machine that is a node of the site's cluster. */
export interface NodeSpec {
  readonly name: string;
  readonly addresses: readonly MachineAddress[];
  /** IP addresses that it has for itself alone and does not publish: a kubelet names those of its cluster's families. */
  readonly hiddenAddresses?: readonly string[];
  /** True for the nodes that run the control plane, and therefore carry its label. */
  readonly controlPlane?: boolean;
  readonly providerId?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Absent means ready. */
  readonly ready?: boolean;
  /** Whether a taint keeps pods away; absent means that one does on control-plane nodes beside others. */
  readonly repelsPods?: boolean;
  /** True for the virtual node that Liqo makes of another cluster. */
  readonly standsForCluster?: boolean;
  /** Protocols that a firewall of its own drops when they come from outside the site. */
  readonly closedTo?: readonly ('tcp' | 'udp')[];
}

/** A broadcast domain. Two sites with the same LAN name share one; private addresses are reachable inside it only. */
export interface Lan {
  readonly name: string;
  /** The subnet of its machines, such as `192.168.1.0/24`. */
  readonly subnet: string;
}

/** One row of a router's forwarding table. */
export interface ForwardRule {
  readonly protocol: 'tcp' | 'udp';
  readonly publicPort: number;
  readonly targetAddress: string;
  readonly targetPort: number;
}

/**
 * A router that hides the private addresses of a site behind one address of its own.
 *
 * Without a forward, what reaches it from outside goes nowhere; replies to what went out come back.
 */
export interface NatGateway {
  /** Absent when even the router has no public address of its own: then nothing leaves the LAN. */
  readonly publicAddress?: string;
  /**
   * `kept`: the sender's port stays when it is free; `changed`: another one, the same for all destinations; `random`: a
   * new one for every flow, hence for every destination. Default `kept`.
   */
  readonly ports?: 'kept' | 'changed' | 'random';
  readonly forwards: readonly ForwardRule[];
  /** A machine that gets every port of the public address that `forwards` does not name ("DMZ host", 1:1 NAT). */
  readonly exposedHost?: string;
  /** True when packets from inside to the public address are forwarded like those from outside. */
  readonly hairpin?: boolean;
  /**
   * A second NAT in front of the router, whose `publicAddress` is then one that nobody outside can reach. With `forwards`
   * it is another router of the same people, each row of which leads to the first one; without, it is their carrier's,
   * on which nobody forwards, and the router has an address of 100.64.0.0/10 (RFC 6598).
   */
  readonly outer?: { readonly publicAddress: string; readonly forwards?: readonly ForwardRule[] };
  /** How long a silent UDP flow is remembered, in milliseconds. Default: as Linux does. */
  readonly flowLifetimeMs?: number;
  /** How it answers TCP to a port that it does not forward. Default `drop`. */
  readonly unforwarded?: 'drop' | 'tcp-reset';
}

/**
 * A packet filter between a site and everything else, machines of another site on the same LAN included.
 *
 * Rules are read in order and the first that matches decides; what none matches passes. `port` is the port that the
 * sender addressed, hence the public one in front of a forward; absent means every port. `address` is where the sender
 * addressed it to, in the same way. Filters are stateful, replies
 * pass, unless a rule says `replies: true`, as stateless filters and asymmetric routes do to replies.
 */
export interface FirewallRule {
  readonly direction: 'in' | 'out';
  readonly protocol: 'tcp' | 'udp';
  readonly port?: number;
  readonly address?: string;
  /** Only packets to addresses of this family, as ip6tables and its like have rules of their own. */
  readonly family?: 'IPv4' | 'IPv6';
  readonly action: 'drop' | 'reject-port-unreachable' | 'reject-host-unreachable' | 'tcp-reset' | 'accept';
  readonly replies?: boolean;
  /**
   * `wireguard`: only packets that look like WireGuard, by a first byte from 1 to 4 and three zero bytes after it, as a
   * firewall that looks into packets knows it; absent means whatever is inside. Such a rule is asked about every packet
   * of a flow, not just the first.
   */
  readonly payload?: 'wireguard';
}

/**
 * What drops packets for other sites before they leave a machine: a NetworkPolicy or a network plugin for those of pods,
 * a firewall of the machine for its own.
 */
export interface EgressRule {
  readonly source: 'pods' | 'nodes';
  /** Only on this node; absent means on all. */
  readonly node?: string;
  readonly protocol: 'tcp' | 'udp';
}

/** The place of one cluster: its machines, and what stands between them and the rest of the world. */
export interface Site {
  readonly lan: Lan;
  readonly nodes: readonly NodeSpec[];
  readonly nat?: NatGateway;
  readonly firewall: readonly FirewallRule[];
  readonly egress?: readonly EgressRule[];
  /**
   * `egress`: the network plugin lets pods send nothing, not even inside the cluster; `ingress`: nothing comes to pods. As
   * it enforces NetworkPolicies that list nothing; the objects themselves are seeded.
   */
  readonly isolatedPods?: readonly ('egress' | 'ingress')[];
  /** The largest IP packet, in bytes, that the link between the site and everything else carries. Default 1500. */
  readonly mtu?: number;
  /**
   * What becomes of larger ones: `icmp`, the router says so to the sender; `dropped`, nobody is told, as behind a
   * firewall that drops ICMP. Default `icmp`.
   */
  readonly tooBig?: 'icmp' | 'dropped';
}
