import { largestTunnelMtu } from '../../liqo/tunnel-mtu.js';
import type { Observation, PathMtu } from '../../model/observation.js';
import { peerOf, type Endpoint, type Side } from '../../model/peering.js';
import type { RunEvidence } from '../../model/run-evidence.js';
import { probedAddress } from './outcome-text.js';

/** One direction between a prober and a gateway's stand-in, and the largest packet that it carries. */
export interface MeasuredWay {
  /** The ID of the observation. */
  readonly evidence: string;
  /** As the beginning of a sentence: `The way from the local cluster to UDP 203.0.113.8:30742`. */
  readonly name: string;
  /** The largest whole IP packet, in bytes. */
  readonly bytes: number;
  readonly family: 4 | 6;
  /** What is left for the packets of a tunnel, in bytes. */
  readonly tunnelMtu: number;
  /** True when larger packets vanish without an ICMP message. */
  readonly isBlackHole: boolean;
}

/** A gateway's stand-in where the other cluster reached it. */
export interface ReachedGateway {
  readonly cluster: Side;
  readonly endpoint: Endpoint;
}

/** The measurements of the ways to these gateways from the other cluster, those that told nothing included. */
export function measurementsOf(
  gateways: readonly ReachedGateway[],
  { observations }: Pick<RunEvidence, 'observations'>,
): readonly Observation[] {
  return observations
    .map(({ observation }) => observation)
    .filter(
      ({ purpose, target, from, host, port }) =>
        purpose === 'path-mtu' &&
        from === peerOf(target) &&
        gateways.some(
          ({ cluster, endpoint }) =>
            cluster === target && endpoint.host === host && endpoint.ports.includes(port),
        ),
    );
}

/** The way that leaves least for a tunnel, of both directions; `undefined` when none was measured. */
export function narrowestWay(measurements: readonly Observation[]): MeasuredWay | undefined {
  const ways = measurements.flatMap((observation) => waysOf(observation));
  return ways.toSorted((one, other) => one.tunnelMtu - other.tunnelMtu)[0];
}

function waysOf(observation: Observation): readonly MeasuredWay[] {
  const { pathMtu, target } = observation;
  if (pathMtu === undefined) return [];
  const where = probedAddress(observation);
  const prober: Side = peerOf(target);
  const there = wayOf(observation, `The way from the ${prober} cluster to ${where}`, pathMtu);
  if (pathMtu.back === undefined) return [there];
  return [there, wayOf(observation, `The way back from ${where} to the ${prober} cluster`, pathMtu.back)];
}

function wayOf(
  { id, host, address = host }: Observation,
  name: string,
  { bytes, limitedBy }: NonNullable<PathMtu['back']>,
): MeasuredWay {
  const family = address.includes(':') ? 6 : 4;
  const tunnelMtu = largestTunnelMtu({ network: name, mtu: bytes }, family);
  return { evidence: id, name, bytes, family, tunnelMtu, isBlackHole: limitedBy === 'black-hole' };
}
