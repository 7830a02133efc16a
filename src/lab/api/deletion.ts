import type { ObjectKey, ObjectStore } from './object-store.js';
import { now } from './object-store.js';
import type { KubernetesObject } from './kubernetes-object.js';
import type { Resource } from './resources.js';
import { resources, servedResources } from './resources.js';

/** How a delete request treats what the object owns, and how long pods may take. */
export interface DeleteOptions {
  readonly propagationPolicy: 'Background' | 'Foreground' | 'Orphan';
  readonly gracePeriodSeconds?: number | undefined;
  /** The object is deleted only while these are as they are. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
}

/** The options of deletions that nobody asked for in particular. */
export const inBackground: DeleteOptions = { propagationPolicy: 'Background' };

/** Every object with one of its owners being `uid`. */
export function dependentsOf(
  store: ObjectStore,
  uid: string,
): readonly { readonly resource: Resource; readonly object: KubernetesObject }[] {
  return servedResources(store).flatMap((resource) =>
    store
      .list(resource)
      .filter(({ metadata }) => (metadata.ownerReferences ?? []).some((owner) => owner.uid === uid))
      .map((object) => ({ resource, object })),
  );
}

/**
 * Deletes an object as far as the API server does that itself: pods and namespaces are only marked, for the kubelet and
 * the namespace controller to finish, and so is an owner that has to wait for its dependents.
 */
export function deleteObject(
  store: ObjectStore,
  at: { readonly resource: Resource; readonly key: ObjectKey },
  options: DeleteOptions,
): KubernetesObject | undefined {
  const { resource, key } = at;
  const object = store.get(resource, key);
  if (!object) return undefined;
  if (resource.plural === 'pods')
    return mark(store, at, { graceSeconds: options.gracePeriodSeconds ?? graceOf(object) });
  if (resource.plural === 'namespaces') return mark(store, at, {});
  const dependents = dependentsOf(store, object.metadata.uid);
  if (options.propagationPolicy === 'Foreground' && dependents.length > 0) {
    const marked = mark(store, at, { finalizers: ['foregroundDeletion'] });
    for (const { resource: kind, object: dependent } of dependents) {
      deleteObject(store, { resource: kind, key: dependent.metadata }, options);
    }
    return marked;
  }
  if (options.propagationPolicy === 'Orphan') {
    for (const dependent of dependents) orphan(store, dependent, object.metadata.uid);
  }
  return store.remove(resource, key);
}

function graceOf(pod: KubernetesObject): number {
  const spec = pod['spec'];
  const seconds =
    typeof spec === 'object' && spec !== null && 'terminationGracePeriodSeconds' in spec
      ? spec.terminationGracePeriodSeconds
      : undefined;
  return typeof seconds === 'number' ? seconds : 30;
}

function mark(
  store: ObjectStore,
  { resource, key }: { readonly resource: Resource; readonly key: ObjectKey },
  { graceSeconds, finalizers }: { readonly graceSeconds?: number; readonly finalizers?: readonly string[] },
): KubernetesObject | undefined {
  return store.update(resource, key, (object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      deletionTimestamp: object.metadata.deletionTimestamp ?? now(),
      ...(graceSeconds !== undefined && { deletionGracePeriodSeconds: graceSeconds }),
      ...(finalizers && { finalizers }),
    },
    ...(resource.plural === 'namespaces' && { status: { phase: 'Terminating' } }),
  }));
}

function orphan(
  store: ObjectStore,
  { resource, object }: { readonly resource: Resource; readonly object: KubernetesObject },
  uid: string,
): void {
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
  store.replace(resource, { ...object, metadata: { ...object.metadata, ownerReferences } });
}

/** Deletes everything in a namespace. */
export function emptyNamespace(store: ObjectStore, namespace: string): void {
  for (const { resource, object } of contentsOf(store, namespace)) {
    if (object.metadata.deletionTimestamp === undefined) {
      deleteObject(store, { resource, key: object.metadata }, inBackground);
    }
  }
}

/** Everything in a namespace. */
export function contentsOf(
  store: ObjectStore,
  namespace: string,
): readonly { readonly resource: Resource; readonly object: KubernetesObject }[] {
  return servedResources(store)
    .filter((resource) => resource.namespaced && resource !== resources.events)
    .flatMap((resource) => store.list(resource, namespace).map((object) => ({ resource, object })));
}
