import type { ObjectStore } from './object-store.js';
import type { Resource } from './resources.js';
import { servedResources } from './resources.js';

/** What a resource path asks for. */
export interface ResourcePath {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  /** `undefined` for a collection. */
  readonly name?: string | undefined;
  /** Such as `status` or `log`. */
  readonly subresource?: string | undefined;
}

/** Reads `/api/v1/…` and `/apis/<group>/<version>/…`; `undefined` when nothing of the kind is served. */
export function parseResourcePath(pathname: string, store: ObjectStore): ResourcePath | undefined {
  const [root, ...rest] = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  if (root === 'api') return locate({ group: '', version: rest[0] ?? '' }, rest.slice(1), store);
  if (root === 'apis') return locate({ group: rest[0] ?? '', version: rest[1] ?? '' }, rest.slice(2), store);
  return undefined;
}

function locate(
  { group, version }: Pick<Resource, 'group' | 'version'>,
  parts: readonly string[],
  store: ObjectStore,
): ResourcePath | undefined {
  // `/namespaces/<name>` and `/namespaces/<name>/status` are the namespace itself.
  const isScoped =
    parts[0] === 'namespaces' && parts.length >= 3 && parts[2] !== 'status' && parts[2] !== 'finalize';
  const namespace = isScoped ? parts[1] : undefined;
  const [plural, name, subresource] = isScoped ? parts.slice(2) : parts;
  const resource = servedResources(store).find(
    (one) => one.group === group && one.version === version && one.plural === plural,
  );
  if (!resource || (namespace !== undefined && !resource.namespaced)) return undefined;
  return { resource, namespace, name, subresource };
}
