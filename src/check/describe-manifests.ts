import type { StandInRequest } from '../model/run-plan.js';
import { authPort, gatewayServerPort } from '../plan/stand-ins.js';
import { grantManifests, runManifests } from '../workload/manifests.js';
import type { WorkloadOptions } from './check-request.js';
import { serverReserveSeconds, unprivilegedUser } from './pod-limits.js';

/** What is to be shown to another administrator. */
export interface ManifestsRequest {
  readonly liqoNamespace: string;
  /** Who the roles are bound to. */
  readonly user: string;
  /** The platform chooses the user ID of pods itself. */
  readonly openshift: boolean;
  readonly workload: WorkloadOptions;
  readonly timeoutMs: number;
}

/** What an administrator applies before a check, and what the check itself then creates; nothing is asked or created. */
export interface Manifests {
  readonly grants: readonly object[];
  readonly run: readonly object[];
}

/** Every object that a run may create in one of the clusters, and the roles it needs. */
export function describeManifests(request: ManifestsRequest): Manifests {
  const { liqoNamespace, user, openshift, workload, timeoutMs } = request;
  return {
    grants: grantManifests({ liqo: liqoNamespace, probes: workload.namespace }, user),
    run: runManifests({
      settings: {
        ...workload,
        runAsUser: openshift ? undefined : unprivilegedUser,
        activeDeadlineSeconds: Math.ceil(timeoutMs / 1000) + serverReserveSeconds,
      },
      standIns: standIns(workload.allowLoadBalancer),
    }),
  };
}

/** The gateway of any release, and the authentication server up to v0.10 where Liqo is not installed yet. */
function standIns(allowLoadBalancer: boolean): StandInRequest[] {
  const exposures = ['NodePort', ...(allowLoadBalancer ? (['LoadBalancer'] as const) : [])] as const;
  return exposures.flatMap((exposure): StandInRequest[] => [
    { cluster: 'local', service: 'gateway', exposure, port: gatewayServerPort, annotations: {} },
    { cluster: 'local', service: 'auth', exposure, port: authPort, annotations: {} },
  ]);
}
