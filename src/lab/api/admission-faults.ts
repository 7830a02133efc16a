import type { AdmissionFault } from '../topology/cluster-spec.js';
import type { ClusterApi } from './cluster-api.js';
import { type KubernetesObject, valueAt } from './kubernetes-object.js';
import type { Resource } from './resources.js';
import { badRequest, forbiddenBecause, type Refusal } from './status.js';

/** The refusal of the first plugin that refuses an object, in its words; `undefined` where all let it in. */
export function refuseByPlugins(
  { faults }: ClusterApi,
  resource: Resource,
  object: KubernetesObject,
): Refusal | undefined {
  const fault = faults.admission?.find(
    (one) => one.refusesDryRuns !== true && concerns(one, resource, object),
  );
  return fault && forbiddenBecause({ resource, name: object.metadata.name }, fault.because);
}

/** The same for a dry run that a plugin refuses as such. */
export function refuseDryRun(
  { faults }: ClusterApi,
  resource: Resource,
  object: KubernetesObject,
): Refusal | undefined {
  const fault = faults.admission?.find(
    (one) => one.refusesDryRuns === true && concerns(one, resource, object),
  );
  return fault && badRequest(fault.because);
}

function concerns(
  { resource: plural, where }: AdmissionFault,
  resource: Resource,
  object: KubernetesObject,
): boolean {
  if (plural !== resource.plural) return false;
  return where === undefined || String(where.path.reduce<unknown>(within, object)) === where.is;
}

function within(value: unknown, key: string): unknown {
  return Array.isArray(value) ? value[Number(key)] : valueAt(value, key);
}
