/** How long a probe waits in each phase, and how it paces its datagrams. All times in milliseconds. */
export interface ProbeLimits {
  /** One name resolution. It is tried twice, because a lost DNS datagram otherwise looks like a dead resolver. */
  readonly dnsMs: number;
  /** From the first SYN to a connection, for all addresses and attempts together. */
  readonly tcpMs: number;
  /** When a second connection attempt, from another port, joins the first. */
  readonly secondDialAfterMs: number;
  readonly tlsMs: number;
  readonly httpMs: number;
  readonly datagrams: DatagramLimits;
}

/** The pace of a UDP probe: two rounds, of which the second runs only while nothing has answered. */
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
  /** Refusals after which a live gateway's port counts as refused. */
  readonly wantedRefusals: number;
}

/**
 * The limits that probes run with.
 *
 * TCP needs more than 3.1 s, because a host that is absent from its own network is reported only then (three ARP or
 * neighbour solicitations, one second apart). Datagrams number 8 in the first round and 20 in both, since with 20 %
 * loss in each direction 4 % of rounds of three would stay without any reply; ICMP errors are limited to one per
 * second after a burst of six, hence the long tail.
 */
export const defaultLimits: ProbeLimits = {
  dnsMs: 2000,
  tcpMs: 5000,
  secondDialAfterMs: 1000,
  tlsMs: 5000,
  httpMs: 5000,
  datagrams: {
    firstRoundMs: [0, 100, 250, 500, 900, 1500, 2400, 3400],
    firstRoundEndMs: 4500,
    secondRoundMs: [0, 250, 500, 750, 1000, 1250, 1500, 1750, 2000, 2250, 2500, 2750],
    secondRoundEndMs: 3750,
    controlMs: 8000,
    controlIntervalMs: 400,
    wantedReplies: 3,
    wantedRefusals: 3,
  },
};
