import * as z from 'zod/mini';

/** A reference from a dependent to its owner. */
const ownerReferenceSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.optional(z.boolean()),
});

const metadataSchema = z.looseObject({
  name: z.string(),
  namespace: z.optional(z.string()),
  uid: z.string(),
  resourceVersion: z.string(),
  creationTimestamp: z.string(),
  deletionTimestamp: z.optional(z.string()),
  labels: z.optional(z.record(z.string(), z.string())),
  annotations: z.optional(z.record(z.string(), z.string())),
  ownerReferences: z.optional(z.array(ownerReferenceSchema)),
});

/** An object of the Kubernetes API as the server keeps it: whatever JSON it is, with metadata filled in. */
export const kubernetesObjectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema,
});
export type KubernetesObject = z.infer<typeof kubernetesObjectSchema>;

/** An object as a client or a seed writes it, before the server fills in its metadata. */
export const newObjectSchema = z.looseObject({
  apiVersion: z.optional(z.string()),
  kind: z.optional(z.string()),
  metadata: z.optional(z.partial(metadataSchema)),
});
export type NewObject = z.infer<typeof newObjectSchema>;

/** A JSON object. */
export type JsonObject = Record<string, unknown>;

/** Whether a JSON value is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list at a path of keys; empty where there is none. */
export function listAt(object: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = valueAt(object, ...path);
  return isList(value) ? value : [];
}

/** The text at a path of keys; `undefined` where there is none. */
export function textAt(object: unknown, ...path: readonly string[]): string | undefined {
  const value = valueAt(object, ...path);
  return typeof value === 'string' ? value : undefined;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** The value at a path of keys; `undefined` where the path ends early. */
export function valueAt(object: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isJsonObject(value) ? value[key] : undefined), object);
}
