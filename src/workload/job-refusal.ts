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
  return { code: codeOfRefusal(reason), reason };
}

/**
 * What kind of admission plugin refused a pod, by its words; `forbidden` for any other policy.
 *
 * SOURCE: as above, and openshift/apiserver-library-go pkg/securitycontextconstraints/sccadmission/admission.go.
 */
export function codeOfRefusal(
  reason: string,
): Extract<WorkloadFailureCode, 'pod-security' | 'quota' | 'forbidden'> {
  const isPodSecurity =
    reason.includes('violates PodSecurity') ||
    reason.includes('unable to validate against any security context constraint');
  if (isPodSecurity) return 'pod-security';
  return reason.includes('exceeded quota') || reason.includes('failed quota') ? 'quota' : 'forbidden';
}
