import { addressKind } from '../liqo/address-kind.js';
import { advertisedApiServer } from '../liqo/advertised-api-server.js';
import { advertisedAuth } from '../liqo/advertised-auth.js';
import type { LiqoRelease } from '../liqo/release.js';
import { releaseOf } from '../liqo/release.js';
import type { ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Observation } from '../model/observation.js';
import type { Endpoint, PeeringIntent, ServiceId } from '../model/peering.js';
import { endpointProbe } from './endpoint-probes.js';

/** What was seen of the way from a cluster to its peer. */
export interface ForwardEvidence {
  readonly target: ClusterFacts;
  readonly release: LiqoRelease;
  readonly intent: PeeringIntent;
  readonly observations: readonly Observation[];
}

/**
 * Probes for port-forwards that exist but that Liqo does not advertise: the ports of the unreached services at the
 * public address that the peer saw this cluster's packets come from. Empty when no such address was seen.
 */
export function forwardCandidates({
  target,
  release: inEffect,
  intent,
  observations,
}: ForwardEvidence): ProbeTask[] {
  const release = releaseOf(target, inEffect);
  const publicAddress = translatedAddress(target, observations);
  if (publicAddress === undefined) return [];
  const services: (readonly [ServiceId, Endpoint | null])[] = [
    ['apiServer', advertisedApiServer(target, release).endpoint],
  ];
  if (release.generation !== 'g3' && intent.peering === 'out-of-band') {
    services.push(['auth', advertisedAuth(target, release).endpoint]);
  }
  return services.flatMap(([service, endpoint]) =>
    endpoint === null || endpoint.host === publicAddress || isReached(target, service, observations)
      ? []
      : endpoint.ports.map((port, index) =>
          endpointProbe({
            target,
            service,
            purpose: 'candidate',
            host: publicAddress,
            port,
            ordinal: 91 + index,
          }),
        ),
  );
}

function isReached(target: ClusterFacts, service: ServiceId, observations: readonly Observation[]): boolean {
  return observations.some(
    (seen) =>
      seen.target === target.side &&
      seen.service === service &&
      seen.purpose === 'endpoint' &&
      seen.outcome === 'open',
  );
}

/** The global address that a NAT device gave this cluster's packets; `undefined` when none was seen. */
export function translatedAddress(
  target: ClusterFacts,
  observations: readonly Observation[],
): string | undefined {
  const own = (valueOf(target.nodes) ?? []).flatMap((node) => node.addresses.map(({ address }) => address));
  return observations
    .filter((seen) => seen.purpose === 'source' && seen.from === target.side)
    .map((seen) => seen.observedSource?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1'))
    .find((address) => address !== undefined && addressKind(address) === 'global' && !own.includes(address));
}
