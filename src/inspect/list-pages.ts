import * as z from 'zod/mini';

import type { ApiFailure } from '../kubernetes/api-failure.js';
import { failure, success, type Result } from '../model/result.js';
import { placeOf } from './object-metadata.js';

/** Why a list could not be read to its end. */
export type ListFailure =
  | { readonly kind: 'call'; readonly failure: ApiFailure }
  | { readonly kind: 'malformed'; readonly place: string }
  | { readonly kind: 'endless' };

/** The most objects of one list. */
const maxObjects = 100_000;

/** The most pages of one list. */
export function maxPages(pageSize: number): number {
  return Math.ceil(maxObjects / pageSize);
}

const pageSchema = z.object({
  metadata: z.nullish(z.object({ continue: z.nullish(z.string()) })),
  // A missing or null list is an empty one: Go writes it so.
  items: z.nullish(z.array(z.unknown())),
});

/** What to read and what becomes of each item, which is done page by page so that no raw list is held as a whole. */
export interface ListPages<T> {
  readonly read: (query: string) => Promise<Result<unknown, ApiFailure>>;
  /** How many objects a page was asked to have at most. */
  readonly pageSize: number;
  readonly toItem: (raw: unknown, index: number) => T;
}

/**
 * Reads a list in pages, in the server's order.
 *
 * A token that has expired (410 Gone) makes it begin again, once: a token lives for minutes and a page takes seconds,
 * so a second time would not be the last. It is not asked for the whole list at once instead, because that could be
 * larger than any answer that is read. The bound on pages counts both attempts.
 * SOURCE: Kubernetes API concepts, "Retrieving large results sets in chunks".
 */
export async function readPages<T>({
  read,
  pageSize,
  toItem,
}: ListPages<T>): Promise<Result<readonly T[], ListFailure>> {
  let items: T[] = [];
  let token = '';
  let hasBegunAgain = false;
  for (let page = 0; page < maxPages(pageSize); page += 1) {
    const answer = await read(token === '' ? '' : `continue=${encodeURIComponent(token)}`);
    if (!answer.ok) {
      const isExpired = answer.failure.httpStatus === 410 && token !== '';
      if (!isExpired || hasBegunAgain) return failure({ kind: 'call', failure: answer.failure });
      hasBegunAgain = true;
      items = [];
      token = '';
      continue;
    }
    const parsed = pageSchema.safeParse(answer.value);
    if (!parsed.success) return failure({ kind: 'malformed', place: placeOf(parsed.error) });
    const raw = parsed.data.items ?? [];
    // Whoever sends more in a page than was asked for comes to an end as well.
    if (items.length + raw.length > maxObjects) return failure({ kind: 'endless' });
    for (const one of raw) items.push(toItem(one, items.length));
    token = parsed.data.metadata?.continue ?? '';
    if (token === '') return success(items);
  }
  return failure({ kind: 'endless' });
}
