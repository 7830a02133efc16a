import type { Endpoint, Exposure } from './peering.js';

/** The rules of Liqo that surprise, each with a finding of its own. */
export type QuirkKind =
  /** A node's `InternalDNS` name or host name goes before an address that others could use. */
  | 'unresolvable-node-name'
  /** The node whose address is taken is not Ready. */
  | 'node-not-ready'
  /** Which of several nodes is taken is left to chance or to the order of their names. */
  | 'arbitrary-node'
  /** An override is set, but is read only once the load balancer has an address. */
  | 'useless-override'
  /** An override that is empty, or no address at all. */
  | 'broken-override'
  /** An argument given twice, of which liqoctl reads the first and Liqo the last. */
  | 'contradicting-arguments'
  | 'empty-ingress-host'
  /** The Ingress leads to a port that the Service does not have. */
  | 'ingress-port'
  /** The load balancer has a name and an IP address, and the release takes this one. */
  | 'load-balancer-choice'
  /** The load balancer's first entry is empty, and Liqo looks at no other. */
  | 'load-balancer-entry'
  /** The API server's address means another machine, or nothing, to the peer: loopback or unspecified. */
  | 'own-address'
  /** The API server's address is that of a proxy in front of it, such as Rancher's or Teleport's. */
  | 'proxied-address'
  /** No `apiServer.address`, and no control-plane node to take one from. */
  | 'no-api-server-address'
  /** The port that is advertised is not the one that the API server is known to listen on. */
  | 'api-server-port'
  /** The gateway's Service is of a type that Liqo does not advertise: ClusterIP, or behind an Ingress. */
  | 'gateway-type'
  /** The release cannot advertise another address for its gateway than the node's own. */
  | 'no-gateway-override'
  /** The gateway advertises the address of its pod, and not the better one that its node has. */
  | 'gateway-node-address'
  | 'missing-brackets'
  /** Endpoint and authority come from AWS; `apiServer.address` is not read. */
  | 'aws-endpoint';

/** A rule of Liqo that bites on one address. */
export interface Quirk {
  readonly kind: QuirkKind;
  /** One sentence. */
  readonly text: string;
}

/**
 * What a release of Liqo would hand to the other cluster as the address of one of its services.
 *
 * `endpoint` is `null` when Liqo would advertise nothing or fail; `reason` then says why, otherwise where the
 * address comes from. `determinate` is false when the cluster could not be read well enough to compute it: then
 * `endpoint` is `null` too, and `reason` says what was missing.
 */
export interface Advertised {
  readonly determinate: boolean;
  readonly endpoint: Endpoint | null;
  /** How the service is exposed; `null` when it is not there. */
  readonly exposure: Exposure | null;
  readonly reason: string;
  /** Other addresses of the same service that Liqo did not choose, best first. */
  readonly candidates: readonly Endpoint[];
  /** Rules of Liqo that bite here. */
  readonly quirks: readonly Quirk[];
}
