import type { Side } from '../model/peering.js';
import type { RefusedService, StandIn } from '../model/run-evidence.js';
import type { ResponderState } from './pods-in-cluster.js';

/** The Services of a run that a cluster did not take, as a policy may forbid node ports, or one that is taken. */
export function refusedIn(cluster: Side, state: ResponderState): RefusedService[] {
  if (!state.ok) return [];
  return state.raised.refused.map(({ request, reason }) => ({
    cluster,
    exposure: request?.exposure ?? 'NodePort',
    reason,
    ...(request !== undefined && { service: request.service }),
  }));
}

/** The stand-ins that are not there for that reason. */
export function refusedStandIns(refused: readonly RefusedService[]): StandIn[] {
  return refused.flatMap(({ cluster, service, exposure, reason }) =>
    service === undefined
      ? []
      : [{ cluster, service, exposure, status: 'not-raised', reason: `its Service was refused: ${reason}` }],
  );
}
