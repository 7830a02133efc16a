import { randomUUID } from 'node:crypto';

import type { KubernetesObject, NewObject } from './kubernetes-object.js';
import { kubernetesObjectSchema, textAt } from './kubernetes-object.js';
import type { Resource } from './resources.js';
import { apiVersionOf, resourceName } from './resources.js';

/** Something that happened to an object. */
export interface ObjectChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: Resource;
  readonly object: KubernetesObject;
}

/** Where an object is; `namespace` is `undefined` for cluster-scoped ones. */
export interface ObjectKey {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** Changes kept for watches that begin at an earlier version. */
const longestHistory = 1000;

/**
 * The memory of one simulated API server. Objects that come out of it are copies; with `isShared` they are the stored
 * ones themselves, for readers that change nothing and have no time for copies.
 */
export class ObjectStore {
  readonly #isShared: boolean;
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #resources = new Map<string, Resource>();
  readonly #listeners = new Set<(change: ObjectChange) => void>();
  readonly #history: { readonly version: number; readonly change: ObjectChange }[] = [];
  #version = 1000;

  constructor({ isShared = false }: { readonly isShared?: boolean } = {}) {
    this.#isShared = isShared;
  }

  /** The version of the latest change. */
  get resourceVersion(): string {
    return String(this.#version);
  }

  get(resource: Resource, key: ObjectKey): KubernetesObject | undefined {
    const object = this.#table(resource).get(path(key));
    return object && this.#copy(object);
  }

  /** In order of namespace and name, as a real server lists. */
  list(resource: Resource, namespace?: string): readonly KubernetesObject[] {
    return [...this.#table(resource).entries()]
      .filter(([, { metadata }]) => namespace === undefined || metadata.namespace === namespace)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, object]) => this.#copy(object));
  }

  /** Every object there is, with its resource's name. */
  all(): readonly { readonly resource: string; readonly object: KubernetesObject }[] {
    return [...this.#resources.values()].flatMap((resource) =>
      this.list(resource).map((object) => ({ resource: resourceName(resource), object })),
    );
  }

  /** The object with the metadata that a server fills in, not yet stored. */
  prepare(resource: Resource, draft: NewObject): KubernetesObject {
    const metadata = draft.metadata ?? {};
    const name = metadata.name ?? `${textAt(metadata, 'generateName') ?? ''}${suffix()}`;
    return kubernetesObjectSchema.parse({
      ...structuredClone(draft),
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata: {
        ...structuredClone(metadata),
        name,
        uid: randomUUID(),
        resourceVersion: this.resourceVersion,
        generation: 1,
        creationTimestamp: now(),
      },
    });
  }

  /** Stores a new object; the caller has made sure that the name is free. */
  add(resource: Resource, object: KubernetesObject): KubernetesObject {
    return this.#put('ADDED', resource, object);
  }

  /** Stores an object in place of the one of the same name. */
  replace(resource: Resource, object: KubernetesObject): KubernetesObject {
    return this.#put('MODIFIED', resource, object);
  }

  /** Changes an object, if it is still there. */
  update(
    resource: Resource,
    key: ObjectKey,
    change: (object: KubernetesObject) => KubernetesObject,
  ): KubernetesObject | undefined {
    const object = this.get(resource, key);
    return object && this.replace(resource, change(object));
  }

  remove(resource: Resource, key: ObjectKey): KubernetesObject | undefined {
    const object = this.#table(resource).get(path(key));
    if (!object) return undefined;
    this.#table(resource).delete(path(key));
    this.#version += 1;
    this.#tell({ type: 'DELETED', resource, object });
    return object;
  }

  /** What happened after that version of the store. */
  changesSince(version: number): readonly ObjectChange[] {
    return this.#history
      .filter((entry) => entry.version > version)
      .map(({ change }) => structuredClone(change));
  }

  /** Calls `listener` after every change; the result ends that. */
  onChange(listener: (change: ObjectChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(type: 'ADDED' | 'MODIFIED', resource: Resource, object: KubernetesObject): KubernetesObject {
    this.#version += 1;
    const stored = {
      ...this.#copy(object),
      metadata: { ...object.metadata, resourceVersion: this.resourceVersion },
    };
    this.#table(resource).set(path(object.metadata), stored);
    this.#tell({ type, resource, object: stored });
    return this.#copy(stored);
  }

  #tell(change: ObjectChange): void {
    this.#history.push({ version: this.#version, change });
    if (this.#history.length > longestHistory) this.#history.shift();
    for (const listener of [...this.#listeners]) {
      listener({ ...change, object: this.#copy(change.object) });
    }
  }

  #copy(object: KubernetesObject): KubernetesObject {
    return this.#isShared ? object : structuredClone(object);
  }

  #table(resource: Resource): Map<string, KubernetesObject> {
    const name = resourceName(resource);
    const known = this.#objects.get(name);
    if (known) return known;
    const table = new Map<string, KubernetesObject>();
    this.#objects.set(name, table);
    this.#resources.set(name, resource);
    return table;
  }
}

/** Now, in the form of Kubernetes timestamps, which have no milliseconds. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Five characters as `generateName` and controllers append them. */
export function suffix(): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  return Array.from({ length: 5 }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join('');
}

function path({ namespace, name }: ObjectKey): string {
  return `${namespace ?? ''}/${name}`;
}
