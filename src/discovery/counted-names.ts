/** Counts different names without keeping them, up to a limit; two names that look alike to it count once. */
export class CountedNames {
  readonly #limit: number;
  readonly #hashes = new Set<number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(name: string): void {
    if (this.#hashes.size < this.#limit) this.#hashes.add(hashOf(name));
  }

  /** At least so many names were added. */
  get size(): number {
    return this.#hashes.size;
  }
}

/** FNV-1a, so that a name that is only counted takes four bytes. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
