import { advertisedApiServer } from '../liqo/advertised-api-server.js';
import { advertisedAuth } from '../liqo/advertised-auth.js';
import { advertisedGateway } from '../liqo/advertised-gateway.js';
import type { LiqoRelease } from '../liqo/release.js';
import type { Advertised } from '../model/advertised.js';
import type { ApiServerProbe, ProbeTask } from '../model/agent-plan.js';
import type { ClusterFacts } from '../model/cluster-facts.js';
import { valueOf } from '../model/fact.js';
import type { Purpose } from '../model/observation.js';
import type { Endpoint, PeeringIntent, ServiceId, Side } from '../model/peering.js';

/** How many addresses beside the advertised one are tried for each service: more would only cost time. */
const candidateLimit = 4;

/** Where a probe goes and what it is for. */
interface Destination {
  readonly target: ClusterFacts;
  readonly service: ServiceId;
  readonly purpose: Purpose;
  readonly host: string;
  readonly port: number;
  /** Distinguishes the probes of one service and purpose. */
  readonly ordinal: number;
}

/**
 * The probes of one cluster's services from the other cluster: the endpoint that Liqo would advertise for each service
 * and, beside it, addresses of the same service that Liqo did not choose.
 */
export function endpointProbes(
  target: ClusterFacts,
  release: LiqoRelease,
  intent: PeeringIntent,
): ProbeTask[] {
  const probes = probesOf({ target, service: 'apiServer', advertised: advertisedApiServer(target, release) });
  if (release.generation === 'g3') return probes;
  if (intent.peering === 'out-of-band') {
    probes.push(...probesOf({ target, service: 'auth', advertised: advertisedAuth(target, release) }));
  }
  probes.push(...probesOf({ target, service: 'gateway', advertised: advertisedGateway(target, release) }));
  return probes;
}

interface AdvertisedService {
  readonly target: ClusterFacts;
  readonly service: ServiceId;
  readonly advertised: Advertised;
}

function probesOf({ target, service, advertised }: AdvertisedService): ProbeTask[] {
  const toTasks = (endpoint: Endpoint, purpose: Purpose, ordinal: number): ProbeTask[] =>
    endpoint.ports.map((port, index) =>
      endpointProbe({ target, service, purpose, host: endpoint.host, port, ordinal: ordinal + index }),
    );
  const first = advertised.endpoint === null ? [] : toTasks(advertised.endpoint, 'endpoint', 1);
  // A live gateway answers nobody, so other addresses of it would tell nothing.
  const others = service === 'gateway' ? [] : advertised.candidates.slice(0, candidateLimit);
  return [...first, ...others.flatMap((endpoint, index) => toTasks(endpoint, 'candidate', index + 1))];
}

/** One probe of a service's address, with what is needed to tell the right service from a wrong one. */
export function endpointProbe({ target, service, purpose, host, port, ordinal }: Destination): ProbeTask {
  const id = probeId({ target: target.side, service, purpose, ordinal });
  const common = { id, purpose, service, target: target.side, host, port };
  switch (service) {
    case 'auth': {
      const clusterId = valueOf(target.liqo.clusterId);
      return { kind: 'auth', ...common, ...(clusterId !== undefined && { clusterId }) };
    }
    case 'apiServer':
      return { kind: 'api-server', ...common, ...authority(target) };
    case 'gateway':
      return { kind: 'live-gateway', ...common };
  }
}

function authority(target: ClusterFacts): Pick<ApiServerProbe, 'certificateAuthority' | 'publicAuthorities'> {
  const override = valueOf(target.liqo.caOverride) ?? undefined;
  if (override === undefined && valueOf(target.liqo.trustedCa) === true) return { publicAuthorities: true };
  const certificateAuthority = override ?? valueOf(target.apiServer.certificateAuthority);
  return certificateAuthority === undefined ? {} : { certificateAuthority };
}

/** The name of a probe in reports, such as `remote-apiServer-endpoint-1`. */
export function probeId(parts: {
  readonly target: Side;
  readonly service: ServiceId;
  readonly purpose: Purpose;
  readonly ordinal: number;
}): string {
  return `${parts.target}-${parts.service}-${parts.purpose}-${parts.ordinal}`;
}
