import type { JsonObject } from './kubernetes-object.js';
import { isJsonObject } from './kubernetes-object.js';

/**
 * Applies a patch body: JSON Patch (RFC 6902: add, replace, remove) for an array, JSON Merge Patch (RFC 7386) for an
 * object. Strategic merge and apply patches are taken as merge patches: lists are replaced whole.
 */
export function applyPatch(object: unknown, patch: unknown): unknown {
  return Array.isArray(patch)
    ? patch.filter(isJsonObject).reduce(applyOperation, object)
    : merge(object, patch);
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result: JsonObject = isJsonObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = merge(result[key], value);
  }
  return result;
}

function applyOperation(document: unknown, operation: JsonObject): unknown {
  const path = String(operation['path'])
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return changeAt(document, path, operation);
}

function changeAt(value: unknown, path: readonly string[], operation: JsonObject): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return operation['value'];
  const isLast = rest.length === 0;
  if (Array.isArray(value)) {
    const items = Array.from<unknown>(value);
    const index = key === '-' ? items.length : Number(key);
    if (!isLast) items[index] = changeAt(items[index], rest, operation);
    else
      items.splice(
        index,
        operation['op'] === 'add' ? 0 : 1,
        ...(operation['op'] === 'remove' ? [] : [operation['value']]),
      );
    return items;
  }
  const result: JsonObject = isJsonObject(value) ? { ...value } : {};
  if (isLast && operation['op'] === 'remove') Reflect.deleteProperty(result, key);
  else result[key] = changeAt(result[key], rest, operation);
  return result;
}
