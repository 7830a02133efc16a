/**
 * Something about a cluster that is known, with where it was read, or unknown, with why.
 *
 * A fact is never guessed: what could not be read stays unknown and says what was missing.
 */
export type Fact<T> =
  | { readonly known: true; readonly value: T; readonly source: string }
  | { readonly known: false; readonly reason: string };

/** A fact that was read; `source` names the object or field it was read from. */
export function known<T>(value: T, source: string): Fact<T> {
  return { known: true, value, source };
}

/** A fact that could not be read; `reason` completes the sentence "unknown: …". */
export function unknown(reason: string): Fact<never> {
  return { known: false, reason };
}

/** The value of a fact, or `undefined` when it is unknown. */
export function valueOf<T>(fact: Fact<T>): T | undefined {
  return fact.known ? fact.value : undefined;
}

/** A fact derived from another one; an unknown fact stays unknown for the same reason. */
export function mapFact<T, U>(fact: Fact<T>, derive: (value: T) => U): Fact<U> {
  return fact.known ? known(derive(fact.value), fact.source) : fact;
}
