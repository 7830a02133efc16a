import { admit } from './admission.js';
import { refuseDryRun } from './admission-faults.js';
import type { ClusterApi } from './cluster-api.js';
import type { DeleteOptions } from './deletion.js';
import { deleteObject } from './deletion.js';
import type { KubernetesObject } from './kubernetes-object.js';
import { newObjectSchema } from './kubernetes-object.js';
import type { ResourcePath } from './request-path.js';
import { apiVersionOf } from './resources.js';
import { matchesSelectors } from './selectors.js';
import type { ApiAnswer } from './status.js';
import { alreadyExists, badRequest, invalid } from './status.js';

/** Objects of a collection that pass the query's selectors. */
export function selectObjects(
  { store }: ClusterApi,
  { resource, namespace }: ResourcePath,
  query: URLSearchParams,
): readonly KubernetesObject[] {
  return store.list(resource, namespace).filter((object) => matchesSelectors(object, query));
}

/** `GET` of a collection, in pieces when `limit` says so; the continue token is the number of objects already given. */
export function listObjects(api: ClusterApi, at: ResourcePath, query: URLSearchParams): ApiAnswer {
  const objects = selectObjects(api, at, query);
  const start = Number(query.get('continue') ?? 0);
  const limit = Number(query.get('limit') ?? 0);
  const end = limit > 0 ? start + limit : objects.length;
  const remaining = objects.length - end;
  return {
    status: 200,
    body: {
      kind: `${at.resource.kind}List`,
      apiVersion: apiVersionOf(at.resource),
      metadata: {
        resourceVersion: api.store.resourceVersion,
        ...(remaining > 0 && { continue: String(end), remainingItemCount: remaining }),
      },
      // Items of a list carry neither kind nor apiVersion.
      items: objects.slice(start, end).map(withoutKind),
    },
  };
}

function withoutKind(object: KubernetesObject): object {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'kind' && key !== 'apiVersion'));
}

/** `POST` to a collection. With `dryRun=All` everything is checked and nothing kept. */
export function createObject(
  api: ClusterApi,
  at: ResourcePath,
  { body, query }: { readonly body: unknown; readonly query: URLSearchParams },
): ApiAnswer {
  const { resource, namespace } = at;
  const draft = newObjectSchema.safeParse(body);
  if (!draft.success) return badRequest('the object provided is unrecognized');
  const metadata = draft.data.metadata ?? {};
  if (namespace !== undefined && metadata.namespace !== undefined && metadata.namespace !== namespace) {
    const message = `the namespace of the provided object does not match the namespace sent on the request`;
    return badRequest(message);
  }
  if (metadata.name === undefined && metadata['generateName'] === undefined) {
    const complaint = 'Required value: name or generateName is required';
    return invalid({ resource, name: '' }, 'metadata.name', complaint);
  }
  const prepared = api.store.prepare(resource, {
    ...draft.data,
    metadata: { ...metadata, ...(namespace !== undefined && { namespace }) },
  });
  if (api.store.get(resource, prepared.metadata)) {
    return alreadyExists({ resource, name: prepared.metadata.name });
  }
  const admission = admit(api, resource, prepared);
  if (!admission.ok) return admission.refusal;
  const isDryRun = query.get('dryRun') === 'All';
  const refusal = isDryRun ? refuseDryRun(api, resource, admission.object) : undefined;
  if (refusal !== undefined) return refusal;
  return { status: 201, body: isDryRun ? admission.object : api.store.add(resource, admission.object) };
}

/** `DELETE` of a collection. */
export function deleteCollection(
  api: ClusterApi,
  at: ResourcePath,
  { query, options }: { readonly query: URLSearchParams; readonly options: DeleteOptions },
): ApiAnswer {
  const objects = selectObjects(api, at, query);
  for (const { metadata } of objects) {
    deleteObject(api.store, { resource: at.resource, key: metadata }, options);
  }
  return {
    status: 200,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 200 },
  };
}
