/** How many runs of a soak, chosen by which seed. */
export interface SoakPart {
  readonly count: number;
  readonly seed: number;
  /** Which share of them, where several processes divide them; absent for all. */
  readonly share?: { readonly index: number; readonly of: number } | undefined;
  /** So many at the same time, since runs mostly wait. */
  readonly lanes?: number | undefined;
}

/** The share of a list that falls to one process. */
export function shareOf<T>(all: readonly T[], { share }: Pick<SoakPart, 'share'>): T[] {
  return share === undefined ? [...all] : all.filter((_, index) => index % share.of === share.index);
}
