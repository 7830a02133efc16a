import type { ClusterApi } from './cluster-api.js';
import type { DeleteOptions } from './deletion.js';
import { deleteObject } from './deletion.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { isJsonObject, kubernetesObjectSchema } from './kubernetes-object.js';
import type { ObjectKey } from './object-store.js';
import { applyPatch } from './patch.js';
import type { Resource } from './resources.js';
import { allocateService } from './service-allocation.js';
import type { ApiAnswer } from './status.js';
import { badRequest, conflict, notFound } from './status.js';

/** One object, and whether its `status` subresource is meant. */
export interface ObjectPath {
  readonly resource: Resource;
  readonly key: ObjectKey;
  readonly isStatus: boolean;
}

/** A request that changes an object. */
export interface Change {
  readonly body: unknown;
  readonly isDryRun: boolean;
}

export function readObject({ store }: ClusterApi, { resource, key }: ObjectPath): ApiAnswer {
  const object = store.get(resource, key);
  return object ? { status: 200, body: object } : notFound({ resource, name: key.name });
}

/** `PUT`: the whole object, or its status; an old resourceVersion is a conflict. */
export function replaceObject(api: ClusterApi, at: ObjectPath, { body, isDryRun }: Change): ApiAnswer {
  const current = api.store.get(at.resource, at.key);
  if (!current) return notFound({ resource: at.resource, name: at.key.name });
  if (!isJsonObject(body)) return badRequest('the object provided is unrecognized');
  const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {};
  const version = metadata['resourceVersion'];
  if (typeof version === 'string' && version !== '' && version !== current.metadata.resourceVersion) {
    return conflict({ resource: at.resource, name: at.key.name });
  }
  return keep(api, at, { current, wanted: body, isDryRun });
}

/** `PATCH` of any of the four content types. */
export function patchObject(api: ClusterApi, at: ObjectPath, { body, isDryRun }: Change): ApiAnswer {
  const current = api.store.get(at.resource, at.key);
  if (!current) return notFound({ resource: at.resource, name: at.key.name });
  return keep(api, at, { current, wanted: applyPatch(current, body), isDryRun });
}

function keep(
  api: ClusterApi,
  at: ObjectPath,
  change: { readonly current: KubernetesObject; readonly wanted: unknown; readonly isDryRun: boolean },
): ApiAnswer {
  const { current, wanted } = change;
  if (!isJsonObject(wanted)) return badRequest('the object provided is unrecognized');
  const metadata = isJsonObject(wanted['metadata']) ? wanted['metadata'] : {};
  const { name, namespace, uid, creationTimestamp, resourceVersion } = current.metadata;
  const immutable = {
    name,
    ...(namespace !== undefined && { namespace }),
    uid,
    creationTimestamp,
    resourceVersion,
  };
  const merged = at.isStatus
    ? { ...current, status: wanted['status'] }
    : { ...wanted, status: current['status'], metadata: { ...metadata, ...immutable } };
  const parsed = kubernetesObjectSchema.safeParse({
    ...merged,
    kind: current.kind,
    apiVersion: current.apiVersion,
  });
  if (!parsed.success) return badRequest('the object provided is malformed');
  const admission =
    at.resource.plural === 'services' && !at.isStatus
      ? allocateService(api, at.resource, parsed.data)
      : ({ ok: true, object: parsed.data } as const);
  if (!admission.ok) return admission.refusal;
  const kept = change.isDryRun ? admission.object : api.store.replace(at.resource, admission.object);
  return { status: 200, body: kept };
}

/** `DELETE`: answers with the object while it lingers, as pods and namespaces do, else with a `Status`. */
export function removeObject(
  { store }: ClusterApi,
  { resource, key }: ObjectPath,
  { options, isDryRun }: { readonly options: DeleteOptions; readonly isDryRun: boolean },
): ApiAnswer {
  const { uid, resourceVersion } = options.preconditions ?? {};
  const current = store.get(resource, key)?.metadata;
  const isOther =
    (uid !== undefined && uid !== current?.uid) ||
    (resourceVersion !== undefined && resourceVersion !== current?.resourceVersion);
  if (current && isOther) return conflict({ resource, name: key.name });
  const object = isDryRun ? store.get(resource, key) : deleteObject(store, { resource, key }, options);
  if (!object) return notFound({ resource, name: key.name });
  if (object.metadata.deletionTimestamp !== undefined) return { status: 200, body: object };
  const details = { name: key.name, kind: resource.plural, uid: object.metadata.uid };
  return {
    status: 200,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details },
  };
}
