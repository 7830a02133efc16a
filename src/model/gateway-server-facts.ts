/** A gateway server of Liqo v1.x, which `liqoctl peer` or `liqoctl network connect` made for one other cluster. */
export interface GatewayServerFacts {
  readonly namespace: string;
  readonly name: string;
  /** The Liqo cluster ID of the other cluster; `undefined` when the object does not tell. */
  readonly remoteClusterId?: string | undefined;
  /** The type of its Service, such as `LoadBalancer`; `undefined` when the object does not tell. */
  readonly serviceType?: string | undefined;
  /** The port that WireGuard listens on in its pod; `undefined` when the object does not tell. */
  readonly listenPort?: number | undefined;
  /** Where it is advertised, in Liqo's order; empty while its Service has no address. */
  readonly addresses: readonly string[];
  /** The advertised port; `undefined` while there is none. */
  readonly port?: number | undefined;
}
