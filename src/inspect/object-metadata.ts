import * as z from 'zod/mini';

import { printable } from '../kubernetes/printable.js';
import { isObjectName } from '../model/object-name.js';
import { safeMap } from './safe-text.js';

const objectName = z.string().check(z.refine(isObjectName));

/** What is read of an object's metadata. */
export const metadataSchema = z.object({
  name: objectName,
  namespace: z.nullish(objectName),
  labels: z.nullish(safeMap),
  annotations: z.nullish(safeMap),
});
export type ObjectMetadata = z.infer<typeof metadataSchema>;

/** Any object, by its metadata. */
export const namedSchema = z.object({ metadata: metadataSchema });

/** Where an answer departs from its schema, as the end of a sentence; empty when it does as a whole. */
export function placeOf(error: z.core.$ZodError): string {
  const path = error.issues[0]?.path.map(String).join('.') ?? '';
  return path === '' ? '' : ` at ${printable(path, 80)}`;
}
