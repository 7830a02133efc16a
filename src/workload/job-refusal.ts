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
 * What kind of admission plugin refused an object, by its words; `forbidden` for any other policy.
 *
 * SOURCE: as above, kubernetes/kubernetes plugin/pkg/admission/limitranger/admission.go (`minConstraint` and its like), and
 * openshift/apiserver-library-go pkg/securitycontextconstraints/sccadmission/admission.go.
 */
export function codeOfRefusal(
  reason: string,
): Extract<WorkloadFailureCode, 'pod-security' | 'quota' | 'limit-range' | 'forbidden'> {
  const isPodSecurity =
    reason.includes('violates PodSecurity') ||
    reason.includes('unable to validate against any security context constraint');
  if (isPodSecurity) return 'pod-security';
  if (reason.includes('exceeded quota') || reason.includes('failed quota')) return 'quota';
  const isLimitRange =
    /\b(?:minimum|maximum) \S+ usage per (?:Container|Pod) is |\bmax limit to request ratio per (?:Container|Pod) is /u;
  return isLimitRange.test(reason) ? 'limit-range' : 'forbidden';
}
