import type { V1Job, V1OwnerReference } from '@kubernetes/client-node';

/** Makes an object belong to a Job, so that the server removes it with the Job. */
export function ownedBy(job: V1Job): V1OwnerReference {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: job.metadata?.name ?? '',
    uid: job.metadata?.uid ?? '',
    controller: false,
    blockOwnerDeletion: false,
  };
}
