import type { Side } from './peering.js';

/** What a capture saw of the datagrams of one probe. */
export interface CapturedArrival {
  /** The `id` of the probe task that the datagrams name. */
  readonly probe: string;
  /** Distinct authentic datagrams. */
  readonly received: number;
  /** Where they came from as the gateway's side saw it, such as `203.0.113.8:40582`; at most 16. */
  readonly sources: readonly string[];
  /**
   * Whether connection tracking on the gateway's node knows the first of them. It learns of a packet only when the
   * node's own packet filter, behind the capture, has let it pass; absent when it could not be asked.
   */
  readonly tracked?: boolean | undefined;
}

/**
 * What the gateway's own side saw of the run's datagrams: `tcpdump` in the pod of a live gateway, for `--capture`.
 *
 * `listened`: from before the first datagram was sent until after the last one; `interrupted`: it saw what it tells,
 * and may have missed more; `failed`: it never listened.
 */
export interface GatewayCapture {
  readonly cluster: Side;
  readonly status: 'listened' | 'interrupted' | 'failed';
  /** Why it was interrupted or failed, as the end of a sentence. */
  readonly reason?: string | undefined;
  /** `namespace/name` of the gateway's pod, when there is one. */
  readonly pod?: string | undefined;
  /** The node it runs on. */
  readonly node?: string | undefined;
  readonly arrivals: readonly CapturedArrival[];
}

/** The `id` of the probe by which a cluster shows that the capture at its own gateway is able to see. */
export function captureControlId(cluster: Side): string {
  return `${cluster}-gateway-contrast-capture`;
}
