import type * as z from 'zod/mini';

import { known, unknown, type Fact } from '../model/fact.js';
import { failure, success, type Result } from '../model/result.js';
import { namedSchema, placeOf, type ObjectMetadata } from './object-metadata.js';

/**
 * One object of a list, checked by itself. One that is malformed says so in `object`, and keeps its metadata where
 * that much can be read, so that it does no harm to facts which rest on others.
 */
export interface ListedObject<T> {
  readonly metadata: ObjectMetadata | undefined;
  /** The object, or why it is malformed. */
  readonly object: Result<T, string>;
}

/** The objects of a list; `null` when their kind does not exist. */
export type Listing<T> = Fact<readonly ListedObject<T>[] | null>;

/** A schema of objects that have metadata. */
export type ObjectSchema = z.ZodMiniType<{ readonly metadata: ObjectMetadata }>;

/** Checks one object of a list. `list` names the list in the reason. */
export function checkListed<S extends ObjectSchema>(
  raw: unknown,
  schema: S,
  { list, index }: { readonly list: string; readonly index: number },
): ListedObject<z.infer<S>> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { metadata: parsed.data.metadata, object: success(parsed.data) };
  const metadata = namedSchema.safeParse(raw).data?.metadata;
  const which = metadata === undefined ? `item ${index}` : `"${metadata.name}"`;
  return { metadata, object: failure(`${which} of ${list} is malformed${placeOf(parsed.error)}`) };
}

/** All objects that match; unknown when one of those, or one that might be one of those, is malformed. */
export function selectObjects<T>(
  listing: Listing<T>,
  matches: (metadata: ObjectMetadata) => boolean = () => true,
): Fact<readonly T[]> {
  if (!listing.known) return listing;
  const found: T[] = [];
  for (const { metadata, object } of listing.value ?? []) {
    if (metadata !== undefined && !matches(metadata)) continue;
    if (!object.ok) return unknown(object.failure);
    found.push(object.value);
  }
  return known(found, listing.source);
}

/** Chooses among objects by their metadata. */
export type ObjectChoice = <C extends { readonly metadata: ObjectMetadata }>(
  candidates: readonly C[],
) => C | undefined;

/** The object that `choose` takes; unknown when that one is malformed, or when one that might be it is. */
export function pickObject<T>(listing: Listing<T>, choose: ObjectChoice): Fact<T | undefined> {
  if (!listing.known) return listing;
  const all = listing.value ?? [];
  const chosen = choose(all.flatMap(({ metadata, object }) => (metadata ? [{ metadata, object }] : [])));
  const object = (chosen ?? all.find(({ metadata }) => metadata === undefined))?.object;
  if (object?.ok === false) return unknown(object.failure);
  return known(object?.value, listing.source);
}
