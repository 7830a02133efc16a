/** How long a probe waits in each phase, and how it paces its datagrams. All times in milliseconds. */
export interface ProbeLimits {
  /** One name resolution. It is tried twice, because a lost DNS datagram otherwise looks like a dead resolver. */
  readonly dnsMs: number;
  /** From the first SYN to a connection, for all attempts at one address together. */
  readonly tcpMs: number;
  /** When connection attempts begin, each from a port of its own, counted from the first. */
  readonly dialAtMs: readonly number[];
  /** When a stand-in that refuses is tried again, counted from the first try. */
  readonly refusedAgainAtMs: readonly number[];
  /**
   * When conversations begin, each on a connection of its own, counted from the first connection. All share the time of
   * the first one's phases.
   */
  readonly converseAtMs: readonly number[];
  readonly tlsMs: number;
  readonly httpMs: number;
  readonly datagrams: DatagramLimits;
  /** The search for the largest packet of a way, in both directions together. */
  readonly pathMtuMs: number;
  readonly wireGuard: WireGuardLimits;
}

/** The pace of a WireGuard probe, which comes after ordinary datagrams have been answered. */
export interface WireGuardLimits {
  /** When initiations are sent, and then the packets through the tunnel: each while it has not been answered. */
  readonly sendAtMs: readonly number[];
  /** When it gives up, counted from the first of either. */
  readonly endMs: number;
  /**
   * How long a probe without a handshake waits before it tells so: the responder tells its record once a second, and the
   * record shows which half of the handshake was lost.
   */
  readonly recordMs: number;
}

/** The pace of a UDP probe: two rounds, of which the second runs only while some source port had no reply. */
export interface DatagramLimits {
  /** When the first round sends, counted from its start. */
  readonly firstRoundMs: readonly number[];
  readonly firstRoundEndMs: number;
  readonly secondRoundMs: readonly number[];
  readonly secondRoundEndMs: number;
  /** A probe through its own cluster's Service goes on for so long, whatever comes back. */
  readonly controlMs: number;
  /** Between two datagrams of a control probe after its first round. */
  readonly controlIntervalMs: number;
  /** Replies after which a probe is content: fewer would tell nothing of the round-trip time. */
  readonly wantedReplies: number;
  /** Refusals after which a port counts as refused. */
  readonly wantedRefusals: number;
}

/**
 * The limits that probes run with.
 *
 * TCP needs more than 3.1 s, because a host that is absent from its own network is reported only then (three ARP or
 * neighbour solicitations, one second apart). ICMP errors are limited to one per second after a burst of six, hence the
 * long tail of the first round of datagrams.
 *
 * With 20 % loss in each direction a packet and its answer both arrive with a probability of 64 %, and a reachable
 * service must be missed no more often than once in 100,000. Twenty datagrams: 0.36^20 = 1.3e-9. Five dials, of which
 * Linux before 6.5 sends three SYNs each within the deadline (at 0, 1 and 3 s; later ones five,
 * `tcp_syn_linear_timeouts`): 0.36^15 = 2.2e-7. A segment on an open connection is sent again after 0.2 s at the
 * earliest, then in twice the time: one conversation of TLS and HTTP fails in 5 s once in 370 times or more often,
 * five begun 0.7 s apart together less than once in 300,000 at round-trip times up to 150 ms. A WireGuard probe needs an
 * answer to one initiation, one empty and one full packet: thirteen tries each fail once in 195,000, 3 * 0.36^13 = 5.1e-6.
 * The tests compute it.
 *
 * A node refuses connections to a Service that has no endpoint yet, or that its kube-proxy has not heard of: that writes
 * its rules once a second at most (Kubernetes pkg/proxy/apis/config/v1alpha1/defaults.go, v1.32, `MinSyncPeriod`), and an
 * endpoint comes with the kubelet's next look at the pod. On real clusters four of ten healthy runs met one.
 */
export const defaultLimits: ProbeLimits = {
  dnsMs: 2000,
  tcpMs: 5000,
  dialAtMs: [0, 300, 700, 1100, 1500],
  refusedAgainAtMs: [300, 700, 1200, 1800, 2500, 3400, 4500],
  converseAtMs: [0, 700, 1400, 2100, 2800],
  tlsMs: 5000,
  httpMs: 5000,
  pathMtuMs: 20_000,
  datagrams: {
    firstRoundMs: [0, 50, 100, 200, 500, 1100, 2200, 3400],
    firstRoundEndMs: 4500,
    secondRoundMs: [0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000, 2250, 2500, 2750],
    secondRoundEndMs: 3750,
    controlMs: 8000,
    controlIntervalMs: 400,
    wantedReplies: 3,
    wantedRefusals: 3,
  },
  wireGuard: { sendAtMs: Array.from({ length: 13 }, (_, index) => index * 250), endMs: 4000, recordMs: 1500 },
};
