import * as z from 'zod/mini';

/** A fact as JSON: known with its value and its source, or unknown with its reason. */
export function factOf<T extends z.core.$ZodType>(value: T) {
  return z.discriminatedUnion('known', [
    z.object({ known: z.literal(true), value, source: z.string() }),
    z.object({ known: z.literal(false), reason: z.string() }),
  ]);
}

/** Texts by name, such as labels. */
export const textsByName = z.record(z.string(), z.string());
