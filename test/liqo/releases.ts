import type { LiqoRelease } from '../../src/liqo/release.js';
import { parseRelease } from '../../src/liqo/release.js';

/** A release by its version, which must be a known one. */
export function releaseOf(version: string): LiqoRelease {
  const release = parseRelease(version);
  if (!release.ok) throw new Error(release.failure);
  return release.value;
}
