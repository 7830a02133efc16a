/** One address of a machine, as the cluster publishes it in `Node.status.addresses`. */
export interface MachineAddress {
  readonly type: 'InternalIP' | 'ExternalIP' | 'InternalDNS' | 'ExternalDNS' | 'Hostname';
  readonly address: string;
}

/** A machine that is a node of the site's cluster. */
export interface NodeSpec {
  readonly name: string;
  readonly addresses: readonly MachineAddress[];
  /** True for the nodes that run the control plane, and therefore carry its label. */
  readonly controlPlane?: boolean;
  readonly providerId?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Absent means ready. */
  readonly ready?: boolean;
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
  /** Absent when even the router has no public address of its own: then nothing leaves the LAN but by `carrierAddress`. */
  readonly publicAddress?: string;
  /**
   * The public address of a carrier-grade NAT in front of the router: packets go out through it, and from outside
   * nothing gets in, whatever the router forwards (RFC 6888).
   */
  readonly carrierAddress?: string;
  /** `kept`: the sender's port stays when it is free; `random`: a new one for every flow. Default `kept`. */
  readonly ports?: 'kept' | 'random';
  readonly forwards: readonly ForwardRule[];
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
  readonly action: 'drop' | 'reject-port-unreachable' | 'reject-host-unreachable' | 'tcp-reset' | 'accept';
  readonly replies?: boolean;
}

/** The place of one cluster: its machines, and what stands between them and the rest of the world. */
export interface Site {
  readonly lan: Lan;
  readonly nodes: readonly NodeSpec[];
  readonly nat?: NatGateway;
  readonly firewall: readonly FirewallRule[];
}
