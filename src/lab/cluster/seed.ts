import { admit } from '../api/admission.js';
import type { ClusterApi } from '../api/cluster-api.js';
import type { KubernetesObject, NewObject } from '../api/kubernetes-object.js';
import type { Resource } from '../api/resources.js';

/** Stores an object of the cluster's initial state; one that the API refuses is a mistake in the lab itself. */
export function seed(api: ClusterApi, resource: Resource, draft: NewObject): KubernetesObject {
  const admission = admit({ ...api, faults: {} }, resource, api.store.prepare(resource, draft));
  if (!admission.ok)
    throw new Error(`the lab's own ${resource.kind} is refused: ${admission.refusal.body.message}`);
  const status = draft['status'];
  const { object } = admission;
  return api.store.add(resource, status === undefined ? object : { ...object, status });
}
