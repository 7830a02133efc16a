import { contentsOf, deleteObject, dependentsOf, emptyNamespace, inBackground } from './deletion.js';
import type { KubernetesObject } from './kubernetes-object.js';
import type { ObjectChange, ObjectStore } from './object-store.js';
import type { Resource } from './resources.js';
import { resources, servedResources } from './resources.js';

/**
 * Plays the garbage collector and the namespace controller: what lost its last owner goes, an owner in foreground
 * deletion goes after its dependents, a terminating namespace goes when it is empty.
 */
export function startGarbageCollector(store: ObjectStore): () => void {
  return store.onChange((change) => setImmediate(() => react(store, change)));
}

function react(store: ObjectStore, { type, resource, object }: ObjectChange): void {
  if (type === 'DELETED') {
    for (const dependent of dependentsOf(store, object.metadata.uid)) collect(store, dependent);
    finishOwners(store, object);
  }
  if (type === 'ADDED') collect(store, { resource, object });
  if (resource === resources.namespaces && object.metadata.deletionTimestamp !== undefined) {
    emptyNamespace(store, object.metadata.name);
    finishNamespace(store, object.metadata.name);
  }
  if (type === 'DELETED' && object.metadata.namespace !== undefined) {
    finishNamespace(store, object.metadata.namespace);
  }
}

/** Deletes an object that names owners of which none is left. */
function collect(
  store: ObjectStore,
  { resource, object }: { resource: Resource; object: KubernetesObject },
): void {
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length === 0 || owners.some(({ uid }) => exists(store, uid))) return;
  deleteObject(store, { resource, key: object.metadata }, inBackground);
}

function exists(store: ObjectStore, uid: string): boolean {
  return servedResources(store).some((resource) =>
    store.list(resource).some((object) => object.metadata.uid === uid),
  );
}

function finishOwners(store: ObjectStore, { metadata }: KubernetesObject): void {
  for (const { uid } of metadata.ownerReferences ?? []) {
    if (dependentsOf(store, uid).length > 0) continue;
    for (const resource of servedResources(store)) {
      const owner = store.list(resource).find((one) => one.metadata.uid === uid);
      const finalizers = owner?.metadata['finalizers'];
      if (owner && Array.isArray(finalizers) && finalizers.includes('foregroundDeletion')) {
        store.remove(resource, owner.metadata);
      }
    }
  }
}

function finishNamespace(store: ObjectStore, name: string): void {
  const namespace = store.get(resources.namespaces, { name });
  if (namespace?.metadata.deletionTimestamp === undefined || contentsOf(store, name).length > 0) return;
  for (const event of store.list(resources.events, name)) store.remove(resources.events, event.metadata);
  store.remove(resources.namespaces, { name });
}
