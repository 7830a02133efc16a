import type { Observation } from '../../model/observation.js';
import { peerOf } from '../../model/peering.js';
import type { RunEvidence, StandIn } from '../../model/run-evidence.js';

/** What the WireGuard probes of one stand-in came to. */
export interface TunnelEvidence {
  /**
   * `passes`: WireGuard's datagrams pass like others; `blocked`: they do not, and ordinary ones of the same socket do;
   * `unknown`: nothing can be concluded, as where ordinary ones were not answered either.
   */
  readonly status: 'passes' | 'blocked' | 'unknown';
  /** The observation that decided. */
  readonly decisive: Observation;
  /** IDs of all of them. */
  readonly evidence: readonly string[];
}

/** Causes by which WireGuard alone is at fault. */
const blockingCauses: ReadonlySet<string> = new Set([
  'wireguard-dropped',
  'wireguard-data-dropped',
  'wireguard-full-size-dropped',
]);

const weight = { blocked: 2, unknown: 1, passes: 0 } as const;

/** The word of the WireGuard probes from the peer; of several, as from several nodes, the worst. */
export function tunnelEvidence(
  { cluster, service, endpoint }: Pick<StandIn, 'cluster' | 'service' | 'endpoint'>,
  { observations }: Pick<RunEvidence, 'observations'>,
): TunnelEvidence | undefined {
  const seen = observations
    .map(({ observation }) => observation)
    .filter(
      ({ purpose, target, from, host, port, service: probed }) =>
        purpose === 'tunnel' &&
        probed === service &&
        target === cluster &&
        from === peerOf(cluster) &&
        host === endpoint?.host &&
        endpoint.ports.includes(port),
    )
    .map((observation) => ({ observation, status: statusOf(observation) }))
    .toSorted((one, other) => weight[other.status] - weight[one.status]);
  const [worst] = seen;
  if (worst === undefined) return undefined;
  const evidence = seen.map(({ observation }) => observation.id);
  return { status: worst.status, decisive: worst.observation, evidence };
}

function statusOf({ outcome, cause, handshake }: Observation): TunnelEvidence['status'] {
  if (handshake === undefined) return 'unknown';
  if (outcome === 'replied' || cause === 'full-size-dropped') return 'passes';
  return cause !== undefined && blockingCauses.has(cause) ? 'blocked' : 'unknown';
}
