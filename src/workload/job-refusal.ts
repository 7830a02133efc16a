import type { CoreV1Event } from '@kubernetes/client-node';

import type { WorkloadFailureCode } from '../model/run-evidence.js';

/** Why a Job has no pod. */
export interface JobRefusal {
  readonly code: WorkloadFailureCode;
  readonly reason: string;
}

/**
 * Reads from a Job's events why its controller could not create a pod (`FailedCreate`); `undefined` when it says
 * nothing of the kind. A Job is accepted where its pods are not, so this is the only place that tells.
 *
 * The event has no machine-readable cause: the words of the admission plugins are all there is
 * (kubernetes/kubernetes pkg/controller/job, staging/src/k8s.io/pod-security-admission, plugin/pkg/admission/resourcequota).
 */
export function jobRefusal(events: readonly CoreV1Event[]): JobRefusal | undefined {
  const failed = events.findLast((event) => event.reason === 'FailedCreate');
  if (failed === undefined) return undefined;
  const reason = failed.message ?? 'its pod was refused';
  if (reason.includes('violates PodSecurity')) return { code: 'pod-security', reason };
  if (reason.includes('exceeded quota') || reason.includes('failed quota')) return { code: 'quota', reason };
  return { code: 'forbidden', reason };
}
